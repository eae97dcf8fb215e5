//! What became of provinces, districts and communes that were renamed, merged or split.
mod kinship;
mod table;

use std::sync::LazyLock;

use hashbrown::{HashMap, HashSet};
use thiserror::Error;

use crate::{
    field::{BirthDate, place_key},
    text::spread,
};

pub use table::SuccessionRow;

/// The table that is shipped.
const STANDARD: &str = include_str!("../../data/succession.csv");

/// Kế thừa đơn vị hành chính: which unit followed which. Many-to-many: units were merged and split.
///
/// Names repeat in other districts and provinces, so a row holds only where province and district agree or are not written.
#[derive(Debug, Clone, Default)]
pub struct Succession {
    rows: Vec<Row>,
    /// The rows of an old and a new ward.
    wards: HashMap<u64, Vec<u32>>,
    /// The rows of an old district and a new ward.
    areas: HashMap<u64, Vec<u32>>,
    /// The rows of an old and a new district.
    districts: HashMap<u64, Vec<u32>>,
    /// The rows of a ward, old or new.
    of_ward: HashMap<u64, Vec<u32>>,
    /// District and name of each ward that was followed by another.
    old_wards: HashSet<u64>,
}

/// Why a row of the table is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SuccessionFault {
    /// The old unit has no province.
    #[error("row {0}: no old province")]
    OldProvince(usize),
    /// There is a commune but no district, or no unit at all below the province.
    #[error("row {0}: no old district")]
    OldDistrict(usize),
    /// There is no new unit of the same tier.
    #[error("row {0}: no new unit")]
    NewUnit(usize),
    /// The day is none.
    #[error("row {0}: no day of effect, expected YYYY-MM-DD")]
    Effective(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Unit {
    province: u64,
    district: u64,
    ward: u64,
}

#[derive(Debug, Clone)]
struct Row {
    old: Unit,
    new: Unit,
    new_province: Box<str>,
    new_district: Box<str>,
    new_ward: Box<str>,
    effective: BirthDate,
}

impl Succession {
    /// The table that is shipped: the communes of the report units on 2025-07-01.
    pub fn standard() -> &'static Self {
        static TABLE: LazyLock<Succession> = LazyLock::new(|| {
            let rows = STANDARD.lines().skip(1).filter_map(|line| {
                let mut cells = line.split(',');
                Some(SuccessionRow {
                    old_province: cells.next()?,
                    old_district: cells.next()?,
                    old_commune: cells.next()?,
                    new_province: cells.next()?,
                    new_district: cells.next()?,
                    new_commune: cells.next()?,
                    effective: cells.next()?,
                })
            });
            Succession::from_rows(rows).expect("a test reads the shipped table")
        });
        &TABLE
    }

    /// An empty table: a unit is what its name says.
    pub fn none() -> Self {
        Self::default()
    }

    /// Builds a table. A unit that was followed by one that was itself followed by another has both for successors.
    ///
    /// # Errors
    ///
    /// A row without old province, without old district, without a new unit of the same tier, or without a day; rows count from 1.
    pub fn from_rows<'a>(
        rows: impl IntoIterator<Item = SuccessionRow<'a>>,
    ) -> Result<Self, SuccessionFault> {
        let rows = rows
            .into_iter()
            .zip(1..)
            .map(|(row, number)| row.read(number))
            .collect::<Result<Vec<Row>, _>>()?;
        Ok(Self::new(table::with_chains(rows)))
    }

    fn new(rows: Vec<Row>) -> Self {
        let mut table = Self::default();
        for (at, row) in (0..).zip(&rows) {
            let Row { old, new, .. } = row;
            if old.ward == 0 {
                let key = pair(old.district, new.district);
                table.districts.entry(key).or_default().push(at);
                continue;
            }
            for (map, key) in [
                (&mut table.wards, pair(old.ward, new.ward)),
                (&mut table.areas, pair(old.district, new.ward)),
                (&mut table.of_ward, old.ward),
            ] {
                map.entry(key).or_default().push(at);
            }
            if new.ward != old.ward {
                table.of_ward.entry(new.ward).or_default().push(at);
            }
            table.old_wards.insert(pair(old.district, old.ward));
        }
        table.rows = rows;
        table
    }

    /// How many rows there are, with those that follow from others.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn rows<'a>(
        &'a self,
        of: &'a HashMap<u64, Vec<u32>>,
        key: u64,
    ) -> impl Iterator<Item = &'a Row> {
        of.get(&key)
            .into_iter()
            .flatten()
            .filter_map(|at| self.rows.get(*at as usize))
    }

    /// The present names of ward, district and province of an address of old units; None if it has none, or more than one.
    pub(crate) fn present(&self, ward: &str, district: &str, province: &str) -> Option<[&str; 3]> {
        let (ward, district, province) =
            (place_key(ward), place_key(district), place_key(province));
        let mut heirs = self.rows(&self.of_ward, ward).filter(|row| {
            row.old.ward == ward
                && row.old.district == district
                && (province == 0 || province == row.old.province)
        });
        let mut last = heirs.next()?;
        let mut alone = true;
        for row in heirs {
            if row.effective > last.effective {
                last = row;
                alone = true;
            } else if row.effective == last.effective && row.new != last.new {
                alone = false;
            }
        }
        alone.then_some([&last.new_ward, &last.new_district, &last.new_province])
    }
}

fn pair(old: u64, new: u64) -> u64 {
    spread(spread(old) ^ new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_is_read() {
        let table = Succession::standard();
        assert_eq!(table.len(), STANDARD.lines().count() - 1);
        assert_eq!(
            table.present("P. Đông Ngàn", "TX Từ Sơn", "Bắc Ninh"),
            Some(["Phường Từ Sơn", "", "Bắc Ninh"])
        );
        assert_eq!(
            table.present("Phường Đức Ninh Đông", "TP Đồng Hới", ""),
            Some(["Phường Đồng Hới", "", "Quảng Trị"])
        );
        // Without a district it is the new ward.
        assert_eq!(table.present("Phường Đồng Nguyên", "", "Bắc Ninh"), None);
    }

    const SPLIT: SuccessionRow<'static> = SuccessionRow {
        old_province: "Thanh Hóa",
        old_district: "Huyện Thường Xuân",
        old_commune: "Xã Luận Khê",
        new_province: "",
        new_district: "",
        new_commune: "Xã Luận Thành",
        effective: "2025-07-01",
    };

    #[test]
    fn a_unit_that_was_split_has_no_single_present_name() {
        let rows = [
            SPLIT,
            SuccessionRow {
                new_commune: "Xã Tân Thành",
                ..SPLIT
            },
        ];
        let table = Succession::from_rows(rows).unwrap();
        assert_eq!(table.present("Luận Khê", "Thường Xuân", ""), None);
    }

    #[test]
    fn rows_that_are_refused() {
        let fault = |row| Succession::from_rows([SPLIT, row]).unwrap_err();
        let without = SuccessionRow {
            old_province: " ",
            ..SPLIT
        };
        assert_eq!(fault(without), SuccessionFault::OldProvince(2));
        let without = SuccessionRow {
            old_district: "",
            ..SPLIT
        };
        assert_eq!(fault(without), SuccessionFault::OldDistrict(2));
        let without = SuccessionRow {
            new_commune: "",
            ..SPLIT
        };
        assert_eq!(fault(without), SuccessionFault::NewUnit(2));
        let without = SuccessionRow {
            effective: "2025",
            ..SPLIT
        };
        assert_eq!(
            fault(without).to_string(),
            "row 2: no day of effect, expected YYYY-MM-DD"
        );
    }
}
