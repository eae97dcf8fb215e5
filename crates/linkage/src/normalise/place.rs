use super::{
    name::step_of,
    step::{Change, CleaningStep, Trail},
    word::{capitalise, each_word, place_tone, tidy},
};
use crate::{
    encoding::{Encoding, decode},
    field::{Address, neighbourhood_number, place_key, split_unit},
};

/// How each kind of neighbourhood is written, folded where marks may be missing, and written out.
const NEIGHBOURHOODS: [(&str, &str); 15] = [
    ("tổ dân phố", "Tổ dân phố"),
    ("to dan pho", "Tổ dân phố"),
    ("tdp", "Tổ dân phố"),
    ("khu phố", "Khu phố"),
    ("khu pho", "Khu phố"),
    ("kp", "Khu phố"),
    ("thôn", "Thôn"),
    ("thon", "Thôn"),
    ("xóm", "Xóm"),
    ("xom", "Xóm"),
    ("ấp", "Ấp"),
    ("ap", "Ấp"),
    ("tổ", "Tổ"),
    ("to", "Tổ"),
    ("khu", "Khu"),
];

/// The columns of an address.
pub(super) struct Columns {
    pub(super) fields: [&'static str; 4],
    /// The encoding that the name of the same row was in.
    pub(super) encoding: Option<Encoding>,
}

/// Cleans the four columns of an address: neighbourhood, ward, district and province.
pub(super) fn clean_places(
    changes: &mut Vec<Change>,
    columns: &Columns,
    raw: [&str; 4],
) -> [String; 4] {
    let read = raw.map(|text| match columns.encoding {
        Some(_) => decode(text),
        None => crate::encoding::Decoded {
            text: text.to_owned(),
            from: None,
        },
    });
    let [address, ward, district, province] = [0, 1, 2, 3].map(|at: usize| read[at].text.as_str());
    let split = Address::new(address, ward, district, province);
    let parts = [
        split.neighbourhood,
        split.ward,
        split.district,
        split.province,
    ];
    let mut at = 0;
    parts.map(|part| {
        let mut trail = Trail::new(changes, columns.fields[at], raw[at]);
        if let Some(encoding) = read[at].from {
            trail.step(step_of(encoding), |_| read[at].text.clone());
        }
        trail.step(CleaningStep::AddressSplit, |_| part.to_owned());
        trail.step(CleaningStep::UnicodeComposed, composed);
        if at == 0 {
            clean_neighbourhood(&mut trail);
        } else {
            clean_unit(&mut trail);
        }
        at += 1;
        trail.finish()
    })
}

fn composed(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfc().collect()
}

fn clean_unit(trail: &mut Trail<'_>) {
    let safely = |text: &str, cleaned: String| {
        if place_key(text) == place_key(&cleaned) {
            cleaned
        } else {
            text.to_owned()
        }
    };
    trail.step(CleaningStep::Spaces, |text| {
        safely(text, text.split_whitespace().collect::<Vec<_>>().join(" "))
    });
    trail.step(CleaningStep::UnitWord, |text| {
        let (unit, name) = split_unit(text);
        let name = name.trim_start_matches(['.', ' ']);
        unit.filter(|_| !name.is_empty()).map_or_else(
            || text.to_owned(),
            |unit| safely(text, format!("{} {name}", unit.word())),
        )
    });
    for (step, clean) in [
        (CleaningStep::LetterCase, capitalise as fn(&str) -> String),
        (CleaningStep::TonePlacement, place_tone),
    ] {
        trail.step(step, |text| {
            let (unit, name) = split_unit(text);
            let cleaned = each_word(name.trim_start(), clean);
            safely(
                text,
                unit.map_or(cleaned.clone(), |unit| format!("{} {cleaned}", unit.word())),
            )
        });
    }
}

fn clean_neighbourhood(trail: &mut Trail<'_>) {
    let safely = |text: &str, cleaned: String| {
        if neighbourhood_number(text) == neighbourhood_number(&cleaned) {
            cleaned
        } else {
            text.to_owned()
        }
    };
    trail.step(CleaningStep::Spaces, |text| {
        if text.contains(',') {
            safely(text, text.split_whitespace().collect::<Vec<_>>().join(" "))
        } else {
            safely(text, tidy(text))
        }
    });
    trail.step(CleaningStep::UnitWord, |text| {
        written_out(text).map_or_else(|| text.to_owned(), |cleaned| safely(text, cleaned))
    });
}

/// `TDP số 19` as `Tổ dân phố 19`.
fn written_out(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let (rest, kind) = NEIGHBOURHOODS.iter().find_map(|(word, kind)| {
        let rest = lower.strip_prefix(word)?;
        rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '.'))
            .then_some((rest, kind))
    })?;
    let rest = rest.trim_start_matches([' ', '.']);
    let number = ["số ", "so "]
        .iter()
        .find_map(|word| rest.strip_prefix(word))
        .unwrap_or(rest)
        .trim();
    if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(format!("{kind} {number}"));
    }
    // A name: only the word in front of it is changed.
    let tail: Vec<char> = text.chars().collect();
    let name: String = tail
        .get(tail.len().checked_sub(rest.chars().count())?..)?
        .iter()
        .collect();
    (name.to_lowercase() == rest && !name.is_empty()).then(|| format!("{kind} {name}"))
}
