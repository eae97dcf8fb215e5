use thiserror::Error;

/// Lỗi dữ liệu: a facet breaks its own rules. Nothing of it may be counted; its event goes to quarantine.
///
/// The values name fields of the facet, never their content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FacetFault {
    /// A field that every such facet has is absent or empty.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// An instant outside the years 1900 to 2200, or with a fraction of a second.
    #[error("{0} is not an instant of the years 1900 to 2200 in whole seconds")]
    UnreadableTime(&'static str),
    /// A day that is not ISO 8601.
    #[error("{0} is not a calendar day")]
    UnreadableDate(&'static str),
    /// An identifier of a unit or a procedure is longer than 64 bytes or has a character that no identifier has.
    #[error("{0} is longer than 64 bytes, or holds a character that no identifier has")]
    BadIdentifier(&'static str),
    /// A value of an enumeration that this version does not know.
    #[error("{0} has a value that is not known")]
    UnknownValue(&'static str),
    /// An instant or day lies before the one that it must follow.
    #[error("{0} is too early")]
    OutOfOrder(&'static str),
    /// The dossier was rejected at intake, and yet it went on.
    #[error("rejected at intake, and yet there is {0}")]
    RejectedYet(&'static str),
    /// What only an accepted dossier can have.
    #[error("not accepted, and yet there is {0}")]
    NotAccepted(&'static str),
    /// A clock run before the last one, or the last one of an ended dossier, has no end.
    #[error("a clock run that is over has no stop_time")]
    ClockNotStopped,
    /// A result was delivered before the dossier ended.
    #[error("delivered, and yet not closed")]
    NotClosed,
    /// A unit offers the same procedure version twice.
    #[error("a unit is listed twice")]
    DuplicateUnit,
}

impl FacetFault {
    /// Stable code of the rule that is broken.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing(_) => "FACET_FIELD_MISSING",
            Self::UnreadableTime(_) => "FACET_TIME_UNREADABLE",
            Self::UnreadableDate(_) => "FACET_DATE_UNREADABLE",
            Self::BadIdentifier(_) => "FACET_IDENTIFIER_INVALID",
            Self::UnknownValue(_) => "FACET_VALUE_UNKNOWN",
            Self::OutOfOrder(_) => "FACET_TIMES_OUT_OF_ORDER",
            Self::RejectedYet(_) => "FACET_REJECTED_AND_HANDLED",
            Self::NotAccepted(_) => "FACET_NOT_ACCEPTED",
            Self::ClockNotStopped => "FACET_CLOCK_NOT_STOPPED",
            Self::NotClosed => "FACET_NOT_CLOSED",
            Self::DuplicateUnit => "FACET_UNIT_TWICE",
        }
    }
}
