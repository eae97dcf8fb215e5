use chiso_calendar::DateRange;
use chiso_chassis::error::FieldFault;
use chiso_chassis::extract::Day;
use chiso_chassis::page;
use chiso_org::OrgTree;
use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Breakdown, FiguresQuery, GroupPage};

/// Longest range that is answered, in months.
const LONGEST: Months = Months::new(20 * 12);
/// Groups in one answer.
const PAGE_SIZE: usize = 50;
const MAX_PAGE_SIZE: usize = 100;
/// Longest key of a group, in bytes.
const LONGEST_KEY: usize = 64;

/// The last group of a page.
#[derive(Serialize, Deserialize)]
struct Position {
    breakdown: Breakdown,
    after: String,
}

/// A question for figures as it came in, over REST or gRPC.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub unit_id: &'a str,
    pub from_date: &'a str,
    pub until_date: &'a str,
    /// The last day of the range where absent.
    pub as_of_date: Option<&'a str>,
    pub breakdown: Option<Breakdown>,
    pub page_size: Option<i32>,
    pub page_token: Option<&'a str>,
}

/// Checks a question. A range that goes on after `today` ends with it: what is open now is not overdue yet because a later day
/// was asked for (Decision 766: pending dossiers are judged by the end of the period or now, whichever is earlier).
///
/// # Errors
/// Every field at fault.
pub fn read(
    question: Question<'_>,
    units: &OrgTree,
    today: NaiveDate,
) -> Result<FiguresQuery, Vec<FieldFault>> {
    let mut faults = Vec::new();
    if question.unit_id.is_empty() {
        faults.push(FieldFault::new("unit_id", FieldFault::REQUIRED));
    } else if units.get(question.unit_id).is_none() {
        faults.push(
            FieldFault::new("unit_id", "UNKNOWN_UNIT").expected("the permanent id of a unit"),
        );
    }
    let from = required_day("from_date", question.from_date, &mut faults);
    let until = required_day("until_date", question.until_date, &mut faults);
    let as_of = question
        .as_of_date
        .and_then(|text| day("as_of_date", text, &mut faults));
    if let (Some(from), Some(until)) = (from, until) {
        if until <= from {
            faults.push(
                FieldFault::new("until_date", "EMPTY_RANGE").expected("a day after from_date"),
            );
        } else if from
            .checked_add_months(LONGEST)
            .is_some_and(|longest| until > longest)
        {
            faults.push(
                FieldFault::new("until_date", "RANGE_TOO_LONG")
                    .expected("at most 20 years after from_date"),
            );
        }
    }
    for (field, day) in [("from_date", from), ("as_of_date", as_of)] {
        if day.is_some_and(|day| day > today) {
            faults.push(FieldFault::new(field, "IN_THE_FUTURE").expected("today or a day before"));
        }
    }
    let page = page(&question, &mut faults);
    match (from, until) {
        (Some(from), Some(until)) if faults.is_empty() => {
            let tomorrow = today.succ_opt().unwrap_or(today);
            let range = DateRange {
                from,
                until: until.min(tomorrow),
            };
            Ok(FiguresQuery {
                unit: question.unit_id.to_owned(),
                range,
                as_of: as_of.unwrap_or(range.last_day()),
                breakdown: question.breakdown,
                page,
            })
        }
        _ => Err(faults),
    }
}

/// The token of the page that begins after a group.
pub fn next_token(query: &FiguresQuery, after: &str) -> String {
    let position = query.breakdown.map(|breakdown| Position {
        breakdown,
        after: after.to_owned(),
    });
    position.map_or_else(String::new, |position| page::encode(&position))
}

fn page(question: &Question<'_>, faults: &mut Vec<FieldFault>) -> GroupPage {
    let limit = match question.page_size.map(usize::try_from) {
        None => PAGE_SIZE,
        Some(Ok(size)) if (1..=MAX_PAGE_SIZE).contains(&size) => size,
        Some(_) => {
            let fault = FieldFault::new("page_size", FieldFault::INVALID_VALUE);
            faults.push(fault.expected(format!("1 to {MAX_PAGE_SIZE}")));
            PAGE_SIZE
        }
    };
    let mut after = String::new();
    if let Some(token) = question.page_token {
        match page::decode::<Position>(token) {
            Ok(position)
                if Some(position.breakdown) == question.breakdown && is_key(&position.after) =>
            {
                after = position.after;
            }
            _ => faults.push(
                FieldFault::new("page_token", FieldFault::INVALID_VALUE)
                    .expected("a next_page_token of the same question"),
            ),
        }
    }
    GroupPage { after, limit }
}

