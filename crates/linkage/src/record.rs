use crate::{
    encoding::{Encoding, decode},
    field::{BirthDate, DateNotation, Place, Sex, WrittenNumber},
    text::Name,
};

/// A record of a sector as it is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct SectorRow<'a> {
    /// The id of the record in the file.
    pub rec_id: &'a str,
    /// The data set that it belongs to: who occurs twice in one is a duplicate.
    pub dataset: &'a str,
    /// Họ và tên.
    pub full_name: &'a str,
    /// Ngày sinh, in any notation.
    pub dob: &'a str,
    /// Giới tính, in any notation.
    pub sex: &'a str,
    /// Số giấy tờ.
    pub id_no: &'a str,
    /// Người giám hộ.
    pub guardian: &'a str,
    /// Tổ dân phố, thôn.
    pub address: &'a str,
    /// Xã, phường.
    pub ward: &'a str,
    /// Huyện.
    pub district: &'a str,
    /// Tỉnh.
    pub province: &'a str,
}

/// A record after normalising.
#[derive(Debug, Clone, Copy)]
pub struct Record {
    /// The name.
    pub name: Name,
    /// The encoding that the name had to be decoded from.
    pub encoding: Option<Encoding>,
    /// The date of birth.
    pub birth: Option<BirthDate>,
    /// How it was written.
    pub notation: DateNotation,
    /// The sex.
    pub sex: Option<Sex>,
    /// The number.
    pub number: WrittenNumber,
    /// The guardian; empty if none is written.
    pub guardian: Name,
    /// The address.
    pub place: Place,
}

impl Record {
    /// Normalises a row.
    pub fn new(row: &SectorRow<'_>) -> Self {
        let name = decode(row.full_name);
        let (birth, notation) = BirthDate::parse(row.dob).unzip();
        Self {
            name: Name::parse(&name.text),
            encoding: name.from,
            birth,
            notation: notation.unwrap_or_default(),
            sex: Sex::parse(row.sex),
            number: WrittenNumber::parse(row.id_no),
            guardian: Name::parse(&decode(row.guardian).text),
            place: if name.from.is_none() {
                Place::parse(row.address, row.ward, row.district, row.province)
            } else {
                // The other columns of such a file are in the same encoding.
                let [address, ward, district, province] =
                    [row.address, row.ward, row.district, row.province]
                        .map(|text| decode(text).text);
                Place::parse(&address, &ward, &district, &province)
            },
        }
    }
}
