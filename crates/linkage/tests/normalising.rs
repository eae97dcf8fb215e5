//! The trail of normalising: clean rows are left alone, are read as the raw ones are, and every step shows what it changed.
use chiso_linkage::{
    CleaningStep, Language, Name, Normalised, Record, RegisterRow, SectorRow, WrittenNumber,
    encode_mojibake, encode_tcvn3, encode_vni, normalise, normalise_person,
};
use proptest::prelude::*;
use rstest::rstest;
use unicode_normalization::UnicodeNormalization;

fn steps(clean: &Normalised, field: &str) -> Vec<&'static str> {
    clean
        .changes
        .iter()
        .filter(|change| change.field == field)
        .map(|change| change.step.key())
        .collect()
}

#[rstest]
#[case("Nguyễn Thị Hoà", "Nguyễn Thị Hòa", &["tone_placement"])]
#[case("  NGUYỄN  THỊ HOÀ ", "Nguyễn Thị Hòa", &["spaces", "letter_case", "tone_placement"])]
#[case("nguyễn_văn,thuỳ", "Nguyễn Văn Thùy", &["spaces", "letter_case", "tone_placement"])]
#[case("Ng.Thị Hoa", "Ng. Thị Hoa", &["spaces"])]
#[case("NG THI T. HOA", "Ng. Thi T. Hoa", &["letter_case", "abbreviation"])]
#[case("Quí Lí", "Quý Lý", &["i_or_y"])]
#[case("Hà Vi", "Hà Vi", &[])]
#[case("NguyÔn ThÞ HuyÒn", "Nguyễn Thị Huyền", &["from_tcvn3"])]
#[case("Nguyeãn Vaên Cöôøng", "Nguyễn Văn Cường", &["from_vni"])]
#[case("Nguy?n Th? Trang", "Nguy?n Th? Trang", &[])]
#[case("José McDonald", "José McDonald", &[])]
#[case("H'HEN NIÊ", "H'Hen Niê", &["letter_case"])]
#[case("Đặng Xuân-Trường", "Đặng Xuân-Trường", &[])]
#[case("Мария", "Мария", &[])]
#[case("Lê Văn A 2", "Lê Văn A 2", &[])]
fn names(#[case] raw: &str, #[case] clean: &str, #[case] changed: &[&str]) {
    let normalised = normalise(&SectorRow {
        full_name: raw,
        ..SectorRow::default()
    });
    assert_eq!(normalised.full_name, clean);
    assert_eq!(steps(&normalised, "full_name"), changed);
}

#[rstest]
#[case("1992-03-19", "1992-03-19", &[])]
#[case("19/03/1992", "1992-03-19", &["date_notation"])]
#[case("06/28/1987", "1987-06-28", &["day_month_order", "date_notation"])]
#[case("5.6.70", "1970-06-05", &["two_digit_year", "date_notation"])]
#[case("36532", "2000-01-07", &["excel_serial"])]
#[case("1981", "1981", &[])]
#[case("00/00/1981", "1981", &["date_year_only"])]
#[case("07/1946", "1946-07", &["date_notation"])]
#[case("31/02/1990", "31/02/1990", &[])]
#[case(" không rõ", "không rõ", &["spaces"])]
fn dates(#[case] raw: &str, #[case] clean: &str, #[case] changed: &[&str]) {
    let normalised = normalise(&SectorRow {
        dob: raw,
        ..SectorRow::default()
    });
    assert_eq!(normalised.dob, clean);
    assert_eq!(steps(&normalised, "dob"), changed);
}

