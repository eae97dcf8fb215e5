//! The catalogue that is in use.

use chiso_measure::{Channel, Figures, IndicatorSet, Measure, Ratio, ServiceLevel, Tally};

use crate::support::put;

fn catalogue() -> IndicatorSet {
    IndicatorSet::parse(include_str!("../../../../catalogue/indicators.toml")).unwrap()
}

#[test]
fn indicators_are_frozen() {
    let lines: Vec<String> = catalogue()
        .iter()
        .map(|indicator| {
            format!(
                "{} {} {}",
                indicator.code, indicator.definition_version, indicator.name_vi
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    dossiers.online_rate 1 Tỷ lệ hồ sơ tiếp nhận trực tuyến
    dossiers.online_rate_eligible 1 Tỷ lệ hồ sơ trực tuyến của thủ tục có dịch vụ công trực tuyến
    dossiers.online_procedures_used 1 Tỷ lệ thủ tục trực tuyến có phát sinh hồ sơ
    dossiers.on_time_rate_resolved 1 Tỷ lệ hồ sơ giải quyết trước hạn, đúng hạn trên hồ sơ đã giải quyết
    dossiers.on_time_rate_766 1 Tỷ lệ hồ sơ xử lý trước hạn, đúng hạn (chỉ số 2.1 Quyết định 766/QĐ-TTg)
    dossiers.overdue_rate 1 Tỷ lệ hồ sơ đang giải quyết quá hạn
    ");
}

/// 26 procedures have an online service, 13 of them had 1.359 online dossiers among 3.732; the others 14.503 on paper.
fn tu_son_2022() -> Tally {
    let mut tally = Tally::default();
    let level = |number| {
        if number % 2 == 0 {
            ServiceLevel::Full
        } else {
            ServiceLevel::Partial
        }
    };
    for number in 0..26_i64 {
        let procedure = format!("2.{number:06}");
        put(
            &mut tally,
            &procedure,
            None,
            level(number),
            Measure::ProceduresOnline,
            12,
        );
        let (online, paper) = match number {
            0 => (1_359 - 12, 2_373),
            1..13 => (1, 0),
            _ => (0, 0),
        };
        put(
            &mut tally,
            &procedure,
            Some(Channel::Online),
            level(number),
            Measure::Received,
            online,
        );
        put(
            &mut tally,
            &procedure,
            Some(Channel::Post),
            level(number),
            Measure::Received,
            paper,
        );
    }
    put(
        &mut tally,
        "1.000001",
        Some(Channel::InPerson),
        ServiceLevel::None,
        Measure::Received,
        14_503,
    );
    put(
        &mut tally,
        "1.000001",
        None,
        ServiceLevel::None,
        Measure::ProceduresOffered,
        12,
    );
    for (measure, value) in [
        (Measure::ResolvedEarly, 97_418),
        (Measure::ResolvedOnTime, 56_969),
        (Measure::ResolvedLate, 322),
        (Measure::RefusedEarly, 40),
        (Measure::RefusedLate, 4),
        (Measure::WithdrawnOnTime, 127),
        (Measure::Open, 307),
        (Measure::AwaitingSupplement, 51),
        (Measure::OpenOverdue, 7),
    ] {
        put(
            &mut tally,
            "1.000001",
            Some(Channel::InPerson),
            ServiceLevel::None,
            measure,
            value,
        );
    }
    tally
}

#[test]
fn indicators_of_worked_figures() {
    let tally = tu_son_2022();
    let lines: Vec<String> = catalogue()
        .iter()
        .map(|indicator| {
            let ratio = indicator.evaluate(&tally);
            let percent = ratio.percent(1).unwrap();
            format!(
                "{} {}/{} {percent} {}",
                indicator.code,
                ratio.numerator,
                ratio.denominator,
                percent.vi()
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    dossiers.online_rate 1359/18235 7.5 7,5%
    dossiers.online_rate_eligible 1359/3732 36.4 36,4%
    dossiers.online_procedures_used 13/26 50.0 50,0%
    dossiers.on_time_rate_resolved 154387/154709 99.8 99,8%
    dossiers.on_time_rate_766 154854/155187 99.8 99,8%
    dossiers.overdue_rate 7/307 2.3 2,3%
    ");
    assert_eq!(tally.total(Measure::Received), 18_235);
    assert_eq!(tally.open_in_time(), 307 - 51 - 7);
}

#[test]
fn indicators_of_nothing_are_not_applicable() {
    for indicator in &catalogue() {
        let ratio = indicator.evaluate(&Tally::default());
        assert_eq!(
            ratio,
            Ratio {
                numerator: 0,
                denominator: 0
            }
        );
        assert_eq!(ratio.percent(1), None);
    }
}

#[test]
fn indicators_are_found_by_code() {
    let catalogue = catalogue();
    assert_eq!(
        catalogue
            .get("dossiers.overdue_rate")
            .unwrap()
            .definition_version,
        1
    );
    assert!(catalogue.get("dossiers.unknown").is_none());
}
