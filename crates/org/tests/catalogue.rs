//! The units that ship with the catalogue.

use chiso_org::{Extent, Level, OrgTree, Unit};
use chrono::NaiveDate;
use rstest::rstest;

fn tree() -> OrgTree {
    OrgTree::parse(include_str!("../../../catalogue/org_units.toml"))
        .expect("the catalogue is valid")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("an ISO day")
}

fn ids(units: &[&Unit]) -> Vec<String> {
    units.iter().map(|unit| unit.id().to_string()).collect()
}

#[test]
fn tu_son_has_twelve_wards_and_two_departments() {
    let tree = tree();
    let children = tree.children("tp-tu-son", day("2022-12-31"));
    let of = |level| {
        children
            .iter()
            .filter(|unit| unit.level_on(day("2022-12-31")) == level)
            .count()
    };
    assert_eq!((of(Level::Commune), of(Level::Department)), (12, 2));
    assert_eq!(tree.subtree("tp-tu-son", day("2022-12-31")).len(), 15);
}

#[test]
fn a_unit_is_within_itself_and_all_above_it() {
    let tree = tree();
    let on = day("2022-06-01");
    assert!(tree.is_within("p-dong-ngan", "p-dong-ngan", on));
    assert!(tree.is_within("p-dong-ngan", "tinh-bac-ninh", on));
    assert!(!tree.is_within("p-dong-ngan", "p-tan-hong", on));
    assert!(!tree.is_within("p-dong-ngan", "tp-bac-ninh", on));
    assert!(!tree.is_within("tp-tu-son", "p-dong-ngan", on));
    assert!(!tree.is_within("khong-co", "khong-co", on));
}

#[rstest]
#[case("2025-06-30", "tinh-bac-giang")]
#[case("2025-07-01", "tinh-bac-ninh-2025")]
fn code_24_is_reused(#[case] on: &str, #[case] id: &str) {
    let tree = tree();
    assert_eq!(tree.find_by_code("24", day(on)).unwrap().id().as_str(), id);
}

#[test]
fn codes_of_dissolved_units_are_not_found() {
    let tree = tree();
    assert!(tree.find_by_code("H05.26.01", day("2025-06-30")).is_some());
    assert!(tree.find_by_code("H05.26.01", day("2025-07-01")).is_none());
}

#[test]
fn attributes_before_the_founding_are_the_first_and_after_the_end_the_last() {
    let tree = tree();
    let (before, after) = (day("2019-01-01"), day("2026-01-01"));

    let old = tree.get("p-tam-son").unwrap();
    assert!(old.valid_on(before) && !old.valid_on(after));
    assert_eq!(old.name_on(before), "UBND xã Tam Sơn");
    assert_eq!(old.code_on(after), Some("H05.26.09"));
    assert!(tree.is_within("p-tam-son", "tp-tu-son", after));

    let new = tree.get("p-tam-son-2025").unwrap();
    assert!(!new.valid_on(before) && new.valid_on(after));
    assert_eq!(new.code_on(before), Some("09370"));
    assert!(tree.is_within("p-tam-son-2025", "tinh-bac-ninh-2025", before));
}

#[test]
fn twelve_wards_became_four_and_the_district_has_no_single_successor() {
    let tree = tree();
    let mut rows: Vec<String> = tree
        .children("tp-tu-son", day("2025-06-30"))
        .iter()
        .flat_map(|ward| {
            tree.successors(ward.id().as_str())
                .iter()
                .map(|succession| {
                    let successor = tree.get(succession.successor.as_str()).unwrap();
                    assert_eq!(succession.extent, Extent::Whole);
                    assert_eq!(succession.effective, day("2025-07-01"));
                    format!(
                        "{} -> {} {}",
                        ward.name_on(day("2025-06-30")),
                        successor.name_on(succession.effective),
                        successor.code_on(succession.effective).unwrap_or("")
                    )
                })
        })
        .collect();
    rows.sort();
    insta::assert_snapshot!(rows.join("\n"), @r"
    UBND phường Châu Khê -> UBND phường Phù Khê 09379
    UBND phường Hương Mạc -> UBND phường Phù Khê 09379
    UBND phường Phù Chẩn -> UBND phường Từ Sơn 09367
    UBND phường Phù Khê -> UBND phường Phù Khê 09379
    UBND phường Tam Sơn -> UBND phường Tam Sơn 09370
    UBND phường Trang Hạ -> UBND phường Đồng Nguyên 09385
    UBND phường Tân Hồng -> UBND phường Từ Sơn 09367
    UBND phường Tương Giang -> UBND phường Tam Sơn 09370
    UBND phường Đình Bảng -> UBND phường Từ Sơn 09367
    UBND phường Đông Ngàn -> UBND phường Từ Sơn 09367
    UBND phường Đồng Kỵ -> UBND phường Đồng Nguyên 09385
    UBND phường Đồng Nguyên -> UBND phường Đồng Nguyên 09385
    ");

    let district = tree.successors("tp-tu-son");
    assert_eq!(district.len(), 4);
    assert!(district.iter().all(|to| to.extent == Extent::Part));
}

#[test]
fn names_repeat_between_units() {
    let tree = tree();
    let named: Vec<&Unit> = tree
        .units()
        .filter(|unit| unit.name_on(day("2025-07-01")).ends_with("phường Tam Sơn"))
        .collect();
    assert_eq!(ids(&named), ["p-tam-son", "p-tam-son-2025"]);
}

#[test]
fn the_work_of_a_dissolved_unit_passes_to_its_successors() {
    let tree = tree();
    let (before, after) = (day("2025-06-30"), day("2025-07-01"));
    let answers = |unit, authority, on| tree.answers_to(unit, authority, on);

    for authority in ["p-dong-ngan", "tp-tu-son", "tinh-bac-ninh"] {
        assert!(answers("p-dong-ngan", authority, before), "{authority}");
        assert!(
            !answers("p-dong-ngan", authority, after),
            "{authority} is gone"
        );
    }
    for authority in ["p-tu-son", "tinh-bac-ninh-2025"] {
        assert!(
            !answers("p-dong-ngan", authority, before),
            "{authority} is not there yet"
        );
        assert!(answers("p-dong-ngan", authority, after), "{authority}");
    }
    assert!(
        !answers("p-dong-ngan", "p-tam-son-2025", after),
        "another part of the city"
    );
    assert!(
        answers("tp-tu-son", "p-tam-son-2025", after) && answers("tp-tu-son", "p-tu-son", after)
    );
    assert!(
        answers("p-tu-phap-tu-son", "p-tu-son", after),
        "through the city, which was divided"
    );
    assert!(!answers("khong-co", "tinh-bac-ninh-2025", after));
}
