use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use chiso_calendar::{WorkCalendar, local_day};
use chiso_eventlog::NewEvent;
use chiso_measure::ProcedureOffer;
use chiso_org::{OrgTree, UnitId};
use chiso_procedure::{ProcedureCatalogue, ProcedureVersion};
use chiso_proto::dossiers::v1::{ProcedureChanged, ProcedureFacet};
use chrono::{DateTime, NaiveDate, Utc};
use prost::Message;

use super::{DossierError, Dossiers, SOURCE, Submission};
use crate::domain::{Refusal, Rules};
use crate::facet;
use crate::store::procedure::{self, Published};

/// The catalogue files as they were last loaded.
#[derive(Debug)]
pub struct Catalogue {
    pub units: OrgTree,
    pub procedures: ProcedureCatalogue,
    pub calendar: WorkCalendar,
}

/// What a load of the catalogue changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reloaded {
    /// Procedure versions in the catalogue.
    pub procedures: usize,
    /// Procedure versions that were new or changed.
    pub published: usize,
    pub units: usize,
}

impl Catalogue {
    /// Reads `org_units.toml`, `procedures.toml` and `calendars/*.toml` of a directory.
    ///
    /// # Errors
    /// Returns every fault of every file.
    pub fn read(dir: &Path) -> Result<Self, Vec<String>> {
        let mut faults = Vec::new();
        let mut text = |path: &str| {
            std::fs::read_to_string(dir.join(path)).unwrap_or_else(|error| {
                faults.push(format!("{path}: {}", error.kind()));
                String::new()
            })
        };
        let (units, procedures) = (text("org_units.toml"), text("procedures.toml"));
        let years: Vec<(String, String)> = calendar_files(dir)
            .into_iter()
            .map(|f| (f.clone(), text(&f)))
            .collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        let units = OrgTree::parse(&units).map_err(|f| in_file("org_units.toml", &f));
        let procedures =
            ProcedureCatalogue::parse(&procedures).map_err(|f| in_file("procedures.toml", &f));
        let calendar = WorkCalendar::parse(
            years
                .iter()
                .map(|(name, text)| (name.as_str(), text.as_str())),
        )
        .map_err(|fault| vec![fault.to_string()]);
        match (units, procedures, calendar) {
            (Ok(units), Ok(procedures), Ok(calendar)) => Ok(Self {
                units,
                procedures,
                calendar,
            }),
            (units, procedures, calendar) => Err([units.err(), procedures.err(), calendar.err()]
                .into_iter()
                .flatten()
                .flatten()
                .collect()),
        }
    }

    pub(crate) fn rules(&self) -> Rules<'_> {
        Rules {
            procedures: &self.procedures,
            calendar: &self.calendar,
        }
    }

    /// All procedure versions with their codes.
    fn versions(&self) -> impl Iterator<Item = (&str, &ProcedureVersion)> {
        self.procedures.iter().flat_map(|(code, versions)| {
            versions.iter().map(move |version| (code.as_str(), version))
        })
    }

    /// The official code of a unit on a day; its id where it has none.
    pub(crate) fn org_code(&self, unit: &UnitId, day: NaiveDate) -> String {
        let code = self.units.get(unit.as_str()).and_then(|u| u.code_on(day));
        code.unwrap_or(unit.as_str()).to_owned()
    }

    /// The series from which a submission takes its dossier code.
    pub(crate) fn series(
        &self,
        submission: &Submission,
        now: DateTime<Utc>,
    ) -> Result<(String, NaiveDate), Refusal> {
        let day = local_day(now);
        let unit = self
            .units
            .get(submission.particulars.receiving_unit.as_str());
        let code = unit
            .and_then(|u| u.code_on(day))
            .ok_or(Refusal::UnitWithoutCode)?;
        Ok((code.to_owned(), day))
    }
}

impl Dossiers {
    /// Reads the catalogue files and publishes procedure versions that are new or changed. All or nothing.
    ///
    /// # Errors
    /// Refuses files with faults, and files that drop or redefine a version that dossiers may be bound to.
    pub async fn reload_catalogue(&self) -> Result<Reloaded, DossierError> {
        let dir = self.catalogue_dir.clone();
        let read = tokio::task::spawn_blocking(move || Catalogue::read(&dir)).await;
        let catalogue =
            read.unwrap_or_else(|_| Err(vec!["the catalogue could not be read".to_owned()]));
        let catalogue = catalogue.map_err(|faults| DossierError::CatalogueRefused { faults })?;
        let reloaded = self.publish_catalogue(&catalogue).await?;
        self.catalogue.store(Arc::new(catalogue));
        self.calendar_loaded.notify_one();
        Ok(reloaded)
    }

