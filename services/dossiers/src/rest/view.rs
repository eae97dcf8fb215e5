//! What the REST API shows and takes in. Times are RFC 3339, days ISO 8601, numbers plain.

use chiso_calendar::Instant;
use chiso_chassis::error::Describe as _;
use chiso_chassis::extract::Day;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::{Applicant, Channel, Dossier, DossierTimes, StateName, StepKind};
use crate::store::damaged::Damaged;
use crate::store::import::ImportRefusal;
use crate::usecase::{DossierError, ImportReport, ListPage, Reloaded};

/// Hồ sơ TTHC.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Dossier)]
pub struct DossierView {
    pub id: Uuid,
    /// Mã số hồ sơ.
    #[schema(example = "H05.26-220105-0001")]
    pub code: String,
    /// National procedure code.
    #[schema(example = "1.004873")]
    pub procedure_code: String,
    /// The procedure version that binds the dossier.
    pub procedure_version: i32,
    /// The unit whose desk took the dossier in.
    #[schema(example = "tthcc-tu-son")]
    pub receiving_unit_id: String,
    /// The unit that decides.
    pub competent_unit_id: String,
    pub channel: Channel,
    pub state: StateName,
    pub applicant: Applicant,
    pub submit_time: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accept_time: Option<DateTime<Utc>>,
    /// Ngày hẹn trả in force; absent before acceptance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_time: Option<DateTime<Utc>>,
    /// The due time was computed over a year whose calendar of holidays is not there yet; it is computed again when that comes.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub due_time_provisional: bool,
    /// Ngày hẹn trả given at acceptance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_due_time: Option<DateTime<Utc>>,
    /// When the dossier was resolved, refused, withdrawn or rejected at intake.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub close_time: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deliver_time: Option<DateTime<Utc>>,
    /// The steps of its life, oldest first.
    pub steps: Vec<StepView>,
    /// Version for `If-Match` of the next write; also in the `ETag` header.
    #[schema(example = "\"2\"")]
    pub etag: String,
}

/// One step in the life of a dossier.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DossierStep)]
pub struct StepView {
    pub kind: StepKind,
    pub occur_time: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The due time that the step fixed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_time: Option<DateTime<Utc>>,
    /// The due time waits for the calendar of a year.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub due_time_provisional: bool,
}

/// Why a step is taken: for the applicant and the file, never for the bus or the logs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// 1 to 2000 characters.
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

/// One page of dossiers, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct DossierPage {
    pub dossiers: Vec<DossierView>,
    /// Dossiers of the page that cannot be read; `page_size` counts them too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub damaged: Vec<DamagedView>,
    /// Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_page_token: Option<String>,
}

/// A dossier of which the stored data cannot be read. Reading it alone is refused with the same code, as is every write.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DamagedDossier)]
pub struct DamagedView {
    pub id: Uuid,
    /// As it is stored.
    pub code: String,
    /// Stable code.
    #[schema(example = "DOSSIER_DAMAGED")]
    pub problem: &'static str,
}

/// Filters of the list. All may be left out.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListParams {
    /// Only this unit and its subtree.
    #[param(pattern = "^[a-z0-9-]{1,64}$", example = "tp-tu-son")]
    pub unit_id: Option<String>,
    #[param(inline)]
    pub state: Option<StateName>,
    #[param(
        pattern = r"^[1-3]\.[0-9]{6}(\.000\.00\.00\.[GH][0-9]{2})?$",
        example = "1.004873"
    )]
    pub procedure_code: Option<String>,
    #[param(inline)]
    pub channel: Option<Channel>,
    /// First day of acceptance.
    #[param(inline)]
    pub accepted_from_date: Option<Day>,
    /// First day after the range of acceptance.
    #[param(inline)]
    pub accepted_until_date: Option<Day>,
    /// 1 to 200; 50 where absent.
    #[param(minimum = 1, maximum = 200)]
    pub page_size: Option<u16>,
    /// From the page before.
    pub page_token: Option<String>,
}

/// What became of the lines of an import.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportReport)]
pub struct ImportReportView {
    pub import_id: Uuid,
    pub lines: i64,
    /// Dossiers that were new.
    pub created: i64,
    /// Known dossiers whose history went on.
    pub continued: i64,
    /// Dossiers that were there already, with the same history.
    pub unchanged: i64,
    pub refused: i64,
    /// The first refusals, in line order.
    pub refusals: Vec<ImportRefusalView>,
    /// Present if there are more refusals: pass it to `GET /v1/imports/{id}/refusals`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_page_token: Option<String>,
}

