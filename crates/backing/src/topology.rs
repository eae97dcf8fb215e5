use serde::Deserialize;

const CHISO: &str = include_str!("../../../deploy/nats/topology.toml");

/// The streams of the bus and their durable consumers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topology {
    /// The streams.
    #[serde(rename = "stream")]
    pub streams: Vec<Stream>,
}

/// A file-backed stream that discards its oldest messages first.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stream {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub description: String,
    /// The subjects that it stores.
    pub subjects: Vec<String>,
    /// Copies in a cluster, 1 to 5.
    pub replicas: usize,
    /// Age in seconds after which a message is discarded.
    pub max_age_seconds: u64,
    /// Size in bytes above which the oldest messages are discarded.
    pub max_bytes: i64,
    /// How long in seconds a repeated `Nats-Msg-Id` is recognised.
    pub duplicate_window_seconds: u64,
    /// Its durable consumers.
    #[serde(rename = "consumer", default)]
    pub consumers: Vec<Consumer>,
}

/// A durable pull consumer of a whole stream from its first message, with acknowledgements that cover all before them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consumer {
    /// Its durable name.
    pub name: String,
    /// What it feeds.
    pub description: String,
    /// Seconds after which an unacknowledged message is delivered again.
    pub ack_wait_seconds: u64,
    /// Messages that may be on their way unacknowledged.
    pub max_ack_pending: i64,
}

impl Topology {
    /// The topology of Chiso, `deploy/nats/topology.toml`.
    ///
    /// # Panics
    /// Never: a test parses the file that is compiled in.
    pub fn chiso() -> Self {
        Self::parse(CHISO).expect("a test parses the file that is compiled in")
    }

    /// Reads a topology.
    ///
    /// # Errors
    /// When the text is not TOML of this shape.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_topology_that_is_compiled_in_parses() {
        let topology = Topology::chiso();
        assert_eq!(topology.streams[0].name, "CHISO_DOSSIERS");
        assert_eq!(topology.streams[0].consumers[0].name, "aggregator");
    }

    #[test]
    fn an_unknown_key_is_an_error() {
        assert!(Topology::parse(&format!("{CHISO}\nmax_waiting = 1\n")).is_err());
    }
}
