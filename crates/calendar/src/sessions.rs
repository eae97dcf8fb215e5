use chrono::{NaiveTime, TimeDelta};

/// Thời gian của một ngày làm việc: what a working day counts as when a limit or a pause is turned into hours.
pub(crate) const WORKING_DAY: TimeDelta = TimeDelta::hours(8);

/// Buổi làm việc: the hours of a working day, [`WORKING_DAY`] in all, in order. Each session is closed: its first and its last second belong to it.
#[derive(Clone, Debug)]
pub(crate) struct Sessions(Vec<(NaiveTime, NaiveTime)>);

impl Sessions {
    /// None unless the sessions follow each other and add up to a working day.
    pub(crate) fn new(sessions: Vec<(NaiveTime, NaiveTime)>) -> Option<Self> {
        let lasting = sessions.iter().all(|(from, until)| from < until);
        let in_order = sessions.windows(2).all(|pair| pair[0].1 < pair[1].0);
        let total: TimeDelta = sessions.iter().map(|(from, until)| *until - *from).sum();
        (lasting && in_order && total == WORKING_DAY).then_some(Self(sessions))
    }

    /// Beginning of the first session.
    pub(crate) fn opening(&self) -> NaiveTime {
        self.0[0].0
    }

    /// End of the last session.
    pub(crate) fn closing(&self) -> NaiveTime {
        self.0[self.0.len() - 1].1
    }

    /// The first time of the day from `time` on that lies in a session; none after closing.
    pub(crate) fn next_open(&self, time: NaiveTime) -> Option<NaiveTime> {
        self.0
            .iter()
            .find(|(_, until)| time <= *until)
            .map(|(from, _)| time.max(*from))
    }

    /// Working time from opening to `time`.
    pub(crate) fn worked_until(&self, time: NaiveTime) -> TimeDelta {
        self.0
            .iter()
            .map(|(from, until)| time.clamp(*from, *until) - *from)
            .sum()
    }

    /// The first time of the day at which `worked` (at most a working day) has passed since opening: at the end of a session rather than at the start of the next.
    pub(crate) fn time_after(&self, worked: TimeDelta) -> NaiveTime {
        let mut left = worked;
        for (from, until) in &self.0 {
            if left <= *until - *from {
                return *from + left;
            }
            left -= *until - *from;
        }
        self.closing()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> NaiveTime {
        text.parse().unwrap()
    }

    fn sessions(times: &[(&str, &str)]) -> Option<Sessions> {
        Sessions::new(
            times
                .iter()
                .map(|(from, until)| (time(from), time(until)))
                .collect(),
        )
    }

    #[test]
    fn sessions_follow_each_other_and_make_eight_hours() {
        assert!(sessions(&[("07:00:00", "11:30:00"), ("13:30:00", "17:00:00")]).is_some());
        assert!(sessions(&[("08:00:00", "16:00:00")]).is_some());
        assert!(sessions(&[]).is_none());
        assert!(sessions(&[("13:30:00", "17:00:00"), ("07:00:00", "11:30:00")]).is_none());
        assert!(sessions(&[("07:00:00", "12:00:00"), ("13:30:00", "17:00:00")]).is_none());
        assert!(sessions(&[("07:00:00", "07:00:00"), ("08:00:00", "16:00:00")]).is_none());
    }

    #[test]
    fn time_worked_lands_on_the_end_of_a_session() {
        let sessions = sessions(&[("07:00:00", "11:30:00"), ("13:30:00", "17:00:00")]).unwrap();
        assert_eq!(
            sessions.time_after(TimeDelta::minutes(270)),
            time("11:30:00")
        );
        assert_eq!(
            sessions.time_after(TimeDelta::minutes(271)),
            time("13:31:00")
        );
        assert_eq!(sessions.time_after(WORKING_DAY), time("17:00:00"));
        assert_eq!(
            sessions.worked_until(time("12:15:00")),
            TimeDelta::minutes(270)
        );
        assert_eq!(sessions.worked_until(time("23:59:59")), WORKING_DAY);
    }
}
