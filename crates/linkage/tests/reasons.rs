//! What a clerk is told of a record: the reason of its category, all that differs, and the waterfall of its score.
use chiso_linkage::{
    DataField, DifferenceKind, Language, Linker, Model, Reason, Record, Register, RegisterBuilder,
    RegisterRow, SectorRow,
};
use rstest::rstest;

const DISTRICT: &str = "Thành phố Từ Sơn";

fn family<'a>(
    person_id: &'a str,
    id12: &'a str,
    full_name: &'a str,
    dob: &'a str,
    sex: &'a str,
) -> RegisterRow<'a> {
    RegisterRow {
        person_id,
        id12,
        full_name,
        dob,
        sex,
        province: "Bắc Ninh",
        district: DISTRICT,
        ward: "Phường Đông Ngàn",
        neighbourhood: "Tổ dân phố 1",
        household_id: "h1",
        status: "resident",
        card_issued: "1",
        birth_province: "027",
        ..RegisterRow::default()
    }
}

/// A family, somebody who is dead, two people who share name and year of birth, and others.
fn register() -> Register {
    let mut builder = RegisterBuilder::new();
    for row in [
        RegisterRow {
            cmnd9: "122223696",
            ..family("1", "027089810626", "Trần Đình Chiến", "1989-04-18", "Nam")
        },
        family("2", "027192554724", "Phan Thúy Hạnh", "1992-03-09", "Nữ"),
        RegisterRow {
            father_name: "Trần Đình Chiến",
            mother_name: "Phan Thúy Hạnh",
            card_issued: "0",
            ..family("3", "027314933985", "Trần Gia Hân", "2014-10-14", "Nữ")
        },
        RegisterRow {
            household_id: "h2",
            ward: "Phường Tam Sơn",
            status: "deceased",
            ..family("4", "027145082370", "Tạ Thị Lý", "1945-02-03", "Nữ")
        },
        RegisterRow {
            household_id: "h3",
            ward: "Phường Tam Sơn",
            ..family("5", "027080111111", "Nguyễn Văn Nam", "1980-05-06", "Nam")
        },
        RegisterRow {
            household_id: "h4",
            card_issued: "0",
            ward: "Phường Tam Sơn",
            ..family("6", "027080222222", "Nguyễn Văn Nam", "1980-11-12", "Nam")
        },
    ] {
        builder.push(&row);
    }
    // Others, so that a name or a number is worth what it is worth.
    for at in 100..400 {
        let (id, name) = (
            at.to_string(),
            format!("Vũ Hữu {}", ["An", "Ba", "Chi"][at % 3]),
        );
        let dob = format!("{}-{:02}-{:02}", 1950 + at % 60, 1 + at % 12, 1 + at % 28);
        builder.push(&RegisterRow {
            household_id: &id,
            ward: "Phường Đình Bảng",
            ..family(&id, "", &name, &dob, "Nam")
        });
    }
    builder.finish()
}

fn row<'a>(full_name: &'a str, dob: &'a str, sex: &'a str, id_no: &'a str) -> SectorRow<'a> {
    SectorRow {
        rec_id: "r",
        full_name,
        dob,
        sex,
        id_no,
        address: "TDP số 1",
        ward: "P. Đông Ngàn",
        district: "TX Từ Sơn",
        province: "Bắc Ninh",
        ..SectorRow::default()
    }
}

