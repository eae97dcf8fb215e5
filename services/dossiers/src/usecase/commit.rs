use std::collections::{BTreeMap, HashMap};

use chiso_chassis::error::ErrorKind;
use chiso_eventlog::idempotency::{self, Finding, KeyedRequest};
use chiso_proto::eventlog::v1::EventRecord;
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::batch::Batch;
use super::{Answer, Catalogue, Change, Command, DossierError, Dossiers, Request, SOURCE};
use crate::domain::{Dossier, DossierCode};
use crate::store;
use crate::store::due_revision::NewRevision;

/// How long a statement waits for a lock of another transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Patience {
    /// As long as a connection does.
    Long,
    /// As long as it harms nobody who waits for the same transaction.
    Short,
}

/// How often a batch that lost a race against another one is decided anew.
const ATTEMPTS: usize = 5;

impl Dossiers {
    /// Executes requests that arrived together in one transaction: idempotency records, dossiers and events. A refused
    /// request changes nothing and does not keep the others from being written.
    pub(crate) async fn execute(&self, requests: &[Request]) -> Vec<Answer> {
        let answers = Box::pin(self.execute_isolated(requests)).await;
        self.waker.wake();
        answers
    }

    /// As [`execute`](Self::execute), but does nothing if a request has to wait for another transaction.
    pub(crate) async fn execute_at_once(&self, requests: &[Request]) -> Option<Vec<Answer>> {
        let answers = match self.execute_together(requests, Patience::Short).await {
            Ok(answers) => answers,
            Err(DossierError::Database(error)) if store::locks::is_timeout(&error) => return None,
            Err(error) => self.isolate(requests, error).await,
        };
        self.waker.wake();
        Some(answers)
    }

    async fn execute_isolated(&self, requests: &[Request]) -> Vec<Answer> {
        match self.execute_together(requests, Patience::Long).await {
            Ok(answers) => answers,
            Err(error) => self.isolate(requests, error).await,
        }
    }

    /// If a transaction fails for what is in it, its halves are tried by themselves, until the request at fault stands alone.
    async fn isolate(&self, requests: &[Request], error: DossierError) -> Vec<Answer> {
        if requests.len() > 1 && error.is_of_one_request() {
            let (first, second) = requests.split_at(requests.len() / 2);
            let mut answers = Box::pin(self.execute_isolated(first)).await;
            answers.extend(Box::pin(self.execute_isolated(second)).await);
            return answers;
        }
        requests.iter().map(|_| Err(error.clone())).collect()
    }

    async fn execute_together(
        &self,
        requests: &[Request],
        patience: Patience,
    ) -> Result<Vec<Answer>, DossierError> {
        for _ in 0..ATTEMPTS {
            match chiso_chassis::catch(Box::pin(self.attempt(requests, patience))).await {
                Ok(Ok(Some(answers))) => return Ok(answers),
                Ok(Ok(None)) => {}
                Ok(Err(error)) if store::is_transient(&error) => {}
                Ok(Err(error)) => return Err(error.into()),
                Err(panicked) => {
                    tracing::error!(
                        error = &panicked as &dyn std::error::Error,
                        requests = requests.len(),
                        "writing panicked"
                    );
                    return Err(DossierError::Panicked);
                }
            }
        }
        Err(DossierError::Contention)
    }

