//! A facet that breaks its own rules is refused as a whole, with a stable code.

use chiso_measure::{DossierLife, FacetFault, ProcedureOffer};
use chiso_proto::dossiers::v1::{DossierFacet, Offering, Outcome, ProcedureFacet, ServiceLevel};
use prost_types::Timestamp;
use rstest::rstest;

use crate::support::{accepted, at, closing, run, submitted};

fn resolved() -> DossierFacet {
    DossierFacet {
        deliver_time: Some(at("2023-01-13 09:00")),
        ..accepted(
            vec![
                run(
                    "2023-01-03 08:00",
                    "2023-01-10 08:00",
                    Some("2023-01-05 08:00"),
                ),
                run(
                    "2023-01-06 08:00",
                    "2023-01-11 08:00",
                    Some("2023-01-11 08:00"),
                ),
            ],
            Some(closing(Outcome::Resolved, "2023-01-11 08:00")),
        )
    }
}

#[rstest]
#[case(|f: &mut DossierFacet| f.receiving_unit_id.clear(), FacetFault::Missing("receiving_unit_id"))]
#[case(|f: &mut DossierFacet| f.procedure_code.clear(), FacetFault::Missing("procedure_code"))]
#[case(|f: &mut DossierFacet| f.service_level = 0, FacetFault::UnknownValue("service_level"))]
#[case(|f: &mut DossierFacet| f.channel = 9, FacetFault::UnknownValue("channel"))]
#[case(|f: &mut DossierFacet| f.submit_time = None, FacetFault::Missing("submit_time"))]
#[case(|f: &mut DossierFacet| f.submit_time = Some(Timestamp { seconds: i64::MAX, nanos: 0 }), FacetFault::UnreadableTime("submit_time"))]
#[case(|f: &mut DossierFacet| f.submit_time = Some(Timestamp { seconds: 0, nanos: -1 }), FacetFault::UnreadableTime("submit_time"))]
#[case(|f: &mut DossierFacet| f.submit_time = Some(Timestamp { seconds: 0, nanos: 1_000_000_000 }), FacetFault::UnreadableTime("submit_time"))]
#[case(|f: &mut DossierFacet| f.submit_time = Some(at("2023-01-03 08:01")), FacetFault::OutOfOrder("accept_time"))]
#[case(|f: &mut DossierFacet| f.reject_time = Some(at("2023-01-03 09:00")), FacetFault::RejectedYet("accept_time"))]
#[case(|f: &mut DossierFacet| f.accept_time = None, FacetFault::NotAccepted("clock_runs"))]
#[case(|f: &mut DossierFacet| { f.accept_time = None; f.clock_runs.clear(); }, FacetFault::NotAccepted("closing"))]
#[case(|f: &mut DossierFacet| { f.accept_time = None; f.clock_runs.clear(); f.closing = None; }, FacetFault::NotAccepted("deliver_time"))]
#[case(|f: &mut DossierFacet| f.clock_runs.clear(), FacetFault::Missing("clock_runs"))]
#[case(|f: &mut DossierFacet| f.clock_runs[1].start_time = None, FacetFault::Missing("clock_runs.start_time"))]
#[case(|f: &mut DossierFacet| f.clock_runs[0].start_time = Some(at("2023-01-03 07:59")), FacetFault::OutOfOrder("clock_runs.start_time"))]
#[case(|f: &mut DossierFacet| f.clock_runs[1].start_time = Some(at("2023-01-04 08:00")), FacetFault::OutOfOrder("clock_runs.start_time"))]
#[case(|f: &mut DossierFacet| f.clock_runs[0].stop_time = Some(at("2023-01-02 08:00")), FacetFault::OutOfOrder("clock_runs.stop_time"))]
#[case(|f: &mut DossierFacet| f.clock_runs[0].stop_time = None, FacetFault::ClockNotStopped)]
#[case(|f: &mut DossierFacet| f.clock_runs[1].stop_time = None, FacetFault::ClockNotStopped)]
#[case(|f: &mut DossierFacet| f.closing = Some(closing(Outcome::Unspecified, "2023-01-11 08:00")), FacetFault::UnknownValue("closing.outcome"))]
#[case(|f: &mut DossierFacet| f.closing.as_mut().unwrap().close_time = None, FacetFault::Missing("closing.close_time"))]
#[case(|f: &mut DossierFacet| f.closing = Some(closing(Outcome::Refused, "2023-01-11 07:59")), FacetFault::OutOfOrder("closing.close_time"))]
#[case(|f: &mut DossierFacet| f.closing = None, FacetFault::NotClosed)]
#[case(|f: &mut DossierFacet| f.deliver_time = Some(at("2023-01-11 07:00")), FacetFault::OutOfOrder("deliver_time"))]
fn a_dossier_that_breaks_a_rule_is_refused(
    #[case] spoil: fn(&mut DossierFacet),
    #[case] fault: FacetFault,
) {
    let mut facet = resolved();
    DossierLife::read(&facet).unwrap();
    spoil(&mut facet);
    assert_eq!(DossierLife::read(&facet).unwrap_err(), fault);
}

