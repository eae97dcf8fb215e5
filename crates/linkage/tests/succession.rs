//! Units that were renamed or merged: an address as it was and the address as it is are the same, and others are not.
use chiso_linkage::{
    BlockingPass, Field, Level, Linker, Model, PlaceLevel, Record, Register, RegisterBuilder,
    RegisterRow, SectorRow, Succession, SuccessionRow, normalise, normalise_person_with,
    normalise_with,
};
use rstest::rstest;

/// Neighbourhood, ward, district and province.
type Address<'a> = [&'a str; 4];

const OLD: [Address<'_>; 6] = [
    [
        "Khu phố 1",
        "Phường Đông Ngàn",
        "Thành phố Từ Sơn",
        "Bắc Ninh",
    ],
    [
        "Khu phố 2",
        "Phường Tân Hồng",
        "Thành phố Từ Sơn",
        "Bắc Ninh",
    ],
    [
        "Khu phố 3",
        "Phường Đồng Kỵ",
        "Thành phố Từ Sơn",
        "Bắc Ninh",
    ],
    [
        "Khu phố 3",
        "Phường Đồng Nguyên",
        "Thành phố Từ Sơn",
        "Bắc Ninh",
    ],
    ["Khu phố 4", "Phường Bắc Sơn", "Thị xã Bỉm Sơn", "Thanh Hóa"],
    [
        "Khu phố 5",
        "Phường Bắc Sơn",
        "Thành phố Phổ Yên",
        "Thái Nguyên",
    ],
];

const NEW: [Address<'_>; 3] = [
    ["Khu phố 1", "Phường Từ Sơn", "", "Tỉnh Bắc Ninh"],
    ["Khu phố 3", "Phường Đồng Nguyên", "", "Tỉnh Bắc Ninh"],
    ["Khu phố 4", "Phường Quang Trung", "", "Tỉnh Thanh Hóa"],
];

