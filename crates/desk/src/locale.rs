/// Whether the locale of whoever runs the command is Vietnamese.
pub fn speaks_vietnamese() -> bool {
    #[expect(
        clippy::disallowed_methods,
        reason = "the locale of whoever runs the command is not configuration of Chiso"
    )]
    let read = |name| std::env::var(name).ok();
    is_vietnamese(["LC_ALL", "LC_MESSAGES", "LANG"].map(read))
}

/// The first variable that is set decides, as POSIX says.
fn is_vietnamese(variables: [Option<String>; 3]) -> bool {
    (variables.into_iter().flatten())
        .find(|locale| !locale.is_empty())
        .and_then(|locale| Some(locale.split(['_', '.', '@']).next()?.to_owned()))
        .is_some_and(|language| language.eq_ignore_ascii_case("vi"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_decides() {
        let of = |all: &str, messages: &str, lang: &str| {
            is_vietnamese([all, messages, lang].map(|value| Some(value.to_owned())))
        };
        assert!(of("", "", "vi_VN.UTF-8"));
        assert!(!of("C.UTF-8", "", "vi_VN.UTF-8"));
        assert!(of("", "vi", "en_US.UTF-8"));
        assert!(!of("", "", "vie"));
        assert!(!is_vietnamese([None, None, None]));
    }
}
