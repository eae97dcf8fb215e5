use std::collections::{BTreeMap, HashMap};

use chiso_calendar::local_day;
use chiso_chassis::auth::{Caller, Role};
use chiso_clock::Ids;
use chiso_eventlog::NewEvent;
use chiso_org::UnitId;
use chiso_proto::dossiers::v1::{DossierChanged, DossierFacet};
use chrono::{DateTime, NaiveDate, Utc};
use prost::Message;
use prost::bytes::Bytes;
use uuid::Uuid;

use super::{
    Answer, Catalogue, Change, Command, DossierError, History, Request, Submission, Written,
};
use crate::domain::{Action, Dossier, DossierCode, HistoryMatch, Refusal, match_history};
use crate::facet;
use crate::store::dossier::{Changed, Stored};

/// Decides a batch of requests in memory, in order, against the dossiers that the transaction has locked.
pub(super) struct Batch<'a> {
    catalogue: &'a Catalogue,
    ids: &'a Ids,
    now: DateTime<Utc>,
    working: HashMap<Uuid, Working>,
    by_code: HashMap<DossierCode, Uuid>,
    /// Next sequence number of each series that the batch has reserved.
    series: BTreeMap<(String, NaiveDate), i64>,
}

struct Working {
    dossier: Dossier,
    /// Steps that the database has; 0 for a new dossier.
    stored_steps: usize,
    /// The facet that was last published.
    facet: Option<Bytes>,
    /// The trace context of each new step.
    traces: Vec<Option<String>>,
}

/// What a decided batch wants written.
pub(super) struct Outcome {
    pub written: Vec<Changed>,
    pub events: Vec<NewEvent>,
}

impl<'a> Batch<'a> {
    pub fn new(
        catalogue: &'a Catalogue,
        ids: &'a Ids,
        now: DateTime<Utc>,
        stored: Vec<Stored>,
        series: BTreeMap<(String, NaiveDate), i64>,
    ) -> Self {
        let mut batch = Self {
            catalogue,
            ids,
            now,
            working: HashMap::new(),
            by_code: HashMap::new(),
            series,
        };
        for Stored { dossier, facet } in stored {
            let stored_steps = dossier.steps.len();
            batch.put(Working {
                dossier,
                stored_steps,
                facet: Some(facet),
                traces: Vec::new(),
            });
        }
        batch
    }

    /// The answer that an earlier request with the same key and command got.
    pub fn replay(&self, request: &Request, id: Uuid, version: i64) -> Answer {
        let working = self.working.get(&id).ok_or(DossierError::NotFound)?;
        let written = Written {
            dossier: working.dossier.clone().at_version(version),
            change: Change::Unchanged,
        };
        self.again(request, Ok(written))
    }

    /// Gives an answer again, unless the caller may not see the dossier any more.
    pub fn again(&self, request: &Request, answer: Answer) -> Answer {
        let written = answer?;
        if self.sees(&request.caller, &written.dossier) {
            return Ok(written);
        }
        Err(match request.command {
            Command::Submit(_) => DossierError::ForbiddenUnit,
            Command::Take { .. } | Command::Import(_) => DossierError::NotFound,
        })
    }

    pub fn decide(&mut self, request: &Request) -> Answer {
        match &request.command {
            Command::Submit(submission) => self.submit(request, submission),
            Command::Take {
                id,
                expected_version,
                action,
            } => self.take(request, *id, *expected_version, action),
            Command::Import(history) => self.import(request, history),
        }
    }

    fn submit(&mut self, request: &Request, submission: &Submission) -> Answer {
        self.check_units(
            &submission.receiving_unit,
            &submission.competent_unit,
            local_day(self.now),
        )?;
        if !self.may(
            &request.caller,
            Role::Clerk,
            submission.receiving_unit.as_str(),
        ) {
            return Err(DossierError::ForbiddenUnit);
        }
        let first = self
            .catalogue
            .rules()
            .submission(&submission.procedure, self.now)?;
        let code = match &submission.code {
            Some(code) if self.by_code.contains_key(code) => {
                return Err(Refusal::DuplicateCode.into());
            }
            Some(code) => code.clone(),
            None => self.allot(submission)?,
        };
        let dossier = Dossier {
            id: self.ids.issue(),
            code,
            procedure: submission.procedure.clone(),
            receiving_unit: submission.receiving_unit.clone(),
            competent_unit: submission.competent_unit.clone(),
            channel: submission.channel,
            applicant: submission.applicant.clone(),
            steps: vec![first],
        };
        Ok(self.created(dossier, request))
    }

