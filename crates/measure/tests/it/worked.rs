//! Lives whose contributions were worked out by hand.

use chiso_measure::ProcedureOffer;
use chiso_proto::dossiers::v1::{
    ClockRun, DossierFacet, Offering, Outcome, ProcedureFacet, ServiceLevel,
};
use rstest::rstest;

use crate::support::{accepted, at, closing, contributions, life, run, submitted};

#[test]
fn a_submitted_dossier_is_not_received() {
    insta::assert_snapshot!(contributions(&life(&submitted("2023-01-03 08:00"))), @"2023-01-03 submitted +1");
}

#[test]
fn a_dossier_rejected_at_intake_is_never_received() {
    let facet = DossierFacet {
        reject_time: Some(at("2023-01-04 09:00")),
        ..submitted("2023-01-03 08:00")
    };
    insta::assert_snapshot!(contributions(&life(&facet)), @r"
    2023-01-03 submitted +1
    2023-01-04 intake_rejected +1
    ");
}

#[test]
fn an_open_dossier_becomes_overdue_on_the_day_after_its_due_day() {
    let facet = accepted(
        vec![run("2023-01-03 08:00", "2023-01-10 08:00", None)],
        None,
    );
    insta::assert_snapshot!(contributions(&life(&facet)), @r"
    2023-01-03 submitted +1
    2023-01-03 received +1
    2023-01-03 open +1
    2023-01-11 open_overdue +1
    ");
}

#[test]
fn a_supplement_over_tet_stands_between_two_due_times() {
    let facet = DossierFacet {
        deliver_time: Some(at("2023-02-08 08:00")),
        ..accepted(
            vec![
                run(
                    "2023-01-17 08:00",
                    "2023-01-31 08:00",
                    Some("2023-01-19 15:00"),
                ),
                run(
                    "2023-02-01 08:00",
                    "2023-02-03 17:00",
                    Some("2023-02-07 10:00"),
                ),
            ],
            Some(closing(Outcome::Resolved, "2023-02-07 10:00")),
        )
    };
    insta::assert_snapshot!(contributions(&life(&facet)), @r"
    2023-01-17 submitted +1
    2023-01-17 received +1
    2023-02-07 resolved.late +1
    2023-01-19 supplement_requested +1
    2023-02-01 supplement_received +1
    2023-02-08 delivered +1
    2023-01-17 open +1
    2023-02-07 open -1
    2023-01-19 awaiting_supplement +1
    2023-02-01 awaiting_supplement -1
    2023-02-04 open_overdue +1
    2023-02-07 open_overdue -1
    ");
}

#[test]
fn waiting_never_counts_as_overdue() {
    let facet = accepted(
        vec![
            run(
                "2023-03-01 08:00",
                "2023-03-03 17:00",
                Some("2023-03-10 10:00"),
            ),
            run("2023-03-20 08:00", "2023-03-03 17:00", None),
        ],
        None,
    );
    insta::assert_snapshot!(contributions(&life(&facet)), @r"
    2023-03-01 submitted +1
    2023-03-01 received +1
    2023-03-10 supplement_requested +1
    2023-03-20 supplement_received +1
    2023-03-01 open +1
    2023-03-10 awaiting_supplement +1
    2023-03-20 awaiting_supplement -1
    2023-03-04 open_overdue +1
    2023-03-10 open_overdue -1
    2023-03-20 open_overdue +1
    ");
}

#[test]
fn a_dossier_withdrawn_while_it_waits_is_judged_by_the_stop_of_its_clock() {
    let facet = accepted(
        vec![run(
            "2023-03-01 08:00",
            "2023-03-08 17:00",
            Some("2023-03-03 10:00"),
        )],
        Some(closing(Outcome::Withdrawn, "2023-06-01 10:00")),
    );
    insta::assert_snapshot!(contributions(&life(&facet)), @r"
    2023-03-01 submitted +1
    2023-03-01 received +1
    2023-06-01 withdrawn.early +1
    2023-03-03 supplement_requested +1
    2023-03-01 open +1
    2023-06-01 open -1
    2023-03-03 awaiting_supplement +1
    2023-06-01 awaiting_supplement -1
    ");
}

#[test]
fn a_request_and_its_supplement_on_one_day_leave_no_stock() {
    let facet = accepted(
        vec![
            run(
                "2023-03-01 08:00",
                "2023-03-08 17:00",
                Some("2023-03-03 10:00"),
            ),
            run("2023-03-03 15:00", "2023-03-09 10:00", None),
        ],
        None,
    );
    let lines = contributions(&life(&facet));
    assert!(!lines.contains("awaiting_supplement"), "{lines}");
    assert!(
        lines.contains("2023-03-03 supplement_requested +1"),
        "{lines}"
    );
    assert!(
        lines.contains("2023-03-03 supplement_received +1"),
        "{lines}"
    );
}

#[test]
fn a_clock_that_stopped_at_the_instant_of_closing_was_stopped_by_it() {
    let instant = "2023-03-03 10:00";
    let facet = accepted(
        vec![
            run("2023-03-01 08:00", "2023-03-08 17:00", Some(instant)),
            run(instant, "2023-03-08 17:00", Some(instant)),
        ],
        Some(closing(Outcome::Refused, instant)),
    );
    let lines = contributions(&life(&facet));
    assert!(lines.contains("supplement_requested +1\n"), "{lines}");
    assert!(lines.contains("supplement_received +1\n"), "{lines}");
    assert!(!lines.contains("awaiting_supplement"), "{lines}");
}

#[rstest]
#[case::the_day_before("2022-12-31T16:59:59Z", "2022-12-30T16:59:59Z", "resolved.early")]
#[case::a_second_early_on_the_day(
    "2022-12-31T16:59:59Z",
    "2022-12-31T16:59:58Z",
    "resolved.on_time"
)]
#[case::the_very_second("2022-12-31T16:59:59Z", "2022-12-31T16:59:59Z", "resolved.on_time")]
#[case::a_second_late("2022-12-31T16:59:58Z", "2022-12-31T16:59:59Z", "resolved.late")]
#[case::midnight("2022-12-31T16:59:59Z", "2022-12-31T17:00:00Z", "resolved.late")]
#[case::no_due_time("", "2022-12-31T17:00:00Z", "resolved.early")]
fn an_end_is_early_on_time_or_late(#[case] due: &str, #[case] end: &str, #[case] measure: &str) {
    let facet = accepted(
        vec![run("2022-12-01 08:00", due, Some(end))],
        Some(closing(Outcome::Resolved, end)),
    );
    let lines = contributions(&life(&facet));
    assert!(lines.contains(&format!(" {measure} +1")), "{lines}");
    assert!(!lines.contains("open_overdue"), "{lines}");
}

#[rstest]
#[case("2022-12-31T16:59:59Z", "2022-12-31")]
#[case("2022-12-31T17:00:00Z", "2023-01-01")]
fn the_day_turns_at_midnight_in_vietnam(#[case] accept: &str, #[case] day: &str) {
    let facet = accepted(vec![run(accept, "2023-01-10 08:00", None)], None);
    assert!(contributions(&life(&facet)).contains(&format!("{day} received +1")));
}

#[test]
fn a_procedure_is_offered_by_each_unit_while_both_exist() {
    let offering = |unit_id: &str, from_date: &str, until_date: &str| Offering {
        unit_id: unit_id.into(),
        from_date: from_date.into(),
        until_date: until_date.into(),
    };
    let mut facet = ProcedureFacet {
        procedure_code: "1.004873".into(),
        version: 1,
        service_level: ServiceLevel::Partial.into(),
        offerings: vec![
            offering("p-dong-ngan", "2022-01-01", "2025-07-01"),
            offering("p-tu-son", "2025-07-01", ""),
        ],
        valid_from_date: "2022-01-01".into(),
        valid_until_date: String::new(),
    };
    insta::assert_snapshot!(contributions(&ProcedureOffer::read(&facet).unwrap()), @r"
    2022-01-01 procedures_offered +1
    2025-07-01 procedures_offered -1
    2022-01-01 procedures_online +1
    2025-07-01 procedures_online -1
    2025-07-01 procedures_offered +1
    2025-07-01 procedures_online +1
    ");
    facet.service_level = ServiceLevel::None.into();
    insta::assert_snapshot!(contributions(&ProcedureOffer::read(&facet).unwrap()), @r"
    2022-01-01 procedures_offered +1
    2025-07-01 procedures_offered -1
    2025-07-01 procedures_offered +1
    ");
}

#[test]
fn a_request_in_the_second_of_the_end_is_a_request() {
    let second = "2023-03-03 10:00";
    let mut stopped = run("2023-03-01 08:00", "2023-03-08 17:00", Some(second));
    let is_requested = |run: &ClockRun| {
        let facet = accepted(vec![*run], Some(closing(Outcome::Withdrawn, second)));
        contributions(&life(&facet)).contains("supplement_requested +1")
    };
    assert!(!is_requested(&stopped), "the end stopped the clock");
    stopped.stopped_by_request = true;
    assert!(is_requested(&stopped));
}
