use std::fs;
use std::path::{Path, PathBuf};

use chiso_calendar::{DateRange, WorkCalendar};
use chiso_org::OrgTree;
use chiso_procedure::ProcedureCatalogue;
use chiso_sample::{History, Sample, generate, generate_load};

/// The parts of the sample: each is loaded after the one that it continues.
const PARTS: [&str; 2] = ["tu-son-2022", "tu-son-2023-q1"];

/// The catalogue of the workspace, to make histories with.
#[derive(Debug)]
pub struct Catalogue {
    units: OrgTree,
    procedures: ProcedureCatalogue,
    calendar: WorkCalendar,
}

impl Catalogue {
    /// The directory of its files.
    pub fn directory() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalogue")
    }

    /// Reads its files.
    ///
    /// # Panics
    /// When they have faults.
    pub fn read() -> Self {
        let directory = Self::directory();
        let text = |path: &Path| fs::read_to_string(path).expect("the catalogue is there");
        let entries = fs::read_dir(directory.join("calendars")).expect("the catalogue is there");
        let years: Vec<(String, String)> = entries
            .filter_map(Result::ok)
            .map(|entry| (entry.path().display().to_string(), text(&entry.path())))
            .collect();
        let years = years
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()));
        Self {
            units: OrgTree::parse(&text(&directory.join("org_units.toml"))).expect("valid units"),
            procedures: ProcedureCatalogue::parse(&text(&directory.join("procedures.toml")))
                .expect("valid procedures"),
            calendar: WorkCalendar::parse(years).expect("valid calendars"),
        }
    }

    /// The histories of the sample: those of 2022, then those of the first quarter of 2023 with what goes on from 2022.
    ///
    /// # Panics
    /// When the sample cannot be made.
    pub fn sample(&self) -> Vec<Vec<History>> {
        let mut parts: Vec<Vec<History>> = Vec::new();
        for part in PARTS {
            let path = Self::directory()
                .join("samples")
                .join(part)
                .with_extension("toml");
            let text = fs::read_to_string(path).expect("the sample is there");
            let sample = Sample::parse(&text).expect("a valid sample");
            let previous = parts.last().map_or(&[][..], Vec::as_slice);
            let histories = generate(
                &sample,
                previous,
                &self.units,
                &self.procedures,
                &self.calendar,
            );
            parts.push(histories.expect("a sample that can be made"));
        }
        parts
    }

    /// `count` histories of all kinds in the days `from` up to `until`, half-open, ISO 8601.
    ///
    /// # Panics
    /// When the days are none.
    pub fn histories(&self, seed: u64, count: usize, from: &str, until: &str) -> Vec<History> {
        let range = DateRange::parse(from, until).expect("a range of days");
        generate_load(
            seed,
            count,
            range,
            &self.units,
            &self.procedures,
            &self.calendar,
        )
        .collect()
    }
}

/// The lines of a bulk import.
///
/// # Panics
/// Never: histories are plain data.
pub fn ndjson(histories: &[History]) -> String {
    let line = |history| serde_json::to_string(history).expect("histories are plain data") + "\n";
    histories.iter().map(line).collect()
}
