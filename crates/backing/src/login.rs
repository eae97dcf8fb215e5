use std::io;
use std::path::PathBuf;

use async_nats::{Client, ConnectErrorKind, ConnectOptions};

/// What a user of the bus needs to log in: the three settings that a service takes from its configuration.
#[derive(Clone, Debug)]
pub struct NatsLogin {
    /// `nats://host:port`.
    pub url: String,
    /// The file that holds the seed of the user's nkey.
    pub seed_file: PathBuf,
    /// The only subject tree that the user may subscribe to, without the final `.>`.
    pub inbox_prefix: String,
}

impl NatsLogin {
    /// Connects as this user.
    ///
    /// # Errors
    /// When the seed cannot be read or the server cannot be reached or refuses the login.
    pub async fn connect(&self) -> Result<Client, async_nats::ConnectError> {
        self.connect_with(ConnectOptions::new()).await
    }

    /// The same with options set before.
    ///
    /// # Errors
    /// As [`NatsLogin::connect`].
    pub async fn connect_with(
        &self,
        options: ConnectOptions,
    ) -> Result<Client, async_nats::ConnectError> {
        let seed = tokio::fs::read_to_string(&self.seed_file)
            .await
            .map_err(|fault| {
                let what = format!("{}: {fault}", self.seed_file.display());
                async_nats::ConnectError::with_source(
                    ConnectErrorKind::Authentication,
                    io::Error::new(fault.kind(), what),
                )
            })?;
        options
            .nkey(seed.trim().to_owned())
            .custom_inbox_prefix(&self.inbox_prefix)
            .connect(&self.url)
            .await
    }
}
