//! The rules: a number checks against itself, and each fault of a record or a register is found where it is.
use chiso_linkage::{
    BirthDate, Category, Finding, Language, Record, RecordCheck, RegisterCheck, RegisterFindings,
    RegisterRow, Rule, Rules, SectorRow, Severity, check,
};
use proptest::prelude::*;
use rstest::rstest;

const ON: BirthDate = BirthDate {
    year: 2026,
    month: 11,
    day: 26,
};

const PROVINCES: [u64; 8] = [1, 8, 24, 27, 38, 44, 79, 96];

fn check_row(row: &SectorRow<'_>) -> Vec<Finding> {
    let rules = Rules::standard();
    RecordCheck::new(&rules, Some(ON))
        .with_guardians(true)
        .with_places(true)
        .check(7, row, &Record::new(row))
}

fn keys(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.rule.key()).collect()
}

fn sound() -> SectorRow<'static> {
    SectorRow {
        rec_id: "r1",
        full_name: "Phan Thanh Hạnh",
        dob: "19/03/1992",
        sex: "Nữ",
        id_no: "027192554724",
        ward: "Phường Tam Sơn",
        ..SectorRow::default()
    }
}

proptest! {
    #[test]
    fn a_number_checks_against_itself(province in prop::sample::select(&PROVINCES[..]), female: bool, year in 1907_u16..=2026, rest in 0_u64..1_000_000, month in 1_u8..=10, day in 1_u8..=28) {
        let century = u64::from(year / 100 - 19) * 2 + u64::from(female);
        let digits = province * 1_000_000_000 + century * 100_000_000 + u64::from(year % 100) * 1_000_000 + rest;
        let (id_no, dob) = (format!("{digits:012}"), BirthDate { year, month, day }.to_string());
        let row = SectorRow { id_no: &id_no, dob: &dob, sex: if female { "Nữ" } else { "Nam" }, guardian: "Phan Văn Nam", ..sound() };
        prop_assert_eq!(keys(&check_row(&row)), Vec::<&str>::new());
        prop_assert_eq!(check(&Record::new(&row)), vec![]);
        // And against nobody of the other sex or of another year.
        let other = SectorRow { sex: if female { "Nam" } else { "Nữ" }, ..row };
        prop_assert_eq!(keys(&check_row(&other)), vec!["number_sex"]);
        let later = BirthDate { year: year - 1, month, day }.to_string();
        let other = SectorRow { dob: &later, ..row };
        prop_assert_eq!(keys(&check_row(&other)), vec!["number_year"]);
    }
}

#[rstest]
#[case(SectorRow { full_name: "", ..sound() }, &["name_missing"])]
#[case(SectorRow { full_name: "Hạnh", ..sound() }, &["name_short"])]
#[case(SectorRow { full_name: "Phan Thanh Hạnh 2", ..sound() }, &["name_characters"])]
#[case(SectorRow { full_name: "Phan Jenny Hạnh", ..sound() }, &["name_foreign"])]
#[case(SectorRow { full_name: "Фан Hạnh", ..sound() }, &["name_foreign"])]
#[case(SectorRow { full_name: "NguyÔn ThÞ HuyÒn", ..sound() }, &["name_encoding"])]
#[case(SectorRow { full_name: "Nguy?n Th? Trang", ..sound() }, &["name_letters"])]
#[case(SectorRow { dob: "", ..sound() }, &["birth_missing"])]
#[case(SectorRow { dob: "30/02/1992", ..sound() }, &["birth_impossible"])]
#[case(SectorRow { dob: "1992", ..sound() }, &["birth_partial"])]
#[case(SectorRow { dob: "27/11/2026", id_no: "", ..sound() }, &["birth_future", "number_missing"])]
#[case(SectorRow { dob: "19/03/1900", id_no: "", ..sound() }, &["age_implausible", "number_missing"])]
#[case(SectorRow { id_no: "124775519", ..sound() }, &["number_old"])]
#[case(SectorRow { id_no: "994775519", ..sound() }, &["number_old", "number_old_structure"])]
#[case(SectorRow { id_no: "27192554724", ..sound() }, &["number_length"])]
#[case(SectorRow { id_no: "2.71926E+10", ..sound() }, &["number_length"])]
#[case(SectorRow { id_no: "003192554724", ..sound() }, &["number_province"])]
#[case(SectorRow { id_no: "027492554724", ..sound() }, &["number_century"])]
#[case(SectorRow { id_no: "027392554724", ..sound() }, &["number_future", "number_year"])]
#[case(SectorRow { dob: "01/02/2015", id_no: "027315554724", ..sound() }, &["guardian_missing"])]
#[case(SectorRow { ward: "", ..sound() }, &["place_missing"])]
fn faults_of_a_record(#[case] row: SectorRow<'_>, #[case] rules: &[&str]) {
    let findings = check_row(&row);
    let mut found = keys(&findings);
    let mut rules = rules.to_vec();
    found.sort_unstable();
    rules.sort_unstable();
    assert_eq!(found, rules);
    assert!(
        findings
            .iter()
            .all(|finding| finding.row == 7 && finding.key == "r1")
    );
}