#[rstest]
#[case(
    row("Trần Đình Chiến", "18/04/1989", "Nam", "027089810626"),
    Reason::AllAgree
)]
#[case(
    row("Trần Đình Chiến", "18/04/1989", "Nam", "027089810627"),
    Reason::NumberDigitWrong
)]
#[case(
    row("Trần Đình Chiến", "18/04/1989", "Nam", "027089810662"),
    Reason::NumberTransposed
)]
#[case(
    row("Trần Đình Chiến", "18/04/1989", "Nam", "27089810626"),
    Reason::NumberZerosLost
)]
#[case(
    row("Trần Đình Chiến", "18/04/1989", "Nam", "2.70898E+10"),
    Reason::NumberRounded
)]
#[case(
    row("Trần Đình Chiến", "18/04/1989", "Nam", "02708981062"),
    Reason::NumberDigitLost
)]
#[case(
    row("Trần Đình Chiến", "18/04/1989", "Nam", "027192554724"),
    Reason::NumberOfRelative
)]
#[case(
    row("Trần Đình Chiến", "18/04/1989", "Nam", "027145082370"),
    Reason::NumberOfStranger
)]
#[case(
    row("Trần Đình Chiến", "18/04/1989", "Nam", "079085123456"),
    Reason::NumberOfNobody
)]
#[case(
    row("Trần Đình Chiến", "18/04/1989", "Nam", "122223696"),
    Reason::OldNumber
)]
#[case(
    row("Trần Đình Chiến", "18/04/1989", "Nam", "122223697"),
    Reason::OldNumberSlip
)]
#[case(row("Trần Đình Chiến", "18/04/1989", "Nam", ""), Reason::NumberMissing)]
#[case(
    row("Trần Đình Chiến", "04/18/1989", "Nam", "027089810626"),
    Reason::AllAgree
)]
#[case(
    row("Phan Thuý Hạnh", "09/03/1992", "Nữ", "027192554724"),
    Reason::AllAgree
)]
#[case(
    row("Phan Thúy Hạnh", "03/09/1992", "Nữ", "027192554724"),
    Reason::BirthSwapped
)]
#[case(
    row("Phan Thúy Hạnh", "1992", "Nữ", "027192554724"),
    Reason::BirthYearOnly
)]
#[case(
    row("Phan Thúy Hạnh", "09/03/1991", "Nữ", "027192554724"),
    Reason::BirthOtherYear
)]
#[case(row("Phan Thúy Hạnh", "", "Nữ", "027192554724"), Reason::BirthMissing)]
#[case(
    row("Phan Thúy Hạnh", "09/03/1992", "Nam", "027192554724"),
    Reason::SexDiffers
)]
#[case(
    row("Phan Thuy Hanh", "09/03/1992", "Nữ", "027192554724"),
    Reason::NameMarksLost
)]
#[case(
    row("Phan Thủy Hạnh", "09/03/1992", "Nữ", "027192554724"),
    Reason::NameMarksDiffer
)]
#[case(
    row("P. T. Hạnh", "09/03/1992", "Nữ", "027192554724"),
    Reason::NameAbbreviated
)]
#[case(
    row("Hạnh Phan Thúy", "09/03/1992", "Nữ", "027192554724"),
    Reason::NameMoved
)]
#[case(
    row("Phan Hạnh", "09/03/1992", "Nữ", "027192554724"),
    Reason::NamePartMissing
)]
#[case(
    row("Phan Thuy Hanh", "03/09/1992", "Nữ", "027192554724"),
    Reason::NameAndBirth
)]
#[case(row("Trần Gia Hân", "14/10/2014", "Nữ", ""), Reason::NumberMissing)]
#[case(row("Nguyễn Văn Nam", "12/11/1980", "Nam", ""), Reason::NoCard)]
#[case(row("Tạ Thị Lý", "03/02/1945", "Nữ", "027145082370"), Reason::Deceased)]
#[case(row("Lò Văn Pó", "03/02/1945", "Nam", ""), Reason::NobodyLike)]
#[case(row("Nguyễn Văn Nam", "1980", "Nam", ""), Reason::TwoAlike)]
#[case(
    row("Lê Hồng Quân", "01/02/1999", "Nam", "027080111111"),
    Reason::NobodyNear
)]
fn every_record_has_one_reason(#[case] row: SectorRow<'_>, #[case] reason: Reason) {
    let register = register();
    let verdict = Linker::new(&register, Model::standard()).judge_one(&Record::new(&row));
    assert_eq!(verdict.reason, reason, "{verdict:?}");
}

