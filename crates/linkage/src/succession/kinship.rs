use super::{Row, Succession, pair};
use crate::field::Place;

impl Succession {
    /// Whether two addresses with different names for the ward mean the same one: one names it as it was, the other as it is.
    pub(crate) fn same_ward(&self, one: &Place, other: &Place) -> bool {
        !self.is_empty() && (self.followed(one, other) || self.followed(other, one))
    }

    fn followed(&self, old: &Place, new: &Place) -> bool {
        self.rows(&self.wards, pair(old.ward, new.ward))
            .any(|row| row.is_old(old) && row.is_new(new, self))
    }

    /// Whether two addresses of which not both name the same district lie in the same one all the same.
    pub(crate) fn same_district(&self, one: &Place, other: &Place) -> bool {
        !self.is_empty() && (self.was_in(one, other) || self.was_in(other, one))
    }

    fn was_in(&self, old: &Place, new: &Place) -> bool {
        if old.district == 0 {
            return self.followed(old, new);
        }
        let renamed = |row: &Row| {
            agrees(old.province, [row.old.province, row.new.province])
                && agrees(new.province, [row.old.province, row.new.province])
        };
        if new.district != 0 {
            return self
                .rows(&self.districts, pair(old.district, new.district))
                .any(renamed);
        }
        self.rows(&self.areas, pair(old.district, new.ward))
            .any(renamed)
    }

    /// The wards that followed the ward of an address, if it is of the time before.
    pub(crate) fn successors<'a>(&'a self, place: &'a Place) -> impl Iterator<Item = u64> + 'a {
        self.rows(&self.of_ward, place.ward)
            .filter(|row| row.old.ward == place.ward && row.is_old(place))
            .map(|row| row.new.ward)
    }

    /// The wards that the ward of an address was made of, if the address is of the time since.
    pub(crate) fn predecessors<'a>(&'a self, place: &'a Place) -> impl Iterator<Item = u64> + 'a {
        self.rows(&self.of_ward, place.ward)
            .filter(|row| row.new.ward == place.ward && row.is_new(place, self))
            .map(|row| row.old.ward)
    }
}

impl Row {
    /// Whether an address with the name of the old ward means it.
    fn is_old(&self, place: &Place) -> bool {
        agrees(place.province, [self.old.province, self.new.province])
            && agrees(place.district, [self.old.district, self.old.district])
    }

    /// Whether an address with the name of the new ward means it.
    ///
    /// An old ward may have had the name already. Since there are no districts, an address with a district means the old one.
    fn is_new(&self, place: &Place, table: &Succession) -> bool {
        let named = place.ward == self.new.ward
            && agrees(place.province, [self.old.province, self.new.province]);
        named
            && (place.district == self.new.district
                || (place.district == self.old.district
                    && !table.old_wards.contains(&pair(place.district, place.ward))))
    }
}

/// Whether a name is one of two, or not written.
fn agrees(written: u64, names: [u64; 2]) -> bool {
    written == 0 || names.contains(&written)
}
