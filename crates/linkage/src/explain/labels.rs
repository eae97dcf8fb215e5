use crate::language::Language;

/// The names of fields, and of the two bars that are not fields: key, Vietnamese, English.
const FIELDS: [(&str, &str, &str); 11] = [
    ("prior", "Trước khi so sánh", "Before comparing"),
    ("record", "Đặc điểm của bản ghi", "What the record is like"),
    ("name_core", "Các chữ của họ tên", "Syllables of the name"),
    ("name_order", "Thứ tự họ tên", "Order of the name"),
    ("name_marks", "Dấu của họ tên", "Marks of the name"),
    ("birth", "Ngày sinh", "Date of birth"),
    ("sex", "Giới tính", "Sex"),
    ("number", "Số giấy tờ", "Number"),
    ("place", "Nơi ở", "Address"),
    ("guardian", "Người giám hộ", "Guardian"),
    (
        "rivals",
        "Những người khác cũng phù hợp",
        "Others who fit as well",
    ),
];

/// The names of levels: field, level, Vietnamese, English.
const LEVELS: &[(&str, &str, &str, &str)] = &[
    ("name_core", "same", "giống hết", "all the same"),
    ("name_core", "letters_lost", "mất chữ", "letters lost"),
    ("name_core", "slip", "sai một chữ cái", "one letter off"),
    ("name_core", "initials", "viết tắt", "abbreviated"),
    (
        "name_core",
        "dropped",
        "thiếu chữ đệm",
        "middle name missing",
    ),
    ("name_core", "added", "thừa một chữ", "one part too many"),
    ("name_core", "other_given", "khác tên", "other given name"),
    (
        "name_core",
        "other_part",
        "khác họ hoặc chữ đệm",
        "other surname or middle name",
    ),
    ("name_core", "two_faults", "khác hai chỗ", "two faults"),
    ("name_core", "some", "giống một phần", "some the same"),
    ("name_core", "none", "khác hết", "none the same"),
    ("name_order", "same", "đúng thứ tự", "same order"),
    ("name_order", "moved", "đảo thứ tự", "other order"),
    ("name_marks", "same", "giống", "the same"),
    ("name_marks", "lost", "không có dấu", "no marks"),
    (
        "name_marks",
        "one_differs",
        "một chữ khác dấu",
        "one syllable differs",
    ),
    (
        "name_marks",
        "several_differ",
        "nhiều chữ khác dấu",
        "several differ",
    ),
    ("birth", "same", "giống", "the same"),
    (
        "birth",
        "same_partial",
        "giống phần CSDL dân cư có",
        "same as far as recorded",
    ),
    (
        "birth",
        "fuller",
        "đầy đủ hơn CSDL dân cư",
        "fuller than the register",
    ),
    (
        "birth",
        "year_only",
        "chỉ có năm, đúng năm",
        "year only, the same",
    ),
    (
        "birth",
        "new_year",
        "ghi 01/01, đúng năm",
        "1 January, same year",
    ),
    (
        "birth",
        "swapped",
        "đảo ngày và tháng",
        "day and month swapped",
    ),
    ("birth", "day_off", "lệch một ngày", "one day off"),
    ("birth", "other_day", "khác ngày", "other day"),
    ("birth", "other_month", "khác tháng", "other month"),
    (
        "birth",
        "near_year",
        "lệch 1, 2 hoặc 10 năm",
        "1, 2 or 10 years off",
    ),
    ("birth", "other_year", "khác năm", "other year"),
    ("birth", "same_year", "chỉ giống năm", "year the same only"),
    (
        "birth",
        "near_year_and_day",
        "năm gần đúng, khác ngày",
        "year nearly right, other day",
    ),
    ("birth", "differs", "khác hẳn", "differs"),
    ("sex", "same", "giống", "the same"),
    ("sex", "differs", "khác", "differs"),
    (
        "number",
        "same",
        "số định danh giống",
        "personal number the same",
    ),
    (
        "number",
        "zeros_lost",
        "mất số 0 ở đầu",
        "leading zeros lost",
    ),
    (
        "number",
        "prefix",
        "giống các chữ số đầu (E+)",
        "first digits the same (E+)",
    ),
    (
        "number",
        "digit_lost",
        "thiếu một chữ số",
        "one digit missing",
    ),
    (
        "number",
        "transposed",
        "đảo hai chữ số",
        "two digits swapped",
    ),
    ("number", "digit_wrong", "sai một chữ số", "one digit wrong"),
    (
        "number",
        "relative",
        "số của người cùng hộ",
        "of the same household",
    ),
    ("number", "stranger", "số của người khác", "somebody else's"),
    ("number", "other", "khác, không của ai", "differs, nobody's"),
    (
        "number",
        "old_same",
        "số CMND giống",
        "nine-digit number the same",
    ),
    (
        "number",
        "old_slip",
        "số CMND sai một chữ số",
        "nine-digit number, one slip",
    ),
    (
        "number",
        "old_stranger",
        "số CMND của người khác",
        "somebody else's nine digits",
    ),
    (
        "number",
        "old_other",
        "số CMND khác",
        "another nine-digit number",
    ),
    (
        "number",
        "old_unrecorded",
        "số CMND chưa được ghi",
        "nine digits not recorded",
    ),
    (
        "place",
        "neighbourhood",
        "giống đến tổ dân phố",
        "same to the neighbourhood",
    ),
    ("place", "ward", "giống xã, phường", "same ward"),
    (
        "place",
        "other_neighbourhood",
        "cùng xã, khác tổ dân phố",
        "same ward, other neighbourhood",
    ),
    (
        "place",
        "ward_missing",
        "cùng tổ số, không ghi xã",
        "same neighbourhood, no ward",
    ),
    (
        "place",
        "district",
        "cùng huyện, không ghi xã",
        "same district, no ward",
    ),
    (
        "place",
        "other_ward_same_neighbourhood",
        "khác xã, cùng tổ số",
        "other ward, same neighbourhood",
    ),
    (
        "place",
        "other_ward",
        "cùng huyện, khác xã",
        "same district, other ward",
    ),
    (
        "place",
        "renamed_neighbourhood",
        "tên xã lạ, cùng tổ số",
        "ward unknown, same neighbourhood",
    ),
    (
        "place",
        "renamed",
        "cùng huyện, tên xã lạ",
        "same district, ward unknown",
    ),
    (
        "place",
        "birthplace",
        "nơi đăng ký khai sinh",
        "where the birth was registered",
    ),
    (
        "place",
        "away_mobile",
        "nơi khác, người hay đi",
        "elsewhere, a mobile person",
    ),
    (
        "place",
        "away_resident",
        "nơi khác, người thường trú",
        "elsewhere, a resident",
    ),
    ("guardian", "parent", "cha hoặc mẹ", "father or mother"),
    (
        "guardian",
        "near_parent",
        "gần giống cha hoặc mẹ",
        "nearly father or mother",
    ),
    ("guardian", "household", "người cùng hộ", "of the household"),
    ("guardian", "other", "người khác", "somebody else"),
];

/// The name of a field, or of another bar; the key itself if there is none.
pub(super) fn field(key: &'static str, language: Language) -> &'static str {
    FIELDS
        .iter()
        .find(|(field, ..)| *field == key)
        .map_or(key, |(_, vi, en)| language.of(vi, en))
}

/// The name of a level of a field; the key itself if there is none.
pub(super) fn level(of: &str, key: &'static str, language: Language) -> &'static str {
    LEVELS
        .iter()
        .find(|(field, level, ..)| (*field, *level) == (of, key))
        .map_or(key, |(.., vi, en)| language.of(vi, en))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{Field, Level};

    #[test]
    fn every_field_and_level_has_a_name() {
        for of in Field::ALL {
            assert_ne!(field(of.key(), Language::Vi), of.key());
            for key in of.levels().into_iter().skip(1) {
                let named = LEVELS
                    .iter()
                    .any(|(field, level, ..)| (*field, *level) == (of.key(), key));
                assert!(named, "{}.{key}", of.key());
            }
        }
    }
}
