/// A service with a database and a bus login of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// Hồ sơ thủ tục hành chính: the dossiers service.
    Dossiers,
    /// The aggregator of indicators.
    Aggregator,
}

impl Service {
    /// All services.
    pub const ALL: [Self; 2] = [Self::Dossiers, Self::Aggregator];

    /// The name of its role, its database and its bus user.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dossiers => "dossiers",
            Self::Aggregator => "aggregator",
        }
    }
}
