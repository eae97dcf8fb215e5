use std::collections::BTreeSet;

use chiso_calendar::DateRange;
use chiso_sample::{History, StepKind, generate_load};
use proptest::prelude::*;

use crate::world::World;

fn load(world: &World, seed: u64, n: usize, from: &str, until: &str) -> Vec<History> {
    let range = DateRange::parse(from, until).expect("a range");
    generate_load(
        seed,
        n,
        range,
        &world.tree,
        &world.procedures,
        &world.calendar,
    )
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_history_can_have_happened(seed: u64, first in 0_u64..300, days in 1_u64..120) {
        let world = World::load();
        let from = "2022-01-05".parse::<chrono::NaiveDate>().unwrap() + chrono::Days::new(first);
        let until = from + chrono::Days::new(days);
        let range = DateRange { from, until };
        let load = generate_load(seed, 200, range, &world.tree, &world.procedures, &world.calendar);
        let mut codes = BTreeSet::new();
        for history in load {
            world.check(&history, until);
            prop_assert!(codes.insert(history.code.clone()));
        }
    }
}

#[test]
fn a_load_has_everything_and_as_many_as_asked_for() {
    let world = World::load();
    let histories = load(&world, 7, 20_000, "2022-01-01", "2023-01-01");
    assert_eq!(histories.len(), 20_000);
    let steps: BTreeSet<String> = histories
        .iter()
        .flat_map(|history| &history.steps)
        .map(|step| format!("{:?}", step.kind))
        .collect();
    assert_eq!(steps.len(), 9);
    let channels: BTreeSet<String> = histories
        .iter()
        .map(|history| format!("{:?}", history.channel))
        .collect();
    assert_eq!(channels.len(), 3);
    let resolved = histories.iter().filter(|history| {
        history
            .steps
            .iter()
            .any(|step| step.kind == StepKind::Resolved)
    });
    assert!(resolved.count() > 16_000);
}

#[test]
fn a_range_without_work_gives_nothing() {
    let world = World::load();
    assert!(load(&world, 7, 10, "2022-01-29", "2022-02-05").is_empty());
}
