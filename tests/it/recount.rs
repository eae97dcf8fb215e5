//! The figures counted again in the plainest way: dossier by dossier, walking through the steps that REST shows.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use chrono::{Datelike, NaiveDate};
use serde_json::Value;

use crate::life::{Life, Standing};
use crate::world::World;

/// Figures by name: `measures.received`, `partition_a.pending`, `dossiers.online_rate.numerator` and so on.
pub type Figures = BTreeMap<String, i64>;

/// Ranges that go on end in this year.
const FUTURE: i32 = 2035;

/// What is asked: a unit with its subtree, the first day, the first day after the range, the day of the stocks.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    pub unit: &'static str,
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub as_of: NaiveDate,
}

impl Question {
    /// Stocks are those of the last day.
    pub fn new(unit: &'static str, from: &str, until: &str) -> Self {
        let until: NaiveDate = until.parse().unwrap();
        Self {
            unit,
            from: from.parse().unwrap(),
            until,
            as_of: until.pred_opt().unwrap(),
        }
    }

    /// The same up to the end of today, as an answer says: a range ends there if it goes on.
    pub fn until_today(self, answer: &Value) -> Self {
        let day = |field: &str| -> NaiveDate { answer[field].as_str().unwrap().parse().unwrap() };
        let (until, as_of) = (day("until_date"), day("as_of_date"));
        let same = (until, as_of) == (self.until, self.as_of);
        assert!(same || self.until.year() == FUTURE, "{answer}");
        Self {
            until,
            as_of,
            ..self
        }
    }

    pub fn as_of(self, day: &str) -> Self {
        Self {
            as_of: day.parse().unwrap(),
            ..self
        }
    }

    /// The query of `GET /v1/figures`.
    pub fn query(&self) -> String {
        let Self {
            unit,
            from,
            until,
            as_of,
        } = self;
        let mut query = format!("unit_id={unit}&from_date={from}&until_date={until}");
        if *as_of != until.pred_opt().unwrap() {
            write!(query, "&as_of_date={as_of}").unwrap();
        }
        query
    }
}

/// What the figures should be.
pub fn expected(world: &World, lives: &[Life], question: &Question) -> Figures {
    let lives: Vec<&Life> = lives
        .iter()
        .filter(|life| world.is_within(&life.receiving_unit_id, question.unit))
        .collect();
    let last_day = question.until.pred_opt().unwrap();
    let carried = open(&lives, question.from.pred_opt().unwrap()).0;
    let flows = flows(world, &lives, question);
    let flow = |name: &str| flows.get(name).copied().unwrap_or(0);

    let mut figures = Figures::new();
    let mut set = |name: &str, value: i64| figures.insert(name.to_owned(), value);
    for name in FLOWS {
        set(&format!("measures.{name}"), flow(name));
    }
    let (all, waiting, overdue) = open(&lives, question.as_of);
    set("measures.carried_forward", carried);
    set("measures.open", all);
    set("measures.awaiting_supplement", waiting);
    set("measures.open_overdue", overdue);
    set("measures.open_in_time", all - waiting - overdue);
    let offers = world.offers(question.unit, question.as_of);
    let online = || offers.iter().filter(|(_, online)| *online);
    set("measures.procedures_offered", count(offers.len()));
    set("measures.procedures_online", count(online().count()));

    let class = |class: &str| -> i64 {
        OUTCOMES
            .iter()
            .map(|end| flow(&format!("{end}.{class}")))
            .sum()
    };
    let ended = |end: &str| -> i64 {
        CLASSES
            .iter()
            .map(|class| flow(&format!("{end}.{class}")))
            .sum()
    };
    let settled = class("early") + class("on_time") + class("late");
    let mut ratio = |name: &str, numerator: i64, denominator: i64| {
        set(&format!("dossiers.{name}.numerator"), numerator);
        set(&format!("dossiers.{name}.denominator"), denominator);
    };
    ratio("online_rate", flow("received.online"), flow("received"));
    ratio(
        "online_rate_eligible",
        flow("eligible.online"),
        flow("eligible"),
    );
    let offered: BTreeSet<&str> = online().map(|(code, _)| *code).collect();
    ratio(
        "online_procedures_used",
        procedures_used(world, &lives, question),
        count(offered.len()),
    );
    let in_time = flow("resolved.early") + flow("resolved.on_time");
    ratio("on_time_rate_resolved", in_time, ended("resolved"));
    ratio(
        "on_time_rate_766",
        settled - class("late") + all - overdue,
        settled + all,
    );
    ratio("overdue_rate", overdue, all);

    let (all, waiting, overdue) = open(&lives, last_day);
    for (name, value) in [
        ("a.received", flow("received")),
        ("a.carried_forward", carried),
        ("a.resolved", ended("resolved")),
        ("a.refused", ended("refused")),
        ("a.withdrawn", ended("withdrawn")),
        ("a.pending", all - waiting),
        ("a.awaiting_supplement", waiting),
        (
            "b.received_in_person_or_post",
            flow("received.in_person") + flow("received.post"),
        ),
        ("b.received_online", flow("received.online")),
        ("b.carried_forward", carried),
        ("b.settled_early", class("early")),
        ("b.settled_on_time", class("on_time")),
        ("b.settled_late", class("late")),
        ("b.pending_in_time", all - overdue),
        ("b.pending_overdue", overdue),
    ] {
        set(&format!("partition_{name}"), value);
    }
    figures
}

