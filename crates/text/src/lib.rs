//! Text as people type it: brought to one form and checked once, at the edge, before it reaches a rule or a database.
//!
//! Text is NFC, without control characters (PostgreSQL cannot hold all of them), without characters that nobody sees or that turn
//! the direction of what follows (zero-width spaces, bidirectional overrides), and it shows something. What is refused is refused
//! whole: nothing is left out silently, and no fault repeats the text.
#![warn(missing_docs)]

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Why a text is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TextFault {
    /// Nothing in it can be seen.
    #[error("nothing in it can be seen")]
    Blank,
    /// It has more characters than allowed.
    #[error("more than {0} characters")]
    TooLong(usize),
    /// It has control characters or characters that nobody sees.
    #[error("control characters or invisible characters")]
    Invisible,
}

/// One line, such as a name: NFC, runs of white space as one space, none at the ends, 1 to `max` characters.
///
/// # Errors
/// The first rule that the text breaks.
pub fn line(text: &str, max: usize) -> Result<String, TextFault> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    checked(words.nfc().collect(), max, false)
}

/// Text of one or more lines, such as a reason: NFC, line ends as `\n`, no white space at the ends, 1 to `max` characters.
///
/// # Errors
/// The first rule that the text breaks.
pub fn paragraphs(text: &str, max: usize) -> Result<String, TextFault> {
    let lines = text.trim().replace("\r\n", "\n");
    checked(lines.nfc().collect(), max, true)
}

fn checked(text: String, max: usize, is_multiline: bool) -> Result<String, TextFault> {
    let is_layout = |c: char| is_multiline && matches!(c, '\n' | '\t');
    if text.chars().any(|c| is_unseen(c) && !is_layout(c)) {
        return Err(TextFault::Invisible);
    }
    if text.chars().count() > max {
        return Err(TextFault::TooLong(max));
    }
    if text.chars().any(is_seen) {
        Ok(text)
    } else {
        Err(TextFault::Blank)
    }
}

/// Control and format characters, line and paragraph separators, and what only one font knows.
fn is_unseen(c: char) -> bool {
    matches!(
        c.general_category(),
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::PrivateUse
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
    )
}

/// Letters, digits, punctuation and symbols; marks need something to stand on, and the fillers of Hangul show nothing.
fn is_seen(c: char) -> bool {
    let is_filler = matches!(
        c,
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{2800}'
    );
    let is_mark = matches!(
        c.general_category(),
        GeneralCategory::NonspacingMark
            | GeneralCategory::EnclosingMark
            | GeneralCategory::SpacingMark
    );
    !(c.is_whitespace() || is_filler || is_mark)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_line_is_nfc_with_single_spaces() {
        let decomposed = "  Nguye\u{302}\u{303}n  Thi\u{323} Minh\tKhai\u{a0}\n";
        assert_eq!(line(decomposed, 200).as_deref(), Ok("Nguyễn Thị Minh Khai"));
    }

    #[test]
    fn paragraphs_keep_their_lines() {
        assert_eq!(
            paragraphs(" Thiếu:\r\n\t- bản sao\n", 2000).as_deref(),
            Ok("Thiếu:\n\t- bản sao")
        );
    }

    #[rstest]
    #[case("", TextFault::Blank)]
    #[case(" \u{3000}\t", TextFault::Blank)]
    #[case("\u{301}", TextFault::Blank)]
    #[case("\u{3164}", TextFault::Blank)]
    #[case("\u{200b}", TextFault::Invisible)]
    #[case("\u{202e}Anh", TextFault::Invisible)]
    #[case("\u{feff}Anh", TextFault::Invisible)]
    #[case("a\0b", TextFault::Invisible)]
    #[case("a\u{7f}b", TextFault::Invisible)]
    #[case("a\u{85}b\u{9f}c", TextFault::Invisible)]
    #[case("a\u{e000}", TextFault::Invisible)]
    #[case("Nguyễn", TextFault::TooLong(5))]
    fn other_texts_are_refused(#[case] text: &str, #[case] fault: TextFault) {
        let max = if let TextFault::TooLong(max) = fault {
            max
        } else {
            200
        };
        assert_eq!(line(text, max), Err(fault));
        assert_eq!(paragraphs(text, max), Err(fault));
    }

    proptest! {
        #[test]
        fn what_was_accepted_is_accepted_unchanged(text in any::<String>()) {
            if let Ok(once) = line(&text, 50) {
                prop_assert_eq!(line(&once, 50), Ok(once.clone()));
                prop_assert!(!once.chars().any(char::is_control));
            }
            if let Ok(once) = paragraphs(&text, 50) {
                prop_assert_eq!(paragraphs(&once, 50), Ok(once.clone()));
                prop_assert!(!once.contains('\0'));
            }
        }
    }
}
