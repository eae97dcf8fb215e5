"""`make bench-linkage`: chiso-cleanse and Splink on the same files in one run, then how chiso-cleanse grows with the files.

Both read the files and write the links on the same two threads. The thresholds are those of the model that comes with
chiso-cleanse; for Splink the one with the best F1 on the truth is picked, which nobody has in the field. Splink's processor
time is without its installation, with its start.

SIZE=large takes 1.3 million people and a million records. CURVE=10000000 goes on to ten million people. SPLINK=0 leaves it out.
SEED is another population.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from measures import Truth, best_links, lost, measure

HERE = Path(__file__).resolve().parent
SIZES = {"": (190_000, 100_000), "large": (1_300_000, 1_000_000)}
CURVE = (100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)


def run(command):
    """Wall seconds, processor seconds and peak memory in MB of a command."""
    start = time.monotonic()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{errors}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def generate(generator, directory, people, records, difficulty, seed):
    """Files are kept: the same numbers give the same files, unless the generator is younger."""
    stamp = directory / "truth.csv"
    if not stamp.exists() or stamp.stat().st_mtime < generator.stat().st_mtime:
        run([generator, "--people", people, "--records", records, "--difficulty", difficulty, "--seed", seed, "--out", directory])


def link(program, directory):
    """Runs ours; where it wrote the links and what is for review."""
    pairs, review = directory / "pairs.csv", directory / "review.csv"
    used = run([program, "link", "--register", directory / "register.csv", "--sector", directory / "sector.csv",
                "--out", pairs, "--review", review, "--threads", 2])
    return used, pairs, review


def table(title, heads, lines):
    widths = [max(len(line[at]) for line in [heads, *lines]) for at in range(len(heads))]
    print(f"\n{title}")
    for line in [heads, *lines]:
        print("  ".join(cell.ljust(width) if at < 2 else cell.rjust(width) for at, (cell, width) in enumerate(zip(line, widths))))
    sys.stdout.flush()


def line(name, group, found, used, ratio=""):
    wall, cpu, memory = used
    category = "" if found["category"] is None else f"{found['category']:.4f}"
    return [name, group, f"{found['f1']:.4f}", f"{found['recall']:.4f}", f"{found['false']:.4f}", category,
            f"{wall:.1f}", f"{cpu:.1f}", f"{memory:.0f}", ratio]


def side_by_side(program, generator, out, seed):
    people, records = SIZES[os.environ.get("SIZE", "")]
    sets = {level: out / f"{level}-{people}-{records}-{seed}" for level in ("normal", "hard")}
    # All programs run before anything is measured: a child is charged with the memory that this process had when it began.
    ran, load = {}, os.getloadavg()[0]
    for level, directory in sets.items():
        generate(generator, directory, people, records, level, seed)
        ran[level] = [link(program, directory)[0]]
        if os.environ.get("SPLINK", "1") != "0":
            ran[level].append(run([sys.executable, HERE / "splink_link.py", directory, directory / "splink.csv"]))
    yield
    lines, worst = [], []
    for level, directory in sets.items():
        truth, (ours, *theirs) = Truth(directory), ran[level]
        linked, categories = best_links([directory / "pairs.csv"])
        both, more = best_links([directory / "pairs.csv", directory / "review.csv"])
        found = measure(truth, both, threshold=0.0, categories=categories | more)
        # What is linked is in one file, what is for review in the other, whatever the scores.
        found["false"] = measure(truth, linked)["false"]
        found["f1"] = truth.curve(linked, truth.records)[-1][2]
        lines.append(line("chiso-cleanse", level, found, ours))
        worst.append((level, lost(truth, linked)[:8]))
        for used in theirs:
            best, _ = best_links([directory / "splink.csv"])
            lines.append(line("Splink", level, measure(truth, best), used, f"{used[0] / ours[0]:.1f}x"))
    heads = ["", "set", "F1", "hard recall at P>=.999", "linked nobodies", "category", "wall s", "CPU s", "peak MB", "ours is"]
    table(f"{people} people, {records} records, seed {seed}, load {load:.1f}", heads, lines)
    for level, faults in worst:
        print(f"not linked, {level}:", ", ".join(f"{fault} {count} of {total}" for fault, count, total in faults))


def curve(program, generator, out, seed):
    lines = []
    for people in (size for size in CURVE if size <= int(os.environ.get("CURVE", "1000000"))):
        directory = out / f"curve-{people}"
        generate(generator, directory, people, people // 2, "normal", seed)
        (wall, cpu, memory), pairs, _ = link(program, directory)
        million = people * 1.5 / 1e6
        lines.append([str(people), str(people // 2), f"{wall:.1f}", f"{cpu:.1f}", f"{memory:.0f}",
                      f"{wall / million:.1f}", f"{cpu / million:.1f}", f"{memory / (people / 1e6):.0f}"])
        pairs.unlink()
    heads = ["people", "records", "wall s", "CPU s", "peak MB", "wall s per million rows", "CPU s per million rows", "MB per million people"]
    table("chiso-cleanse as the files grow", heads, lines)


def main():
    program, generator, out = (Path(argument).resolve() for argument in sys.argv[1:4])
    seed = int(os.environ.get("SEED", "7"))
    out.mkdir(parents=True, exist_ok=True)
    sides = side_by_side(program, generator, out, seed)
    next(sides)
    curve(program, generator, out, seed)
    next(sides, None)


if __name__ == "__main__":
    main()
