//! The forms in which names are compared by their blind values. They are part of what is stored: a change of one makes all blind
//! values of it anew.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A name as it is spelt: composed (NFC), in small letters, with single spaces.
pub fn spelt(name: &str) -> String {
    words(name).to_lowercase().nfc().collect()
}

/// A name without the marks of its letters, as it is typed in a hurry: `Đặng Thị Ánh` and `dang thi anh` are the same.
pub fn folded(name: &str) -> String {
    let plain: String = name.nfkd().collect();
    let letters = plain
        .to_lowercase()
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect::<String>();
    words(&letters)
}

fn words(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_found_however_it_was_typed() {
        let decomposed = " NGUYE\u{302}\u{303}N  Thi\u{323} Minh\tKhai";
        assert_eq!(spelt(decomposed), "nguyễn thị minh khai");
        assert_eq!(folded(decomposed), "nguyen thi minh khai");
        assert_eq!(folded("Đặng Thị Ánh"), folded("dang thi anh"));
        assert_ne!(spelt("Đặng Thị Ánh"), spelt("Dang Thi Anh"));
    }

    proptest! {
        #[test]
        fn a_form_is_its_own_form(name in "\\PC{0,40}") {
            prop_assert_eq!(folded(&folded(&name)), folded(&name));
            prop_assert_eq!(spelt(&spelt(&name)), spelt(&name));
        }

        #[test]
        fn names_that_are_spelt_alike_are_folded_alike(name in "[a-zđéêễộƯơĐỆ ]{0,20}") {
            prop_assert_eq!(folded(&spelt(&name)), folded(&name));
        }
    }
}