/// Unit ids, procedure codes, channels and months are all visible ASCII.
fn is_key(text: &str) -> bool {
    text.len() <= LONGEST_KEY && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn required_day(
    field: &'static str,
    text: &str,
    faults: &mut Vec<FieldFault>,
) -> Option<NaiveDate> {
    if text.is_empty() {
        faults.push(
            FieldFault::new(field, FieldFault::REQUIRED).expected("a day such as 2023-01-01"),
        );
        return None;
    }
    day(field, text, faults)
}

fn day(field: &'static str, text: &str, faults: &mut Vec<FieldFault>) -> Option<NaiveDate> {
    let day = text.parse::<Day>().ok();
    if day.is_none() {
        faults.push(FieldFault::new(field, "INVALID_DATE").expected("a day such as 2023-01-01"));
    }
    day.map(NaiveDate::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNITS: &str =
        "[[unit]]\nid = 'tp-tu-son'\nname = 'UBND thành phố Từ Sơn'\nlevel = 'district'";

    fn faults(unit_id: &str, from_date: &str, until_date: &str, as_of_date: &str) -> String {
        let units = OrgTree::parse(UNITS).unwrap();
        let question = Question {
            unit_id,
            from_date,
            until_date,
            as_of_date: Some(as_of_date).filter(|text| !text.is_empty()),
            breakdown: None,
            page_size: None,
            page_token: None,
        };
        let today = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
        match read(question, &units, today) {
            Ok(query) => format!(
                "{} to {} as of {}",
                query.range.from, query.range.until, query.as_of
            ),
            Err(faults) => {
                let faults: Vec<_> = faults
                    .iter()
                    .map(|fault| format!("{} {}", fault.field, fault.code))
                    .collect();
                faults.join(", ")
            }
        }
    }

    #[test]
    fn every_fault_is_named() {
        insta::assert_snapshot!(faults("tp-tu-son", "2022-01-01", "2023-01-01", ""), @"2022-01-01 to 2023-01-01 as of 2022-12-31");
        insta::assert_snapshot!(faults("tp-tu-son", "2022-01-01", "2023-01-01", "2021-06-30"), @"2022-01-01 to 2023-01-01 as of 2021-06-30");
        insta::assert_snapshot!(faults("tp-tu-son", "2024-01-01", "2025-01-01", ""), @"2024-01-01 to 2024-03-01 as of 2024-02-29");
        insta::assert_snapshot!(faults("tp-tu-son", "2024-03-01", "2025-01-01", "2024-03-02"), @"from_date IN_THE_FUTURE, as_of_date IN_THE_FUTURE");
        insta::assert_snapshot!(faults("", "", "", "31/12/2022"), @"unit_id REQUIRED, from_date REQUIRED, until_date REQUIRED, as_of_date INVALID_DATE");
        insta::assert_snapshot!(faults("nowhere", "2022-02-30", "+022-01-01", ""), @"unit_id UNKNOWN_UNIT, from_date INVALID_DATE, until_date INVALID_DATE");
        insta::assert_snapshot!(faults("tp-tu-son", "2022-01-01", "2022-01-01", ""), @"until_date EMPTY_RANGE");
        insta::assert_snapshot!(faults("tp-tu-son", "2002-01-01", "2022-01-02", ""), @"until_date RANGE_TOO_LONG");
        insta::assert_snapshot!(faults("tp-tu-son", "0001-01-01", "9999-12-31", ""), @"from_date INVALID_DATE, until_date INVALID_DATE");
        insta::assert_snapshot!(faults("tp-tu-son", "-5000-01-01", "262142-01-01", "+262142-12-31"), @"from_date INVALID_DATE, until_date INVALID_DATE, as_of_date INVALID_DATE");
        insta::assert_snapshot!(faults("tp-tu-son\0", "1899-12-31", "2201-01-01", "2022-01-0\0"), @"unit_id UNKNOWN_UNIT, from_date INVALID_DATE, until_date INVALID_DATE, as_of_date INVALID_DATE");
    }
}
