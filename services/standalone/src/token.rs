use std::path::PathBuf;

use anyhow::{Context, bail};
use chiso_backing::DevIssuer;
use chiso_chassis::auth::Role;
use chiso_clock::Clock;
use chrono::TimeDelta;
use clap::Args;

/// The unit at the top of the sample's tree; those before 1/7/2025 answer to it.
const TOP: &str = "tinh-bac-ninh-2025";
/// Roles of a person.
const ROLES: [&str; 4] = ["clerk", "importer", "reader", "operator"];

#[derive(Args)]
pub struct Arguments {
    /// Data directory of the servers.
    #[arg(long, env = "CHISO_HOME")]
    home: Option<PathBuf>,
    /// What the token allows and where: clerk, importer, reader, operator or peer (the event logs, for services), with a unit id.
    /// Everything that people may where left out.
    #[arg(long = "grant", value_name = "ROLE:UNIT")]
    grants: Vec<String>,
    /// Whom the token names.
    #[arg(long, default_value = "developer")]
    subject: String,
    #[arg(long, default_value_t = 12)]
    hours: u16,
}

/// Prints a token signed with the development key of a home.
pub fn print(arguments: &Arguments) -> anyhow::Result<()> {
    let home = arguments.home.clone().unwrap_or_else(crate::home::default);
    let secrets = home.join("secrets");
    if !secrets.exists() {
        bail!(
            "{} has no keys yet: start `chiso run` first",
            home.display()
        );
    }
    let issuer = DevIssuer::open(&secrets)?;
    let pairs = arguments
        .grants
        .iter()
        .map(|grant| grant.split_once(':').context("a grant is ROLE:UNIT"));
    let mut grants = pairs.collect::<anyhow::Result<Vec<_>>>()?;
    for (role, _) in &grants {
        role.parse::<Role>()
            .with_context(|| format!("{role}: clerk, importer, reader, operator or peer"))?;
    }
    if grants.is_empty() {
        grants = everything();
    }
    let lifetime = TimeDelta::hours(arguments.hours.into());
    let token = issuer.mint(&arguments.subject, &grants, Clock::system().now(), lifetime);
    Ok(chiso_chassis::print(format!("{token}\n"))?)
}

/// All roles of a person in the whole tree.
pub fn everything() -> Vec<(&'static str, &'static str)> {
    ROLES.into_iter().map(|role| (role, TOP)).collect()
}
