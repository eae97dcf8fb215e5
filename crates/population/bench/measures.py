"""Links against the truth: the measures that record linkage is judged by."""

import collections
import csv


def rows(path):
    with open(path, encoding="utf-8", newline="") as table:
        yield from csv.DictReader(table)


class Truth:
    """The truth about the records of a directory."""

    def __init__(self, directory):
        self.entity = {row["person_id"]: row["entity_id"] for row in rows(directory / "register_truth.csv")}
        self.records = {
            row["rec_id"]: (row["person_id"], row["category"], row["defects"].split(";"))
            for row in rows(directory / "truth.csv")
        }
        # What the twelve-digit number cannot settle: it is missing, wrong or an old one, or the person is not in the register.
        self.hard = {
            record for record, (_, category, defects) in self.records.items()
            if category == "not_in_register" or any(defect.startswith("id_") for defect in defects)
        }

    def is_right(self, record, person):
        """A second entry of the same person is as good as the first."""
        truth = self.records[record][0]
        return bool(truth) and self.entity.get(person, person) == self.entity.get(truth, truth)

    def curve(self, best, keys):
        """Precision, recall, F1 and the score, for each threshold on the records in `keys`."""
        there = sum(bool(self.records[record][0]) for record in keys)
        ranked = sorted(((best[record][0], self.is_right(record, best[record][1])) for record in keys if record in best),
                        reverse=True)
        right, points = 0, []
        for at, (score, hit) in enumerate(ranked, 1):
            right += hit
            if at == len(ranked) or ranked[at][0] != score:
                precision, recall = right / at, right / there
                points.append((precision, recall, 2 * right / (at + there), score))
        return points


def best_links(paths):
    """The best candidate of each record: score and person. Also the category of each record, where there is one."""
    best, categories = {}, {}
    for path in paths:
        for row in rows(path):
            record, score = row["rec_id"], float(row["score"])
            if row.get("category"):
                categories[record] = row["category"]
            if row["person_id"] and (record not in best or score > best[record][0]):
                best[record] = (score, row["person_id"])
    return best, categories


def measure(truth, best, threshold=None, categories=None):
    """F1, recall on the hard subset at precision .999, false-link rate, share of right categories.

    Without a threshold the one with the best F1 on this very truth is taken: the best case.
    """
    everything = truth.curve(best, truth.records)
    if threshold is None:
        threshold = max(everything, key=lambda point: point[2])[3]
    linked = {record: link for record, link in best.items() if link[0] >= threshold}
    f1 = truth.curve(linked, truth.records)[-1][2]
    recall = max((point[1] for point in truth.curve(best, truth.hard) if point[0] >= 0.999), default=0.0)
    nobody = [record for record, (person, _, _) in truth.records.items() if not person]
    false = sum(record in linked for record in nobody) / max(len(nobody), 1)
    category = None
    if categories is not None:
        hits = sum(categories.get(record, "not_in_register") == known[1] for record, known in truth.records.items())
        category = hits / len(truth.records)
    return {"f1": f1, "recall": recall, "false": false, "category": category}


def lost(truth, linked):
    """How many records of each kind of fault were not linked to their person, the most frequent first."""
    faults, all_of = collections.Counter(), collections.Counter()
    for record, (person, _, defects) in truth.records.items():
        if person:
            all_of.update(set(defects))
            if record not in linked or not truth.is_right(record, linked[record][1]):
                faults.update(set(defects))
    return [(fault, count, all_of[fault]) for fault, count in faults.most_common() if fault]
