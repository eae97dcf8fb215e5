use chiso_linkage::{Category, Register, Truth};
use hashbrown::HashMap;

use super::Source;
use crate::columns::labels;
use crate::misuse::Misuse;
use crate::output::Refusals;
use crate::progress::Stage;
use crate::shell::Shell;

/// Reads who each record really is, by the id of the record.
pub(crate) fn labels(
    shell: &Shell,
    source: Source,
    register: &Register,
    refusals: &mut Refusals,
) -> Result<HashMap<Box<str>, Truth>, Misuse> {
    let stage = Stage {
        key: "labels",
        vi: "Đọc nhãn",
        en: "Reading the labels",
    };
    let mut labels = HashMap::new();
    source.read(shell, stage, refusals, |table, refusals| {
        for line in &table.batch.rows {
            let cell = |column| table.mapping.cell(line, column).trim();
            let person_id = cell(labels::PERSON_ID);
            let person = register.find(person_id);
            if person.is_none() && !person_id.is_empty() {
                refusals.unknown(table.path, line.line(), "person_id")?;
                continue;
            }
            let category = Category::from_key(cell(labels::CATEGORY));
            labels.insert(cell(labels::REC_ID).into(), Truth { person, category });
        }
        Ok(())
    })?;
    Ok(labels)
}
