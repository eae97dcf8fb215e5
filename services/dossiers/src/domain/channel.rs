use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Kênh thực hiện: how a dossier was filed. The numbers are the national codes; a missing channel counts as in person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Trực tiếp (1).
    #[default]
    InPerson,
    /// Trực tuyến (2).
    Online,
    /// Bưu chính công ích (3).
    Post,
}

impl Channel {
    pub const ALL: [Self; 3] = [Self::InPerson, Self::Online, Self::Post];

    /// The national code.
    pub fn national_code(self) -> i16 {
        match self {
            Self::InPerson => 1,
            Self::Online => 2,
            Self::Post => 3,
        }
    }
}