#[rstest]
#[case("027192554724", "027192554724", &[])]
#[case("'027 192 554 724", "027192554724", &["number_separators"])]
#[case("27192554724", "027192554724", &["leading_zeros"])]
// Padded it would be the number of a century to come: a digit was lost elsewhere.
#[case("97192554724", "97192554724", &[])]
#[case("2.71925E+10", "0271925?????", &["exponent_digits_lost"])]
#[case("2.7192554724E+10", "027192554724", &["exponent_expanded"])]
#[case("12222369", "012222369", &["leading_zeros"])]
#[case("122.223.696", "122223696", &["number_separators"])]
#[case("khong co", "", &["placeholder"])]
#[case("000000000000", "", &["placeholder"])]
#[case("đang làm lại", "đang làm lại", &[])]
#[case("0271925547", "0271925547", &[])]
fn numbers(#[case] raw: &str, #[case] clean: &str, #[case] changed: &[&str]) {
    let normalised = normalise(&SectorRow {
        id_no: raw,
        ..SectorRow::default()
    });
    assert_eq!(normalised.id_no, clean);
    assert_eq!(steps(&normalised, "id_no"), changed);
}

#[test]
fn a_row_with_all_its_faults() {
    let clean = normalise(&SectorRow {
        full_name: "NGUYỄN THỊ HOÀ",
        dob: "19/03/1992",
        sex: "F",
        id_no: "27192554724",
        address: "KP3, P.ĐỒNG KỴ, TX Từ Sơn, tỉnh Bắc Ninh",
        ..SectorRow::default()
    });
    let shown: Vec<String> = clean
        .changes
        .iter()
        .map(|change| {
            format!(
                "{} {}: {} -> {}",
                change.field,
                change.step.key(),
                change.before,
                change.after
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "full_name letter_case: NGUYỄN THỊ HOÀ -> Nguyễn Thị Hoà",
            "full_name tone_placement: Nguyễn Thị Hoà -> Nguyễn Thị Hòa",
            "dob date_notation: 19/03/1992 -> 1992-03-19",
            "sex sex_word: F -> female",
            "id_no leading_zeros: 27192554724 -> 027192554724",
            "address address_split: KP3, P.ĐỒNG KỴ, TX Từ Sơn, tỉnh Bắc Ninh -> KP3",
            "address unit_word: KP3 -> Khu phố 3",
            "ward address_split:  -> P.ĐỒNG KỴ",
            "ward unit_word: P.ĐỒNG KỴ -> Phường ĐỒNG KỴ",
            "ward letter_case: Phường ĐỒNG KỴ -> Phường Đồng Kỵ",
            "district address_split:  -> TX Từ Sơn",
            "district unit_word: TX Từ Sơn -> Thị xã Từ Sơn",
            "province address_split:  -> tỉnh Bắc Ninh",
            "province unit_word: tỉnh Bắc Ninh -> Tỉnh Bắc Ninh",
        ]
    );
}

#[test]
fn every_step_has_texts_of_its_own() {
    let vi = |step: CleaningStep| step.text(Language::Vi);
    let en = |step: CleaningStep| step.text(Language::En);
    for of in [CleaningStep::key, vi, en] {
        let mut texts: Vec<&str> = CleaningStep::ALL.iter().map(|step| of(*step)).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), CleaningStep::ALL.len());
    }
}

#[test]
fn a_person_of_the_register() {
    let clean = normalise_person(&RegisterRow {
        id12: "27192554724",
        full_name: "TRẦN THUÝ",
        ward: "P. Tam Sơn",
        father_name: "trần văn hoà",
        ..RegisterRow::default()
    });
    assert_eq!(
        [clean.id12, clean.full_name, clean.ward, clean.father_name],
        [
            "027192554724",
            "Trần Thúy",
            "Phường Tam Sơn",
            "Trần Văn Hòa"
        ]
    );
}

fn is_same_name(one: &Name, other: &Name) -> bool {
    let alike = one.syllables().iter().zip(other.syllables());
    one.bag() == other.bag()
        && one.syllables().len() == other.syllables().len()
        && alike.fold(true, |all, (a, b)| {
            all && a.key() == b.key()
                && a.same_marks(b)
                && a.is_initial() == b.is_initial()
                && a.has_lost_letter() == b.has_lost_letter()
        })
}

