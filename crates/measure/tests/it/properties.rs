//! What must hold for every set of legal lives.

use chiso_calendar::DateRange;
use chiso_measure::{Figures, Fold, Measure, PartitionA, PartitionB};
use chiso_proto::dossiers::v1::DossierFacet;
use chrono::Days;
use proptest::prelude::*;

use crate::lives::{Life, lives, recount};
use crate::support::{day, figures, life, sums};

/// The facet before, absent for the first event of a dossier, and after.
type Event<'a> = (Option<&'a DossierFacet>, &'a DossierFacet);

fn events(lives: &[Life]) -> Vec<Event<'_>> {
    lives
        .iter()
        .flat_map(|life| {
            let before = std::iter::once(None).chain(life.facets.iter().map(Some));
            before.zip(&life.facets)
        })
        .collect()
}

fn apply<'a>(events: impl IntoIterator<Item = &'a Event<'a>>) -> Fold {
    let mut fold = Fold::default();
    for (before, after) in events {
        if let Some(before) = before {
            fold.add(&life(before), -1);
        }
        fold.add(&life(after), 1);
    }
    fold
}

fn final_facets(lives: &[Life]) -> Fold {
    let mut fold = Fold::default();
    for facet in lives.iter().filter_map(|life| life.facets.last()) {
        fold.add(&life(facet), 1);
    }
    fold
}

/// Ranges of up to ten weeks within and around the days of the lives.
fn ranges() -> impl Strategy<Value = DateRange> {
    (0..120_u64, 1..70_u64).prop_map(|(start, length)| {
        let from = day("2022-12-20") + Days::new(start);
        DateRange {
            from,
            until: from + Days::new(length),
        }
    })
}

proptest! {
    #[test]
    fn differences_of_events_add_up_to_the_final_facets(lives in lives()) {
        prop_assert_eq!(sums(apply(&events(&lives))), sums(final_facets(&lives)));
    }

    #[test]
    fn the_order_of_events_does_not_matter((lives, keys) in lives().prop_flat_map(|lives| {
        let count = events(&lives).len();
        (Just(lives), prop::collection::vec(any::<u64>(), count))
    })) {
        let mut shuffled: Vec<_> = events(&lives).into_iter().zip(keys).collect();
        shuffled.sort_by_key(|(_, key)| *key);
        let shuffled: Vec<_> = shuffled.into_iter().map(|(event, _)| event).collect();
        prop_assert_eq!(sums(apply(&shuffled)), sums(apply(&events(&lives))));
    }

    #[test]
    fn folds_of_parts_merge_to_the_fold_of_all(lives in lives(), modulus in 1..5_usize) {
        let events = events(&lives);
        let part = |wanted: bool| {
            apply(events.iter().enumerate().filter(|(index, _)| (index % modulus == 0) == wanted).map(|(_, event)| event))
        };
        let mut merged = part(true);
        merged.merge(&part(false));
        prop_assert_eq!(sums(merged), sums(apply(&events)));
    }

    #[test]
    fn every_measure_equals_a_naive_recount(lives in lives(), range in ranges()) {
        let figures = figures(&sums(apply(&events(&lives))), range);
        for measure in Measure::ALL {
            prop_assert_eq!(figures.total(measure), recount(&lives, measure, range), "{}", measure);
        }
    }

    #[test]
    fn stocks_equal_a_naive_recount_at_the_end_of_every_day(lives in lives()) {
        let sums = sums(apply(&events(&lives)));
        let from = day("2022-12-30");
        for length in 1..60 {
            let range = DateRange { from, until: from + Days::new(length) };
            let figures = figures(&sums, range);
            for measure in [Measure::Open, Measure::AwaitingSupplement, Measure::OpenOverdue] {
                prop_assert_eq!(figures.total(measure), recount(&lives, measure, range), "{} {:?}", measure, range);
            }
        }
    }

    #[test]
    fn both_partitions_hold_for_every_unit_and_range(lives in lives(), range in ranges()) {
        let sums = sums(apply(&events(&lives)));
        let before = DateRange { from: day("2022-01-01"), until: range.from };
        for unit in ["unit-0", "unit-1", "unit-2"] {
            let of_unit: Vec<_> = sums.iter().filter(|(cell, ..)| &*cell.unit == unit).cloned().collect();
            let carried_forward = figures(&of_unit, before).total(Measure::Open);
            let figures = figures(&of_unit, range);
            prop_assert!(PartitionA::of(&figures, carried_forward).holds());
            prop_assert!(PartitionB::of(&figures, carried_forward).holds());
            prop_assert!(figures.open_in_time() >= 0);
        }
    }
}
