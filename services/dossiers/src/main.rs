//! The dossiers service as a process of its own.

use std::process::ExitCode;

use chiso_clock::Clock;
use chiso_dossiers::{Config, start};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    chiso_chassis::run("dossiers", async |config: Config, lifecycle| {
        start(config, &lifecycle, Clock::system()).await?;
        Ok(lifecycle.until_stopped().await?)
    })
}