#[test]
fn reasons_say_what_is_wrong() {
    let row = SectorRow {
        sex: "Nam",
        dob: "19/03/1993",
        ..sound()
    };
    let reasons: Vec<(String, String)> = check_row(&row)
        .iter()
        .map(|finding| (finding.text(Language::Vi), finding.text(Language::En)))
        .collect();
    let expected = [
        (
            "Số định danh không khớp giới tính (trong số là nữ, bản ghi là nam)",
            "The number and the sex do not agree (the number has female, the record male)",
        ),
        (
            "Số định danh không khớp năm sinh (trong số là 1992, ngày sinh ghi 1993)",
            "The number and the year of birth do not agree (the number has 1992, the date of birth 1993)",
        ),
    ];
    assert_eq!(
        reasons,
        expected.map(|(vi, en)| (vi.to_owned(), en.to_owned()))
    );
}

#[test]
fn an_office_sets_its_own_rules() {
    let rules =
        Rules::parse("[number_sex]\nseverity = \"notice\"\n[number_year]\nseverity = \"off\"")
            .unwrap();
    let row = SectorRow {
        sex: "Nam",
        dob: "19/03/1993",
        ..sound()
    };
    let findings = RecordCheck::new(&rules, Some(ON)).check(1, &row, &Record::new(&row));
    assert_eq!(keys(&findings), ["number_sex"]);
    assert_eq!(findings[0].severity, Severity::Notice);
}

#[test]
fn categories_that_are_findings() {
    let rules = Rules::standard();
    let check = RecordCheck::new(&rules, Some(ON));
    let rule = |category| {
        check
            .check_match(1, "r1", category)
            .map(|finding| finding.rule)
    };
    assert_eq!(rule(Category::Deceased), Some(Rule::PersonDeceased));
    assert_eq!(rule(Category::MovedAway), Some(Rule::PersonMoved));
    assert_eq!(rule(Category::NoCard), Some(Rule::PersonNoCard));
    assert_eq!(rule(Category::Ok), None);
}

/// A resident of 1960 who is the head of a household of their own.
fn person<'a>(id: &'a str, household: &'a str) -> RegisterRow<'a> {
    RegisterRow {
        person_id: id,
        full_name: "Trần Đình Chiến",
        dob: "1960-04-18",
        sex: "Nam",
        province: "Bắc Ninh",
        district: "Thành phố Từ Sơn",
        ward: "Phường Đông Ngàn",
        household_id: household,
        relation: "Chủ hộ",
        father_name: "Trần Xuân Tường",
        mother_name: "Trần Thị Hoa",
        status: "resident",
        card_issued: "1",
        birth_province: "027",
        ..RegisterRow::default()
    }
}

