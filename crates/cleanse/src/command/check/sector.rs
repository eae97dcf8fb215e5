use std::path::Path;

use chiso_linkage::{Finding, Language, Normalised, Record, RecordCheck, normalise};
use chiso_tabular::Writer;
use rayon::prelude::*;

use super::Checking;
use crate::columns::sector;
use crate::input::{Source, sector_row};
use crate::misuse::Misuse;
use crate::output::corrections;
use crate::progress::Stage;

const CLEAN: [&str; 11] = [
    "rec_id",
    "full_name",
    "dob",
    "sex",
    "id_no",
    "guardian",
    "address",
    "ward",
    "district",
    "province",
    "changes",
];

/// The columns that say where somebody lives.
const PLACES: [usize; 4] = [
    sector::ADDRESS,
    sector::WARD,
    sector::DISTRICT,
    sector::PROVINCE,
];

/// Checks the rows of a sector's file; how many there were.
pub(super) fn check(
    checking: &mut Checking<'_>,
    source: Source,
    clean: Option<&Path>,
) -> Result<u64, Misuse> {
    let Checking {
        shell,
        rules,
        on,
        findings,
        refusals,
    } = checking;
    let language = shell.language;
    let mut cleaned = clean.map(|path| Writer::create(path, &CLEAN)).transpose()?;
    let wants_clean = cleaned.is_some();
    let stage = Stage {
        key: "check",
        vi: "Kiểm tra",
        en: "Checking",
    };
    let rows = source.read(shell, stage, refusals, |table, _| {
        let mapping = table.mapping;
        let check = RecordCheck::new(rules, Some(*on))
            .with_guardians(mapping.has(sector::GUARDIAN))
            .with_places(PLACES.iter().any(|column| mapping.has(*column)));
        let checked: Vec<(Vec<Finding>, Option<Normalised>)> = (table.batch.rows.par_iter())
            .map(|line| {
                let row = sector_row(mapping, line);
                let found = check.check(line.line(), &row, &Record::new(&row));
                (found, wants_clean.then(|| normalise(&row)))
            })
            .collect();
        for (line, (found, normalised)) in table.batch.rows.iter().zip(&checked) {
            for finding in found {
                findings.take(finding)?;
            }
            if let (Some(cleaned), Some(row)) = (&mut cleaned, normalised) {
                let rec_id = sector_row(mapping, line).rec_id;
                write(cleaned, language, rec_id, row)?;
            }
        }
        Ok(())
    })?;
    shell.interrupt.check()?;
    if let Some(cleaned) = cleaned {
        cleaned.finish()?;
    }
    Ok(rows)
}

fn write(
    cleaned: &mut Writer,
    language: Language,
    rec_id: &str,
    row: &Normalised,
) -> Result<(), Misuse> {
    cleaned.write([
        rec_id,
        &row.full_name,
        &row.dob,
        &row.sex,
        &row.id_no,
        &row.guardian,
        &row.address,
        &row.ward,
        &row.district,
        &row.province,
        &corrections(language, &row.changes),
    ])?;
    Ok(())
}