/// The number with what its notation says of it taken off.
fn bare(number: WrittenNumber) -> WrittenNumber {
    match number {
        WrittenNumber::Prefix { digits, len: 12 } => WrittenNumber::Full(digits),
        other => other.padded().map_or(other, WrittenNumber::Full),
    }
}

fn name() -> impl Strategy<Value = String> {
    let parts = vec![
        "Nguyễn", "TRẦN", "đặng", "Thị", "Văn", "Thuý", "Hoà", "Quí", "Giang", "Ý", "T.", "Ng",
        "HUYỀN", "Gia", "Đức", "Khuê", "José", "H'Mông", "Müller",
    ];
    let spelt = proptest::collection::vec(proptest::sample::select(parts), 1..6)
        .prop_map(|parts| parts.join(" "));
    (spelt, 0..5).prop_map(|(name, how)| match how {
        0 => encode_tcvn3(&name.to_lowercase()).unwrap_or(name),
        1 => encode_vni(&name).unwrap_or(name),
        2 => encode_mojibake(&name),
        3 => name.nfd().collect(),
        _ => name,
    })
}

fn any_of(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(texts).prop_map(str::to_owned),
        "\\PC{0,24}"
    ]
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{7,13}",
        "0[0-9]{2} [0-9]{3} [0-9]{6}",
        "[1-9]\\.[0-9]{1,10}E\\+(10|11|9)",
        any_of(&["khong co", "x", "000000000000", "'027192554724", ""]),
    ]
}

fn date() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-3][0-9][/.-][0-1][0-9][/.-](19|20)?[0-9]{2}",
        "(19|20)[0-9]{2}(-[0-1][0-9](-[0-3][0-9])?)?",
        "[0-9]{5,8}",
        any_of(&["0/0/1970", "00/07/1981", "ngày 5 tháng 6 năm 1970", ""]),
    ]
}

fn place() -> impl Strategy<Value = String> {
    any_of(&[
        "P. Tam Sơn",
        "phường Đồng Kỵ",
        "X.ĐỒNG KỴ",
        "TP Từ Sơn",
        "Thi xa Tu Son",
        "tỉnh Bắc Ninh",
        "Phường 5",
        "TT Lim",
        "KP3, P.Đồng Kỵ, TP Từ Sơn, tỉnh Bắc Ninh",
        "TDP số 19",
        "Bà Rịa - Vũng Tàu",
        "Tổ 3, phường Từ Sơn, Bắc Ninh",
        "phuong Hoà Bình",
        "",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_clean_row_is_left_alone_and_read_as_the_raw_one(
        (full_name, dob, sex, id_no, guardian) in (prop_oneof![name(), "\\PC{0,40}".boxed()], date(), any_of(&["Nam", "F", "2", "nữ", "GÁI"]), number(), name()),
        [address, ward, district, province] in [place(), place(), place(), place()],
    ) {
        let raw = SectorRow {
            full_name: &full_name, dob: &dob, sex: &sex, id_no: &id_no, guardian: &guardian,
            address: &address, ward: &ward, district: &district, province: &province, ..SectorRow::default()
        };
        let once = normalise(&raw);
        let row = once.row("", "");
        let twice = normalise(&row);
        prop_assert_eq!(&twice.changes, &vec![]);
        prop_assert_eq!(&twice, &Normalised { changes: vec![], ..once.clone() });
        let (raw, clean) = (Record::new(&raw), Record::new(&row));
        prop_assert!(is_same_name(&raw.name, &clean.name), "{} {}", full_name, once.full_name);
        prop_assert!(is_same_name(&raw.guardian, &clean.guardian), "{} {}", guardian, once.guardian);
        prop_assert_eq!(clean.encoding, None);
        prop_assert_eq!((raw.birth, raw.sex, raw.place), (clean.birth, clean.sex, clean.place));
        prop_assert_eq!(bare(raw.number), bare(clean.number));
    }
}