    fn take(
        &mut self,
        request: &Request,
        id: Uuid,
        expected_version: i64,
        action: &Action,
    ) -> Answer {
        let working = self.working.get(&id).ok_or(DossierError::NotFound)?;
        let dossier = &working.dossier;
        if !self.sees(&request.caller, dossier) {
            return Err(DossierError::NotFound);
        }
        if dossier.version() != expected_version {
            return Err(DossierError::VersionConflict {
                current: dossier.version(),
            });
        }
        // Clocks of replicas differ by a little; a life never runs backwards.
        let at = self.now.max(dossier.last_step().at);
        let mut dossier = dossier.clone();
        dossier.take(action, at, self.catalogue.rules())?;
        Ok(self.continued(dossier, request))
    }

    fn import(&mut self, request: &Request, history: &History) -> Answer {
        self.check_units(
            &history.receiving_unit,
            &history.competent_unit,
            local_day(history.submitted_at),
        )?;
        if !self.may(
            &request.caller,
            Role::Importer,
            history.receiving_unit.as_str(),
        ) {
            return Err(DossierError::ForbiddenUnit);
        }
        match self
            .by_code
            .get(&history.code)
            .and_then(|id| self.working.get(id))
        {
            None => {
                let first = self
                    .catalogue
                    .rules()
                    .submission(&history.procedure, history.submitted_at)?;
                let mut dossier = Dossier {
                    id: self.ids.issue(),
                    code: history.code.clone(),
                    procedure: history.procedure.clone(),
                    receiving_unit: history.receiving_unit.clone(),
                    competent_unit: history.competent_unit.clone(),
                    channel: history.channel,
                    applicant: history.applicant.clone(),
                    steps: vec![first],
                };
                self.replay_history(&mut dossier, history)?;
                Ok(self.created(dossier, request))
            }
            Some(working) => {
                let stored = &working.dossier;
                if !same_dossier(stored, history) {
                    return Err(Refusal::DuplicateCode.into());
                }
                match match_history(stored, &history.timeline()) {
                    HistoryMatch::ConflictsAt(at) => Err(Refusal::HistoryConflict { at }.into()),
                    HistoryMatch::Known => Ok(Written {
                        dossier: stored.clone(),
                        change: Change::Unchanged,
                    }),
                    HistoryMatch::ContinuesAt(_) => {
                        let mut dossier = stored.clone();
                        self.replay_history(&mut dossier, history)?;
                        Ok(self.continued(dossier, request))
                    }
                }
            }
        }
    }

    /// Does the steps of a history that the dossier does not have yet.
    fn replay_history(&self, dossier: &mut Dossier, history: &History) -> Result<(), DossierError> {
        let rules = self.catalogue.rules();
        for index in dossier.steps.len() - 1..history.steps.len() {
            let step = &history.steps[index];
            dossier
                .take(&step.action, step.at, rules)
                .map_err(|refusal| DossierError::at_step(index + 1, refusal))?;
        }
        Ok(())
    }

    fn created(&mut self, dossier: Dossier, request: &Request) -> Written {
        let traces = vec![request.traceparent.clone(); dossier.steps.len()];
        self.put(Working {
            dossier: dossier.clone(),
            stored_steps: 0,
            facet: None,
            traces,
        });
        Written {
            dossier,
            change: Change::Created,
        }
    }

    fn continued(&mut self, dossier: Dossier, request: &Request) -> Written {
        let working = self
            .working
            .get_mut(&dossier.id)
            .expect("a dossier that goes on was loaded");
        let new_steps = dossier.steps.len() - working.dossier.steps.len();
        working
            .traces
            .extend(std::iter::repeat_n(request.traceparent.clone(), new_steps));
        working.dossier.clone_from(&dossier);
        Written {
            dossier,
            change: Change::Continued,
        }
    }