fn register(addresses: &[Address<'_>], succession: &Succession) -> Register {
    let mut builder = RegisterBuilder::new().with_succession(succession.clone());
    for (number, [neighbourhood, ward, district, province]) in addresses.iter().enumerate() {
        builder.push(&RegisterRow {
            person_id: &number.to_string(),
            full_name: "Nguyễn Thị Hương",
            dob: "1980-05-06",
            sex: "Nữ",
            neighbourhood,
            ward,
            district,
            province,
            status: "resident",
            ..RegisterRow::default()
        });
    }
    builder.finish()
}

fn row([address, ward, district, province]: Address<'_>) -> SectorRow<'_> {
    SectorRow {
        full_name: "Nguyễn Thị Hương",
        dob: "06/05/1980",
        address,
        ward,
        district,
        province,
        ..SectorRow::default()
    }
}

/// The level of the place against each person of a register.
fn levels(register: &Register, address: Address<'_>) -> Vec<&'static str> {
    let mut candidates =
        Linker::new(register, Model::standard()).candidates(&Record::new(&row(address)));
    candidates.sort_by_key(|candidate| candidate.person);
    candidates
        .iter()
        .map(|found| PlaceLevel::ALL[usize::from(found.comparison.level(Field::Place))].key())
        .collect()
}

#[rstest]
// As it is now: agrees with all it was made of.
#[case(["", "phường Từ Sơn", "", "Bắc Ninh"], ["ward", "ward", "other_ward", "other_ward", "away_resident", "away_resident"])]
#[case(["Khu phố 1", "P. Tu Son", "", ""], ["neighbourhood", "other_neighbourhood", "other_ward", "other_ward", "other_ward", "other_ward"])]
// The new name with the old district.
#[case(["", "Phường Từ Sơn", "TP Từ Sơn", "Bắc Ninh"], ["ward", "ward", "other_ward", "other_ward", "away_resident", "away_resident"])]
// A name that was there before: with its district it means the old ward.
#[case(["", "Phường Đồng Nguyên", "TP Từ Sơn", "Bắc Ninh"], ["other_ward", "other_ward", "other_ward", "ward", "away_resident", "away_resident"])]
#[case(["", "Phường Đồng Nguyên", "", "Bắc Ninh"], ["other_ward", "other_ward", "ward", "ward", "away_resident", "away_resident"])]
// Three wards were called Bắc Sơn: only the one of this province became Quang Trung.
#[case(["", "Phường Quang Trung", "", "Thanh Hóa"], ["away_resident", "away_resident", "away_resident", "away_resident", "ward", "away_resident"])]
fn the_record_is_of_today(#[case] address: Address<'_>, #[case] expected: [&str; 6]) {
    let register = register(&OLD, Succession::standard());
    assert_eq!(levels(&register, address), expected);
}

#[rstest]
#[case(["", "Phường Đông Ngàn", "Thành phố Từ Sơn", "Bắc Ninh"], ["ward", "other_ward", "away_resident"])]
#[case(["Khu phố 3", "Đồng Kỵ", "TX Từ Sơn", "Bắc Ninh"], ["other_ward", "neighbourhood", "away_resident"])]
#[case(["", "Phường Đồng Nguyên", "Thành phố Từ Sơn", "Bắc Ninh"], ["other_ward", "ward", "away_resident"])]
#[case(["", "Phường Bắc Sơn", "Thị xã Bỉm Sơn", "Thanh Hóa"], ["away_resident", "away_resident", "ward"])]
#[case(["", "Phường Bắc Sơn", "Thành phố Phổ Yên", "Thái Nguyên"], ["away_resident", "away_resident", "away_resident"])]
fn the_register_is_of_today(#[case] address: Address<'_>, #[case] expected: [&str; 3]) {
    let register = register(&NEW, Succession::standard());
    assert_eq!(levels(&register, address), expected);
}

#[test]
fn without_a_table_a_ward_is_what_its_name_says() {
    let before = register(&OLD, &Succession::none());
    assert_eq!(
        levels(&before, ["", "Phường Từ Sơn", "TP Từ Sơn", "Bắc Ninh"])[..2],
        ["renamed", "renamed"]
    );
    // A register of today has no districts, with or without a table.
    let today = register(&NEW, &Succession::none());
    assert_eq!(
        levels(&today, ["", "Phường Đồng Nguyên", "TP Từ Sơn", "Bắc Ninh"]),
        ["other_ward", "ward", "away_resident"]
    );
    assert_eq!(
        levels(&today, ["", "Phường Nếnh", "TX Việt Yên", "Bắc Giang"]),
        ["away_resident"; 3]
    );
}

#[test]
fn districts_and_chains() {
    let row = SuccessionRow {
        old_province: "Quảng Ninh",
        old_district: "Huyện Hoành Bồ",
        new_district: "Thành phố Hạ Long",
        effective: "2020-01-01",
        ..SuccessionRow::default()
    };
    // Invented: a commune that was renamed and then merged.
    let commune = SuccessionRow {
        old_commune: "Xã Sơn Đông",
        new_commune: "Phường Hoành Tây",
        ..row
    };
    let merged = SuccessionRow {
        old_district: "Thành phố Hạ Long",
        old_commune: "Phường Hoành Tây",
        new_district: "",
        new_commune: "Phường Hoành Bồ",
        effective: "2025-07-01",
        ..row
    };
    let table = Succession::from_rows([merged, row, commune]).unwrap();
    assert_eq!(table.len(), 4);
    let register = register(
        &[
            ["", "Xã Sơn Đông", "Huyện Hoành Bồ", "Quảng Ninh"],
            ["", "Xã Thống Nhất", "Huyện Hoành Bồ", "Quảng Ninh"],
        ],
        &table,
    );
    let of = |ward, district| levels(&register, ["", ward, district, "Quảng Ninh"]);
    assert_eq!(of("Phường Hoành Tây", "TP Hạ Long"), ["ward", "other_ward"]);
    assert_eq!(of("Xã Thống Nhất", "TP Hạ Long"), ["other_ward", "ward"]);
    assert_eq!(of("Phường Hoành Bồ", ""), ["ward", "other_ward"]);
    assert_eq!(
        of("Phường Hồng Gai", "TP Cẩm Phả"),
        ["away_resident", "away_resident"]
    );
}

#[test]
fn the_ward_of_today_proposes_people_of_the_old_ones() {
    let register = register(&OLD, Succession::standard());
    let record = Record::new(&SectorRow {
        dob: "",
        ..row(["", "Phường Từ Sơn", "", "Bắc Ninh"])
    });
    let trace = register.trace(&record);
    let by_ward = trace
        .passes
        .iter()
        .find(|trace| trace.pass == BlockingPass::NameWard)
        .unwrap();
    assert_eq!(by_ward.people, [0, 1]);
}

#[test]
fn present_names_are_given_on_demand() {
    let raw = row(["KP 3", "P. Đồng Kỵ", "TX Từ Sơn", "Tỉnh Bắc Ninh"]);
    assert_eq!(normalise(&raw).ward, "Phường Đồng Kỵ");
    let clean = normalise_with(&raw, Succession::standard());
    assert_eq!(
        [
            &*clean.address,
            &*clean.ward,
            &*clean.district,
            &*clean.province
        ],
        ["Khu phố 3", "Phường Đồng Nguyên", "", "Tỉnh Bắc Ninh"]
    );
    let renamed: Vec<_> = clean
        .changes
        .iter()
        .filter(|change| change.step.key() == "unit_renamed")
        .map(|change| (change.field, &*change.before, &*change.after))
        .collect();
    assert_eq!(
        renamed,
        [
            ("ward", "Phường Đồng Kỵ", "Phường Đồng Nguyên"),
            ("district", "Thị xã Từ Sơn", "")
        ]
    );
    let person = normalise_person_with(
        &RegisterRow {
            ward: "Phường Bắc Lý",
            district: "Thành phố Đồng Hới",
            province: "Tỉnh Quảng Bình",
            ..RegisterRow::default()
        },
        Succession::standard(),
    );
    assert_eq!(
        [person.ward, person.district, person.province],
        ["Phường Đồng Thuận", "", "Quảng Trị"]
    );
    let again = normalise_with(&clean.row("", ""), Succession::standard());
    assert_eq!(again.changes, []);
}
