use chiso_linkage::Language;
use chiso_measure::{Ratio, vi_integer};

/// The language of the environment; English if it does not say Vietnamese.
pub(crate) fn of_locale() -> Language {
    #[expect(
        clippy::disallowed_methods,
        reason = "the locale of whoever runs the command is not configuration of Chiso"
    )]
    let read = |name| std::env::var(name).ok();
    of(["LC_ALL", "LC_MESSAGES", "LANG"].map(read))
}

/// The first variable that is set decides, as POSIX says.
fn of(variables: [Option<String>; 3]) -> Language {
    let locale = (variables.into_iter().flatten())
        .find(|locale| !locale.is_empty())
        .unwrap_or_default();
    match locale.split(['_', '.', '@']).next() {
        Some(name) if name.eq_ignore_ascii_case("vi") => Language::Vi,
        _ => Language::En,
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
    fn the_first_variable_that_is_set_decides() {
        let said = |all: &str, messages: &str, lang: &str| {
            of([all, messages, lang].map(|value| Some(value.to_owned())))
        };
        assert_eq!(said("", "", "vi_VN.UTF-8"), Language::Vi);
        assert_eq!(said("C.UTF-8", "", "vi_VN.UTF-8"), Language::En);
        assert_eq!(of([None, None, None]), Language::En);
    }

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
