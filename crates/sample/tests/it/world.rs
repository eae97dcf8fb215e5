//! The catalogue as a whole, and what must hold for any history.

use chiso_calendar::{WorkCalendar, local_day, start_of_day};
use chiso_org::OrgTree;
use chiso_procedure::{ProcedureCatalogue, ProcedureVersion};
use chiso_sample::{Channel, History, Punctuality, Sample, Step, StepKind, generate};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

pub struct World {
    pub tree: OrgTree,
    pub procedures: ProcedureCatalogue,
    pub calendar: WorkCalendar,
}

impl World {
    pub fn load() -> Self {
        let tree = include_str!("../../../../catalogue/org_units.toml");
        let procedures = include_str!("../../../../catalogue/procedures.toml");
        let years = [
            (
                "2022",
                include_str!("../../../../catalogue/calendars/2022.toml"),
            ),
            (
                "2023",
                include_str!("../../../../catalogue/calendars/2023.toml"),
            ),
        ];
        Self {
            tree: OrgTree::parse(tree).expect("valid units"),
            procedures: ProcedureCatalogue::parse(procedures).expect("valid procedures"),
            calendar: WorkCalendar::parse(years).expect("valid calendars"),
        }
    }

    pub fn generate(&self, sample: &Sample, previous: &[History]) -> Vec<History> {
        let (tree, procedures) = (&self.tree, &self.procedures);
        generate(sample, previous, tree, procedures, &self.calendar)
            .expect("a sample that can be met")
    }

    pub fn year_2022(&self) -> Vec<History> {
        self.generate(&sample_2022(), &[])
    }

    /// The version that binds a dossier.
    pub fn version(&self, history: &History) -> &ProcedureVersion {
        let day = accepted(history).map_or_else(|| local_day(time(&history.steps[0])), local_day);
        let code = history.procedure_code.as_str();
        self.procedures
            .version_on(code, day)
            .expect("a valid procedure")
    }

    /// The due time in force after all steps, as the service computes it.
    pub fn due(&self, history: &History) -> Option<DateTime<Utc>> {
        let version = self.version(history);
        let limit = version.time_limit;
        let mut due = self.calendar.due(accepted(history)?, limit);
        for pair in history.steps.windows(2) {
            if pair[1].kind == StepKind::SupplementReceived {
                let (paused, resumed) = (time(&pair[0]), time(&pair[1]));
                due = self
                    .calendar
                    .due_after_pause(due, paused, resumed, limit, version.pause);
            }
        }
        Some(due)
    }

    pub fn punctuality(&self, history: &History) -> Option<Punctuality> {
        let resolved = history
            .steps
            .iter()
            .find(|step| step.kind == StepKind::Resolved)?;
        Some(Punctuality::of(time(resolved), self.due(history)?))
    }

    /// What must hold for any history of a period that ends before `until`.
    pub fn check(&self, history: &History, until: NaiveDate) {
        let steps = &history.steps;
        assert_eq!(steps[0].kind, StepKind::Submitted, "{history:?}");
        for pair in steps.windows(2) {
            assert!(pair[0].occur_time < pair[1].occur_time, "{history:?}");
            assert!(follows(pair[0].kind, pair[1].kind), "{history:?}");
            assert!(self.is_working(time(&pair[1])), "{history:?}");
        }
        let at_desk = history.channel == Channel::InPerson;
        assert!(!at_desk || self.is_working(time(&steps[0])), "{history:?}");
        assert!(
            time(&steps[steps.len() - 1]) < start_of_day(until),
            "{history:?}"
        );

        let version = self.version(history);
        let online = history.channel == Channel::Online;
        assert!(!online || version.service_level.is_online(), "{history:?}");
        let day = local_day(time(&steps[0]));
        let decides = history
            .competent_unit_id
            .as_ref()
            .unwrap_or(&history.receiving_unit_id);
        let unit = self.tree.get(decides.as_str()).expect("a known unit");
        assert_eq!(unit.level_on(day), version.level, "{history:?}");
        let receiving = self
            .tree
            .get(history.receiving_unit_id.as_str())
            .expect("a known unit");
        let code = receiving.code_on(day).expect("a unit with a code");
        let stem = format!("{code}-{}-", day.format("%y%m%d"));
        assert!(history.code.starts_with(&stem), "{history:?}");
    }

    fn is_working(&self, at: DateTime<Utc>) -> bool {
        let second = TimeDelta::seconds(1);
        let around = self.calendar.working_time_between(at - second, at + second);
        around > TimeDelta::zero()
    }
}

pub fn sample_2022() -> Sample {
    let text = include_str!("../../../../catalogue/samples/tu-son-2022.toml");
    Sample::parse(text).expect("a valid sample")
}

pub fn sample_2023_q1() -> Sample {
    let text = include_str!("../../../../catalogue/samples/tu-son-2023-q1.toml");
    Sample::parse(text).expect("a valid sample")
}

pub fn time(step: &Step) -> DateTime<Utc> {
    step.occur_time.to_utc()
}

pub fn accepted(history: &History) -> Option<DateTime<Utc>> {
    let is_acceptance = |step: &&Step| step.kind == StepKind::Accepted;
    history.steps.iter().find(is_acceptance).map(time)
}

fn follows(before: StepKind, after: StepKind) -> bool {
    use StepKind::{
        Accepted, Delivered, IntakeRejected, Refused, Resolved, Submitted, SupplementReceived,
        SupplementRequested, Withdrawn,
    };
    match before {
        Submitted => matches!(after, Accepted | IntakeRejected),
        Accepted | SupplementReceived => {
            matches!(after, SupplementRequested | Resolved | Refused | Withdrawn)
        }
        SupplementRequested => after == SupplementReceived,
        Resolved => after == Delivered,
        IntakeRejected | Refused | Withdrawn | Delivered => false,
    }
}
