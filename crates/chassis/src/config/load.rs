use std::path::PathBuf;

use figment::Figment;
use figment::providers::{Format, Serialized, Toml};
use serde::de::DeserializeOwned;

use super::ConfigFault;
use super::fields::fields_of;

const PREFIX: &str = "CHISO_";
const FILE: &str = "CHISO_CONFIG";

/// Names that are in common use for what has a key here too; the key wins. Later lines win over earlier ones.
const COMMON_NAMES: [(&str, &str); 5] = [
    ("DATABASE_URL", "database.url"),
    ("NATS_URL", "nats.url"),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", "telemetry.otlp_endpoint"),
    ("RUST_LOG", "telemetry.log"),
    ("CHISO_LOG", "telemetry.log"),
];

/// Variables of people and of other commands of Chiso in the same shell. They are no keys, unless they are a key of `T`.
const OF_OTHERS: [&str; 4] = [
    "CHISO_HOME",
    "CHISO_NATS_ADMIN_SEED_FILE",
    "CHISO_NATS_URL",
    "CHISO_TOKEN",
];

/// Reads the configuration of a service.
///
/// `CHISO_DATABASE__URL` is the key `database.url`, and so on, over the TOML file that `CHISO_CONFIG` names, if it names one.
/// `DATABASE_URL`, `NATS_URL`, `OTEL_EXPORTER_OTLP_ENDPOINT`, `RUST_LOG` and `CHISO_LOG` stand for their keys when neither gives them and `T` has
/// the section. `T` and its parts are structs with `deny_unknown_fields`.
///
/// # Errors
/// [`ConfigFault`], which names the key at fault.
pub fn load<T: DeserializeOwned>() -> Result<T, ConfigFault> {
    load_from(std::env::vars())
}

fn load_from<T: DeserializeOwned>(
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<T, ConfigFault> {
    let mut common = Figment::new();
    let mut own = Figment::new();
    let mut file = Figment::new();
    let variables: Vec<(String, String)> = variables.into_iter().collect();
    let sections = fields_of::<T>();
    for (name, key) in COMMON_NAMES {
        let section = key.split('.').next().unwrap_or(key);
        let value = variables.iter().find(|(variable, _)| variable == name);
        if let Some((_, value)) = value.filter(|_| sections.contains(&section)) {
            common = common.merge(Serialized::default(key, value));
        }
    }
    for (name, value) in &variables {
        let Some(key) = name.strip_prefix(PREFIX) else {
            continue;
        };
        let key = key.to_ascii_lowercase().replace("__", ".");
        if OF_OTHERS.contains(&name.as_str()) && !sections.contains(&key.as_str()) {
            continue;
        }
        if name == FILE {
            file = Figment::from(Toml::string(&read(PathBuf::from(value))?));
        } else if COMMON_NAMES.iter().all(|(common, _)| common != name) {
            own = own.merge(Serialized::default(&key, value));
        }
    }
    // Values of variables are texts; lossy extraction reads numbers out of them and leaves an all-digit password a text.
    Ok(common.merge(file).merge(own).extract_lossy()?)
}

fn read(path: PathBuf) -> Result<String, ConfigFault> {
    std::fs::read_to_string(&path).map_err(|source| ConfigFault::File { path, source })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use secrecy::ExposeSecret;
    use serde::Deserialize;

    use super::*;
    use crate::config::{DatabaseConfig, LimitsConfig, ListenConfig, TelemetryConfig};

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Config {
        database: DatabaseConfig,
        #[serde(default)]
        listen: ListenConfig,
        #[serde(default)]
        limits: LimitsConfig,
        #[serde(default)]
        telemetry: TelemetryConfig,
    }

    fn with(variables: &[(&str, &str)]) -> Result<Config, ConfigFault> {
        load_from(
            variables
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        )
    }

    #[test]
    fn variables_win_over_the_file_and_the_file_over_common_names() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(
            b"[database]\nurl = 'postgres://file'\nmax_connections = 3\n[limits]\nrequests = 7\n",
        )
        .unwrap();
        let path = file.path().to_str().unwrap();
        let config = with(&[
            ("CHISO_CONFIG", path),
            ("DATABASE_URL", "postgres://common"),
            ("CHISO_LIMITS__REQUESTS", "9"),
            ("CHISO_LISTEN__ADDRESS", "0.0.0.0:0"),
            ("NATS_URL", "nats://of-somebody-else"),
            ("RUST_LOG", "warn"),
            ("CHISO_LOG", "debug"),
            ("PATH", "/bin"),
        ])
        .unwrap();
        assert_eq!(config.database.url.expose_secret(), "postgres://file");
        assert_eq!(config.database.max_connections, 3);
        assert_eq!(config.limits.requests, 9);
        assert_eq!(config.listen.address.port(), 0);
        assert_eq!(config.telemetry.log, "debug");
        let config = with(&[
            ("DATABASE_URL", "postgres://common"),
            ("CHISO_DATABASE__URL", "12345"),
        ])
        .unwrap();
        assert_eq!(config.database.url.expose_secret(), "12345");
    }

    #[test]
    fn variables_of_others_in_the_shell_are_left_alone() {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct WithHome {
            home: String,
        }

        let shell = [
            ("DATABASE_URL", "postgres://"),
            ("CHISO_TOKEN", "e30.e30.c2ln"),
            ("CHISO_HOME", "/var/lib/chiso"),
            ("CHISO_NATS_URL", "nats://127.0.0.1:4222"),
            ("CHISO_NATS_ADMIN_SEED_FILE", "admin.nkey"),
        ];
        assert!(with(&shell).is_ok());

        let variables = shell[1..]
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let config: WithHome = load_from(variables).unwrap();
        assert_eq!(config.home, "/var/lib/chiso");
    }

    #[test]
    fn a_fault_names_the_key_and_not_the_value() {
        let url = ("DATABASE_URL", "postgres://");
        let fault = |name, value| with(&[url, (name, value)]).unwrap_err().to_string();
        insta::assert_snapshot!(fault("CHISO_LISTEN__PROT", "1"), @"unknown configuration key listen.prot, expected one of address, management");
        insta::assert_snapshot!(fault("CHISO_COLOUR", "red"), @"unknown configuration key colour, expected one of database, listen, limits, telemetry");
        insta::assert_snapshot!(fault("CHISO_LIMITS__REQUESTS", "hunter2"), @"configuration key limits.requests is not valid, expected usize");
        insta::assert_snapshot!(fault("CHISO_LISTEN__ADDRESS", "hunter2"), @"configuration key listen.address is not valid, expected a value of another form");
        insta::assert_snapshot!(fault("CHISO_CONFIG", "/nowhere"), @"configuration file /nowhere cannot be read");
        insta::assert_snapshot!(with(&[]).unwrap_err(), @"missing configuration key database");
        let secret = format!(
            "{:?}",
            with(&[("DATABASE_URL", "postgres://u:hunter2@h")]).unwrap()
        );
        assert!(!secret.contains("hunter2"));
    }
}