    /// One try. `None`: another transaction has just taken a code or a key of the batch, so look again.
    async fn attempt(
        &self,
        requests: &[Request],
        patience: Patience,
    ) -> Result<Option<Vec<Answer>>, sqlx::Error> {
        let catalogue = self.catalogue();
        let keys = self.vault.keys();
        let now = self.clock.now();
        let mut tx = self.pool.begin().await?;
        if patience == Patience::Short {
            store::locks::wait_shortly(&mut tx).await?;
        }
        // Locks first: whoever waited here for a request with the same key then finds its answer.
        let (ids, codes) = named(requests);
        let mut stored = store::dossier::load_for_update(&mut tx, &keys, &ids, &codes).await?;
        let asked: Vec<_> = requests.iter().filter_map(keyed).collect();
        let mut findings = idempotency::find(&mut tx, &asked).await?.into_iter();
        let findings: Vec<_> = requests
            .iter()
            .map(|r| {
                r.key
                    .as_ref()
                    .and_then(|_| findings.next())
                    .unwrap_or(Finding::New)
            })
            .collect();
        let answered: Vec<Uuid> = findings
            .iter()
            .filter_map(|f| Some(Receipt::read(f)?.id))
            .collect();
        stored.extend(store::dossier::load(&mut tx, &keys, &answered, &[]).await?);
        let wanted = wanted_codes(&catalogue, requests, &findings, now);
        let series = store::series::take(&mut tx, &wanted).await?;

        let histories = histories(&mut tx, requests).await?;

        let mut batch = Batch::new(&catalogue, &self.ids, now, stored, series, histories);
        let answers = answers(&mut batch, requests, &findings);
        let outcome = batch.finish();

        let (new, changed): (Vec<_>, Vec<_>) =
            outcome.written.iter().partition(|written| written.is_new);
        if store::dossier::insert(&mut tx, &keys, &new).await? < new.len() as u64 {
            tx.rollback().await?;
            self.skip_taken_codes(&wanted).await?;
            return Ok(None);
        }
        store::dossier::update(&mut tx, &keys, &changed).await?;
        for corrected in changed.iter().filter(|changed| changed.is_corrected) {
            store::dossier::update_particulars(&mut tx, &corrected.dossier).await?;
        }
        store::due_revision::insert(&mut tx, &revisions(&answers), now).await?;
        chiso_eventlog::append(&mut tx, &SOURCE, &outcome.events).await?;
        let receipts = receipts(requests, &findings, &answers);
        let remembered: Vec<_> = receipts
            .iter()
            .filter_map(|(request, receipt)| {
                Some(idempotency::Answer {
                    request: keyed(request)?,
                    response: receipt,
                })
            })
            .collect();
        if idempotency::remember(&mut tx, &remembered, now)
            .await?
            .is_err()
        {
            tx.rollback().await?;
            return Ok(None);
        }
        tx.commit().await?;
        Ok(Some(answers))
    }

    async fn skip_taken_codes(
        &self,
        wanted: &BTreeMap<(String, NaiveDate), i64>,
    ) -> Result<(), sqlx::Error> {
        let mut conn = self.pool.acquire().await?;
        for ((unit_code, day), count) in wanted {
            store::series::skip_taken(&mut conn, unit_code, *day, *count).await?;
        }
        Ok(())
    }
}

impl DossierError {
    /// Whether the requests beside the one at fault could be carried out: the database is there, it refuses what it was given, or one
    /// request loses its race again and again.
    fn is_of_one_request(&self) -> bool {
        match self {
            Self::Panicked | Self::Contention => true,
            Self::Database(error) => chiso_chassis::database::kind_of(error) == ErrorKind::Internal,
            _ => false,
        }
    }
}

/// What is remembered of a request that was written: enough to give the same answer again.
struct Receipt {
    id: Uuid,
    version: i64,
}

impl Receipt {
    fn bytes(dossier: &Dossier) -> Vec<u8> {
        [
            dossier.id.as_bytes().as_slice(),
            &dossier.version().to_be_bytes(),
        ]
        .concat()
    }

    fn read(finding: &Finding) -> Option<Self> {
        let Finding::Answered(bytes) = finding else {
            return None;
        };
        let (id, version) = bytes.split_at_checked(16)?;
        Some(Self {
            id: Uuid::from_slice(id).ok()?,
            version: i64::from_be_bytes(version.try_into().ok()?),
        })
    }
}

