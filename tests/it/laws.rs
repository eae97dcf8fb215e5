//! Whatever sequence of legal and illegal steps comes, through REST or the import: what is illegal is refused and changes
//! nothing, and the figures are what a plain recount gives.

use std::collections::BTreeSet;

use chiso_sample::{History, StepKind};
use chiso_tests::{Answer, Caller, Catalogue, System, ndjson};
use futures::future::join_all;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

use crate::exact::{assert_exact, dossiers};

/// The verbs of REST, the kind of step that each makes, and whether it needs a reason.
const VERBS: [(&str, &str, bool); 8] = [
    ("accept", "accepted", false),
    ("reject-intake", "intake_rejected", true),
    ("request-supplement", "supplement_requested", true),
    ("receive-supplement", "supplement_received", false),
    ("resolve", "resolved", false),
    ("refuse", "refused", true),
    ("withdraw", "withdrawn", true),
    ("deliver", "delivered", false),
];
const STATES: usize = 8;

/// The state after a step, or nothing if it is illegal.
fn next(state: &str, step: &str) -> Option<&'static str> {
    Some(match (state, step) {
        ("", "submitted") => "submitted",
        ("submitted", "accepted") | ("awaiting_supplement", "supplement_received") => "processing",
        ("submitted", "intake_rejected") => "intake_rejected",
        ("submitted" | "processing" | "awaiting_supplement", "withdrawn") => "withdrawn",
        ("processing", "supplement_requested") => "awaiting_supplement",
        ("processing", "resolved") => "resolved",
        ("processing" | "awaiting_supplement", "refused") => "refused",
        ("resolved", "delivered") => "delivered",
        _ => return None,
    })
}

struct Clerk {
    caller: Caller,
    url: String,
    /// Every state in which every verb was tried.
    seen: BTreeSet<(String, &'static str)>,
}

impl Clerk {
    async fn file(&self, dice: &mut Xoshiro256PlusPlus, key: &str) -> Value {
        let procedure = ["1.004873", "1.001193", "1.001022", "2.000333"].choose(dice);
        let unit = ["p-tu-son", "p-tam-son-2025"].choose(dice);
        let channel = ["in_person", "online", "post"].choose(dice);
        let body = json!({
            "procedure_code": procedure, "receiving_unit_id": unit, "channel": channel,
            "applicant": { "name": "Nguyễn Văn Mẫu" },
        });
        let url = format!("{}/v1/dossiers", self.url);
        Answer::to(self.caller.write(&url, key, None, Some(&body)))
            .await
            .ok()
    }

    async fn read(&self, id: &str) -> Value {
        self.caller
            .get(&format!("{}/v1/dossiers/{id}", self.url))
            .await
            .ok()
    }

    /// Takes steps at random, legal ones and illegal ones, until the life is over and a few more.
    async fn live(&mut self, dice: &mut Xoshiro256PlusPlus, mut dossier: Value) {
        for round in 0..dice.random_range(3..12) {
            let (verb, step, has_reason) = *VERBS.choose(dice).unwrap();
            let id = dossier["id"].as_str().unwrap();
            let state = dossier["state"].as_str().unwrap().to_owned();
            let key = format!("{id}-{round}");
            let url = format!("{}/v1/dossiers/{id}/{verb}", self.url);
            let reason = has_reason.then(|| json!({ "reason": "Thiếu bản sao" }));
            let is_stale = dice.random_ratio(1, 8);
            let etag = if is_stale {
                "\"99\""
            } else {
                dossier["etag"].as_str().unwrap()
            };
            let write = self.caller.write(&url, &key, Some(etag), reason.as_ref());
            let answer = Answer::to(write).await;
            let found = (answer.status.as_u16(), answer.code());
            match next(&state, step) {
                _ if is_stale => assert_eq!(found, (412, "VERSION_CONFLICT"), "{}", answer.text),
                None => assert_eq!(found, (409, "ILLEGAL_TRANSITION"), "{}", answer.text),
                Some(next) => {
                    assert_eq!((found.0, answer.json["state"].as_str()), (200, Some(next)));
                    dossier = answer.json.clone();
                }
            }
            assert_eq!(self.read(dossier["id"].as_str().unwrap()).await, dossier);
            if !is_stale {
                self.seen.insert((state, verb));
            }
        }
    }
}

/// Puts two steps of every second history, without their times, into each other's place.
fn shuffle(dice: &mut Xoshiro256PlusPlus, histories: &mut [History]) {
    for history in histories.iter_mut().step_by(2) {
        let steps = history.steps.len();
        let (one, other) = (dice.random_range(0..steps), dice.random_range(0..steps));
        let times: Vec<_> = history.steps.iter().map(|step| step.occur_time).collect();
        history.steps.swap(one, other);
        for (step, time) in history.steps.iter_mut().zip(times) {
            step.occur_time = time;
        }
    }
}

fn is_legal(history: &History) -> bool {
    let name = |kind: StepKind| json!(kind).as_str().unwrap().to_owned();
    let mut kinds = history.steps.iter().map(|step| name(step.kind));
    kinds
        .try_fold("", |state, kind| next(state, &kind))
        .is_some()
}

async fn import_legal_and_illegal(system: &System, dice: &mut Xoshiro256PlusPlus) {
    let seed = dice.random_range(1..1_000_000);
    let mut histories = Catalogue::read().histories(seed, 900, "2022-01-01", "2022-12-01");
    shuffle(dice, &mut histories);
    let illegal: Vec<usize> = histories
        .iter()
        .enumerate()
        .filter(|(_, history)| !is_legal(history))
        .map(|(index, _)| index + 1)
        .collect();
    let report = system.import(ndjson(&histories)).await;
    assert!(illegal.len() > 100, "{illegal:?}");
    let refusals = report["refusals"].as_array().unwrap();
    let mut lines: Vec<usize> = refusals
        .iter()
        .map(|refusal| usize::try_from(refusal["line"].as_u64().unwrap()).unwrap())
        .collect();
    // Each fault of a line is told.
    lines.dedup();
    assert_eq!(lines, illegal);
    assert!(
        refusals
            .iter()
            .all(|refusal| refusal["code"] == "ILLEGAL_TRANSITION"),
        "{report}"
    );
    assert_eq!(
        report["created"],
        histories.len() - illegal.len(),
        "{report}"
    );
}

#[tokio::test]
async fn any_life_is_counted_rightly_and_no_illegal_step_is_taken() {
    let system = System::start().await;
    let mut dice = Xoshiro256PlusPlus::seed_from_u64(766);
    import_legal_and_illegal(&system, &mut dice).await;

    // Clerks file dossiers of their own and go on with those that were imported.
    let imported = dossiers(&system).await;
    let clerks = (0..4_usize).map(|number| {
        let mut dice = Xoshiro256PlusPlus::seed_from_u64(number as u64);
        let mut clerk = Clerk {
            caller: system.everything(),
            url: system.dossiers.url(),
            seen: BTreeSet::new(),
        };
        let some = imported.iter().skip(number).step_by(16);
        async move {
            for life in some {
                let dossier = clerk.read(&life.id).await;
                clerk.live(&mut dice, dossier).await;
            }
            for count in 0..60 {
                let dossier = clerk.file(&mut dice, &format!("{number}-{count}")).await;
                clerk.live(&mut dice, dossier).await;
            }
            clerk.seen
        }
    });
    let seen: BTreeSet<_> = join_all(clerks).await.into_iter().flatten().collect();
    assert_eq!(seen.len(), STATES * VERBS.len(), "{seen:?}");
    assert_exact(&system).await;
}
