use crate::{
    field::{Pin, PinFault, WrittenNumber},
    record::Record,
};

/// Mức độ của một lỗi.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Notice,
    /// Probably wrong.
    Warning,
    /// Wrong.
    Error,
}

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident = $key:literal, $field:literal, $severity:ident, $vi:literal, $en:literal;)+) => {
        /// Quy tắc kiểm tra một bản ghi, without asking the register.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $($(#[$doc])* $rule,)+
        }

        impl Rule {
            /// All rules.
            pub const ALL: &'static [Self] = &[$(Self::$rule,)+];

            /// The key in files.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$rule => $key,)+ }
            }

            /// The field of the record that is at fault.
            pub const fn field(self) -> &'static str {
                match self { $(Self::$rule => $field,)+ }
            }

            /// How grave it is.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$rule => Severity::$severity,)+ }
            }

            /// What a clerk reads, in Vietnamese.
            pub const fn vi(self) -> &'static str {
                match self { $(Self::$rule => $vi,)+ }
            }

            /// The same in English.
            pub const fn en(self) -> &'static str {
                match self { $(Self::$rule => $en,)+ }
            }
        }
    };
}

rules! {
    /// No name.
    NameMissing = "name_missing", "full_name", Error, "Thiếu họ tên", "The name is missing";
    /// A name of one syllable.
    NameShort = "name_short", "full_name", Warning, "Họ tên chỉ có một âm tiết", "The name has one syllable only";
    /// A name in an old encoding.
    NameEncoding = "name_encoding", "full_name", Warning, "Họ tên sai bảng mã", "The name is in another encoding";
    /// Letters of the name were lost.
    NameLetters = "name_letters", "full_name", Error, "Họ tên bị mất chữ", "Letters of the name were lost";
    /// The name is abbreviated.
    NameAbbreviated = "name_abbreviated", "full_name", Warning, "Họ tên viết tắt", "The name is abbreviated";
    /// No date of birth, or none that can be read.
    BirthMissing = "birth_missing", "dob", Error, "Thiếu hoặc không đọc được ngày sinh", "The date of birth is missing or cannot be read";
    /// A year of birth without day and month.
    BirthPartial = "birth_partial", "dob", Notice, "Ngày sinh không đủ ngày, tháng", "Day or month of birth are missing";
    /// No sex, or none that can be read.
    SexMissing = "sex_missing", "sex", Notice, "Thiếu giới tính", "The sex is missing";
    /// No number.
    NumberMissing = "number_missing", "id_no", Error, "Thiếu số định danh", "The number is missing";
    /// A number of nine digits.
    NumberOld = "number_old", "id_no", Warning, "Số CMND 9 số, chưa phải số định danh", "A nine-digit number, not a personal number";
    /// A number of another length, or one that a spreadsheet has spoilt.
    NumberLength = "number_length", "id_no", Error, "Số định danh không đủ 12 chữ số", "The number has not twelve digits";
    /// The first three digits are no province.
    NumberProvince = "number_province", "id_no", Error, "Ba chữ số đầu không phải mã tỉnh", "The first three digits are no province";
    /// The fourth digit stands for a century in the future.
    NumberCentury = "number_century", "id_no", Error, "Chữ số thứ tư không hợp lệ", "The fourth digit is not possible";
    /// The number is that of a man and the record that of a woman, or the other way round.
    NumberSex = "number_sex", "id_no", Error, "Số định danh không khớp giới tính", "The number and the sex do not agree";
    /// The number is of somebody born in another year.
    NumberYear = "number_year", "id_no", Error, "Số định danh không khớp năm sinh", "The number and the year of birth do not agree";
}

/// Checks a record by itself; the rules that fail, in their order.
pub fn check(record: &Record) -> Vec<Rule> {
    let syllables = record.name.syllables();
    let mut failed = Vec::new();
    let mut unless = |holds: bool, rule: Rule| {
        if !holds {
            failed.push(rule);
        }
    };
    unless(!syllables.is_empty(), Rule::NameMissing);
    unless(syllables.len() != 1, Rule::NameShort);
    unless(record.encoding.is_none(), Rule::NameEncoding);
    unless(
        !syllables.iter().any(crate::text::Syllable::has_lost_letter),
        Rule::NameLetters,
    );
    unless(
        !syllables.iter().any(crate::text::Syllable::is_initial),
        Rule::NameAbbreviated,
    );
    unless(record.birth.is_some(), Rule::BirthMissing);
    unless(
        record.birth.is_none_or(crate::field::BirthDate::is_full),
        Rule::BirthPartial,
    );
    unless(record.sex.is_some(), Rule::SexMissing);
    let rule = match record.number {
        WrittenNumber::Missing => Some(Rule::NumberMissing),
        WrittenNumber::Old(_) => Some(Rule::NumberOld),
        WrittenNumber::Full(digits) => return checked_pin(record, digits, failed),
        WrittenNumber::Short { .. } | WrittenNumber::Prefix { .. } | WrittenNumber::Odd(_) => {
            Some(Rule::NumberLength)
        }
    };
    failed.extend(rule);
    failed
}

fn checked_pin(record: &Record, digits: u64, mut failed: Vec<Rule>) -> Vec<Rule> {
    match Pin::new(digits) {
        Err(PinFault::UnknownProvince(_)) => failed.push(Rule::NumberProvince),
        Err(PinFault::FutureCentury(_)) => failed.push(Rule::NumberCentury),
        Err(PinFault::TooLong) => failed.push(Rule::NumberLength),
        Ok(pin) => {
            if record.sex.is_some_and(|sex| sex != pin.sex()) {
                failed.push(Rule::NumberSex);
            }
            if record.birth.is_some_and(|birth| birth.year != pin.year()) {
                failed.push(Rule::NumberYear);
            }
        }
    }
    failed
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::record::SectorRow;

    #[rstest]
    #[case("Phan Thanh Hạnh", "19/03/1992", "Nữ", "027192554724", &[])]
    #[case("Phan Thanh Hạnh", "19/03/1992", "Nam", "027192554724", &[Rule::NumberSex])]
    #[case("Phan Thanh Hạnh", "19/03/1993", "Nữ", "027192554724", &[Rule::NumberYear])]
    #[case("Phan Thanh Hạnh", "1992", "Nữ", "003192554724", &[Rule::BirthPartial, Rule::NumberProvince])]
    #[case("P. Thanh Hạnh", "", "", "", &[Rule::NameAbbreviated, Rule::BirthMissing, Rule::SexMissing, Rule::NumberMissing])]
    #[case("NguyÔn ThÞ HuyÒn", "19/03/1992", "F", "27192554724", &[Rule::NameEncoding, Rule::NumberLength])]
    #[case("Nguy?n Th? Trang", "19/03/1992", "2", "124775519", &[Rule::NameLetters, Rule::NumberOld])]
    fn what_fails(
        #[case] full_name: &str,
        #[case] dob: &str,
        #[case] sex: &str,
        #[case] id_no: &str,
        #[case] rules: &[Rule],
    ) {
        let record = Record::new(&SectorRow {
            full_name,
            dob,
            sex,
            id_no,
            ..SectorRow::default()
        });
        assert_eq!(check(&record), rules);
    }
}
