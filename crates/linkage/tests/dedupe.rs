//! Who is the same person in one file: the register against itself, and a file of a sector without a register.
use chiso_linkage::{
    DedupeOptions, GroupReason, Model, Register, RegisterBuilder, RegisterRow, SectorRow, dedupe,
};
use proptest::prelude::*;

/// People whom nobody else is like.
fn add_others(mut push: impl FnMut(&str, &str, &str)) {
    let part = |at: usize| ["Vũ", "Lò", "Đỗ", "Hồ", "Ngô", "Dương", "Lý"][at % 7];
    for at in 0..700 {
        let name = format!("{} {} {}", part(at), part(at / 7), part(at / 49));
        let dob = format!("{}-{:02}-{:02}", 1940 + at % 70, 1 + at % 12, 1 + at % 28);
        push(&format!("o{at}"), &name, &dob);
    }
}

fn child<'a>(
    person_id: &'a str,
    id12: &'a str,
    full_name: &'a str,
    dob: &'a str,
) -> RegisterRow<'a> {
    RegisterRow {
        person_id,
        id12,
        full_name,
        dob,
        sex: "Nữ",
        province: "Bắc Ninh",
        district: "Thành phố Từ Sơn",
        ward: "Phường Đồng Kỵ",
        household_id: "h",
        father_name: "Trương Đình Oanh",
        mother_name: "Nguyễn Thị Tường",
        ..RegisterRow::default()
    }
}

fn groups(register: &Register, options: DedupeOptions) -> Vec<(Vec<String>, GroupReason)> {
    dedupe(register, Model::standard(), options)
        .into_iter()
        .map(|group| {
            let ids = group.members.iter().map(|at| register.id(*at).to_owned());
            (ids.collect(), group.reason)
        })
        .collect()
}

fn of_register(rows: &[RegisterRow<'_>]) -> Vec<(Vec<String>, GroupReason)> {
    let mut builder = RegisterBuilder::new();
    for row in rows {
        builder.push(row);
    }
    add_others(|id, name, dob| {
        builder.push(&RegisterRow {
            person_id: id,
            full_name: name,
            dob,
            sex: "Nam",
            ..RegisterRow::default()
        });
    });
    groups(&builder.finish(), DedupeOptions::REGISTER)
}

fn pair(one: &str, other: &str, reason: GroupReason) -> Vec<(Vec<String>, GroupReason)> {
    vec![(vec![one.to_owned(), other.to_owned()], reason)]
}

#[test]
fn the_same_entry_with_another_number() {
    let found = of_register(&[
        child("1", "027309000001", "Trương Kỳ Anh", "2009-10-15"),
        child("2", "027309777777", "Trương Kỳ Anh", "2009-10-15"),
    ]);
    assert_eq!(found, pair("1", "2", GroupReason::SameEntry));
}

#[test]
fn the_same_number_at_an_old_address() {
    let found = of_register(&[
        child("1", "027309000001", "Trương Kỳ Anh", "2009-10-15"),
        RegisterRow {
            ward: "Phường Trang Hạ",
            household_id: "",
            ..child("2", "027309000001", "Trương Kỳ Anh", "2009-10-15")
        },
    ]);
    assert_eq!(found, pair("1", "2", GroupReason::SameNumber));
}

#[test]
fn twins_and_siblings_are_different_people() {
    let found = of_register(&[
        child("1", "027309000001", "Trương Kỳ Anh", "2009-10-15"),
        child("2", "027309000011", "Trương Kỳ Oanh", "2009-10-15"),
        child("3", "", "Trương Kỳ An", "2009-10-15"),
        child("4", "027310000011", "Trương Kỳ Hà", "2010-10-15"),
    ]);
    assert_eq!(found, []);
}

#[test]
fn father_and_son_of_one_name_are_different_people() {
    let found = of_register(&[
        child("1", "", "Trương Kỳ Anh", "1979-10-15"),
        RegisterRow {
            father_name: "Trương Kỳ Anh",
            ..child("2", "", "Trương Kỳ Anh", "2009-10-15")
        },
    ]);
    assert_eq!(found, []);
}

#[test]
fn a_number_alone_is_not_enough() {
    let found = of_register(&[
        child("1", "027309000001", "Trương Kỳ Anh", "2009-10-15"),
        RegisterRow {
            father_name: "",
            mother_name: "",
            ..child("2", "027309000001", "Nguyễn Thị Tường", "1979-01-02")
        },
    ]);
    assert_eq!(found, []);
}

/// Records of one person, written in several ways, and of somebody with another number who is otherwise the same.
const RECORDS: [(&str, &str, &str, &str); 5] = [
    ("1", "Trương Thị Quỳnh", "05/06/1980", "027180123456"),
    ("2", "TRUONG THI QUYNH", "1980-06-05", "27180123456"),
    ("3", "Trương Thị Quỳnh", "06/05/1980", "027180123465"),
    ("4", "Trương Thị Quỳnh", "05/06/1980", ""),
    ("5", "Trương Thị Quỳnh", "05/06/1980", "027180999999"),
];

fn of_sector(order: &[usize]) -> Vec<(Vec<String>, GroupReason)> {
    let mut builder = RegisterBuilder::new();
    for at in order {
        let (rec_id, full_name, dob, id_no) = RECORDS[*at];
        builder.push_record(&SectorRow {
            rec_id,
            full_name,
            dob,
            id_no,
            sex: "Nữ",
            ward: "P. Đồng Kỵ",
            district: "Từ Sơn",
            ..SectorRow::default()
        });
    }
    add_others(|rec_id, full_name, dob| {
        builder.push_record(&SectorRow {
            rec_id,
            full_name,
            dob,
            ..SectorRow::default()
        });
    });
    groups(&builder.finish(), DedupeOptions::SECTOR)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_order_of_rows_does_not_matter(order in Just((0..RECORDS.len()).collect::<Vec<_>>()).prop_shuffle()) {
        let found = of_sector(&order);
        prop_assert_eq!(found.len(), 1, "{:?}", found);
        let members: Vec<&str> = found[0].0.iter().map(String::as_str).collect();
        // Nobody who is joined by the record without a number brings two different numbers together.
        prop_assert_eq!(members, ["1", "2", "3", "4"]);
    }
}
