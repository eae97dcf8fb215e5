use chiso_calendar::WorkCalendar;
use chiso_procedure::ProcedureCatalogue;
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::{Action, Applicant, Channel, Dossier, HistoryMatch, Rules, StepKind, match_history};

const PROCEDURE: &str = "1.004873";

fn catalogue() -> (ProcedureCatalogue, WorkCalendar) {
    let procedures =
        ProcedureCatalogue::parse(include_str!("../../../../catalogue/procedures.toml")).unwrap();
    let calendar = WorkCalendar::parse([(
        "2022.toml",
        include_str!("../../../../catalogue/calendars/2022.toml"),
    )])
    .unwrap();
    (procedures, calendar)
}

fn submitted(rules: Rules<'_>, at: DateTime<Utc>) -> Dossier {
    Dossier {
        id: Uuid::from_u128(7),
        code: "H05.26-220601-0001".parse().unwrap(),
        procedure: PROCEDURE.to_owned(),
        receiving_unit: "tthcc-tu-son".parse().unwrap(),
        competent_unit: "tthcc-tu-son".parse().unwrap(),
        channel: Channel::InPerson,
        applicant: Applicant {
            name: "Nguyễn Thị Minh Khai".to_owned(),
            id_number: None,
            phone: None,
        },
        steps: vec![rules.submission(PROCEDURE, at).unwrap()],
    }
}

fn action() -> impl Strategy<Value = Action> {
    let reason = || "Thiếu bản sao".to_owned();
    prop_oneof![
        3 => Just(Action::Accept { due: None }),
        1 => Just(Action::RejectIntake { reason: reason() }),
        3 => Just(Action::RequestSupplement { reason: reason() }),
        3 => Just(Action::ReceiveSupplement),
        2 => Just(Action::Resolve),
        1 => Just(Action::Refuse { reason: reason() }),
        1 => Just(Action::Withdraw { reason: reason() }),
        1 => Just(Action::Deliver),
    ]
}

/// Kinds that may follow a kind: the life of a dossier as a regular language, told without the state machine.
fn may_follow(last: StepKind) -> &'static [StepKind] {
    use StepKind::{
        Accepted, Delivered, IntakeRejected, Refused, Resolved, Submitted, SupplementReceived,
        SupplementRequested, Withdrawn,
    };
    match last {
        Submitted => &[Accepted, IntakeRejected, Withdrawn],
        Accepted | SupplementReceived => &[SupplementRequested, Resolved, Refused, Withdrawn],
        SupplementRequested => &[SupplementReceived, Refused, Withdrawn],
        Resolved => &[Delivered],
        IntakeRejected | Refused | Withdrawn | Delivered => &[],
    }
}

proptest! {
    #[test]
    fn a_life_follows_the_table_and_a_refusal_changes_nothing(
        actions in prop::collection::vec((action(), 0_i64..3 * 24 * 60), 1..14),
    ) {
        let (procedures, calendar) = catalogue();
        let rules = Rules { procedures: &procedures, calendar: &calendar };
        let mut at: DateTime<Utc> = "2022-06-01T02:00:00Z".parse().unwrap();
        let mut dossier = submitted(rules, at);
        for (action, minutes) in actions {
            at += TimeDelta::minutes(minutes);
            let before = dossier.clone();
            let allowed = may_follow(before.last_step().kind()).contains(&action.kind());
            match dossier.take(&action, at, rules) {
                Ok(()) => {
                    prop_assert!(allowed, "{:?} after {:?}", action, before.last_step());
                    prop_assert_eq!(dossier.version(), before.version() + 1);
                    prop_assert_eq!(dossier.clone().at_version(before.version()), before);
                }
                Err(refusal) => {
                    prop_assert!(!allowed, "{:?}", refusal);
                    prop_assert_eq!(refusal.code(), "ILLEGAL_TRANSITION");
                    prop_assert_eq!(&dossier, &before);
                }
            }
            let state = dossier.state();
            if let Some(clock) = state.clock() {
                prop_assert!(clock.runs.iter().all(|run| run.start <= run.due && run.stop.is_none_or(|stop| run.start <= stop)));
                let open = clock.runs.iter().filter(|run| run.stop.is_none()).count();
                prop_assert_eq!(open, usize::from(matches!(state, super::DossierState::Processing(_))));
            }
            prop_assert_eq!(state.outcome().is_some() && state.clock().is_some(), dossier.steps.iter().any(|step| {
                matches!(step.kind(), StepKind::Resolved | StepKind::Refused | StepKind::Withdrawn)
            }) && state.clock().is_some());
        }
        let timeline: Vec<_> = dossier.steps.iter().map(|step| (step.kind(), step.at)).collect();
        prop_assert_eq!(match_history(&dossier, &timeline), HistoryMatch::Known);
        let shorter = dossier.clone().at_version(1);
        let expected = if timeline.len() > 1 { HistoryMatch::ContinuesAt(1) } else { HistoryMatch::Known };
        prop_assert_eq!(match_history(&shorter, &timeline), expected);
    }
}

#[test]
fn time_never_runs_backwards() {
    let (procedures, calendar) = catalogue();
    let rules = Rules {
        procedures: &procedures,
        calendar: &calendar,
    };
    let at = "2022-06-01T02:00:00Z".parse().unwrap();
    let mut dossier = submitted(rules, at);
    let refusal = dossier
        .take(
            &Action::Accept { due: None },
            at - TimeDelta::seconds(1),
            rules,
        )
        .unwrap_err();
    assert_eq!(
        (refusal.code(), refusal.field().as_deref()),
        ("STEP_OUT_OF_ORDER", Some("occur_time"))
    );
}

#[test]
fn a_dossier_keeps_the_version_under_which_it_was_accepted() {
    let (procedures, calendar) = catalogue();
    let rules = Rules {
        procedures: &procedures,
        calendar: &calendar,
    };
    let (code, versions) = procedures
        .iter()
        .find(|(_, versions)| versions.len() > 1)
        .expect("some procedure changed");
    let change = chiso_calendar::start_of_day(versions[1].valid_from);
    let mut dossier = submitted(rules, change - TimeDelta::days(2));
    code.as_str().clone_into(&mut dossier.procedure);
    dossier.steps = vec![
        rules
            .submission(code.as_str(), change - TimeDelta::days(2))
            .unwrap(),
    ];
    dossier
        .take(
            &Action::Accept { due: None },
            change - TimeDelta::days(1),
            rules,
        )
        .unwrap();
    dossier
        .take(
            &Action::RequestSupplement {
                reason: "Thiếu".to_owned(),
            },
            change,
            rules,
        )
        .unwrap();
    dossier
        .take(
            &Action::ReceiveSupplement,
            change + TimeDelta::days(1),
            rules,
        )
        .unwrap();
    assert_eq!(dossier.bound_version(), versions[0].version);
}