#[test]
fn a_dossier_rejected_at_intake_goes_no_further() {
    let rejected = DossierFacet {
        reject_time: Some(at("2023-01-04 08:00")),
        ..submitted("2023-01-03 08:00")
    };
    let delivered = DossierFacet {
        deliver_time: Some(at("2023-01-05 08:00")),
        ..rejected.clone()
    };
    assert_eq!(
        DossierLife::read(&delivered).unwrap_err(),
        FacetFault::RejectedYet("deliver_time")
    );
    let early = DossierFacet {
        reject_time: Some(at("2023-01-02 08:00")),
        ..rejected
    };
    assert_eq!(
        DossierLife::read(&early).unwrap_err(),
        FacetFault::OutOfOrder("reject_time")
    );
}

#[rstest]
#[case(|f: &mut ProcedureFacet| f.procedure_code.clear(), FacetFault::Missing("procedure_code"))]
#[case(|f: &mut ProcedureFacet| f.service_level = 0, FacetFault::UnknownValue("service_level"))]
#[case(|f: &mut ProcedureFacet| f.valid_from_date.clear(), FacetFault::Missing("valid_from_date"))]
#[case(|f: &mut ProcedureFacet| f.valid_from_date = "1/7/2022".into(), FacetFault::UnreadableDate("valid_from_date"))]
#[case(|f: &mut ProcedureFacet| f.valid_from_date = "2022-7-1".into(), FacetFault::UnreadableDate("valid_from_date"))]
#[case(|f: &mut ProcedureFacet| f.valid_until_date = "2022-02-30".into(), FacetFault::UnreadableDate("valid_until_date"))]
#[case(|f: &mut ProcedureFacet| f.valid_until_date = "2021-12-31".into(), FacetFault::OutOfOrder("valid_until_date"))]
#[case(|f: &mut ProcedureFacet| f.offerings[1].unit_id.clear(), FacetFault::Missing("offerings.unit_id"))]
#[case(|f: &mut ProcedureFacet| f.offerings[1].unit_id = "p-dong-ngan".into(), FacetFault::DuplicateUnit)]
#[case(|f: &mut ProcedureFacet| f.offerings[1].from_date.clear(), FacetFault::Missing("offerings.from_date"))]
#[case(|f: &mut ProcedureFacet| f.offerings[1].until_date = "2021-12-31".into(), FacetFault::OutOfOrder("offerings.until_date"))]
fn a_procedure_that_breaks_a_rule_is_refused(
    #[case] spoil: fn(&mut ProcedureFacet),
    #[case] fault: FacetFault,
) {
    let mut facet = ProcedureFacet {
        procedure_code: "1.004873".into(),
        version: 1,
        service_level: ServiceLevel::Full.into(),
        offerings: ["p-dong-ngan", "p-dinh-bang"]
            .map(|unit| Offering {
                unit_id: unit.into(),
                from_date: "2022-01-01".into(),
                until_date: String::new(),
            })
            .into(),
        valid_from_date: "2022-01-01".into(),
        valid_until_date: String::new(),
    };
    ProcedureOffer::read(&facet).unwrap();
    spoil(&mut facet);
    assert_eq!(ProcedureOffer::read(&facet).unwrap_err(), fault);
}

#[test]
fn codes_are_frozen() {
    let faults = [
        FacetFault::Missing("submit_time"),
        FacetFault::UnreadableTime("submit_time"),
        FacetFault::UnreadableDate("valid_from_date"),
        FacetFault::BadIdentifier("procedure_code"),
        FacetFault::UnknownValue("channel"),
        FacetFault::OutOfOrder("accept_time"),
        FacetFault::RejectedYet("closing"),
        FacetFault::NotAccepted("closing"),
        FacetFault::ClockNotStopped,
        FacetFault::NotClosed,
        FacetFault::DuplicateUnit,
    ];
    insta::assert_snapshot!(faults.map(|fault| format!("{}: {fault}", fault.code())).join("\n"), @r"
    FACET_FIELD_MISSING: submit_time is missing
    FACET_TIME_UNREADABLE: submit_time is not an instant of the years 1900 to 2200 in whole seconds
    FACET_DATE_UNREADABLE: valid_from_date is not a calendar day
    FACET_IDENTIFIER_INVALID: procedure_code is longer than 64 bytes, or holds a character that no identifier has
    FACET_VALUE_UNKNOWN: channel has a value that is not known
    FACET_TIMES_OUT_OF_ORDER: accept_time is too early
    FACET_REJECTED_AND_HANDLED: rejected at intake, and yet there is closing
    FACET_NOT_ACCEPTED: not accepted, and yet there is closing
    FACET_CLOCK_NOT_STOPPED: a clock run that is over has no stop_time
    FACET_NOT_CLOSED: delivered, and yet not closed
    FACET_UNIT_TWICE: a unit is listed twice
    ");
}
