//! Signed folding.

use chiso_measure::{Cell, Channel, Fold, Measure, ServiceLevel};

use crate::support::{accepted, day, life, run, sums};

const DONG_NGAN: Cell<'_> = Cell {
    unit: "p-dong-ngan",
    procedure: "1.004873",
    channel: Some(Channel::Online),
    service_level: ServiceLevel::Full,
};
const DINH_BANG: Cell<'_> = Cell {
    unit: "p-dinh-bang",
    ..DONG_NGAN
};

#[test]
fn what_cancels_is_dropped_and_the_rest_is_ordered() {
    let mut fold = Fold::default();
    for (cell, measure, date, weight) in [
        (DINH_BANG, Measure::Open, "2023-01-04", 1),
        (DONG_NGAN, Measure::Received, "2023-01-04", 2),
        (DINH_BANG, Measure::Open, "2023-01-03", 1),
        (DONG_NGAN, Measure::Received, "2023-01-03", 1),
        (DINH_BANG, Measure::Received, "2023-01-05", 5),
        (DONG_NGAN, Measure::Received, "2023-01-03", -1),
    ] {
        fold.add_weight(cell, measure, day(date), weight);
    }
    let lines: Vec<String> = fold
        .drain()
        .iter()
        .map(|delta| {
            format!(
                "{} {} {} {}",
                fold.cell(delta.cell).unit,
                delta.measure,
                delta.day,
                delta.weight
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    p-dinh-bang received 2023-01-05 5
    p-dinh-bang open 2023-01-03 1
    p-dinh-bang open 2023-01-04 1
    p-dong-ngan received 2023-01-04 2
    ");
    assert!(fold.drain().is_empty());
}

#[test]
fn cells_keep_their_numbers_through_a_drain() {
    let mut fold = Fold::default();
    fold.add_weight(DONG_NGAN, Measure::Open, day("2023-01-03"), 1);
    fold.add_weight(DINH_BANG, Measure::Open, day("2023-01-03"), 1);
    let first: Vec<_> = fold.drain().iter().map(|delta| delta.cell).collect();
    fold.add_weight(DINH_BANG, Measure::Open, day("2023-01-03"), 1);
    fold.add_weight(DONG_NGAN, Measure::Open, day("2023-01-03"), 1);
    let second: Vec<_> = fold.drain().iter().map(|delta| delta.cell).collect();
    assert_eq!(first, second);
    assert_eq!(fold.cell(first[1]), DINH_BANG);
    assert_eq!(
        first.iter().map(|id| id.index()).collect::<Vec<_>>(),
        [0, 1]
    );
}

#[test]
fn an_event_that_changes_nothing_leaves_nothing() {
    let facet = accepted(
        vec![run("2023-01-03 08:00", "2023-01-10 08:00", None)],
        None,
    );
    let mut fold = Fold::default();
    fold.add(&life(&facet), -1);
    fold.add(&life(&facet), 1);
    assert!(fold.drain().is_empty());
}

#[test]
fn folds_with_other_numbers_for_the_same_cells_merge() {
    let (mut left, mut right) = (Fold::default(), Fold::default());
    left.add_weight(DONG_NGAN, Measure::Open, day("2023-01-03"), 1);
    left.add_weight(DINH_BANG, Measure::Open, day("2023-01-03"), 2);
    right.add_weight(DINH_BANG, Measure::Open, day("2023-01-03"), -2);
    right.add_weight(DONG_NGAN, Measure::Open, day("2023-01-03"), 4);
    left.merge(&right);
    assert_eq!(
        sums(left),
        [(DONG_NGAN.into(), Measure::Open, day("2023-01-03"), 5)]
    );
}
