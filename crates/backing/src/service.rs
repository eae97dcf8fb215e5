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

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct List {
        service: Vec<Named>,
    }

    #[derive(Deserialize)]
    struct Named {
        name: String,
    }

    #[test]
    fn all_services_are_those_of_the_list() {
        let list: List = toml::from_str(include_str!("../../../deploy/services.toml")).unwrap();
        let names: Vec<&str> = list
            .service
            .iter()
            .map(|named| named.name.as_str())
            .collect();
        assert_eq!(names, Service::ALL.map(Service::name));
    }
}
