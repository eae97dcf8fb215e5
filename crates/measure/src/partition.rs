use crate::{Channel, Figures, Measure, Outcome, Selector, Timeliness};

/// Phân tổ theo kết quả: every dossier that was received or carried forward has exactly one result.
///
/// received + carried forward = resolved + refused + withdrawn + pending + awaiting a supplement.
///
/// Source: report of Từ Sơn on 2022 and the first quarter of 2023, part IV.3. There pending (đang giải quyết) excludes dossiers
/// that wait for a supplement, and nothing is carried forward: the dossiers that were open at the end of 2022 are missing from
/// the statement for 2023. The identity needs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartitionA {
    /// Tiếp nhận: received in the range, by whatever channel.
    pub received: i64,
    /// Kỳ trước chuyển sang: open as of the day before the range.
    pub carried_forward: i64,
    /// Đã giải quyết: early, on time and late.
    pub resolved: i64,
    /// Từ chối giải quyết.
    pub refused: i64,
    /// Công dân yêu cầu rút.
    pub withdrawn: i64,
    /// Đang giải quyết: open, in time or overdue, and not waiting for a supplement.
    pub pending: i64,
    /// Yêu cầu bổ sung: open and waiting for a supplement.
    pub awaiting_supplement: i64,
}

/// Phân tổ theo thời hạn: every dossier that was received or carried forward is settled or pending, in time or not.
///
/// received in person or by post + received online + carried forward
/// = settled early + on time + late + pending in time + pending overdue.
///
/// Source: Phụ lục III of the report of Thái Nguyên of 10/9/2024. It has no column for refused dossiers, withdrawn dossiers and
/// dossiers that wait for a supplement. The mapping, which any print must state: *settled* is every dossier that ended, resolved,
/// refused or withdrawn; a dossier that waits for a supplement is *pending in time*, because its clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartitionB {
    /// Tiếp nhận trực tiếp, bưu chính công ích.
    pub received_in_person_or_post: i64,
    /// Tiếp nhận trực tuyến.
    pub received_online: i64,
    /// Kỳ trước chuyển sang: open as of the day before the range.
    pub carried_forward: i64,
    /// Đã giải quyết trước hạn.
    pub settled_early: i64,
    /// Đã giải quyết đúng hạn.
    pub settled_on_time: i64,
    /// Đã giải quyết quá hạn.
    pub settled_late: i64,
    /// Đang giải quyết trong hạn.
    pub pending_in_time: i64,
    /// Đang giải quyết quá hạn.
    pub pending_overdue: i64,
}

impl PartitionA {
    /// The partition of a range of days. `figures` are of the range with its last day as the as-of day; `carried_forward` is the
    /// stock [`Measure::Open`] as of the day before the range.
    pub fn of(figures: &impl Figures, carried_forward: i64) -> Self {
        let ended = |outcome| {
            sum(
                figures,
                Timeliness::ALL.map(|timeliness| Measure::closed(outcome, timeliness)),
            )
        };
        let awaiting_supplement = figures.total(Measure::AwaitingSupplement);
        Self {
            received: figures.total(Measure::Received),
            carried_forward,
            resolved: ended(Outcome::Resolved),
            refused: ended(Outcome::Refused),
            withdrawn: ended(Outcome::Withdrawn),
            pending: figures.total(Measure::Open) - awaiting_supplement,
            awaiting_supplement,
        }
    }

    /// Whether both sides are equal. They are, for any unit and range; if not, something was counted wrongly.
    pub const fn holds(&self) -> bool {
        self.received + self.carried_forward
            == self.resolved
                + self.refused
                + self.withdrawn
                + self.pending
                + self.awaiting_supplement
    }
}

impl PartitionB {
    /// The partition of a range of days, from the same figures as [`PartitionA::of`].
    pub fn of(figures: &impl Figures, carried_forward: i64) -> Self {
        let received = |channel| figures.sum(&Selector::of_channel(Measure::Received, channel));
        let settled = |timeliness| {
            sum(
                figures,
                Outcome::ALL.map(|outcome| Measure::closed(outcome, timeliness)),
            )
        };
        let pending_overdue = figures.total(Measure::OpenOverdue);
        Self {
            received_in_person_or_post: received(Channel::InPerson) + received(Channel::Post),
            received_online: received(Channel::Online),
            carried_forward,
            settled_early: settled(Timeliness::Early),
            settled_on_time: settled(Timeliness::OnTime),
            settled_late: settled(Timeliness::Late),
            pending_in_time: figures.total(Measure::Open) - pending_overdue,
            pending_overdue,
        }
    }

    /// Whether both sides are equal. They are, for any unit and range; if not, something was counted wrongly.
    pub const fn holds(&self) -> bool {
        self.received_in_person_or_post + self.received_online + self.carried_forward
            == self.settled_early
                + self.settled_on_time
                + self.settled_late
                + self.pending_in_time
                + self.pending_overdue
    }
}

fn sum<const N: usize>(figures: &impl Figures, measures: [Measure; N]) -> i64 {
    measures
        .into_iter()
        .map(|measure| figures.total(measure))
        .sum()
}
