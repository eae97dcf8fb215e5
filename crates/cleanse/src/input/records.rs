use chiso_linkage::Record;
use rayon::prelude::*;

use super::{Source, sector_row};
use crate::misuse::Misuse;
use crate::output::Refusals;
use crate::progress::Stage;
use crate::shell::Shell;

/// A record of a sector that is kept in memory.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) id: Box<str>,
    pub(crate) dataset: Box<str>,
    pub(crate) record: Record,
}

/// Reads the records of a sector and gives each away; how many there were.
pub(crate) fn records(
    shell: &Shell,
    sector: Source,
    refusals: &mut Refusals,
    mut take: impl FnMut(Kept),
) -> Result<u64, Misuse> {
    let stage = Stage {
        key: "sector",
        vi: "Đọc bản ghi",
        en: "Reading the records",
    };
    sector.read(shell, stage, refusals, |table, _| {
        let kept: Vec<Kept> = (table.batch.rows.par_iter())
            .map(|line| {
                let row = sector_row(table.mapping, line);
                Kept {
                    id: row.rec_id.into(),
                    dataset: row.dataset.into(),
                    record: Record::new(&row),
                }
            })
            .collect();
        kept.into_iter().for_each(&mut take);
        Ok(())
    })
}
