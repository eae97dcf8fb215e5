use crate::{
    person::{Relation, Status},
    places::{Home, Places},
    register::{Entry, Fault},
    sector::Category,
    shares::Shares,
    writing::new_style,
};

/// A row of `register.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterRow {
    /// From 1 on, in the order of places.
    pub person_id: u64,
    /// Số định danh; empty if it is missing.
    pub id12: String,
    /// CMND 9 số, if it is recorded.
    pub cmnd9: String,
    /// Họ, chữ đệm và tên.
    pub full_name: String,
    /// YYYY-MM-DD, YYYY-MM or YYYY.
    pub dob: String,
    /// Nam or Nữ.
    pub sex: &'static str,
    /// Tỉnh.
    pub province: &'static str,
    /// Huyện, thị xã, thành phố.
    pub district: String,
    /// Xã, phường; empty if it is missing.
    pub ward: String,
    /// Tổ dân phố.
    pub neighbourhood: String,
    /// Hộ: the id of its first member.
    pub household_id: u64,
    /// Quan hệ với chủ hộ.
    pub relation: Relation,
    /// Họ tên cha.
    pub father_name: String,
    /// Họ tên mẹ.
    pub mother_name: String,
    /// Tình trạng.
    pub status: Status,
    /// Whether a card was issued.
    pub card_issued: bool,
    /// The code of the province where the birth was registered, three digits.
    pub birth_province: String,
}

/// A row of `register_truth.csv`: a fault that was planted in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterTruth {
    /// The entry.
    pub person_id: u64,
    /// The first entry of the same person.
    pub entity_id: u64,
    /// What is wrong with it.
    pub anomaly: &'static str,
}

/// A row of `sector.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectorRow {
    /// From 1 on, in the order of the file.
    pub rec_id: u64,
    /// The data set.
    pub dataset: &'static str,
    /// The number that the sector gives.
    pub sector_no: String,
    /// Họ và tên, as written.
    pub full_name: String,
    /// Ngày sinh, as written.
    pub dob: String,
    /// Giới tính, as written.
    pub sex: String,
    /// Số giấy tờ, as written.
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
}

/// A row of `truth.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truth {
    /// The record.
    pub rec_id: u64,
    /// The person; None: not in the register.
    pub person_id: Option<u64>,
    /// The one category.
    pub category: Category,
    /// The tags of what is wrong or unusual.
    pub defects: Vec<&'static str>,
    /// The data set.
    pub dataset: &'static str,
}

pub(crate) const REGISTER: [&str; 17] = [
    "person_id",
    "id12",
    "cmnd9",
    "full_name",
    "dob",
    "sex",
    "province",
    "district",
    "ward",
    "neighbourhood",
    "household_id",
    "relation",
    "father_name",
    "mother_name",
    "status",
    "card_issued",
    "birth_province",
];
pub(crate) const REGISTER_TRUTH: [&str; 3] = ["person_id", "entity_id", "anomaly"];
pub(crate) const SECTOR: [&str; 12] = [
    "rec_id",
    "dataset",
    "sector_no",
    "full_name",
    "dob",
    "sex",
    "id_no",
    "guardian",
    "address",
    "ward",
    "district",
    "province",
];
pub(crate) const TRUTH: [&str; 5] = ["rec_id", "person_id", "category", "defects", "dataset"];

impl RegisterRow {
    pub(crate) fn new(id: u64, entry: &Entry) -> Self {
        let person = &entry.person;
        let numbered = !entry.has(Fault::MissingId) && !entry.has(Fault::DuplicateNoId);
        let known = |name: String| {
            if entry.has(Fault::MissingParents) {
                String::new()
            } else {
                name
            }
        };
        // A register is written by many hands: one in four puts the tone on the last vowel.
        let style = crate::dice::mix(person.household) % 1000;
        let new = f64::from(u32::try_from(style).unwrap_or(0))
            < Shares::get().people.new_tone_style * 1000.0;
        let written = |name: String| if new { new_style(&name) } else { name };
        let place = Address::new(person.home);
        Self {
            person_id: id,
            id12: if numbered {
                format!("{:012}", person.pin)
            } else {
                String::new()
            },
            cmnd9: if person.cmnd > 0 && person.cmnd_recorded {
                format!("{:09}", person.cmnd)
            } else {
                String::new()
            },
            full_name: written(person.name.to_string()),
            dob: person.birth_text(),
            sex: person.sex.word(),
            province: place.province,
            district: place.district,
            ward: if entry.has(Fault::MissingWard) {
                String::new()
            } else {
                place.ward
            },
            neighbourhood: format!("Tổ dân phố {}", person.home.neighbourhood),
            household_id: person.household,
            relation: person.relation,
            father_name: known(written(person.father.to_string())),
            mother_name: known(written(person.mother.to_string())),
            status: person.status,
            card_issued: person.has_card,
            birth_province: format!("{:03}", person.birth_province),
        }
    }

    pub(crate) fn write(&self, to: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        to.write_record([
            &*self.person_id.to_string(),
            &self.id12,
            &self.cmnd9,
            &self.full_name,
            &self.dob,
            self.sex,
            self.province,
            &self.district,
            &self.ward,
            &self.neighbourhood,
            &self.household_id.to_string(),
            self.relation.word(),
            &self.father_name,
            &self.mother_name,
            self.status.key(),
            if self.card_issued { "1" } else { "0" },
            &self.birth_province,
        ])
    }
}

/// The units of an address as the register writes them.
struct Address {
    province: &'static str,
    district: String,
    ward: String,
}

impl Address {
    fn new(home: Home) -> Self {
        let places = Places::get();
        let (ward, district) = (places.ward(home), places.district(home));
        Self {
            province: &places.province(home).name,
            district: format!("{} {}", district.kind, district.name),
            ward: format!("{} {}", ward.kind, ward.name),
        }
    }
}

impl RegisterTruth {
    pub(crate) fn write(&self, to: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        to.write_record([
            &*self.person_id.to_string(),
            &self.entity_id.to_string(),
            self.anomaly,
        ])
    }
}

impl SectorRow {
    pub(crate) fn write(&self, to: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        to.write_record([
            &*self.rec_id.to_string(),
            self.dataset,
            &self.sector_no,
            &self.full_name,
            &self.dob,
            &self.sex,
            &self.id_no,
            &self.guardian,
            &self.address,
            &self.ward,
            &self.district,
            &self.province,
        ])
    }
}

impl Truth {
    pub(crate) fn write(&self, to: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        let person = self.person_id.map(|id| id.to_string()).unwrap_or_default();
        to.write_record([
            &*self.rec_id.to_string(),
            &person,
            self.category.key(),
            &self.defects.join(";"),
            self.dataset,
        ])
    }
}
