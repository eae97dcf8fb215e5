//! The two partitions with the figures of the reports that they come from.

use chiso_measure::{Channel, Measure, PartitionA, PartitionB, ServiceLevel, Tally};

use crate::support::put;

/// Từ Sơn in 2022: all of 18.235 dossiers; how many were early, late or overdue is not in the report and is made up.
fn tu_son_2022() -> Tally {
    let mut tally = Tally::default();
    for (channel, measure, value) in [
        (Channel::Online, Measure::Received, 1_359),
        (Channel::InPerson, Measure::Received, 16_876),
        (Channel::InPerson, Measure::ResolvedEarly, 15_000),
        (Channel::InPerson, Measure::ResolvedOnTime, 2_700),
        (Channel::InPerson, Measure::ResolvedLate, 57),
        (Channel::InPerson, Measure::RefusedEarly, 44),
        (Channel::InPerson, Measure::WithdrawnEarly, 127),
        (Channel::InPerson, Measure::Open, 256 + 51),
        (Channel::InPerson, Measure::AwaitingSupplement, 51),
        (Channel::InPerson, Measure::OpenOverdue, 6),
    ] {
        put(
            &mut tally,
            "1.004873",
            Some(channel),
            ServiceLevel::None,
            measure,
            value,
        );
    }
    tally
}

#[test]
fn tu_son_2022_partitions_the_dossiers_received_in_both_ways() {
    let tally = tu_son_2022();
    let by_result = PartitionA::of(&tally, 0);
    assert_eq!(
        by_result,
        PartitionA {
            received: 18_235,
            carried_forward: 0,
            resolved: 17_757,
            refused: 44,
            withdrawn: 127,
            pending: 256,
            awaiting_supplement: 51,
        }
    );
    assert!(by_result.holds());
    let by_time = PartitionB::of(&tally, 0);
    assert_eq!(
        by_time,
        PartitionB {
            received_in_person_or_post: 16_876,
            received_online: 1_359,
            carried_forward: 0,
            settled_early: 15_171,
            settled_on_time: 2_700,
            settled_late: 57,
            pending_in_time: 301,
            pending_overdue: 6,
        }
    );
    assert!(by_time.holds());
}

#[test]
fn the_statement_for_2023_does_not_hold_without_what_was_carried_forward() {
    let printed = PartitionA {
        received: 2_078,
        carried_forward: 0,
        resolved: 1_784,
        refused: 8,
        withdrawn: 14,
        pending: 260,
        awaiting_supplement: 12,
    };
    assert!(printed.holds());
    assert!(
        !PartitionA {
            carried_forward: 256 + 51,
            ..printed
        }
        .holds()
    );
}

#[test]
fn rows_1_to_17_of_thai_nguyen_annex_3_hold() {
    let printed = PartitionB {
        received_in_person_or_post: 132_904,
        received_online: 22_778,
        carried_forward: 8_227,
        settled_early: 97_418,
        settled_on_time: 56_969,
        settled_late: 322,
        pending_in_time: 9_043,
        pending_overdue: 157,
    };
    assert!(printed.holds());
    assert!(
        !PartitionB {
            settled_late: 324,
            ..printed
        }
        .holds()
    );
}
