use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Range;

use chiso_measure::{Delta, Fold, Measure, OwnedCell};
use chrono::NaiveDate;

/// Differences that are told one by one; more are only counted.
const TOLD: usize = 100;

/// Sai lệch: a sum that is not what the facets say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    pub cell: OwnedCell,
    pub measure: Measure,
    pub day: NaiveDate,
    pub expected: i64,
    pub actual: i64,
}

/// Đối soát: what the sums should be, against what they are. An absent sum is 0.
///
/// It holds what is expected only; the actual sums pass by, cell by cell, each cell once.
#[derive(Debug)]
pub struct Comparison {
    expected: Vec<Delta>,
    cells: HashMap<OwnedCell, Range<usize>>,
    pub compared: u64,
    pub drifted: u64,
    pub drifts: Vec<Drift>,
}

impl Comparison {
    /// Expects what the fold adds up to.
    pub fn new(mut fold: Fold) -> Self {
        let expected = fold.drain();
        let mut cells = HashMap::new();
        let mut begin = 0;
        for slice in expected.chunk_by(|a, b| a.cell == b.cell) {
            let end = begin + slice.len();
            cells.insert(OwnedCell::from(fold.cell(slice[0].cell)), begin..end);
            begin = end;
        }
        Self {
            expected,
            cells,
            compared: 0,
            drifted: 0,
            drifts: Vec::new(),
        }
    }

    /// Compares the sums of a cell, which are all there are of it, ordered by measure and day.
    pub fn compare(&mut self, cell: &OwnedCell, actual: &[(Measure, NaiveDate, i64)]) {
        let range = self.cells.remove(cell).unwrap_or(0..0);
        let (mut next, end) = (range.start, range.end);
        let mut rest = actual.iter().peekable();
        loop {
            let expected = (next < end).then(|| self.expected[next]);
            let order = match (expected, rest.peek()) {
                (None, None) => return,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(expected), Some((measure, day, _))) => {
                    (expected.measure, expected.day).cmp(&(*measure, *day))
                }
            };
            let expected = expected.filter(|_| order.is_le());
            let actual = if order.is_ge() { rest.next() } else { None };
            next += usize::from(expected.is_some());
            let place = expected
                .map(|delta| (delta.measure, delta.day))
                .or(actual.map(|(measure, day, _)| (*measure, *day)));
            let (measure, day) = place.expect("one of both sides is there");
            self.judge(
                cell,
                measure,
                day,
                expected.map_or(0, |delta| delta.weight),
                actual.map_or(0, |(_, _, value)| *value),
            );
        }
    }

    /// Cells that did not pass by have no sums at all.
    pub fn finish(&mut self) {
        let missing: Vec<OwnedCell> = self.cells.keys().cloned().collect();
        for cell in missing {
            self.compare(&cell, &[]);
        }
        let place = |drift: &Drift| (drift.measure, drift.day);
        self.drifts
            .sort_by(|a, b| a.cell.cmp(&b.cell).then(place(a).cmp(&place(b))));
    }

    fn judge(
        &mut self,
        cell: &OwnedCell,
        measure: Measure,
        day: NaiveDate,
        expected: i64,
        actual: i64,
    ) {
        self.compared += 1;
        if expected == actual {
            return;
        }
        self.drifted += 1;
        if self.drifts.len() < TOLD {
            self.drifts.push(Drift {
                cell: cell.clone(),
                measure,
                day,
                expected,
                actual,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use chiso_measure::{Channel, ServiceLevel};

    use super::*;

    fn cell(unit: &str) -> OwnedCell {
        OwnedCell {
            unit: unit.into(),
            procedure: "1.004873".into(),
            channel: Some(Channel::Online),
            service_level: ServiceLevel::Full,
        }
    }

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2022, 1, day).unwrap()
    }

    fn comparison(expected: &[(&str, Measure, u32, i64)]) -> Comparison {
        let mut fold = Fold::default();
        for (unit, measure, on, weight) in expected {
            fold.add_weight(cell(unit).borrowed(), *measure, day(*on), *weight);
        }
        Comparison::new(fold)
    }

    #[test]
    fn equal_sums_and_zeros_are_no_drift() {
        let mut comparison = comparison(&[
            ("a", Measure::Received, 1, 2),
            ("a", Measure::Open, 1, 1),
            ("b", Measure::Open, 2, 3),
        ]);
        comparison.compare(
            &cell("a"),
            &[
                (Measure::Received, day(1), 2),
                (Measure::Received, day(2), 0),
                (Measure::Open, day(1), 1),
            ],
        );
        comparison.compare(&cell("b"), &[(Measure::Open, day(2), 3)]);
        comparison.compare(&cell("c"), &[(Measure::Open, day(2), 0)]);
        comparison.finish();
        assert_eq!((comparison.compared, comparison.drifted), (5, 0));
    }

    #[test]
    fn missing_strange_and_wrong_sums_are_drift() {
        let mut comparison = comparison(&[
            ("a", Measure::Received, 1, 2),
            ("a", Measure::Open, 1, 1),
            ("b", Measure::Open, 2, 3),
        ]);
        comparison.compare(
            &cell("a"),
            &[
                (Measure::Received, day(1), 5),
                (Measure::Delivered, day(9), 7),
            ],
        );
        comparison.finish();
        let told: Vec<_> = comparison
            .drifts
            .iter()
            .map(|d| (&*d.cell.unit, d.measure.code(), d.expected, d.actual))
            .collect();
        let expected = [
            ("a", "received", 2, 5),
            ("a", "delivered", 0, 7),
            ("a", "open", 1, 0),
            ("b", "open", 3, 0),
        ];
        assert_eq!(told, expected);
        assert_eq!((comparison.compared, comparison.drifted), (4, 4));
    }
}
