//! The procedures that ship with the catalogue.

use chiso_org::Level;
use chiso_procedure::{ProcedureCatalogue, ServiceLevel};
use chrono::NaiveDate;
use rstest::rstest;

fn catalogue() -> ProcedureCatalogue {
    let text = include_str!("../../../catalogue/procedures.toml");
    ProcedureCatalogue::parse(text).expect("the catalogue is valid")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("an ISO day")
}

/// Từ Sơn's report: 13 of 26 online procedures were used in 2022, 12 of 17 in the first quarter of 2023.
#[rstest]
#[case("2022-01-01", 26)]
#[case("2022-12-31", 26)]
#[case("2023-01-01", 17)]
#[case("2023-03-07", 17)]
fn online_procedures(#[case] on: &str, #[case] count: usize) {
    let catalogue = catalogue();
    let online = catalogue
        .iter()
        .filter_map(|(code, _)| catalogue.version_on(code.as_str(), day(on)))
        .filter(|version| version.service_level.is_online());
    assert_eq!(online.count(), count);
}

#[test]
fn a_version_is_found_by_day_and_by_number() {
    let catalogue = catalogue();
    let before = catalogue.version_on("1.004859", day("2022-12-31")).unwrap();
    let after = catalogue.version_on("1.004859", day("2023-01-01")).unwrap();
    assert_eq!(
        (before.version, before.service_level),
        (1, ServiceLevel::Partial)
    );
    assert_eq!(
        (after.version, after.service_level),
        (2, ServiceLevel::None)
    );
    assert_eq!(catalogue.version("1.004859", 1), Some(before));
    assert_eq!(catalogue.version("1.004859", 3), None);
    assert_eq!(catalogue.version_on("1.004859", day("2019-12-31")), None);
    assert_eq!(catalogue.version_on("1.999999", day("2022-12-31")), None);
}

#[test]
fn no_procedure_is_offered_by_districts_after_they_ended() {
    let catalogue = catalogue();
    let at_districts = |on| {
        catalogue
            .iter()
            .filter_map(|(code, _)| catalogue.version_on(code.as_str(), on))
            .filter(|version| version.level == Level::District)
            .count()
    };
    assert_ne!(at_districts(day("2025-06-30")), 0);
    assert_eq!(at_districts(day("2025-07-01")), 0);
}
