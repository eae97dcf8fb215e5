use std::collections::{BTreeMap, HashMap};

use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc, Weekday,
};

use crate::day::{instant, local};
use crate::sessions::WORKING_DAY;
use crate::year::WorkYear;
use crate::{CalendarFault, file};

/// Lịch làm việc của cơ quan nhà nước: which days offices work, and at which hours.
///
/// It is data with one file per year (holidays and swapped days are decided from year to year). A year without data is *provisional*: off are
/// Saturday, Sunday, 1/1, 30/4, 1/5 and 2/9; sessions are 07:00-11:30 and 13:30-17:00; what falls in such a year has to be computed again when
/// its data come. Fractions of a second are cut off, so all of the closing second still belongs to the day.
///
/// Results have to lie within the years that chrono knows (to 262142), the functions panic beyond: nothing that begins with an
/// [`Instant`](crate::Instant) and a [`TimeLimit`](crate::TimeLimit) comes near.
#[derive(Clone, Debug)]
pub struct WorkCalendar {
    years: BTreeMap<i32, WorkYear>,
    /// Years without data differ only in the weekday of 1 January and in being a leap year.
    provisional: HashMap<(Weekday, bool), WorkYear>,
}

impl WorkCalendar {
    /// Reads the calendars of some years, each given as the name of its file and the file's TOML text.
    ///
    /// # Errors
    /// Names the first file and entry at fault and what was expected.
    pub fn parse<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, CalendarFault> {
        let mut years = BTreeMap::new();
        for (name, text) in files {
            let (year, days) = file::parse(name, text)?;
            if years.insert(year, days).is_some() {
                return Err(CalendarFault::Unfit {
                    file: name.to_owned(),
                    entry: "year".to_owned(),
                    expected: format!("a year other than {year}, which another file has"),
                });
            }
        }
        // Any 28 years in a row without a skipped leap year have every kind of year.
        let provisional = (2001..2029)
            .map(|year| (kind(year), WorkYear::provisional(year)))
            .collect();
        Ok(Self { years, provisional })
    }

