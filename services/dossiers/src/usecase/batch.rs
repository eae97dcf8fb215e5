use std::collections::{BTreeMap, HashMap};

use chiso_calendar::{Instant, local_day};
use chiso_chassis::auth::{Caller, Role};
use chiso_clock::Ids;
use chiso_eventlog::NewEvent;
use chiso_proto::eventlog::v1::EventRecord;
use chrono::{DateTime, NaiveDate, Utc};
use prost::bytes::Bytes;
use uuid::Uuid;

use super::events::{self, NewStep};
use super::{
    Answer, Catalogue, Change, Command, DossierError, History, Life, Request, Submission, Written,
};
use crate::domain::{
    Action, Dossier, DossierCode, HistoryMatch, Particulars, Refusal, StepKind, match_history,
};
use crate::store::damaged::Damaged;
use crate::store::dossier::{Changed, Found, Stored};

/// Decides a batch of requests in memory, in order, against the dossiers that the transaction has locked.
pub(super) struct Batch<'a> {
    catalogue: &'a Catalogue,
    ids: &'a Ids,
    now: DateTime<Utc>,
    working: HashMap<Uuid, Working>,
    by_code: HashMap<DossierCode, Uuid>,
    /// Dossiers that are named and cannot be read: nothing is done to them.
    damaged: Vec<Damaged>,
    /// Next sequence number of each series that the batch has reserved.
    series: BTreeMap<(String, NaiveDate), i64>,
    /// The events so far of the dossiers that are to be corrected.
    histories: HashMap<Uuid, Vec<EventRecord>>,
}

