use std::path::Path;

use chiso_linkage::{Language, NormalisedPerson, RegisterCheck, normalise_person};
use chiso_tabular::Writer;

use super::Checking;
use crate::input::{Source, register_row};
use crate::misuse::Misuse;
use crate::output::corrections;
use crate::progress::Stage;

const CLEAN: [&str; 13] = [
    "person_id",
    "id12",
    "cmnd9",
    "full_name",
    "dob",
    "sex",
    "neighbourhood",
    "ward",
    "district",
    "province",
    "father_name",
    "mother_name",
    "changes",
];

/// Checks the rows of the register, each by itself and all together; how many there were.
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
    let mut check = RegisterCheck::new(rules, Some(*on));
    let mut cleaned = clean.map(|path| Writer::create(path, &CLEAN)).transpose()?;
    let stage = Stage {
        key: "check",
        vi: "Kiểm tra dân cư",
        en: "Checking the register",
    };
    let rows = source.read(shell, stage, refusals, |table, _| {
        for line in &table.batch.rows {
            let row = register_row(table.mapping, line);
            check.push(line.line(), &row);
            if let Some(cleaned) = &mut cleaned {
                write(
                    cleaned,
                    shell.language,
                    row.person_id,
                    &normalise_person(&row),
                )?;
            }
        }
        Ok(())
    })?;
    for finding in &check.finish().findings {
        findings.take(finding)?;
    }
    shell.interrupt.check()?;
    if let Some(cleaned) = cleaned {
        cleaned.finish()?;
    }
    Ok(rows)
}

fn write(
    cleaned: &mut Writer,
    language: Language,
    person_id: &str,
    person: &NormalisedPerson,
) -> Result<(), Misuse> {
    cleaned.write([
        person_id,
        &person.id12,
        &person.cmnd9,
        &person.full_name,
        &person.dob,
        &person.sex,
        &person.neighbourhood,
        &person.ward,
        &person.district,
        &person.province,
        &person.father_name,
        &person.mother_name,
        &corrections(language, &person.changes),
    ])?;
    Ok(())
}
