use super::{Row, SuccessionFault, Unit};
use crate::field::{BirthDate, place_key, present_province};

/// Ngày sắp xếp lại đơn vị hành chính: from then on there are no districts, and 34 provinces (NQ 202/2025/QH15).
const REORGANISED: BirthDate = BirthDate {
    year: 2025,
    month: 7,
    day: 1,
};

/// A row of the table as it is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct SuccessionRow<'a> {
    /// Tỉnh cũ.
    pub old_province: &'a str,
    /// Huyện cũ.
    pub old_district: &'a str,
    /// Xã, phường cũ; empty: the row is of a district as a whole.
    pub old_commune: &'a str,
    /// Tỉnh mới; empty: the one that the old province became part of.
    pub new_province: &'a str,
    /// Huyện mới; empty since 2025-07-01.
    pub new_district: &'a str,
    /// Xã, phường mới.
    pub new_commune: &'a str,
    /// The first day of the new unit, as `YYYY-MM-DD`.
    pub effective: &'a str,
}

impl SuccessionRow<'_> {
    pub(super) fn read(&self, number: usize) -> Result<Row, SuccessionFault> {
        let old = Unit {
            province: place_key(self.old_province),
            district: place_key(self.old_district),
            ward: place_key(self.old_commune),
        };
        let effective = BirthDate::parse(self.effective)
            .map(|(day, _)| day)
            .filter(|day| day.is_full())
            .ok_or(SuccessionFault::Effective(number))?;
        let new_province = match self.new_province.trim() {
            "" if effective >= REORGANISED => {
                present_province(old.province).unwrap_or(self.old_province.trim())
            }
            "" => self.old_province.trim(),
            named => named,
        };
        let new = Unit {
            province: place_key(new_province),
            district: place_key(self.new_district),
            ward: place_key(self.new_commune),
        };
        if old.province == 0 {
            return Err(SuccessionFault::OldProvince(number));
        }
        if old.district == 0 {
            return Err(SuccessionFault::OldDistrict(number));
        }
        let followed = if old.ward == 0 {
            new.district != 0
        } else {
            new.ward != 0
        };
        if !followed {
            return Err(SuccessionFault::NewUnit(number));
        }
        Ok(Row {
            old,
            new,
            new_province: new_province.into(),
            new_district: self.new_district.trim().into(),
            new_ward: self.new_commune.trim().into(),
            effective,
        })
    }
}

/// The rows, and for each unit the successors of its successors.
pub(super) fn with_chains(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_by_key(|row| row.effective);
    let mut at = 0;
    while at < rows.len() {
        let mut further = Vec::new();
        for next in &rows {
            let first = &rows[at];
            let chained = next.old == first.new && next.effective > first.effective;
            let known = || {
                rows.iter()
                    .any(|row| row.old == first.old && row.new == next.new)
            };
            if chained && next.new != first.old && !known() {
                further.push(Row {
                    old: first.old,
                    ..next.clone()
                });
            }
        }
        rows.append(&mut further);
        at += 1;
    }
    rows
}
