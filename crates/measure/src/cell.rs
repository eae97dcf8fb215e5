use chiso_proto::dossiers::v1 as pb;
use serde::Deserialize;

/// Kênh tiếp nhận: how a dossier came in. The numbers are the national codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Channel {
    /// Trực tiếp: at the one-stop desk.
    InPerson = 1,
    /// Trực tuyến: through a public service portal.
    Online = 2,
    /// Bưu chính công ích: through the universal postal operator.
    Post = 3,
}

impl Channel {
    /// All channels.
    pub const ALL: [Self; 3] = [Self::InPerson, Self::Online, Self::Post];

    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InPerson => "in_person",
            Self::Online => "online",
            Self::Post => "post",
        }
    }

    /// National code.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The channel with this national code.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|channel| channel.number() == number)
    }

    /// Unspecified counts as in person, as in the national synchronisation.
    pub(crate) fn from_proto(value: i32) -> Option<Self> {
        match pb::Channel::try_from(value).ok()? {
            pb::Channel::Unspecified | pb::Channel::InPerson => Some(Self::InPerson),
            pb::Channel::Online => Some(Self::Online),
            pb::Channel::Post => Some(Self::Post),
        }
    }
}

/// Mức độ dịch vụ công trực tuyến: how far a procedure can be done online (Nghị định 42/2022/NĐ-CP).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum ServiceLevel {
    /// No online service.
    None = 1,
    /// Một phần: online, but not end to end.
    Partial = 2,
    /// Toàn trình: end to end.
    Full = 3,
}

impl ServiceLevel {
    /// All levels.
    pub const ALL: [Self; 3] = [Self::None, Self::Partial, Self::Full];

    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Partial => "partial",
            Self::Full => "full",
        }
    }

    /// Stable number.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The level with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.number() == number)
    }

    /// Whether there is an online service at all.
    pub const fn is_online(self) -> bool {
        matches!(self, Self::Partial | Self::Full)
    }

    pub(crate) fn from_proto(value: i32) -> Option<Self> {
        match pb::ServiceLevel::try_from(value).ok()? {
            pb::ServiceLevel::Unspecified => None,
            pb::ServiceLevel::None => Some(Self::None),
            pb::ServiceLevel::Partial => Some(Self::Partial),
            pb::ServiceLevel::Full => Some(Self::Full),
        }
    }
}

/// Ô số liệu: where a weight counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell<'a> {
    /// Permanent id of the unit: the one whose desk took the dossier in, or that offers the procedure.
    pub unit: &'a str,
    /// National procedure code.
    pub procedure: &'a str,
    /// None for measures of procedures, which have no channel.
    pub channel: Option<Channel>,
    /// Of the procedure version that binds the dossier, or that is offered.
    pub service_level: ServiceLevel,
}

/// A [`Cell`] that owns its strings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OwnedCell {
    /// As [`Cell::unit`].
    pub unit: Box<str>,
    /// As [`Cell::procedure`].
    pub procedure: Box<str>,
    /// As [`Cell::channel`].
    pub channel: Option<Channel>,
    /// As [`Cell::service_level`].
    pub service_level: ServiceLevel,
}

impl OwnedCell {
    /// The cell, borrowed.
    pub fn borrowed(&self) -> Cell<'_> {
        Cell {
            unit: &self.unit,
            procedure: &self.procedure,
            channel: self.channel,
            service_level: self.service_level,
        }
    }
}

impl From<Cell<'_>> for OwnedCell {
    fn from(cell: Cell<'_>) -> Self {
        Self {
            unit: cell.unit.into(),
            procedure: cell.procedure.into(),
            channel: cell.channel,
            service_level: cell.service_level,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lead_back_and_unspecified_is_in_person() {
        for channel in Channel::ALL {
            assert_eq!(Channel::from_number(channel.number()), Some(channel));
        }
        for level in ServiceLevel::ALL {
            assert_eq!(ServiceLevel::from_number(level.number()), Some(level));
        }
        assert_eq!(Channel::from_proto(0), Some(Channel::InPerson));
        assert_eq!(Channel::from_proto(4), None);
        assert_eq!(ServiceLevel::from_proto(0), None);
    }
}