fn answers(batch: &mut Batch<'_>, requests: &[Request], findings: &[Finding]) -> Vec<Answer> {
    let mut answers: Vec<Answer> = Vec::with_capacity(requests.len());
    let mut keyed_places = Vec::new();
    for (request, finding) in requests.iter().zip(findings) {
        let answer = match finding {
            Finding::New => batch.decide(request),
            Finding::Answered(_) => Receipt::read(finding)
                .ok_or(DossierError::KeyReused)
                .and_then(|receipt| batch.replay(request, receipt.id, receipt.version)),
            Finding::Repeats(first) => {
                let first: usize = keyed_places[*first];
                batch.again(request, answers[first].clone())
            }
            Finding::Conflict => Err(DossierError::KeyReused),
        };
        if request.key.is_some() {
            keyed_places.push(answers.len());
        }
        answers.push(answer);
    }
    answers
}

/// The due times that the batch computed again.
fn revisions(answers: &[Answer]) -> Vec<NewRevision> {
    let of_one = |answer: &Answer| {
        let written = answer.as_ref().ok()?;
        let Change::Revised(was) = written.change else {
            return None;
        };
        let due = written.dossier.state().clock()?.due();
        Some(NewRevision {
            dossier_id: written.dossier.id,
            version: written.dossier.version(),
            was: was.at.to_utc(),
            due: due.at.to_utc(),
        })
    };
    answers.iter().filter_map(of_one).collect()
}

fn receipts<'r>(
    requests: &'r [Request],
    findings: &[Finding],
    answers: &[Answer],
) -> Vec<(&'r Request, Vec<u8>)> {
    let new = requests
        .iter()
        .zip(findings)
        .zip(answers)
        .filter(|((_, finding), _)| **finding == Finding::New);
    new.filter_map(|((request, _), answer)| {
        Some((request, Receipt::bytes(&answer.as_ref().ok()?.dossier)))
    })
    .collect()
}

fn keyed(request: &Request) -> Option<KeyedRequest<'_>> {
    let key = request.key.as_ref()?;
    Some(KeyedRequest {
        scope: request.caller.subject(),
        key: &key.key,
        hash: &key.hash,
        others: &key.others,
    })
}

/// The dossiers that a batch names, by id and by code.
pub(super) fn named(requests: &[Request]) -> (Vec<Uuid>, Vec<&str>) {
    let mut ids = Vec::new();
    let mut codes = Vec::new();
    for request in requests {
        match &request.command {
            Command::Submit(submission) => {
                codes.extend(submission.code.as_ref().map(DossierCode::as_str));
            }
            Command::Take { id, .. } | Command::Correct { id, .. } | Command::ReviseDue { id } => {
                ids.push(*id);
            }
            Command::Import(history) => codes.push(history.code.as_str()),
        }
    }
    (ids, codes)
}

/// The events so far of the dossiers that are to be corrected, which the transaction has locked.
async fn histories(
    tx: &mut PgConnection,
    requests: &[Request],
) -> Result<HashMap<Uuid, Vec<EventRecord>>, sqlx::Error> {
    let mut histories = HashMap::new();
    for request in requests {
        if let Command::Correct { id, .. } = request.command {
            let history = chiso_eventlog::history(&mut *tx, &id.to_string()).await?;
            histories.insert(id, history);
        }
    }
    Ok(histories)
}

/// How many codes the batch needs from each series.
fn wanted_codes(
    catalogue: &Catalogue,
    requests: &[Request],
    findings: &[Finding],
    now: DateTime<Utc>,
) -> BTreeMap<(String, NaiveDate), i64> {
    let mut wanted = BTreeMap::new();
    for (request, finding) in requests.iter().zip(findings) {
        if let (Command::Submit(submission), Finding::New) = (&request.command, finding)
            && submission.code.is_none()
            && let Ok(series) = catalogue.series(submission, now)
        {
            *wanted.entry(series).or_insert(0) += 1;
        }
    }
    wanted
}
