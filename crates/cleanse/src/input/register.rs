use chiso_linkage::{Register, RegisterBuilder, RegisterRow};
use chiso_tabular::Row;

use super::Source;
use crate::columns::{Mapping, register};
use crate::misuse::Misuse;
use crate::output::Refusals;
use crate::progress::{Progress, Stage};
use crate::shell::Shell;

/// Reads the whole register and builds what matching needs.
pub(crate) fn load(
    shell: &Shell,
    source: Source,
    refusals: &mut Refusals,
) -> Result<Register, Misuse> {
    let stage = Stage {
        key: "register",
        vi: "Đọc dân cư",
        en: "Reading the register",
    };
    let mut builder = RegisterBuilder::new();
    source.read(shell, stage, refusals, |table, refusals| {
        for line in &table.batch.rows {
            let row = row(table.mapping, line);
            if row.person_id.trim().is_empty() {
                refusals.no_key(table.path, line.line(), "person_id")?;
            } else {
                builder.push(&row);
            }
        }
        Ok(())
    })?;
    let stage = Stage {
        key: "index",
        vi: "Lập chỉ mục",
        en: "Indexing",
    };
    let progress = Progress::begin(shell, stage, None);
    let register = builder.finish();
    progress.end(register.len() as u64);
    Ok(register)
}

/// What a row of the register says.
pub(crate) fn row<'a>(mapping: &Mapping, row: &'a Row) -> RegisterRow<'a> {
    let cell = |column| mapping.cell(row, column);
    RegisterRow {
        person_id: cell(register::PERSON_ID),
        id12: cell(register::ID12),
        cmnd9: cell(register::CMND9),
        full_name: cell(register::FULL_NAME),
        dob: cell(register::DOB),
        sex: cell(register::SEX),
        province: cell(register::PROVINCE),
        district: cell(register::DISTRICT),
        ward: cell(register::WARD),
        neighbourhood: cell(register::NEIGHBOURHOOD),
        household_id: cell(register::HOUSEHOLD_ID),
        relation: cell(register::RELATION),
        father_name: cell(register::FATHER_NAME),
        mother_name: cell(register::MOTHER_NAME),
        status: cell(register::STATUS),
        card_issued: cell(register::CARD_ISSUED),
        birth_province: cell(register::BIRTH_PROVINCE),
    }
}