pub(super) struct Working {
    pub dossier: Dossier,
    /// Steps that the database has; 0 for a new dossier.
    pub stored_steps: usize,
    /// The facet that was last published.
    pub published: Option<Bytes>,
    pub new_steps: Vec<NewStep>,
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
        stored: Vec<Found>,
        series: BTreeMap<(String, NaiveDate), i64>,
        histories: HashMap<Uuid, Vec<EventRecord>>,
    ) -> Self {
        let mut batch = Self {
            catalogue,
            ids,
            now,
            working: HashMap::new(),
            by_code: HashMap::new(),
            damaged: Vec::new(),
            series,
            histories,
        };
        for found in stored {
            let Stored { dossier, facet } = match found {
                Found::Whole(stored) => stored,
                Found::Damaged(row) => {
                    batch.damaged.push(row);
                    continue;
                }
            };
            let stored_steps = dossier.steps.len();
            batch.put(Working {
                dossier,
                stored_steps,
                published: Some(facet),
                new_steps: Vec::new(),
            });
        }
        batch
    }

    /// The answer that an earlier request with the same key and command got.
    pub fn replay(&self, request: &Request, id: Uuid, version: i64) -> Answer {
        let working = self.named(request, Role::Clerk, id)?;
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
            _ => DossierError::NotFound,
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
            Command::Correct {
                id,
                expected_version,
                reason,
                life,
            } => self.correct(request, (*id, *expected_version), reason, life),
            Command::ReviseDue { id } => self.revise_due(request, *id),
        }
    }

    fn submit(&mut self, request: &Request, submission: &Submission) -> Answer {
        let particulars = &submission.particulars;
        self.check_units(particulars, local_day(self.now))?;
        if !self.may(
            &request.caller,
            Role::Clerk,
            particulars.receiving_unit.as_str(),
        ) {
            return Err(DossierError::ForbiddenUnit);
        }
        let first = self
            .catalogue
            .rules()
            .submission(&particulars.procedure, Instant::of_clock(self.now))?;
        let code = match &submission.code {
            Some(code) if self.by_code.contains_key(code) || self.damaged_as(code).is_some() => {
                return Err(Refusal::DuplicateCode.into());
            }
            Some(code) => {
                self.check_code(&request.caller, Role::Clerk, code, particulars)?;
                code.clone()
            }
            None => self.allot(submission)?,
        };
        let dossier = Dossier {
            id: self.ids.issue(),
            code,
            particulars: particulars.clone(),
            applicant: submission.applicant.clone(),
            former_applicants: Vec::new(),
            steps: vec![first],
        };
        self.created(dossier, request)
    }

    fn take(
        &mut self,
        request: &Request,
        id: Uuid,
        expected_version: i64,
        action: &Action,
    ) -> Answer {
        let mut dossier = self.current(request, (id, expected_version), Role::Clerk)?;
        // Clocks of replicas differ by a little; a life never runs backwards.
        let at = Instant::of_clock(self.now).max(dossier.last_taken_step().at);
        dossier.take(action, at, self.catalogue.rules())?;
        self.continued(dossier, request)
    }

    fn correct(
        &mut self,
        request: &Request,
        expected: (Uuid, i64),
        reason: &str,
        life: &Life,
    ) -> Answer {
        let mut dossier = self.current(request, expected, Role::Importer)?;
        // A unit that only decides does not take a dossier away from the unit that received it.
        let received_by = dossier.particulars.receiving_unit.as_str();
        if !self.may(&request.caller, Role::Importer, received_by) {
            return Err(DossierError::ForbiddenUnit);
        }
        life.check_past(self.now)?;
        self.check_units(&life.particulars, life.submitted_at.day())?;
        let receiving_unit = life.particulars.receiving_unit.as_str();
        if !self.may(&request.caller, Role::Importer, receiving_unit) {
            return Err(DossierError::ForbiddenUnit);
        }
        let right = self.lived(dossier.id, dossier.code.clone(), life)?;
        dossier.correct(right, reason, Instant::of_clock(self.now))?;
        let history = self.histories.get(&dossier.id);
        let closings = events::closings(history.map_or(&[], Vec::as_slice))?;
        let (id, has_new_steps) = (dossier.id, !self.working[&dossier.id].new_steps.is_empty());
        if has_new_steps && !closings.is_empty() {
            // What this batch has already done to it has no number that could be named.
            return Err(DossierError::Contention);
        }
        let written = self.continued(dossier, request)?;
        if let Some(step) = self
            .working
            .get_mut(&id)
            .and_then(|w| w.new_steps.last_mut())
        {
            step.closings = closings;
        }
        Ok(written)
    }

    fn revise_due(&mut self, request: &Request, id: Uuid) -> Answer {
        // The service has seen it before: if it is not at work, it cannot be read.
        let working = self.working.get(&id).ok_or(DossierError::Damaged)?;
        let mut dossier = working.dossier.clone();
        let now = Instant::of_clock(self.now);
        match dossier.revise_due(now, self.catalogue.rules())? {
            None => Ok(Written {
                dossier,
                change: Change::Unchanged,
            }),
            Some(was) => Ok(Written {
                change: Change::Revised(was),
                ..self.continued(dossier, request)?
            }),
        }
    }

    /// The dossier that a caller with the role wants to change, if it is the one that was read last.
    fn current(
        &self,
        request: &Request,
        (id, expected_version): (Uuid, i64),
        role: Role,
    ) -> Result<Dossier, DossierError> {
        let working = self.named(request, role, id)?;
        let dossier = &working.dossier;
        if !self.sees_as(&request.caller, role, dossier) {
            return Err(DossierError::NotFound);
        }
        if dossier.version() != expected_version {
            return Err(DossierError::VersionConflict {
                current: dossier.version(),
            });
        }
        Ok(dossier.clone())
    }

    fn import(&mut self, request: &Request, history: &History) -> Answer {
        let life = &history.life;
        self.check_units(&life.particulars, life.submitted_at.day())?;
        let receiving_unit = life.particulars.receiving_unit.as_str();
        if !self.may(&request.caller, Role::Importer, receiving_unit) {
            return Err(DossierError::ForbiddenUnit);
        }
        if let Some(row) = self.damaged_as(&history.code) {
            let sees = self.may(&request.caller, Role::Importer, &row.receiving_unit);
            return Err(if sees {
                DossierError::Damaged
            } else {
                Refusal::DuplicateCode.into()
            });
        }
        let stored = self
            .by_code
            .get(&history.code)
            .and_then(|id| self.working.get(id));
        let Some(stored) = stored.map(|working| &working.dossier) else {
            self.check_code(
                &request.caller,
                Role::Importer,
                &history.code,
                &life.particulars,
            )?;
            let dossier = self.lived(self.ids.issue(), history.code.clone(), life)?;
            return self.created(dossier, request);
        };
        if stored.particulars != life.particulars {
            return Err(Refusal::DuplicateCode.into());
        }
        if stored.applicant != life.applicant {
            return Err(Refusal::ApplicantConflict.into());
        }
        match match_history(stored, &life.timeline()) {
            HistoryMatch::ConflictsAt(at) => Err(Refusal::HistoryConflict { at }.into()),
            HistoryMatch::Known => Ok(Written {
                dossier: stored.clone(),
                change: Change::Unchanged,
            }),
            HistoryMatch::ContinuesAt(taken) => {
                let mut dossier = stored.clone();
                self.relive(&mut dossier, life, taken)?;
                self.continued(dossier, request)
            }
        }
    }

    /// A dossier that is what a life says.
    fn lived(&self, id: Uuid, code: DossierCode, life: &Life) -> Result<Dossier, Refusal> {
        let rules = self.catalogue.rules();
        let first = rules.submission(&life.particulars.procedure, life.submitted_at)?;
        let mut dossier = Dossier {
            id,
            code,
            particulars: life.particulars.clone(),
            applicant: life.applicant.clone(),
            former_applicants: Vec::new(),
            steps: vec![first],
        };
        self.relive(&mut dossier, life, 1)?;
        Ok(dossier)
    }

    /// Takes the steps of a life that the dossier does not have yet.
    fn relive(&self, dossier: &mut Dossier, life: &Life, taken: usize) -> Result<(), Refusal> {
        let rules = self.catalogue.rules();
        for (index, step) in life.steps.iter().enumerate().skip(taken - 1) {
            dossier
                .take(&step.action, step.at, rules)
                .map_err(|refusal| refusal.at_step(index + 1))?;
        }
        Ok(())
    }

    fn created(&mut self, dossier: Dossier, request: &Request) -> Answer {
        let new_steps = events::new_steps(&dossier, 0, request)?;
        self.put(Working {
            dossier: dossier.clone(),
            stored_steps: 0,
            published: None,
            new_steps,
        });
        Ok(Written {
            dossier,
            change: Change::Created,
        })
    }

    fn continued(&mut self, dossier: Dossier, request: &Request) -> Answer {
        let working = self
            .working
            .get_mut(&dossier.id)
            .expect("a dossier that goes on was loaded");
        let known = working.dossier.steps.len();
        working
            .new_steps
            .extend(events::new_steps(&dossier, known, request)?);
        working.dossier.clone_from(&dossier);
        Ok(Written {
            dossier,
            change: Change::Continued,
        })
    }

    fn put(&mut self, working: Working) {
        self.by_code
            .insert(working.dossier.code.clone(), working.dossier.id);
        self.working.insert(working.dossier.id, working);
    }

    fn allot(&mut self, submission: &Submission) -> Result<DossierCode, DossierError> {
        let series = self.catalogue.series(submission, self.now)?;
        let next = self.series.get(&series).ok_or(Refusal::UnknownUnit {
            field: "receiving_unit_id",
        })?;
        // A request of the batch may have named the code that is next.
        for sequence in *next.. {
            let code = DossierCode::allot(&series.0, series.1, sequence)?;
            if !self.by_code.contains_key(&code) && self.damaged_as(&code).is_none() {
                self.series.insert(series, sequence + 1);
                return Ok(code);
            }
        }
        Err(Refusal::SeriesExhausted.into())
    }

    /// From its day on, a code that a unit would allot is given by that unit only: else one unit could stand in the way of another.
    /// An old code may also name a unit above, or one for which the caller acts.
    fn check_code(
        &self,
        caller: &Caller,
        role: Role,
        code: &DossierCode,
        particulars: &Particulars,
    ) -> Result<(), Refusal> {
        let units = &self.catalogue.units;
        let (day, receiving) = (code.day(), particulars.receiving_unit.as_str());
        let Some(owner) = units.find_by_code(code.unit_code(), day) else {
            return Ok(());
        };
        let owner = owner.id().as_str();
        let is_old = day < local_day(self.now);
        let is_own = owner == receiving
            || is_old && (units.is_within(receiving, owner, day) || self.may(caller, role, owner));
        is_own.then_some(()).ok_or(Refusal::CodeOfOtherUnit)
    }

    /// Both units exist on the day of the submission.
    fn check_units(&self, particulars: &Particulars, day: NaiveDate) -> Result<(), Refusal> {
        for (field, id) in [
            ("receiving_unit_id", &particulars.receiving_unit),
            ("competent_unit_id", &particulars.competent_unit),
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

    /// The dossier that a request names. A damaged one is told only to whom the role lets see it.
    fn named(&self, request: &Request, role: Role, id: Uuid) -> Result<&Working, DossierError> {
        let sees = |row: &Damaged| {
            [&row.receiving_unit, &row.competent_unit]
                .into_iter()
                .any(|unit| self.may(&request.caller, role, unit))
        };
        let damaged = |id| self.damaged.iter().find(|row| row.id == id);
        self.working.get(&id).ok_or_else(|| match damaged(id) {
            Some(row) if sees(row) => DossierError::Damaged,
            _ => DossierError::NotFound,
        })
    }

    fn damaged_as(&self, code: &DossierCode) -> Option<&Damaged> {
        self.damaged.iter().find(|row| row.code == code.as_str())
    }

    fn sees(&self, caller: &Caller, dossier: &Dossier) -> bool {
        self.sees_as(caller, Role::Clerk, dossier)
    }

    fn sees_as(&self, caller: &Caller, role: Role, dossier: &Dossier) -> bool {
        let particulars = &dossier.particulars;
        [&particulars.receiving_unit, &particulars.competent_unit]
            .into_iter()
            .any(|unit| self.may(caller, role, unit.as_str()))
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
            let facet = events::of_steps(&working, catalogue, ids, now, &mut events);
            written.push(Changed {
                is_new: working.stored_steps == 0,
                is_corrected: is_corrected(&working),
                dossier: working.dossier,
                facet,
            });
        }
        Outcome { written, events }
    }
}

fn is_corrected(working: &Working) -> bool {
    working.dossier.steps[working.stored_steps..]
        .iter()
        .any(|step| step.kind() == StepKind::Corrected)
}
