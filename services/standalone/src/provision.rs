use std::path::PathBuf;

use chiso_backing::{NatsLogin, Topology};
use clap::Args;

/// Inbox of the admin user in `deploy/nats/users.conf`.
const INBOX: &str = "_INBOX_admin";

#[derive(Args)]
pub struct Arguments {
    /// `nats://host:port`.
    #[arg(long, env = "CHISO_NATS_URL")]
    url: String,
    /// File with the seed of the admin's nkey.
    #[arg(long, env = "CHISO_NATS_ADMIN_SEED_FILE")]
    seed_file: PathBuf,
}

/// Makes the streams and consumers of `deploy/nats/topology.toml`.
pub fn provision(arguments: Arguments) -> anyhow::Result<()> {
    let login = NatsLogin {
        url: arguments.url,
        seed_file: arguments.seed_file,
        inbox_prefix: INBOX.to_owned(),
    };
    let topology = Topology::chiso();
    tokio::runtime::Runtime::new()?.block_on(chiso_backing::provision(&login, &topology))?;
    Ok(chiso_chassis::print("provisioned\n")?)
}
