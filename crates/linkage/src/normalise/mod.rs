//! The trail of normalising: the clean text of a row, and what each step changed. Off the hot path: matching reads rows as they are.
mod name;
mod place;
mod step;
mod value;
mod word;

use crate::{
    encoding::decode, field::place_key, record::SectorRow, register::RegisterRow,
    succession::Succession,
};

pub use step::{Change, CleaningStep};

use name::clean_name;
use place::{Columns, clean_places};
use step::Trail;
use value::{clean_date, clean_number, clean_sex};

/// Bản ghi đã chuẩn hóa: the texts of a sector row after cleaning, and how they came about.
///
/// Cleaning a clean row changes nothing, and [`Record::new`](crate::Record::new) reads a clean row as it reads the raw one, but for
/// the marks that say how something was written (the encoding, the notation, zeros that were lost).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Normalised {
    /// Họ và tên: composed, in title case, the tones in the older style.
    pub full_name: String,
    /// Ngày sinh: `1992-03-19`, `1992-03`, `1992`; as written if it is no date.
    pub dob: String,
    /// Giới tính: `male`, `female`; as written if it is neither.
    pub sex: String,
    /// Số giấy tờ: twelve digits (`?` for lost ones) or nine; other lengths keep their digits.
    pub id_no: String,
    /// Người giám hộ.
    pub guardian: String,
    /// Tổ dân phố, thôn.
    pub address: String,
    /// Xã, phường.
    pub ward: String,
    /// Huyện.
    pub district: String,
    /// Tỉnh.
    pub province: String,
    /// What was changed, field by field in the order of the steps.
    pub changes: Vec<Change>,
}

impl Normalised {
    /// The clean texts as a row; the ids are those of the row they came from.
    pub fn row<'a>(&'a self, rec_id: &'a str, dataset: &'a str) -> SectorRow<'a> {
        SectorRow {
            rec_id,
            dataset,
            full_name: &self.full_name,
            dob: &self.dob,
            sex: &self.sex,
            id_no: &self.id_no,
            guardian: &self.guardian,
            address: &self.address,
            ward: &self.ward,
            district: &self.district,
            province: &self.province,
        }
    }
}

/// Cleans a row of a sector, and gives units that were renamed or merged their present names.
///
/// The names of a ward that was split stay. A row with present names is compared with a register of old ones less closely.
pub fn normalise_with(row: &SectorRow<'_>, succession: &Succession) -> Normalised {
    let mut clean = normalise(row);
    let units = [&mut clean.ward, &mut clean.district, &mut clean.province];
    rename(&mut clean.changes, units, succession);
    clean
}

/// Cleans a row of the register, and gives units that were renamed or merged their present names.
pub fn normalise_person_with(row: &RegisterRow<'_>, succession: &Succession) -> NormalisedPerson {
    let mut clean = normalise_person(row);
    let units = [&mut clean.ward, &mut clean.district, &mut clean.province];
    rename(&mut clean.changes, units, succession);
    clean
}

/// Gives ward, district and province their present names.
fn rename(changes: &mut Vec<Change>, units: [&mut String; 3], succession: &Succession) {
    let [ward, district, province] = &units;
    let Some(present) = succession.present(ward, district, province) else {
        return;
    };
    for ((field, text), name) in ["ward", "district", "province"]
        .into_iter()
        .zip(units)
        .zip(present)
    {
        let mut trail = Trail::new(changes, field, text);
        trail.step(CleaningStep::UnitRenamed, |text| {
            // A province keeps its kind (Tỉnh Bắc Ninh) if its name is the same.
            if field == "province" && place_key(text) == place_key(name) {
                text.to_owned()
            } else {
                name.to_owned()
            }
        });
        *text = trail.finish();
    }
}

/// Cleans a row of a sector.
pub fn normalise(row: &SectorRow<'_>) -> Normalised {
    let mut changes = Vec::new();
    let full_name = clean_name(&mut changes, "full_name", row.full_name);
    let dob = clean_date(&mut changes, "dob", row.dob);
    let sex = clean_sex(&mut changes, "sex", row.sex);
    let id_no = clean_number(&mut changes, "id_no", row.id_no);
    let guardian = clean_name(&mut changes, "guardian", row.guardian);
    let columns = Columns {
        fields: ["address", "ward", "district", "province"],
        encoding: decode(row.full_name).from,
    };
    let [address, ward, district, province] = clean_places(
        &mut changes,
        &columns,
        [row.address, row.ward, row.district, row.province],
    );
    Normalised {
        full_name,
        dob,
        sex,
        id_no,
        guardian,
        address,
        ward,
        district,
        province,
        changes,
    }
}

/// Nhân khẩu đã chuẩn hóa: the texts of a row of the register after cleaning.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NormalisedPerson {
    /// Số định danh.
    pub id12: String,
    /// CMND 9 số.
    pub cmnd9: String,
    /// Họ, chữ đệm và tên.
    pub full_name: String,
    /// Ngày sinh.
    pub dob: String,
    /// Giới tính.
    pub sex: String,
    /// Tổ dân phố, thôn.
    pub neighbourhood: String,
    /// Xã, phường.
    pub ward: String,
    /// Huyện.
    pub district: String,
    /// Tỉnh.
    pub province: String,
    /// Họ tên cha.
    pub father_name: String,
    /// Họ tên mẹ.
    pub mother_name: String,
    /// What was changed, field by field in the order of the steps.
    pub changes: Vec<Change>,
}

/// Cleans a row of the register.
pub fn normalise_person(row: &RegisterRow<'_>) -> NormalisedPerson {
    let mut changes = Vec::new();
    let id12 = clean_number(&mut changes, "id12", row.id12);
    let cmnd9 = clean_number(&mut changes, "cmnd9", row.cmnd9);
    let full_name = clean_name(&mut changes, "full_name", row.full_name);
    let dob = clean_date(&mut changes, "dob", row.dob);
    let sex = clean_sex(&mut changes, "sex", row.sex);
    let columns = Columns {
        fields: ["neighbourhood", "ward", "district", "province"],
        encoding: decode(row.full_name).from,
    };
    let [neighbourhood, ward, district, province] = clean_places(
        &mut changes,
        &columns,
        [row.neighbourhood, row.ward, row.district, row.province],
    );
    NormalisedPerson {
        id12,
        cmnd9,
        full_name,
        dob,
        sex,
        neighbourhood,
        ward,
        district,
        province,
        father_name: clean_name(&mut changes, "father_name", row.father_name),
        mother_name: clean_name(&mut changes, "mother_name", row.mother_name),
        changes,
    }
}
