/// What a file is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Records of a sector.
    Sector,
    /// The population register.
    Register,
    /// Labels: who each record really is.
    Labels,
}

/// A column that a kind of file may have.
#[derive(Debug)]
pub(crate) struct Column {
    /// The name that Chiso uses.
    pub(crate) key: &'static str,
    /// Without it nothing can be done.
    pub(crate) needed: bool,
    /// What offices write above it, without marks; longer names first where one contains another.
    pub(crate) names: &'static [&'static str],
}

impl Kind {
    pub(crate) const fn columns(self) -> &'static [Column] {
        match self {
            Self::Sector => sector::COLUMNS,
            Self::Register => register::COLUMNS,
            Self::Labels => labels::COLUMNS,
        }
    }
}

macro_rules! columns {
    ($($name:ident = $key:literal, $needed:literal, [$($written:literal),*];)+) => {
        #[expect(clippy::upper_case_acronyms, non_camel_case_types, reason = "only to count the columns")]
        enum Place { $($name,)+ }
        $(pub(crate) const $name: usize = Place::$name as usize;)+
        pub(super) const COLUMNS: &[super::Column] = &[
            $(super::Column { key: $key, needed: $needed, names: &[$($written),*] },)+
        ];
    };
}

/// The columns of a file of a sector.
pub(crate) mod sector {
    columns! {
        REC_ID = "rec_id", false, ["ma ban ghi", "ma ho so", "ma doi tuong", "stt", "so thu tu", "tt", "id"];
        DATASET = "dataset", false, ["bo du lieu", "nguon du lieu", "nguon", "linh vuc", "nganh"];
        FULL_NAME = "full_name", true, ["ho va ten", "ho ten", "ho chu dem va ten", "ho ten khai sinh", "ten cong dan", "ho dem va ten", "fullname", "name"];
        DOB = "dob", false, ["ngay thang nam sinh", "ngay sinh", "nam sinh", "sinh ngay", "ntns", "birth date", "date of birth"];
        SEX = "sex", false, ["gioi tinh", "gioi", "phai", "nam nu", "gender"];
        ID_NO = "id_no", false, ["so dinh danh ca nhan", "so dinh danh", "ma dinh danh ca nhan", "ma dinh danh", "so cccd", "cccd", "so cmnd cccd", "cmnd cccd", "so cmnd", "cmnd", "can cuoc cong dan", "so can cuoc", "so giay to", "giay to tuy than", "ddcn"];
        GUARDIAN = "guardian", false, ["ho ten nguoi giam ho", "nguoi giam ho", "ho ten cha me", "cha me", "ten me", "ho ten me", "ten cha", "ho ten cha"];
        ADDRESS = "address", false, ["dia chi chi tiet", "dia chi thuong tru", "noi thuong tru", "dia chi", "noi o", "thon to dan pho", "to dan pho", "khu pho", "thon"];
        WARD = "ward", false, ["phuong xa", "xa phuong", "xa phuong thi tran", "phuong xa thi tran", "ten xa", "xa", "phuong"];
        DISTRICT = "district", false, ["quan huyen", "huyen", "huyen thi xa thanh pho", "ten huyen", "quan"];
        PROVINCE = "province", false, ["tinh thanh pho", "tinh thanh", "tinh", "ten tinh", "thanh pho"];
    }
}

/// The columns of the register.
pub(crate) mod register {
    columns! {
        PERSON_ID = "person_id", true, ["ma nhan khau", "ma cong dan", "ma nguoi", "ma ca nhan", "stt", "so thu tu", "id"];
        ID12 = "id12", false, ["so dinh danh ca nhan", "so dinh danh", "ma dinh danh", "ma dinh danh ca nhan", "so ddcn", "so cccd", "cccd", "ddcn"];
        CMND9 = "cmnd9", false, ["so cmnd 9 so", "so cmnd", "cmnd 9 so", "cmnd", "chung minh nhan dan"];
        FULL_NAME = "full_name", true, ["ho va ten", "ho ten", "ho chu dem va ten", "ho chu dem va ten khai sinh", "ho ten khai sinh", "fullname", "name"];
        DOB = "dob", false, ["ngay thang nam sinh", "ngay sinh", "nam sinh", "date of birth"];
        SEX = "sex", false, ["gioi tinh", "gioi", "gender"];
        PROVINCE = "province", false, ["tinh thanh pho", "tinh thanh", "tinh", "ten tinh"];
        DISTRICT = "district", false, ["quan huyen", "huyen", "ten huyen"];
        WARD = "ward", false, ["phuong xa", "xa phuong", "xa phuong thi tran", "ten xa", "xa"];
        NEIGHBOURHOOD = "neighbourhood", false, ["to dan pho", "thon to dan pho", "khu pho", "thon", "dia chi", "noi thuong tru", "dia chi thuong tru"];
        HOUSEHOLD_ID = "household_id", false, ["ma ho", "so ho khau", "ma ho gia dinh", "so ho"];
        RELATION = "relation", false, ["quan he voi chu ho", "quan he chu ho", "quan he"];
        FATHER_NAME = "father_name", false, ["ho ten cha", "ho va ten cha", "ten cha", "cha", "ho ten bo", "bo"];
        MOTHER_NAME = "mother_name", false, ["ho ten me", "ho va ten me", "ten me", "me"];
        STATUS = "status", false, ["tinh trang cu tru", "trang thai", "tinh trang"];
        CARD_ISSUED = "card_issued", false, ["da cap the", "da cap cccd", "cap the can cuoc", "ngay cap the", "ngay cap"];
        BIRTH_PROVINCE = "birth_province", false, ["ma tinh khai sinh", "tinh khai sinh", "noi dang ky khai sinh"];
    }
}

/// The columns of labels.
pub(crate) mod labels {
    columns! {
        REC_ID = "rec_id", true, ["ma ban ghi"];
        PERSON_ID = "person_id", true, ["ma nhan khau"];
        CATEGORY = "category", false, ["loai"];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_where_their_constants_say() {
        assert_eq!(Kind::Sector.columns()[sector::PROVINCE].key, "province");
        assert_eq!(Kind::Register.columns()[register::STATUS].key, "status");
        assert_eq!(Kind::Register.columns().len(), 17);
    }
}
