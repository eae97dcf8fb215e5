use super::{level::PlaceLevel, traits::PlaceKind};
use crate::{
    field::{Place, is_named},
    register::{Person, Register},
};

/// Compares the address of a record with that of a person. The share is that of the people of the same ward or district.
pub(super) fn compare(register: &Register, record: &Place, person: &Person) -> (PlaceLevel, f64) {
    let place = register.place(person);
    let frequencies = &register.frequencies;
    let level = level(register, record, place, person);
    let share = match level {
        PlaceLevel::Neighbourhood => {
            frequencies.ward(place.ward) * frequencies.neighbourhood(place.neighbourhood)
        }
        PlaceLevel::Ward | PlaceLevel::OtherNeighbourhood => frequencies.ward(place.ward),
        PlaceLevel::WardMissing
        | PlaceLevel::OtherWardSameNeighbourhood
        | PlaceLevel::RenamedNeighbourhood => {
            frequencies.district(place.district) * frequencies.neighbourhood(place.neighbourhood)
        }
        PlaceLevel::District | PlaceLevel::OtherWard | PlaceLevel::Renamed => {
            frequencies.district(place.district)
        }
        _ => 1.0,
    };
    (level, share)
}

fn level(register: &Register, record: &Place, place: &Place, person: &Person) -> PlaceLevel {
    if record.is_empty() || (record.district == 0 && record.ward == 0) {
        return PlaceLevel::Unknown;
    }
    if is_away(register, record, place) {
        return if record.province != place.province
            && is_named(person.birth_province, record.province)
        {
            PlaceLevel::Birthplace
        } else if person.status.is_mobile() {
            PlaceLevel::AwayMobile
        } else {
            PlaceLevel::AwayResident
        };
    }
    let same_neighbourhood =
        record.neighbourhood != 0 && record.neighbourhood == place.neighbourhood;
    if record.ward == 0 || place.ward == 0 {
        if same_neighbourhood {
            PlaceLevel::WardMissing
        } else {
            PlaceLevel::District
        }
    } else if record.ward == place.ward {
        match record.neighbourhood {
            0 => PlaceLevel::Ward,
            _ if same_neighbourhood => PlaceLevel::Neighbourhood,
            _ => PlaceLevel::OtherNeighbourhood,
        }
    } else if register.frequencies.is_ward(record.ward) {
        if same_neighbourhood {
            PlaceLevel::OtherWardSameNeighbourhood
        } else {
            PlaceLevel::OtherWard
        }
    } else if same_neighbourhood {
        PlaceLevel::RenamedNeighbourhood
    } else {
        PlaceLevel::Renamed
    }
}

/// Whether the record names another district; without a district, a ward or province that the register does not know.
fn is_away(register: &Register, record: &Place, place: &Place) -> bool {
    if record.district != 0 {
        return record.district != place.district;
    }
    let foreign = record.province != 0 && record.province != place.province;
    foreign || !register.frequencies.is_ward(record.ward)
}

/// Where a record says that the person lives, against all of the register.
pub(super) fn kind(register: &Register, record: &Place) -> PlaceKind {
    let frequencies = &register.frequencies;
    if record.district == 0 && record.ward == 0 {
        PlaceKind::Missing
    } else if frequencies.is_district(record.district)
        || (record.district == 0 && frequencies.is_ward(record.ward))
    {
        PlaceKind::Here
    } else {
        PlaceKind::Away
    }
}
