use chiso_linkage::SectorRow;
use chiso_tabular::Row;

use crate::columns::{Mapping, sector};

/// What a row of a sector's file says.
pub(crate) fn row<'a>(mapping: &Mapping, row: &'a Row) -> SectorRow<'a> {
    let cell = |column| mapping.cell(row, column);
    SectorRow {
        rec_id: cell(sector::REC_ID),
        dataset: cell(sector::DATASET),
        full_name: cell(sector::FULL_NAME),
        dob: cell(sector::DOB),
        sex: cell(sector::SEX),
        id_no: cell(sector::ID_NO),
        guardian: cell(sector::GUARDIAN),
        address: cell(sector::ADDRESS),
        ward: cell(sector::WARD),
        district: cell(sector::DISTRICT),
        province: cell(sector::PROVINCE),
    }
}
