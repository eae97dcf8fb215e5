use super::{level::PlaceLevel, traits::PlaceKind};
use crate::{
    field::{Place, is_merged, is_named},
    register::{Person, Register},
};

/// Compares the address of a record with that of a person. The share is that of the people of the same ward or district.
pub(super) fn compare(register: &Register, record: &Place, person: &Person) -> (PlaceLevel, f64) {
    let place = register.place(person);
    let frequencies = &register.frequencies;
    let level = level(register, record, place, person);
    let share = match level {
        PlaceLevel::Neighbourhood => {
            ward_share(register, record, place) * frequencies.neighbourhood(place.neighbourhood)
        }
        PlaceLevel::Ward | PlaceLevel::OtherNeighbourhood => ward_share(register, record, place),
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

/// The share of the people of the ward that a record names: if it was made of others, of all of them together.
///
/// The ward of the same name counts alone: an address without a district is of today, or only not complete.
fn ward_share(register: &Register, record: &Place, place: &Place) -> f64 {
    let frequencies = &register.frequencies;
    if record.ward == place.ward {
        return frequencies.ward(place.ward);
    }
    let merged: f64 = register
        .succession
        .predecessors(record)
        .filter(|ward| frequencies.is_ward(*ward))
        .map(|ward| frequencies.ward(ward))
        .sum();
    merged.max(frequencies.ward(place.ward))
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
    } else if record.ward == place.ward || register.succession.same_ward(record, place) {
        match record.neighbourhood {
            0 => PlaceLevel::Ward,
            _ if same_neighbourhood => PlaceLevel::Neighbourhood,
            _ => PlaceLevel::OtherNeighbourhood,
        }
    } else if is_known_ward(register, record) {
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

/// Whether the record names another district; where one of the two has no district, a ward or province that the register does not
/// know.
fn is_away(register: &Register, record: &Place, place: &Place) -> bool {
    let same_district = || register.succession.same_district(record, place);
    if record.district != 0 && place.district != 0 {
        return record.district != place.district && !same_district();
    }
    let foreign = record.province != 0
        && record.province != place.province
        && !is_merged(record.province, place.province);
    foreign || (record.ward != 0 && !is_known_ward(register, record) && !same_district())
}

/// Whether anybody in the register lives in the ward that a record names, by whatever name.
fn is_known_ward(register: &Register, record: &Place) -> bool {
    register.frequencies.is_ward(record.ward) || has_other_name(register, record)
}

/// Whether the ward that a record names is in the register under the name that it had before, or has had since.
fn has_other_name(register: &Register, record: &Place) -> bool {
    let (succession, frequencies) = (&register.succession, &register.frequencies);
    succession
        .predecessors(record)
        .any(|ward| frequencies.is_ward(ward))
        || succession
            .successors(record)
            .any(|ward| frequencies.is_modern_ward(ward))
}

/// Where a record says that the person lives, against all of the register.
pub(super) fn kind(register: &Register, record: &Place) -> PlaceKind {
    let frequencies = &register.frequencies;
    if record.district == 0 && record.ward == 0 {
        PlaceKind::Missing
    } else if frequencies.is_district(record.district)
        || (record.district == 0 && frequencies.is_ward(record.ward))
        || frequencies.is_modern_ward(record.ward)
        || has_other_name(register, record)
    {
        PlaceKind::Here
    } else {
        PlaceKind::Away
    }
}
