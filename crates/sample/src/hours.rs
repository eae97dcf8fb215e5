use chiso_calendar::{DateRange, WorkCalendar, start_of_day};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use rand::RngExt;

use crate::Dice;

/// What a working day has, by the calendar's rule.
pub(crate) const WORKING_DAY: TimeDelta = TimeDelta::hours(8);

/// Giờ làm việc: picks instants at which somebody works, within one period.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hours<'a> {
    pub calendar: &'a WorkCalendar,
    pub period: DateRange,
}

impl Hours<'_> {
    /// The first instant of the period.
    pub fn start(self) -> DateTime<Utc> {
        start_of_day(self.period.from)
    }

    /// The first instant after the period.
    pub fn end(self) -> DateTime<Utc> {
        start_of_day(self.period.until)
    }

    /// The working days of the period.
    pub fn days(self) -> Vec<NaiveDate> {
        let days = self.period.days();
        days.filter(|day| self.calendar.is_working_day(*day))
            .collect()
    }

    /// The instant on a working day at which `worked` (more than nothing, less than a working day) has passed since opening.
    pub fn on_day(self, day: NaiveDate, worked: TimeDelta) -> DateTime<Utc> {
        self.calendar.add_working_time(start_of_day(day), worked)
    }

    /// A working instant after `from` and before `until`; none if there is less than two seconds of work between them.
    pub fn between(
        self,
        dice: &mut Dice,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let room = self
            .calendar
            .working_time_between(from, until)
            .num_seconds();
        // A whole number of working days after an opening is an opening again, which may lie beyond a closing: so never all of the room.
        (room >= 2).then(|| {
            let worked = TimeDelta::seconds(dice.random_range(1..room));
            self.calendar.add_working_time(from, worked)
        })
    }
}
