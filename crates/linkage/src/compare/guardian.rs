use super::{
    level::{GuardianLevel, NameCore},
    name::compare_names,
};
use crate::{
    register::{Person, Register},
    text::Name,
};

/// Compares the guardian of a record with the family of a person. The share is that of the people with that name.
pub(super) fn compare(
    register: &Register,
    guardian: &Name,
    person: &Person,
) -> (GuardianLevel, f64) {
    let parents = register.parents(person);
    if guardian.is_empty() || parents.iter().all(|name| name.is_empty()) {
        return (GuardianLevel::Unknown, 1.0);
    }
    let bag = guardian.bag();
    let share = register.frequencies.bag(bag);
    if parents.iter().any(|parent| parent.bag() == bag) {
        return (GuardianLevel::Parent, share);
    }
    let near = |parent: &&Name| {
        let (core, ..) = compare_names(guardian, parent);
        matches!(
            core,
            NameCore::Slip | NameCore::Initials | NameCore::Dropped | NameCore::Added
        )
    };
    if parents.iter().any(near) {
        return (GuardianLevel::NearParent, 1.0);
    }
    if register
        .household(person)
        .iter()
        .any(|member| register.name(register.person(*member)).bag() == bag)
    {
        return (GuardianLevel::Household, share);
    }
    (GuardianLevel::Other, 1.0)
}