fn check_register(rows: &[RegisterRow<'_>]) -> RegisterFindings {
    let rules =
        Rules::parse("[number_missing]\nseverity = \"off\"").expect("the rules are well formed");
    let mut check = RegisterCheck::new(&rules, Some(ON));
    for (number, row) in (2..).zip(rows) {
        check.push(number, row);
    }
    check.finish()
}

/// Row, key, column and rule of each finding.
fn listed(found: &RegisterFindings) -> Vec<String> {
    found
        .findings
        .iter()
        .map(|finding| {
            format!(
                "{} {} {} {}",
                finding.row,
                finding.key,
                finding.field,
                finding.rule.key()
            )
        })
        .collect()
}

#[rstest]
#[case(&[person("1", "h1")], &[])]
#[case(&[RegisterRow { relation: "Vợ", ..person("1", "h1") }], &["2 1 household_id household_without_head"])]
#[case(
    &[person("1", "h1"), RegisterRow { full_name: "Lê Văn Hải", ..person("2", "h1") }],
    &["2 1 household_id household_heads", "3 2 household_id household_heads"]
)]
#[case(
    &[RegisterRow { status: "deceased", ..person("1", "h1") }, RegisterRow { full_name: "Lê Thị Hải", relation: "Vợ", ..person("2", "h1") }],
    &["2 1 relation head_gone"]
)]
#[case(&[RegisterRow { status: "moved_away", ..person("1", "h1") }], &[])]
#[case(
    &[RegisterRow { id12: "027060810626", ..person("1", "h1") }, RegisterRow { id12: "027060810626", full_name: "Lê Văn Hải", ..person("2", "h2") }],
    &["2 1 id12 number_shared", "3 2 id12 number_shared"]
)]
#[case(
    &[RegisterRow { cmnd9: "122223696", ..person("1", "h1") }, RegisterRow { cmnd9: "122223696", full_name: "Lê Văn Hải", ..person("2", "h2") }],
    &["2 1 cmnd9 number_old_shared", "3 2 cmnd9 number_old_shared"]
)]
#[case(
    &[RegisterRow { id12: "027060810626", ..person("1", "h1") }, RegisterRow { id12: "027060810626", ward: "Phường Tam Sơn", ..person("2", "h2") }],
    &["3 2 person_id person_twice"]
)]
#[case(&[person("1", "h1"), RegisterRow { id12: "027060810626", ..person("2", "h2") }], &["3 2 person_id person_twice"])]
// The parents are not known: two people may share name and date.
#[case(
    &[RegisterRow { father_name: "", mother_name: "", ..person("1", "h1") }, RegisterRow { father_name: "", mother_name: "", ..person("2", "h2") }],
    &["2 1 father_name parents_missing", "3 2 father_name parents_missing"]
)]
#[case(
    &[person("1", "h1"), RegisterRow { full_name: "Trần Văn An", dob: "1970-01-02", relation: "Con", father_name: "Trần Đình Chiến", ..person("2", "h1") }],
    &["3 2 dob parent_age"]
)]
#[case(&[RegisterRow { id12: "001060810626", ..person("1", "h1") }], &["2 1 id12 number_birth_province"])]
#[case(&[RegisterRow { id12: "027160810626", ..person("1", "h1") }], &["2 1 id12 number_sex"])]
#[case(&[RegisterRow { id12: "027061810626", ..person("1", "h1") }], &["2 1 id12 number_year"])]
#[case(&[RegisterRow { status: "vắng", ..person("1", "h1") }], &["2 1 status status_unknown"])]
#[case(&[RegisterRow { status: "", ward: "", household_id: "", ..person("1", "h1") }], &["2 1 ward place_missing", "2 1 household_id household_missing", "2 1 status status_missing"])]
#[case(&[RegisterRow { dob: "2020-05-05", ..person("1", "h1") }], &["2 1 card_issued card_age"])]
#[case(&[RegisterRow { card_issued: "Đã cấp", dob: "2020-05-05", ..person("1", "h1") }], &["2 1 card_issued card_age"])]
#[case(&[RegisterRow { card_issued: "2021-05-05", dob: "2010-05-05", ..person("1", "h1") }], &["2 1 card_issued card_age"])]
// Since 2024-07-01 children are given a card on request.
#[case(&[RegisterRow { card_issued: "2025-05-05", dob: "2020-05-05", ..person("1", "h1") }], &[])]
#[case(&[RegisterRow { card_issued: "1959-05-05", ..person("1", "h1") }], &["2 1 card_issued card_before_birth"])]
fn faults_of_a_register(#[case] rows: &[RegisterRow<'_>], #[case] expected: &[&str]) {
    assert_eq!(listed(&check_register(rows)), expected);
}

#[test]
fn totals_are_those_of_the_findings() {
    let found = check_register(&[
        RegisterRow {
            id12: "027060810626",
            ..person("1", "h1")
        },
        RegisterRow {
            id12: "027060810626",
            full_name: "Lê Văn Hải",
            ..person("2", "h1")
        },
    ]);
    assert_eq!(found.rows, 2);
    let totals: Vec<_> = found
        .totals
        .iter()
        .map(|(rule, count)| (rule.key(), count))
        .collect();
    assert_eq!(totals, [("number_shared", 2), ("household_heads", 2)]);
    assert_eq!(
        found.findings[0].text(Language::Vi),
        "Nhiều người dùng chung một số định danh (dòng 3)"
    );
}
