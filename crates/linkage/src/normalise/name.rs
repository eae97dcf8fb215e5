use unicode_normalization::UnicodeNormalization;

use super::{
    step::{Change, CleaningStep, Trail},
    word::{capitalise, each_word, i_to_y, mark_abbreviation, place_tone, same_name, tidy},
};
use crate::encoding::{Encoding, decode};

/// The step that undoes an encoding.
pub(super) const fn step_of(encoding: Encoding) -> CleaningStep {
    match encoding {
        Encoding::Tcvn3 => CleaningStep::FromTcvn3,
        Encoding::Vni => CleaningStep::FromVni,
        Encoding::Mojibake => CleaningStep::FromMojibake,
    }
}

/// Composes and decodes; the encoding that was undone.
pub(super) fn decoded(trail: &mut Trail<'_>) -> Option<Encoding> {
    trail.step(CleaningStep::UnicodeComposed, |text| text.nfc().collect());
    let read = decode(trail.text());
    if let Some(encoding) = read.from {
        trail.step(step_of(encoding), |_| read.text.nfc().collect());
    }
    read.from
}

/// Cleans the name of a person. Nothing is dropped: a syllable that is no Vietnamese keeps its letters.
pub(super) fn clean_name(changes: &mut Vec<Change>, field: &'static str, raw: &str) -> String {
    let mut trail = Trail::new(changes, field, raw);
    decoded(&mut trail);
    let kept = trail.mark();
    trail.step(CleaningStep::Spaces, tidy);
    for (step, clean) in [
        (CleaningStep::LetterCase, capitalise as fn(&str) -> String),
        (CleaningStep::TonePlacement, place_tone),
        (CleaningStep::IOrY, i_to_y),
        (CleaningStep::Abbreviation, mark_abbreviation),
    ] {
        trail.step(step, |text| each_word(text, clean));
    }
    // Noise may look like another encoding once it is tidied.
    if decode(trail.text()).from.is_some() || !same_name(&kept.text, trail.text()) {
        trail.restore(kept);
    }
    trail.finish()
}
