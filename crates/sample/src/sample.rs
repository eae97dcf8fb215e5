use std::collections::BTreeSet;

use chiso_calendar::DateRange;
use chiso_org::UnitId;
use chiso_procedure::ProcedureCode;
use chrono::NaiveDate;
use serde::Deserialize;

use crate::SampleFault;

/// Mẫu số liệu: the figures that the histories of one period have to add up to.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// Seed of everything that is left to chance.
    pub seed: u64,
    /// First day of the period.
    pub from: NaiveDate,
    /// First day after the period.
    pub until: NaiveDate,
    /// How busy the desks are, Monday to Sunday.
    pub weekday_weights: [u32; 7],
    /// Of the resolved dossiers, how many are handed over within three working days; 0 to 100.
    pub delivered_percent: u32,
    /// The desks that receive dossiers.
    pub desks: Vec<Desk>,
    /// Dossiers newly received.
    pub received: Received,
    /// Of the newly received dossiers, those resolved by the end of the period.
    pub resolved: Resolved,
    /// Of the newly received dossiers, the others.
    pub unresolved: Unresolved,
    /// Of the dossiers carried over from an earlier sample, what becomes of them.
    pub carried: Option<Carried>,
}

/// Nơi tiếp nhận.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    /// The receiving unit.
    pub unit: UnitId,
    /// The unit that decides, if it is another one; its level says which procedures the desk takes.
    pub competent: Option<UnitId>,
    /// Share among the desks that take the same procedures.
    pub weight: u32,
}

/// Hồ sơ tiếp nhận, in numbers of dossiers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Received {
    /// All.
    pub total: usize,
    /// Trực tuyến.
    pub online: usize,
    /// Trực tiếp.
    pub in_person: usize,
    /// The same by procedure.
    pub procedures: Vec<ProcedureShare>,
}

/// Dossiers of one procedure.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProcedureShare {
    /// The procedure.
    pub code: ProcedureCode,
    /// Trực tiếp.
    pub in_person: usize,
    /// Trực tuyến.
    pub online: usize,
}

/// Hồ sơ đã giải quyết, in numbers of dossiers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resolved {
    /// Trước hạn.
    pub early: usize,
    /// Đúng hạn.
    pub on_time: usize,
    /// Quá hạn.
    pub late: usize,
    /// Of all these, with a supplement on the way.
    pub supplemented: usize,
}

impl Resolved {
    /// All.
    pub fn total(&self) -> usize {
        self.early + self.on_time + self.late
    }
}

/// Hồ sơ chưa giải quyết at the end of the period, in numbers of dossiers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unresolved {
    /// Đang giải quyết, trong hạn.
    pub pending_in_time: usize,
    /// Đang giải quyết, quá hạn.
    pub pending_overdue: usize,
    /// Yêu cầu bổ sung.
    pub awaiting_supplement: usize,
    /// Từ chối giải quyết.
    pub refused: usize,
    /// Công dân rút.
    pub withdrawn: usize,
}

impl Unresolved {
    fn total(&self) -> usize {
        self.pending_in_time
            + self.pending_overdue
            + self.awaiting_supplement
            + self.refused
            + self.withdrawn
    }
}

/// Hồ sơ kỳ trước chuyển qua, by what becomes of them in the period, in numbers of dossiers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carried {
    /// Giải quyết trước hạn.
    pub early: usize,
    /// Giải quyết đúng hạn.
    pub on_time: usize,
    /// Giải quyết quá hạn.
    pub late: usize,
    /// Từ chối giải quyết.
    pub refused: usize,
    /// Công dân rút.
    pub withdrawn: usize,
    /// Left pending, without a step in the period.
    pub pending: usize,
    /// Left waiting for a supplement, without a step in the period.
    pub awaiting_supplement: usize,
}

impl Carried {
    /// All.
    pub fn total(&self) -> usize {
        self.early
            + self.on_time
            + self.late
            + self.refused
            + self.withdrawn
            + self.pending
            + self.awaiting_supplement
    }
}

impl Sample {
    /// Reads a sample file (TOML).
    ///
    /// # Errors
    /// Every fault of the file, once its shape is right: sums that do not hold, figures out of range, doubles.
    pub fn parse(text: &str) -> Result<Self, Vec<SampleFault>> {
        let sample: Self = toml::from_str(text)
            .map_err(|error| vec![SampleFault::Malformed(error.to_string().trim().to_owned())])?;
        let faults = sample.faults();
        if faults.is_empty() {
            Ok(sample)
        } else {
            Err(faults)
        }
    }

    /// The days of the period.
    pub fn period(&self) -> DateRange {
        DateRange {
            from: self.from,
            until: self.until,
        }
    }

    fn faults(&self) -> Vec<SampleFault> {
        let received = &self.received;
        let by_procedure = |count: fn(&ProcedureShare) -> usize| -> usize {
            received.procedures.iter().map(count).sum()
        };
        let sums = [
            (
                "received.total by channel",
                received.total,
                received.online + received.in_person,
            ),
            (
                "received.total by outcome",
                received.total,
                self.resolved.total() + self.unresolved.total(),
            ),
            (
                "received.online by procedure",
                received.online,
                by_procedure(|share| share.online),
            ),
            (
                "received.in_person by procedure",
                received.in_person,
                by_procedure(|share| share.in_person),
            ),
        ];
        let mut faults: Vec<SampleFault> = sums
            .into_iter()
            .filter(|(_, stated, counted)| stated != counted)
            .map(|(what, stated, counted)| SampleFault::Sum {
                what,
                stated,
                counted,
            })
            .collect();
        if self.until <= self.from {
            faults.push(SampleFault::NoDays);
        }
        let ranges = [
            ("delivered_percent", self.delivered_percent <= 100),
            (
                "resolved.supplemented",
                self.resolved.supplemented <= self.resolved.total(),
            ),
            (
                "weekday_weights",
                self.weekday_weights[..5].iter().all(|weight| *weight > 0),
            ),
            (
                "desks.weight",
                self.desks.iter().all(|desk| desk.weight > 0),
            ),
        ];
        faults.extend(
            ranges
                .into_iter()
                .filter_map(|(what, good)| (!good).then_some(SampleFault::Range(what))),
        );
        let desks = self.desks.iter().map(|desk| desk.unit.to_string());
        let procedures = received
            .procedures
            .iter()
            .map(|share| share.code.to_string());
        let mut seen = BTreeSet::new();
        for name in desks.chain(procedures) {
            if !seen.insert(name.clone()) {
                faults.push(SampleFault::Twice(name));
            }
        }
        faults
    }
}
