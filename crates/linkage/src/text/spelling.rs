use std::sync::LazyLock;

use hashbrown::HashSet;

use super::syllable::{Syllable, Tone, syllables};

/// Âm đầu, the longest first where one begins another.
const ONSETS: &[&str] = &[
    "ngh", "ng", "nh", "gh", "gi", "kh", "ph", "qu", "th", "tr", "ch", "b", "c", "d", "g", "h",
    "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "",
];

/// Vần, without tones.
const RIMES: &str = "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et ê \
    êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu o oa oac oach oai oam oan oang oanh oao oap oat \
    oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng \
    uât uây uc uê uêch uên uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh uyp uyt uyu ư ưa ưc ưi ưm \
    ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y ya ych yêm yên yêng yêt yêu ynh yn yt yp yu yr";

static RIME_SET: LazyLock<HashSet<(Vec<u8>, u16)>> = LazyLock::new(|| {
    let mut set = HashSet::new();
    syllables(RIMES, |rime| {
        set.insert((rime.letters().to_vec(), shapes_from(&rime, 0)));
    });
    set
});

fn shapes_from(syllable: &Syllable, start: usize) -> u16 {
    (start..syllable.letters().len()).fold(0, |all, at| {
        let shape = match syllable.shape(at) {
            super::Shape::Plain => 0,
            super::Shape::Circumflex => 1,
            super::Shape::Bowl => 2,
            super::Shape::Stroke => 3,
        };
        all | shape << (2 * (at - start))
    })
}

/// Whether a syllable is spelt as Vietnamese syllables are: a known onset, a known rime, and a tone that its ending allows.
///
/// Syllables without any mark pass too: a text may have lost them.
pub fn is_vietnamese(syllable: &Syllable) -> bool {
    let letters = syllable.letters();
    if letters.ends_with(b"c")
        || letters.ends_with(b"ch")
        || letters.ends_with(b"p")
        || letters.ends_with(b"t")
    {
        // Stopped syllables have the rising or the heavy tone only; none at all means that the marks were lost.
        let stopped =
            matches!(syllable.tone(), Tone::Rising | Tone::Heavy) || !syllable.is_marked();
        if !stopped {
            return false;
        }
    }
    ONSETS.iter().any(|onset| {
        let Some(rest) = letters.strip_prefix(onset.as_bytes()) else {
            return false;
        };
        if rest.is_empty() {
            return *onset == "gi";
        }
        let start = onset.len();
        let stray = (0..start)
            .any(|at| syllable.shape(at) != super::Shape::Plain && (at > 0 || *onset != "d"));
        !stray
            && if syllable.is_marked() {
                RIME_SET.contains(&(rest.to_vec(), shapes_from(syllable, start)))
            } else {
                RIME_SET.iter().any(|(rime, _)| rime == rest)
            }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_valid(text: &str) -> bool {
        let mut valid = true;
        syllables(text, |syllable| valid &= is_vietnamese(&syllable));
        valid
    }

    #[test]
    fn names_are_vietnamese() {
        for text in [
            "Nguyễn Thị Quỳnh",
            "Đặng Xuân Giang",
            "Trương Thúy Hoà",
            "Nguyen Van Thuy",
            "Lê Gia Bảo",
            "Phạm Tuấn Kiệt",
            "Y Ý",
        ] {
            assert!(all_valid(text), "{text}");
        }
    }

    #[test]
    fn what_another_encoding_shows_is_not() {
        for text in ["Leâ", "Nguyeãn", "NguyÔn", "Traàn", "Ñöùc", "Cöôøng"] {
            assert!(!all_valid(text), "{text}");
        }
    }
}