/// The kinds of what differs between a row and a person.
fn kinds(row: &SectorRow<'_>, person_id: &str) -> Vec<DifferenceKind> {
    let register = register();
    let at = register.find(person_id).expect("the person is there");
    let differences = Linker::new(&register, Model::standard()).differences(row, at);
    differences
        .iter()
        .map(|difference| difference.kind)
        .collect()
}

#[rstest]
#[case(row("Phan Thúy Hạnh", "09/03/1992", "Nữ", "027192554724"), &[])]
#[case(row("Phan Thuý Hạnh", "9.3.92", "nu", "027192554724"), &[DifferenceKind::NameTonePlace])]
#[case(row("HẠNH PHAN THÚY", "03/09/1992", "", "27192554724"), &[
    DifferenceKind::NumberZerosLost, DifferenceKind::NameMoved, DifferenceKind::BirthSwapped, DifferenceKind::SexMissing,
])]
#[case(SectorRow { ward: "Xã Hương Mạc", ..row("Phan T. Hanh", "1992", "Nam", "027089810626") }, &[
    DifferenceKind::NumberOfRelative, DifferenceKind::NameAbbreviated, DifferenceKind::NameMarksLost,
    DifferenceKind::BirthYearOnly, DifferenceKind::SexDiffers, DifferenceKind::PlaceRenamed,
])]
#[case(SectorRow { ward: "Phường Tam Sơn", address: "Tổ 9", ..row("Phan Thúi Hạnh", "09/03/1992", "Nữ", "12345") }, &[
    DifferenceKind::NumberMalformed, DifferenceKind::NameLetterIY, DifferenceKind::PlaceOtherWard,
])]
#[case(SectorRow { ward: "Phường Từ Sơn", district: "", ..row("Phan Thúy Hạnh", "09/03/1992", "Nữ", "027192554724") }, &[DifferenceKind::PlaceOtherName])]
fn all_that_differs_is_found(#[case] row: SectorRow<'_>, #[case] expected: &[DifferenceKind]) {
    assert_eq!(kinds(&row, "2"), expected);
}

#[test]
fn a_difference_has_both_values() {
    let register = register();
    let at = register.find("3").unwrap();
    let row = SectorRow {
        guardian: "Lò Văn Pó",
        district: "Yên Phong",
        ..row("TrÇn Gia H©n", "10/14/14", "Nữ", "122223696")
    };
    let found = Linker::new(&register, Model::standard()).differences(&row, at);
    insta::assert_json_snapshot!(found, @r#"
    [
      {
        "field": "id_no",
        "kind": "number_old_of_other",
        "sector": "122223696",
        "register": "027314933985"
      },
      {
        "field": "full_name",
        "kind": "name_encoding",
        "sector": "TrÇn Gia H©n",
        "register": "Trần Gia Hân"
      },
      {
        "field": "address",
        "kind": "place_other_district",
        "sector": "TDP số 1, P. Đông Ngàn, Yên Phong, Bắc Ninh",
        "register": "Tổ dân phố 1, Phường Đông Ngàn, Thành phố Từ Sơn, Bắc Ninh"
      },
      {
        "field": "guardian",
        "kind": "guardian_differs",
        "sector": "Lò Văn Pó",
        "register": "Trần Đình Chiến, Phan Thúy Hạnh"
      }
    ]
    "#);
}

#[test]
fn keys_are_unique_and_texts_are_there() {
    let reasons = Reason::ALL.iter().map(|reason| {
        let texts = [Language::Vi, Language::En].map(|language| reason.text(language));
        (reason.key(), texts)
    });
    let kinds = DifferenceKind::ALL.iter().map(|kind| {
        let texts = [Language::Vi, Language::En].map(|language| kind.text(language));
        (kind.key(), texts)
    });
    for all in [reasons.collect::<Vec<_>>(), kinds.collect()] {
        let mut keys: Vec<&str> = all.iter().map(|(key, _)| *key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), all.len());
        assert!(
            all.iter()
                .flat_map(|(_, texts)| texts)
                .all(|text| !text.is_empty())
        );
    }
    assert_eq!(DifferenceKind::NumberOld.field(), DataField::Number);
    assert_eq!(std::mem::size_of::<Reason>(), 1);
}