/// What a group of an answer of `GET /v1/figures` says. Both identities must hold.
pub fn answered(group: &Value) -> Figures {
    let mut figures = Figures::new();
    for part in ["measures", "partition_a", "partition_b"] {
        for (name, value) in group[part].as_object().unwrap() {
            if let Some(value) = value.as_i64() {
                figures.insert(format!("{part}.{name}"), value);
            } else {
                assert_eq!(value, true, "{part} does not hold: {group}");
            }
        }
    }
    for indicator in group["indicators"].as_array().unwrap() {
        let code = indicator["code"].as_str().unwrap();
        for part in ["numerator", "denominator"] {
            figures.insert(format!("{code}.{part}"), indicator[part].as_i64().unwrap());
        }
    }
    figures
}

/// Says which figures differ.
pub fn assert_same(found: &Figures, expected: &Figures, what: &str) {
    let names: BTreeSet<&String> = found.keys().chain(expected.keys()).collect();
    let differing: Vec<String> = names
        .into_iter()
        .filter(|name| found.get(*name) != expected.get(*name))
        .map(|name| {
            format!(
                "{name}: {:?}, counted {:?}",
                found.get(name),
                expected.get(name)
            )
        })
        .collect();
    assert!(differing.is_empty(), "{what}:\n{}", differing.join("\n"));
}

/// Steps of the range, by what they count as.
fn flows(world: &World, lives: &[&Life], question: &Question) -> BTreeMap<String, i64> {
    let mut flows = BTreeMap::new();
    let mut add = |name: String| *flows.entry(name).or_default() += 1;
    for life in lives {
        let is_received = life.steps.iter().any(|step| step.kind == "accepted");
        for (index, step) in life.steps.iter().enumerate() {
            if step.day() < question.from || step.day() >= question.until {
                continue;
            }
            match step.kind.as_str() {
                "accepted" => {
                    add("received".to_owned());
                    add(format!("received.{}", life.channel));
                    if world.is_online(&life.procedure_code, life.procedure_version) {
                        add("eligible".to_owned());
                        add(format!("eligible.{}", life.channel));
                    }
                }
                end @ ("resolved" | "refused" | "withdrawn") => {
                    if is_received {
                        add(format!("{end}.{}", life.timeliness(index)));
                    }
                }
                other => add(other.to_owned()),
            }
        }
    }
    flows
}

/// Open dossiers at the end of a day: all, those that wait for a supplement, those that are overdue.
fn open(lives: &[&Life], on: NaiveDate) -> (i64, i64, i64) {
    let standings: Vec<Standing> = lives.iter().map(|life| life.standing(on)).collect();
    let number = |wanted: &dyn Fn(&Standing) -> bool| {
        count(standings.iter().filter(|standing| wanted(standing)).count())
    };
    (
        number(&|standing| *standing != Standing::NotOpen),
        number(&|standing| *standing == Standing::AwaitingSupplement),
        number(&|standing| matches!(standing, Standing::Running(due) if *due < on)),
    )
}

/// Online procedures that received something online in the range.
fn procedures_used(world: &World, lives: &[&Life], question: &Question) -> i64 {
    let in_range = |life: &&&Life| {
        life.steps.iter().any(|step| {
            step.kind == "accepted" && (question.from..question.until).contains(&step.day())
        })
    };
    let used: BTreeSet<&str> = lives
        .iter()
        .filter(|life| life.channel == "online")
        .filter(|life| world.is_online(&life.procedure_code, life.procedure_version))
        .filter(in_range)
        .map(|life| life.procedure_code.as_str())
        .collect();
    count(used.len())
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap()
}

const OUTCOMES: [&str; 3] = ["resolved", "refused", "withdrawn"];
const CLASSES: [&str; 3] = ["early", "on_time", "late"];
const FLOWS: [&str; 18] = [
    "submitted",
    "intake_rejected",
    "received",
    "received.in_person",
    "received.online",
    "received.post",
    "resolved.early",
    "resolved.on_time",
    "resolved.late",
    "refused.early",
    "refused.on_time",
    "refused.late",
    "withdrawn.early",
    "withdrawn.on_time",
    "withdrawn.late",
    "supplement_requested",
    "supplement_received",
    "delivered",
];
