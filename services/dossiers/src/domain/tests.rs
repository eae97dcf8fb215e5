use chiso_calendar::{Instant, WorkCalendar};
use chiso_procedure::ProcedureCatalogue;
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    Action, Applicant, Channel, Dossier, Due, HistoryMatch, Particulars, Rules, StepKind,
    match_history,
};

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

fn instant(at: DateTime<Utc>) -> Instant {
    Instant::try_from(at).unwrap()
}

fn submitted(rules: Rules<'_>, at: DateTime<Utc>) -> Dossier {
    Dossier {
        id: Uuid::from_u128(7),
        code: "H05.26-220601-0001".parse().unwrap(),
        particulars: Particulars {
            procedure: PROCEDURE.to_owned(),
            receiving_unit: "tthcc-tu-son".parse().unwrap(),
            competent_unit: "tthcc-tu-son".parse().unwrap(),
            channel: Channel::InPerson,
        },
        applicant: Applicant {
            name: "Nguyễn Thị Minh Khai".to_owned(),
            id_number: None,
            phone: None,
        },
        former_applicants: Vec::new(),
        steps: vec![rules.submission(PROCEDURE, instant(at)).unwrap()],
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
        Accepted, Corrected, Delivered, DueRevised, IntakeRejected, Refused, Resolved, Submitted,
        SupplementReceived, SupplementRequested, Withdrawn,
    };
    match last {
        Submitted => &[Accepted, IntakeRejected, Withdrawn],
        Accepted | SupplementReceived => &[SupplementRequested, Resolved, Refused, Withdrawn],
        SupplementRequested => &[SupplementReceived, Refused, Withdrawn],
        Resolved => &[Delivered],
        IntakeRejected | Refused | Withdrawn | Delivered | DueRevised | Corrected => &[],
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
            let allowed = may_follow(before.last_taken_step().kind()).contains(&action.kind());
            match dossier.take(&action, instant(at), rules) {
                Ok(()) => {
                    prop_assert!(allowed, "{:?} after {:?}", action, before.last_taken_step());
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
                prop_assert!(clock.runs.iter().all(|run| run.start <= run.due.at && run.stop.is_none_or(|stop| run.start <= stop)));
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
    let at: DateTime<Utc> = "2022-06-01T02:00:00Z".parse().unwrap();
    let mut dossier = submitted(rules, at);
    let refusal = dossier
        .take(
            &Action::Accept { due: None },
            instant(at - TimeDelta::seconds(1)),
            rules,
        )
        .unwrap_err();
    assert_eq!(
        (refusal.code(), refusal.faults()[0].field.as_str()),
        ("STEP_OUT_OF_ORDER", "occur_time")
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
    code.as_str().clone_into(&mut dossier.particulars.procedure);
    dossier.steps = vec![
        rules
            .submission(code.as_str(), instant(change - TimeDelta::days(2)))
            .unwrap(),
    ];
    dossier
        .take(
            &Action::Accept { due: None },
            instant(change - TimeDelta::days(1)),
            rules,
        )
        .unwrap();
    dossier
        .take(
            &Action::RequestSupplement {
                reason: "Thiếu".to_owned(),
            },
            instant(change),
            rules,
        )
        .unwrap();
    dossier
        .take(
            &Action::ReceiveSupplement,
            instant(change + TimeDelta::days(1)),
            rules,
        )
        .unwrap();
    assert_eq!(dossier.bound_version(), versions[0].version);
}

fn accept() -> Action {
    Action::Accept { due: None }
}

fn reason() -> String {
    "Thiếu bản sao".to_owned()
}

/// The calendars of the years, in the order asked for.
fn calendar_of(years: &[i32]) -> WorkCalendar {
    let text = |year: &i32| {
        let day_off = |day: &str| {
            format!(
                "[[days]]\ndate = {year}-{day}\nkind = \"day_off\"\nname = \"-\"\nsource = \"-\"\n"
            )
        };
        format!(
            "year = {year}\nweekly_rest = [\"Saturday\", \"Sunday\"]\nsessions = [{{ from = 07:00:00, until = 11:30:00 }}, \
             {{ from = 13:30:00, until = 17:00:00 }}]\n{}{}",
            day_off("01-01"),
            day_off("01-05"),
        )
    };
    let files: Vec<_> = years
        .iter()
        .map(|year| (format!("{year}.toml"), text(year)))
        .collect();
    let files = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    WorkCalendar::parse(files).unwrap()
}

#[test]
fn a_due_time_in_a_year_without_calendar_is_provisional_until_that_comes() {
    let (procedures, _) = catalogue();
    let (now, later) = (calendar_of(&[2026]), calendar_of(&[2026, 2027]));
    let before = Rules {
        procedures: &procedures,
        calendar: &now,
    };
    let after = Rules {
        procedures: &procedures,
        calendar: &later,
    };
    let at = |text: &str| instant(text.parse::<DateTime<Utc>>().unwrap());

    let mut dossier = submitted(before, "2026-12-30T02:00:00Z".parse().unwrap());
    dossier
        .take(&accept(), at("2026-12-30T02:00:00Z"), before)
        .unwrap();
    let given = dossier.state().clock().unwrap().due();
    assert_eq!(
        given,
        Due {
            at: at("2027-01-05T02:00:00Z"),
            is_provisional: true
        }
    );
    assert_eq!(
        dossier.revise_due(at("2026-12-31T00:00:00Z"), before),
        Ok(None),
        "nothing new is known"
    );

    dossier
        .take(
            &Action::RequestSupplement { reason: reason() },
            at("2026-12-30T08:00:00Z"),
            before,
        )
        .unwrap();
    dossier
        .take(
            &Action::ReceiveSupplement,
            at("2026-12-31T08:00:00Z"),
            before,
        )
        .unwrap();
    assert!(dossier.state().clock().unwrap().due().is_provisional);
    let version = dossier.version();

    let was = dossier
        .revise_due(at("2027-01-02T02:00:00Z"), after)
        .unwrap()
        .unwrap();
    assert_eq!(
        was,
        Due {
            at: at("2027-01-06T08:00:00Z"),
            is_provisional: true
        }
    );
    let clock = dossier.state().clock().cloned().unwrap();
    assert_eq!(
        clock.due(),
        Due::fixed(at("2027-01-07T08:00:00Z")),
        "5/1 is a day off"
    );
    assert_eq!(clock.original_due, given, "what the receipt says stays");
    assert_eq!(dossier.version(), version + 1);
    assert_eq!(
        dossier.revise_due(at("2027-01-03T02:00:00Z"), after),
        Ok(None)
    );
    assert_eq!(
        dossier.last_taken_step().kind(),
        StepKind::SupplementReceived
    );
}

#[test]
fn a_due_time_that_was_given_is_never_computed_again() {
    let (procedures, _) = catalogue();
    let (now, later) = (calendar_of(&[2026]), calendar_of(&[2026, 2027]));
    let rules = Rules {
        procedures: &procedures,
        calendar: &now,
    };
    let at = |text: &str| instant(text.parse::<DateTime<Utc>>().unwrap());
    let mut dossier = submitted(rules, "2026-12-30T02:00:00Z".parse().unwrap());
    let given = Action::Accept {
        due: Some(at("2027-01-20T02:00:00Z")),
    };
    dossier
        .take(&given, at("2026-12-30T02:00:00Z"), rules)
        .unwrap();
    let rules = Rules {
        calendar: &later,
        ..rules
    };
    assert_eq!(
        dossier.revise_due(at("2027-01-02T02:00:00Z"), rules),
        Ok(None)
    );
}

#[test]
fn a_correction_changes_what_holds_and_erases_nothing() {
    let (procedures, calendar) = catalogue();
    let rules = Rules {
        procedures: &procedures,
        calendar: &calendar,
    };
    let day =
        |day: u32| -> DateTime<Utc> { format!("2022-06-{day:02}T02:00:00Z").parse().unwrap() };
    let mut dossier = submitted(rules, day(1));
    dossier.take(&accept(), instant(day(1)), rules).unwrap();
    dossier
        .take(&Action::Refuse { reason: reason() }, instant(day(2)), rules)
        .unwrap();
    let wrong = dossier.clone();

    let mut right = submitted(rules, day(1));
    right.particulars.channel = Channel::Online;
    "Lê Thị Hồng Gấm".clone_into(&mut right.applicant.name);
    right.take(&accept(), instant(day(1)), rules).unwrap();
    assert_eq!(
        dossier
            .correct(right.clone(), "a\0b", instant(day(9)))
            .unwrap_err()
            .code(),
        "INVALID_REASON"
    );
    assert_eq!(dossier, wrong);
    dossier
        .correct(right.clone(), "Ghi nhầm", instant(day(9)))
        .unwrap();

    assert_eq!(
        (dossier.state(), &dossier.particulars),
        (right.state(), &right.particulars)
    );
    assert_eq!(dossier.version(), wrong.version() + 1);
    assert_eq!(
        dossier.clone().at_version(wrong.version()),
        wrong,
        "as it was before"
    );
    let timeline: Vec<_> = right
        .steps
        .iter()
        .map(|step| (step.kind(), step.at))
        .collect();
    assert_eq!(match_history(&dossier, &timeline), HistoryMatch::Known);

    dossier
        .take(&Action::Resolve, instant(day(3)), rules)
        .expect("a step that came before the correction was made");
    assert_eq!(dossier.state().outcome().unwrap().1, instant(day(3)));
}
