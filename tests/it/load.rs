//! Writers that go on whatever happens to the services, and remember what was acknowledged.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chiso_sample::History;
use chiso_testkit::wait_for;
use chiso_tests::{Answer, Caller, Catalogue, System, ndjson};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::exact::assert_exact;
use crate::life::Life;

/// An outage and its end on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);
/// Between two attempts.
const PAUSE: Duration = Duration::from_millis(20);
/// Histories of one import.
const LINES: usize = 40;
const CLERKS: usize = 4;

/// What becomes of dossiers after they were accepted: verbs, and whether each needs a reason.
const COURSES: [&[(&str, bool)]; 4] = [
    &[("resolve", false), ("deliver", false)],
    &[
        ("request-supplement", true),
        ("receive-supplement", false),
        ("resolve", false),
    ],
    &[("refuse", true)],
    &[],
];

/// Imports and clerks at work.
pub struct Load {
    work: JoinSet<Acknowledged>,
    count: Arc<AtomicUsize>,
}

/// What services have said that it is done.
#[derive(Default)]
struct Acknowledged {
    imported: Vec<History>,
    /// Number of steps by dossier id.
    filed: HashMap<String, usize>,
}

#[derive(Clone)]
struct Writer {
    caller: Caller,
    url: String,
    count: Arc<AtomicUsize>,
}

impl Load {
    /// Starts to import `imported` histories of 2022 and to file `filed` dossiers, all told apart by `seed`.
    pub fn start(system: &System, seed: u64, imported: usize, filed: usize) -> Self {
        Self::beside(system, seed, imported, filed, Vec::new())
    }

    /// The same where histories have been imported before.
    pub fn beside(
        system: &System,
        seed: u64,
        imported: usize,
        filed: usize,
        before: Vec<History>,
    ) -> Self {
        let count = Arc::<AtomicUsize>::default();
        let writer = Writer {
            caller: system.everything(),
            url: system.dossiers.url(),
            count: Arc::clone(&count),
        };
        let histories = Catalogue::read().histories(seed, imported, "2022-01-01", "2022-09-01");
        let mut work = JoinSet::new();
        work.spawn(writer.clone().import(histories));
        let before = Acknowledged {
            imported: before,
            ..Acknowledged::default()
        };
        work.spawn(async { before });
        for clerk in 0..CLERKS {
            let numbers = (clerk..filed).step_by(CLERKS);
            let keys = numbers.map(|number| format!("{seed}-{number}")).collect();
            work.spawn(writer.clone().file(keys));
        }
        Self { work, count }
    }

    /// Waits until `more` lines and writes are acknowledged than now.
    pub async fn progress(&self, more: usize) {
        let goal = self.count.load(Ordering::Relaxed) + more;
        wait_for("writes to go on", PATIENCE, async || {
            self.count.load(Ordering::Relaxed) >= goal || self.work.is_empty()
        })
        .await;
    }

    /// Waits for the end of all work. Then every figure must be exact, and the dossiers those that were acknowledged: none
    /// lost, none changed, none invented.
    pub async fn finish(mut self, system: &System) {
        let mut all = Acknowledged::default();
        while let Some(done) = self.work.join_next().await {
            let done = done.unwrap();
            all.imported.extend(done.imported);
            all.filed.extend(done.filed);
        }
        let lives = assert_exact(system).await;
        let by_code: HashMap<&str, &Life> = lives
            .iter()
            .map(|life| (life.code.as_str(), life))
            .collect();
        for history in &all.imported {
            let steps = &by_code[history.code.as_str()].steps;
            let same = steps.iter().zip(&history.steps).all(|(stored, sent)| {
                json!(sent.kind) == stored.kind && sent.occur_time == stored.occur_time
            });
            assert!(
                same && steps.len() == history.steps.len(),
                "{}",
                history.code
            );
        }
        let by_id: HashMap<&str, usize> = lives
            .iter()
            .map(|life| (life.id.as_str(), life.steps.len()))
            .collect();
        for (id, steps) in &all.filed {
            assert_eq!(by_id.get(id.as_str()), Some(steps), "{id}");
        }
        assert_eq!(lives.len(), all.imported.len() + all.filed.len());
    }
}

impl Writer {
    async fn import(self, histories: Vec<History>) -> Acknowledged {
        for part in histories.chunks(LINES) {
            let report = acknowledged(self.caller.import(&self.url, ndjson(part))).await;
            assert_eq!(report["refused"], 0, "{report}");
            self.count.fetch_add(part.len(), Ordering::Relaxed);
        }
        Acknowledged {
            imported: histories,
            ..Acknowledged::default()
        }
    }

    async fn file(self, keys: Vec<String>) -> Acknowledged {
        let mut filed = HashMap::new();
        for (number, key) in keys.into_iter().enumerate() {
            let body = submission();
            let mut dossier = self.write("/v1/dossiers", &key, None, Some(&body)).await;
            let id = dossier["id"].as_str().unwrap().to_owned();
            let mut steps = 1;
            let course = COURSES[number % COURSES.len()];
            for (verb, has_reason) in [("accept", false)].iter().chain(course) {
                let path = format!("/v1/dossiers/{id}/{verb}");
                let etag = dossier["etag"].as_str().unwrap();
                let reason = has_reason.then(|| json!({ "reason": "Thiếu bản sao" }));
                let key = format!("{key}-{verb}");
                dossier = self.write(&path, &key, Some(etag), reason.as_ref()).await;
                steps += 1;
            }
            filed.insert(id, steps);
        }
        Acknowledged {
            filed,
            ..Acknowledged::default()
        }
    }

    async fn write(
        &self,
        path: &str,
        key: &str,
        etag: Option<&str>,
        body: Option<&Value>,
    ) -> Value {
        let url = format!("{}{path}", self.url);
        let answer = acknowledged(self.caller.write(&url, key, etag, body)).await;
        self.count.fetch_add(1, Ordering::Relaxed);
        answer
    }
}

/// A dossier of a ward that exists today.
pub fn submission() -> Value {
    json!({
        "procedure_code": "1.004873",
        "receiving_unit_id": "p-tu-son",
        "channel": "online",
        "applicant": { "name": "Nguyễn Văn Mẫu" },
    })
}

/// Sends a request again, as a portal does, until it is acknowledged. Nothing but an outage may keep it from being so.
async fn acknowledged(request: RequestBuilder) -> Value {
    let attempts = async {
        loop {
            let attempt = request.try_clone().expect("a body in memory");
            match Answer::try_to(attempt).await {
                Ok(answer) if answer.status.is_success() => return answer.json,
                Ok(answer) => {
                    let is_outage = answer.status.is_server_error();
                    assert!(is_outage, "{}: {}", answer.status, answer.text);
                }
                Err(_) => {}
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    tokio::time::timeout(PATIENCE, attempts)
        .await
        .expect("an outage ends")
}