/// Why a line was refused; a line with several faults has several entries.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportRefusal)]
pub struct ImportRefusalView {
    /// Line of the file, from 1.
    pub line: i64,
    /// Field at fault; empty if the whole line is.
    #[schema(example = "steps[1].occur_time")]
    pub field: String,
    /// Stable code.
    #[schema(example = "UNKNOWN_PROCEDURE")]
    pub code: String,
    pub message: String,
}

/// One page of refusals.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportRefusalPage {
    pub refusals: Vec<ImportRefusalView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_page_token: Option<String>,
}

/// What a load of the catalogue changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogueReloaded {
    /// Procedure versions in the catalogue.
    pub procedures: usize,
    /// Procedure versions that were new or changed.
    pub published: usize,
    pub units: usize,
}

impl From<ListPage> for DossierPage {
    fn from(page: ListPage) -> Self {
        Self {
            dossiers: page.dossiers.into_iter().map(DossierView::from).collect(),
            damaged: page.damaged.into_iter().map(DamagedView::from).collect(),
            next_page_token: page.next.map(|id| chiso_chassis::page::encode(&id)),
        }
    }
}

impl From<Damaged> for DamagedView {
    fn from(row: Damaged) -> Self {
        Self {
            id: row.id,
            code: row.code,
            problem: DossierError::Damaged.reason(),
        }
    }
}

impl From<Dossier> for DossierView {
    fn from(dossier: Dossier) -> Self {
        let times = DossierTimes::of(&dossier);
        Self {
            state: dossier.state().name(),
            procedure_version: dossier.bound_version(),
            submit_time: times.submitted.to_utc(),
            accept_time: times.accepted.map(Instant::to_utc),
            due_time: times.due.map(|due| due.at.to_utc()),
            due_time_provisional: times.due.is_some_and(|due| due.is_provisional),
            original_due_time: times.original_due.map(|due| due.at.to_utc()),
            close_time: times.closed.map(Instant::to_utc),
            deliver_time: times.delivered.map(Instant::to_utc),
            etag: format!("\"{}\"", dossier.version()),
            steps: dossier.steps.iter().map(StepView::from).collect(),
            id: dossier.id,
            code: dossier.code.into(),
            procedure_code: dossier.particulars.procedure,
            receiving_unit_id: dossier.particulars.receiving_unit.to_string(),
            competent_unit_id: dossier.particulars.competent_unit.to_string(),
            channel: dossier.particulars.channel,
            applicant: dossier.applicant,
        }
    }
}

impl From<&crate::domain::Step> for StepView {
    fn from(step: &crate::domain::Step) -> Self {
        let due = step.due();
        Self {
            kind: step.kind(),
            occur_time: step.at.to_utc(),
            reason: step.reason().map(str::to_owned),
            due_time: due.map(|due| due.at.to_utc()),
            due_time_provisional: due.is_some_and(|due| due.is_provisional),
        }
    }
}

impl From<ImportRefusal> for ImportRefusalView {
    fn from(
        ImportRefusal {
            line,
            ordinal: _,
            field,
            code,
            message,
        }: ImportRefusal,
    ) -> Self {
        Self {
            line,
            field,
            code,
            message,
        }
    }
}

impl From<ImportReport> for ImportReportView {
    fn from(report: ImportReport) -> Self {
        let next_page_token = report
            .next_after()
            .map(|place| chiso_chassis::page::encode(&place));
        Self {
            import_id: report.id,
            lines: report.counts.lines,
            created: report.counts.created,
            continued: report.counts.continued,
            unchanged: report.counts.unchanged,
            refused: report.counts.refused,
            refusals: report
                .refusals
                .into_iter()
                .map(ImportRefusalView::from)
                .collect(),
            next_page_token,
        }
    }
}

impl From<Reloaded> for CatalogueReloaded {
    fn from(
        Reloaded {
            procedures,
            published,
            units,
        }: Reloaded,
    ) -> Self {
        Self {
            procedures,
            published,
            units,
        }
    }
}
