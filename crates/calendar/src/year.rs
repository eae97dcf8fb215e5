use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};

use crate::sessions::Sessions;

/// Ngày nghỉ lễ dương lịch: the holidays that fall on the same solar day every year (Bộ luật Lao động 2019, Điều 112).
const SOLAR_HOLIDAYS: [(u32, u32); 4] = [(1, 1), (4, 30), (5, 1), (9, 2)];

/// The working days of one year, counted in advance so that neither a question nor a deadline has to walk from day to day.
#[derive(Clone, Debug)]
pub(crate) struct WorkYear {
    pub(crate) sessions: Sessions,
    /// Day of the year, from 1, of each working day.
    working: Vec<u32>,
    /// For each day of the year: how many working days lie before it.
    before: Vec<u64>,
}

impl WorkYear {
    pub(crate) fn new(
        year: i32,
        sessions: Sessions,
        is_working: impl Fn(NaiveDate) -> bool,
    ) -> Self {
        let (mut working, mut before) = (Vec::new(), Vec::new());
        for ordinal in 1..=366 {
            let Some(day) = NaiveDate::from_yo_opt(year, ordinal) else {
                break;
            };
            before.push(working.len() as u64);
            if is_working(day) {
                working.push(ordinal);
            }
        }
        Self {
            sessions,
            working,
            before,
        }
    }

    /// A year without data: Saturday and Sunday off, the solar holidays off (without days that compensate for them), the usual sessions.
    pub(crate) fn provisional(year: i32) -> Self {
        let time =
            |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).expect("a time of the day");
        let sessions = Sessions::new(vec![
            (time(7, 0), time(11, 30)),
            (time(13, 30), time(17, 0)),
        ])
        .expect("4.5 hours and 3.5 hours are a working day");
        Self::new(year, sessions, |day| {
            !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
                && !SOLAR_HOLIDAYS.contains(&(day.month(), day.day()))
        })
    }

    /// Number of working days in the year.
    pub(crate) fn count(&self) -> u64 {
        self.working.len() as u64
    }

    /// Number of working days of the year before `day`, which is a day of the year.
    pub(crate) fn before(&self, day: NaiveDate) -> u64 {
        self.before[day.ordinal0() as usize]
    }

    /// Day of the year, from 1, of the working day number `index`, from 0.
    pub(crate) fn working_day(&self, index: u64) -> Option<u32> {
        usize::try_from(index)
            .ok()
            .and_then(|index| self.working.get(index))
            .copied()
    }

    pub(crate) fn is_working(&self, day: NaiveDate) -> bool {
        self.working_day(self.before(day)) == Some(day.ordinal())
    }
}
