//! Everything that is said to people, in the two languages that they read. `en.rs` and `vi.rs` hold the same table.

mod en;
mod vi;

use chiso_calendar::VIETNAM;
use chiso_signature::{ChangeKind, Code, Role, SignatureKind, TimeSource, Verdict};
use chrono::{DateTime, Utc};
use clap::ValueEnum;

use crate::outcome::Unread;

/// A language of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// Tiếng Việt
    Vi,
    /// English
    En,
}

/// What a finding means, and what somebody who has the document on the desk does about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Saying {
    pub meaning: &'static str,
    pub advice: &'static str,
}

const fn say(meaning: &'static str, advice: &'static str) -> Saying {
    Saying { meaning, advice }
}

/// Headings of tables and names of their lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    Number,
    Field,
    Signer,
    Role,
    ClaimedTime,
    BestTime,
    Level,
    Coverage,
    Verdict,
    Signature,
    Reason,
    Note,
    TimeStamp,
    Change,
    Certificate,
    Advice,
    AsOf,
    Policy,
    VietnamTime,
    Unknown,
    WholeDocument,
    Revision,
    Of,
    Later,
    Serial,
    IssuedBy,
    Valid,
    DoesNotCount,
    Others,
    Documents,
}

/// Messages on wrong use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Message {
    CannotUse,
    NothingIn,
    NoDocument,
    ContentForDirectory,
    CannotWrite,
    CannotPrint,
}

macro_rules! spoken {
    ($($name:ident($($argument:ident: $kind:ty),*) -> $said:ty;)+) => {
        impl Language {
            $(pub(crate) fn $name(self, $($argument: $kind),*) -> $said {
                match self {
                    Self::En => en::$name($($argument),*),
                    Self::Vi => vi::$name($($argument),*),
                }
            })+
        }
    };
}

spoken! {
    verdict(verdict: Verdict) -> &'static str;
    role(role: Role) -> &'static str;
    kind(kind: SignatureKind) -> Option<&'static str>;
    time_source(source: TimeSource) -> &'static str;
    change(change: ChangeKind) -> &'static str;
    label(label: Label) -> &'static str;
    message(message: Message) -> &'static str;
    code(code: Code) -> Saying;
    unread(unread: &Unread) -> Saying;
}

impl Language {
    /// The language of the environment; English if it does not say Vietnamese.
    pub(crate) fn of_locale() -> Self {
        if chiso_desk::speaks_vietnamese() {
            Self::Vi
        } else {
            Self::En
        }
    }
}

/// A moment as clocks in Vietnam show it.
pub(crate) fn moment(at: DateTime<Utc>) -> String {
    at.with_timezone(&VIETNAM)
        .format("%d/%m/%Y %H:%M:%S")
        .to_string()
}

/// The day of a moment in Vietnam.
pub(crate) fn day(at: DateTime<Utc>) -> String {
    at.with_timezone(&VIETNAM).format("%d/%m/%Y").to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_has_a_sentence_and_advice_of_its_own_in_both_languages() {
        for language in [Language::En, Language::Vi] {
            let mut meanings = BTreeSet::new();
            for &code in Code::ALL {
                let saying = language.code(code);
                for sentence in [saying.meaning, saying.advice] {
                    assert!(sentence.ends_with('.'), "{code:?}: {sentence}");
                    assert!(sentence.chars().next().is_some_and(char::is_uppercase));
                    assert_eq!(sentence, sentence.trim());
                }
                assert!(meanings.insert(saying.meaning), "{code:?} said twice");
            }
        }
        for &code in Code::ALL {
            let (english, vietnamese) = (Language::En.code(code), Language::Vi.code(code));
            assert_ne!(english.meaning, vietnamese.meaning);
            assert!(!vietnamese.meaning.is_ascii() && !vietnamese.advice.is_ascii());
        }
    }

    #[test]
    fn moments_are_those_of_clocks_in_vietnam() {
        let at = "2026-02-28T17:05:09Z".parse().unwrap();
        assert_eq!(moment(at), "01/03/2026 00:05:09");
        assert_eq!(day(at), "01/03/2026");
    }
}
