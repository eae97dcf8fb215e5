use chiso_linkage::Language;
use chiso_measure::{Ratio, vi_integer};

/// The language of the environment; English if it does not say Vietnamese.
pub(crate) fn of_locale() -> Language {
    if chiso_desk::speaks_vietnamese() {
        Language::Vi
    } else {
        Language::En
    }
}

/// A count as people read it.
pub(crate) fn count(language: Language, value: u64) -> String {
    let grouped = vi_integer(i64::try_from(value).unwrap_or(i64::MAX));
    match language {
        Language::Vi => grouped,
        Language::En => grouped.replace('.', ","),
    }
}

/// A share as people read it, with one decimal; nothing of nothing is no share.
pub(crate) fn share(language: Language, part: u64, whole: u64) -> String {
    let [part, whole] = [part, whole].map(|count| i64::try_from(count).unwrap_or(i64::MAX));
    let percent = (Ratio {
        numerator: part,
        denominator: whole,
    })
    .percent(1);
    match (percent, language) {
        (None, _) => "–".to_owned(),
        (Some(percent), Language::Vi) => percent.vi(),
        (Some(percent), Language::En) => format!("{percent}%"),
    }
}

/// A number with some decimals as people read it.
pub(crate) fn decimal(language: Language, value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match language {
        Language::Vi => text.replace('.', ","),
        Language::En => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_language() {
        assert_eq!(count(Language::Vi, 1_234_567), "1.234.567");
        assert_eq!(count(Language::En, 1_234_567), "1,234,567");
        assert_eq!(share(Language::Vi, 1, 8), "12,5%");
        assert_eq!(share(Language::En, 1, 8), "12.5%");
        assert_eq!(share(Language::En, 0, 0), "–");
        assert_eq!(decimal(Language::Vi, 0.985_06, 4), "0,9851");
    }
}
