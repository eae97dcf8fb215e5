//! Text out of documents, made harmless: names and details are written by whoever made the file, and must neither steer a terminal
//! nor turn the order of what is read.

use std::path::Path;

const LONGEST: usize = 240;

/// `text` on one line and of bearable length.
pub(crate) fn line(text: &str) -> String {
    let mut letters = text.chars();
    let mut line: String = letters.by_ref().take(LONGEST).map(harmless).collect();
    if letters.next().is_some() {
        line.push('…');
    }
    line
}

/// A path in full.
pub(crate) fn path(path: &Path) -> String {
    path.to_string_lossy().chars().map(harmless).collect()
}

fn harmless(letter: char) -> char {
    let steers = letter.is_control()
        || matches!(
            letter,
            '\u{61c}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
        );
    if steers { '\u{fffd}' } else { letter }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_are_not_steered_and_letters_stay_in_order() {
        assert_eq!(line("Nguyễn Văn A"), "Nguyễn Văn A");
        assert_eq!(line("\u{1b}[32mA\r\nB"), "\u{fffd}[32mA\u{fffd}\u{fffd}B");
        assert_eq!(line("A\u{202e}fdp"), "A\u{fffd}fdp");
        assert_eq!(line("\u{9b}1mC"), "\u{fffd}1mC");
    }

    #[test]
    fn what_is_too_long_is_cut() {
        assert_eq!(line(&"ệ".repeat(1000)).chars().count(), LONGEST + 1);
    }
}