    fn put(&mut self, working: Working) {
        self.by_code
            .insert(working.dossier.code.clone(), working.dossier.id);
        self.working.insert(working.dossier.id, working);
    }

    fn allot(&mut self, submission: &Submission) -> Result<DossierCode, DossierError> {
        let series = self.catalogue.series(submission, self.now)?;
        let next = self.series.get_mut(&series).ok_or(Refusal::UnknownUnit {
            field: "receiving_unit_id",
        })?;
        let code = DossierCode::allot(&series.0, series.1, *next);
        *next += 1;
        Ok(code)
    }

    /// Both units exist on the day of the submission.
    fn check_units(
        &self,
        receiving: &UnitId,
        competent: &UnitId,
        day: NaiveDate,
    ) -> Result<(), Refusal> {
        for (field, id) in [
            ("receiving_unit_id", receiving),
            ("competent_unit_id", competent),
        ] {
            let unit = self
                .catalogue
                .units
                .get(id.as_str())
                .ok_or(Refusal::UnknownUnit { field })?;
            if !unit.valid_on(day) {
                return Err(Refusal::UnitNotInForce { field });
            }
        }
        Ok(())
    }

    fn sees(&self, caller: &Caller, dossier: &Dossier) -> bool {
        [&dossier.receiving_unit, &dossier.competent_unit]
            .into_iter()
            .any(|unit| self.may(caller, Role::Clerk, unit.as_str()))
    }

    fn may(&self, caller: &Caller, role: Role, unit: &str) -> bool {
        caller.may(role, unit, &self.catalogue.units, local_day(self.now))
    }

    /// What is to be written: every dossier with new steps, and one event per new step.
    pub fn finish(self) -> Outcome {
        let Self {
            catalogue,
            ids,
            now,
            working,
            ..
        } = self;
        let mut working: Vec<Working> = working
            .into_values()
            .filter(|w| w.stored_steps < w.dossier.steps.len())
            .collect();
        // Inserts and updates take their locks in one order for all batches.
        working.sort_unstable_by(|a, b| a.dossier.code.cmp(&b.dossier.code));
        let mut events = Vec::new();
        let mut written = Vec::with_capacity(working.len());
        for working in working {
            let facet = step_events(&working, catalogue, ids, now, &mut events);
            written.push(Changed {
                is_new: working.stored_steps == 0,
                dossier: working.dossier,
                facet,
            });
        }
        Outcome { written, events }
    }
}

/// One event per new step of a dossier. Returns the facet after the last one.
fn step_events(
    working: &Working,
    catalogue: &Catalogue,
    ids: &Ids,
    now: DateTime<Utc>,
    events: &mut Vec<NewEvent>,
) -> Bytes {
    let dossier = &working.dossier;
    let mut before = working.facet.as_ref().map(|facet| {
        DossierFacet::decode(facet.as_ref()).expect("facets are stored as they were encoded")
    });
    for (index, trace) in (working.stored_steps..dossier.steps.len()).zip(&working.traces) {
        let step = &dossier.steps[index];
        let after = facet::of_dossier(dossier, index + 1);
        let payload = DossierChanged {
            before: before.replace(after.clone()),
            after: Some(after),
            occur_time: Some(facet::timestamp(step.at)),
            record_time: Some(facet::timestamp(now)),
        };
        events.push(NewEvent {
            event_id: ids.issue(),
            event: step.kind().event(),
            subject: dossier.id.to_string(),
            org_code: catalogue.org_code(&dossier.receiving_unit, local_day(step.at)),
            traceparent: trace.clone(),
            occurred_at: step.at,
            recorded_at: now,
            payload: payload.encode_to_vec().into(),
        });
    }
    before
        .expect("a changed dossier has a new step")
        .encode_to_vec()
        .into()
}

fn same_dossier(stored: &Dossier, history: &History) -> bool {
    stored.procedure == history.procedure
        && stored.receiving_unit == history.receiving_unit
        && stored.competent_unit == history.competent_unit
        && stored.channel == history.channel
}
