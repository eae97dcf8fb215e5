//! A dossier as the source knows it: each step changes the facet and makes an event.

use chiso_proto::dossiers::v1::{
    Channel, ClockRun, Closing, DossierChanged, DossierFacet, Offering, Outcome, ServiceLevel,
};
use chrono::{DateTime, Utc};
use prost::Message;
use prost_types::Timestamp;

/// An instant in Vietnam, e.g. `2022-01-05 08:30`.
pub fn at(text: &str) -> DateTime<Utc> {
    let local = format!("{}T{}+07:00", &text[..10], &text[11..]);
    let local = if text.len() == "2022-01-05 08:30".len() {
        local.replace("+07:00", ":00+07:00")
    } else {
        local
    };
    local.parse().unwrap()
}

pub fn timestamp(at: DateTime<Utc>) -> Timestamp {
    Timestamp {
        seconds: at.timestamp(),
        nanos: i32::try_from(at.timestamp_subsec_nanos()).unwrap(),
    }
}

/// A change that the source is to commit.
#[derive(Clone, Debug)]
pub struct Step {
    pub event: &'static str,
    pub subject: String,
    pub payload: Vec<u8>,
    pub facet: (&'static str, Vec<u8>),
    pub occurred: DateTime<Utc>,
}

#[derive(Clone, Debug)]
pub struct Life {
    pub facet: DossierFacet,
    pub steps: Vec<Step>,
}

impl Life {
    pub fn new(
        id: &str,
        unit: &str,
        procedure: &str,
        level: ServiceLevel,
        channel: Channel,
    ) -> Self {
        let facet = DossierFacet {
            dossier_id: id.to_owned(),
            receiving_unit_id: unit.to_owned(),
            competent_unit_id: unit.to_owned(),
            procedure_code: procedure.to_owned(),
            service_level: level.into(),
            channel: channel.into(),
            ..DossierFacet::default()
        };
        Self {
            facet,
            steps: Vec::new(),
        }
    }

    fn step(
        mut self,
        event: &'static str,
        time: DateTime<Utc>,
        change: impl FnOnce(&mut DossierFacet),
    ) -> Self {
        let before = (!self.steps.is_empty()).then(|| self.facet.clone());
        change(&mut self.facet);
        let payload = DossierChanged {
            before,
            after: Some(self.facet.clone()),
            occur_time: Some(timestamp(time)),
            record_time: Some(timestamp(time)),
        };
        self.steps.push(Step {
            event,
            subject: self.facet.dossier_id.clone(),
            payload: payload.encode_to_vec(),
            facet: ("chiso.dossiers.v1.DossierFacet", self.facet.encode_to_vec()),
            occurred: time,
        });
        self
    }

    pub fn submit(self, time: DateTime<Utc>) -> Self {
        self.step("DossierSubmitted", time, |facet| {
            facet.submit_time = Some(timestamp(time));
        })
    }

    pub fn reject(self, time: DateTime<Utc>) -> Self {
        self.step("IntakeRejected", time, |facet| {
            facet.reject_time = Some(timestamp(time));
        })
    }

    pub fn accept(self, time: DateTime<Utc>, due: DateTime<Utc>) -> Self {
        self.step("DossierAccepted", time, |facet| {
            facet.accept_time = Some(timestamp(time));
            facet.clock_runs.push(run(time, due));
        })
    }

    pub fn request_supplement(self, time: DateTime<Utc>) -> Self {
        self.step("SupplementRequested", time, |facet| stop(facet, time))
    }

    pub fn receive_supplement(self, time: DateTime<Utc>, due: DateTime<Utc>) -> Self {
        self.step("SupplementReceived", time, |facet| {
            facet.clock_runs.push(run(time, due));
        })
    }

    pub fn resolve(self, time: DateTime<Utc>) -> Self {
        self.close("DossierResolved", time, Outcome::Resolved)
    }

    pub fn close(self, event: &'static str, time: DateTime<Utc>, outcome: Outcome) -> Self {
        self.step(event, time, |facet| {
            stop(facet, time);
            facet.closing = Some(Closing {
                outcome: outcome.into(),
                close_time: Some(timestamp(time)),
            });
        })
    }

    pub fn deliver(self, time: DateTime<Utc>) -> Self {
        self.step("ResultDelivered", time, |facet| {
            facet.deliver_time = Some(timestamp(time));
        })
    }
}

fn run(start: DateTime<Utc>, due: DateTime<Utc>) -> ClockRun {
    ClockRun {
        start_time: Some(timestamp(start)),
        due_time: Some(timestamp(due)),
        stop_time: None,
        due_time_provisional: false,
        stopped_by_request: false,
    }
}

/// Stops the clock if it runs.
fn stop(facet: &mut DossierFacet, time: DateTime<Utc>) {
    let last = facet.clock_runs.last_mut().unwrap();
    last.stop_time.get_or_insert(timestamp(time));
}

/// A unit that offers a procedure.
pub fn offering(unit_id: &str, from_date: &str, until_date: &str) -> Offering {
    Offering {
        unit_id: unit_id.to_owned(),
        from_date: from_date.to_owned(),
        until_date: until_date.to_owned(),
    }
}
