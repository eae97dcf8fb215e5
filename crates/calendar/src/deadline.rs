use chrono::{DateTime, Days, Months, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::day::{instant, local_day};
use crate::{LimitUnit, TimeLimit, WorkCalendar};

/// Cách tính thời hạn sau khi bổ sung hồ sơ: what happens to the due time when a dossier's supplement is complete. The sources differ, so it is
/// a property of the procedure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseRule {
    /// Tính tiếp: the time of the supplement does not count (Quyết định 766/QĐ-TTg).
    Resume,
    /// Tính lại từ đầu: the limit begins anew with the complete dossier (Nghị định 61/2018/NĐ-CP).
    Restart,
}

impl WorkCalendar {
    /// Ngày hẹn trả: when a dossier that was accepted at `accepted` is due.
    ///
    /// The clock starts at once in a session (its last second included), else at the beginning of the next. From that start:
    /// - hours are walked through the sessions;
    /// - working days keep the time of the day, half a day is 4 hours walked;
    /// - calendar days and months end at closing time of their last day, or of the next working day if that is a day off; the day of the start
    ///   does not count, and a month ends on the day with the same number or on its last day (Bộ luật Dân sự 2015, Điều 147 and 148).
    pub fn due(&self, accepted: DateTime<Utc>, limit: TimeLimit) -> DateTime<Utc> {
        let start = self.effective_start(accepted);
        let halves = limit.halves();
        let whole = halves / 2;
        instant(match limit.unit() {
            LimitUnit::Hour => self.walk(start, TimeDelta::minutes(30) * i32::from(halves)),
            LimitUnit::WorkingDay => self.advance(start, TimeDelta::hours(4) * i32::from(halves)),
            LimitUnit::Day => self.closing_from(start.date() + Days::new(whole.into())),
            LimitUnit::Month => self.closing_from(start.date() + Months::new(whole.into())),
        })
    }

    /// When a dossier is due that was due at `due` and then waited for a supplement from `paused` to `resumed`.
    ///
    /// By [`PauseRule::Resume`] a limit in hours or working days is shifted by the working time of the pause
    /// ([`Self::add_working_time`]), one in calendar days or months by the number of midnights in the pause and then to the closing time of a
    /// working day. A pause of nothing changes nothing; the rule is the same if `due` had passed already.
    pub fn due_after_pause(
        &self,
        due: DateTime<Utc>,
        paused: DateTime<Utc>,
        resumed: DateTime<Utc>,
        limit: TimeLimit,
        rule: PauseRule,
    ) -> DateTime<Utc> {
        match (rule, limit.unit()) {
            (PauseRule::Restart, _) => self.due(resumed, limit),
            (PauseRule::Resume, LimitUnit::Hour | LimitUnit::WorkingDay) => {
                self.add_working_time(due, self.working_time_between(paused, resumed))
            }
            (PauseRule::Resume, LimitUnit::Day | LimitUnit::Month) => {
                match u64::try_from((local_day(resumed) - local_day(paused)).num_days()) {
                    Ok(days @ 1..) => instant(self.closing_from(local_day(due) + Days::new(days))),
                    _ => due,
                }
            }
        }
    }
}