    /// True if the year of `day` has data; else what is said about it is provisional.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.years.contains_key(&day.year())
    }

    /// True if all years from that of `from` to that of `until` have data; else what lies between them was counted provisionally.
    pub fn covers_all(&self, from: NaiveDate, until: NaiveDate) -> bool {
        (from.year()..=until.year()).all(|year| self.years.contains_key(&year))
    }

    /// The last year up to which, without a gap from `day` on, there are data: until then due times are final. None if the year of
    /// `day` has none.
    pub fn covered_until(&self, day: NaiveDate) -> Option<i32> {
        let from = self.years.range(day.year()..).map(|(year, _)| *year);
        from.zip(day.year()..)
            .take_while(|(year, expected)| year == expected)
            .last()
            .map(|(year, _)| year)
    }

    /// True if offices work on `day`.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        self.year(day.year()).is_working(day)
    }

    /// Working time from `from` to `until`, a whole number of seconds; negative if `until` is the earlier one.
    pub fn working_time_between(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> TimeDelta {
        if until < from {
            return -self.working_time_between(until, from);
        }
        let (from, until) = (wall(from), wall(until));
        let days = self.working_days_between(from.date(), until.date());
        let whole = TimeDelta::seconds(days.cast_signed() * WORKING_DAY.num_seconds());
        whole + self.worked_on_day(until) - self.worked_on_day(from)
    }

    /// The instant that is `span` of working time after `at`: as many working days of 8 hours as `span` has, at the same time of the day, and
    /// the rest walked through the sessions. A span shorter than a second leaves `at` as it is, otherwise the result lies in a session.
    pub fn add_working_time(&self, at: DateTime<Utc>, span: TimeDelta) -> DateTime<Utc> {
        if span < TimeDelta::seconds(1) {
            return at;
        }
        instant(self.advance(self.effective_start(at), span))
    }

    /// When a clock that is started at `at` begins to run: at once in a session (its last second included), else at the beginning of the next.
    pub(crate) fn effective_start(&self, at: DateTime<Utc>) -> NaiveDateTime {
        self.next_open(wall(at))
    }

    /// [`Self::add_working_time`] for a `start` that lies in a session.
    pub(crate) fn advance(&self, start: NaiveDateTime, span: TimeDelta) -> NaiveDateTime {
        let (days, rest) = whole_days(span);
        let day = self.working_day(start.date(), days);
        // The hours of a later year may be others.
        let same_time = self.next_open(day.and_time(start.time()));
        if rest.is_zero() {
            same_time
        } else {
            self.walk(same_time, rest)
        }
    }

    /// Follows the sessions for `span` (more than zero) from a `start` that lies in one. Landing exactly on the end of a session stays there.
    pub(crate) fn walk(&self, start: NaiveDateTime, span: TimeDelta) -> NaiveDateTime {
        let (mut days, mut rest) = whole_days(self.worked_on_day(start) + span);
        if rest.is_zero() {
            (days, rest) = (days - 1, WORKING_DAY);
        }
        let day = self.working_day(start.date(), days);
        day.and_time(self.year(day.year()).sessions.time_after(rest))
    }

    /// The closing time of `day`, or of the next working day if it is a day off.
    pub(crate) fn closing_from(&self, day: NaiveDate) -> NaiveDateTime {
        let day = self.working_day(day, 0);
        day.and_time(self.year(day.year()).sessions.closing())
    }

    fn next_open(&self, at: NaiveDateTime) -> NaiveDateTime {
        let year = self.year(at.year());
        if year.is_working(at.date())
            && let Some(time) = year.sessions.next_open(at.time())
        {
            return at.date().and_time(time);
        }
        let day = self.working_day(at.date() + Days::new(1), 0);
        day.and_time(self.year(day.year()).sessions.opening())
    }

    /// The working day `count` working days after the first one from `day` on.
    fn working_day(&self, day: NaiveDate, count: u64) -> NaiveDate {
        let mut year = day.year();
        let mut index = self.year(year).before(day) + count;
        loop {
            let days = self.year(year);
            if let Some(ordinal) = days.working_day(index) {
                return NaiveDate::from_yo_opt(year, ordinal)
                    .expect("the table of the year has its days only");
            }
            index -= days.count();
            year += 1;
        }
    }

    /// Number of working days from `from` up to but not including `until`, which is not earlier.
    fn working_days_between(&self, from: NaiveDate, until: NaiveDate) -> u64 {
        let whole_years: u64 = (from.year()..until.year())
            .map(|year| self.year(year).count())
            .sum();
        whole_years + self.year(until.year()).before(until) - self.year(from.year()).before(from)
    }

    /// Working time from the beginning of the day to `at`.
    fn worked_on_day(&self, at: NaiveDateTime) -> TimeDelta {
        let year = self.year(at.year());
        if year.is_working(at.date()) {
            year.sessions.worked_until(at.time())
        } else {
            TimeDelta::zero()
        }
    }

    fn year(&self, year: i32) -> &WorkYear {
        self.years
            .get(&year)
            .unwrap_or_else(|| &self.provisional[&kind(year)])
    }
}

/// What tells one year without data from another.
fn kind(year: i32) -> (Weekday, bool) {
    let first = NaiveDate::from_yo_opt(year, 1).expect("a year that chrono knows");
    (first.weekday(), first.leap_year())
}

/// The time on the wall in whole seconds.
fn wall(at: DateTime<Utc>) -> NaiveDateTime {
    local(at)
        .with_nanosecond(0)
        .expect("0 is a nanosecond of any second")
}

/// How many working days of 8 hours `span` has, and what is left; none and nothing for a negative span.
fn whole_days(span: TimeDelta) -> (u64, TimeDelta) {
    let seconds = span.num_seconds().max(0);
    let day = WORKING_DAY.num_seconds();
    (
        (seconds / day).cast_unsigned(),
        TimeDelta::seconds(seconds % day),
    )
}