    /// Publishes the procedure versions of a catalogue that are new or changed.
    ///
    /// # Errors
    /// Refuses a catalogue that drops or redefines a version that dossiers may be bound to.
    pub async fn publish_catalogue(&self, catalogue: &Catalogue) -> Result<Reloaded, DossierError> {
        let now = self.clock.now();
        let mut tx = self.pool.begin().await?;
        let known: HashMap<(String, i32), Published> = procedure::load_for_update(&mut tx)
            .await?
            .into_iter()
            .map(|p| ((p.code.clone(), p.version), p))
            .collect();
        let named = crate::store::dossier::units(&mut tx).await?;
        check_bindings(catalogue, &known, &named)?;
        let mut changed = Vec::new();
        let mut events = Vec::new();
        for (code, version) in catalogue.versions() {
            let after = facet::of_procedure(code, version, &catalogue.units);
            let refused = |what: &dyn std::fmt::Display| DossierError::CatalogueRefused {
                faults: vec![format!(
                    "procedures.toml: {code} version {}: {what}",
                    version.version
                )],
            };
            ProcedureOffer::read(&after).map_err(|fault| refused(&fault))?;
            let before = known
                .get(&(code.to_owned(), version.version))
                .map(|published| ProcedureFacet::decode(published.facet.as_slice()))
                .transpose()
                .map_err(|_| refused(&"what was published of it cannot be read"))?;
            if before.as_ref() == Some(&after) {
                continue;
            }
            changed.push(Published {
                code: code.to_owned(),
                version: version.version,
                definition: binding(version),
                facet: after.encode_to_vec(),
            });
            let (occur_time, record_time) =
                (Some(facet::timestamp(now)), Some(facet::timestamp(now)));
            events.push(NewEvent {
                event_id: self.ids.issue(),
                event: "ProcedurePublished",
                subject: format!("{code}/{}", version.version),
                org_code: "all".to_owned(),
                traceparent: None,
                occurred_at: now,
                recorded_at: now,
                payload: ProcedureChanged {
                    before,
                    after: Some(after),
                    occur_time,
                    record_time,
                }
                .encode_to_vec()
                .into(),
                corrects: Vec::new(),
            });
        }
        procedure::upsert(&mut tx, &changed).await?;
        chiso_eventlog::append(&mut tx, &SOURCE, &events).await?;
        tx.commit().await?;
        self.waker.wake();
        let reloaded = Reloaded {
            procedures: catalogue.versions().count(),
            published: changed.len(),
            units: catalogue.units.units().count(),
        };
        tracing::info!(
            procedures = reloaded.procedures,
            published = reloaded.published,
            "catalogue loaded"
        );
        Ok(reloaded)
    }
}

/// A dossier keeps the version under which it was accepted, so a published version neither disappears nor changes its meaning; and
/// it keeps its units, so a unit that dossiers name does not disappear.
fn check_bindings(
    catalogue: &Catalogue,
    known: &HashMap<(String, i32), Published>,
    named: &[String],
) -> Result<(), DossierError> {
    let mut faults: Vec<String> = known
        .iter()
        .filter_map(|((code, version), published)| match catalogue.procedures.version(code, *version) {
            None => Some(format!("procedures.toml: {code} version {version}: was published and must stay")),
            Some(v) if binding(v) != published.definition => {
                Some(format!("procedures.toml: {code} version {version}: was published with another meaning; add a version"))
            }
            Some(_) => None,
        })
        .collect();
    let gone = named
        .iter()
        .filter(|unit| catalogue.units.get(unit).is_none());
    faults.extend(gone.map(|unit| {
        format!("org_units.toml: {unit}: dossiers belong to it, so it must stay; a unit ends by valid_until")
    }));
    if faults.is_empty() {
        return Ok(());
    }
    faults.sort();
    Err(DossierError::CatalogueRefused { faults })
}

/// The part of a version that binds dossiers.
fn binding(version: &ProcedureVersion) -> String {
    format!(
        "{:?} {} {:?} from {}",
        version.service_level, version.time_limit, version.pause, version.valid_from
    )
}

fn calendar_files(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir.join("calendars"))
        .into_iter()
        .flatten()
        .flatten();
    let mut files: Vec<String> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| Path::new(name).extension().is_some_and(|e| e == "toml"))
        .map(|name| format!("calendars/{name}"))
        .collect();
    files.sort();
    files
}

fn in_file<F: std::fmt::Display>(file: &str, faults: &[F]) -> Vec<String> {
    faults
        .iter()
        .map(|fault| format!("{file}: {fault}"))
        .collect()
}
