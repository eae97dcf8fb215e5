use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use chiso_backing::{Backing, Durability};

/// What the other process, `examples/hold.rs`, says when its servers run.
const HOLDING: &str = "holding";

#[tokio::test]
async fn nothing_outlives_a_killed_parent_and_its_home_starts_at_once() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    // Test executables lie in `deps`, examples beside it.
    let executable = std::env::current_exe()?;
    let profile = executable
        .ancestors()
        .nth(2)
        .expect("it lies in a target directory");
    let mut parent = Command::new(profile.join("examples/hold"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut input = parent.stdin.take().expect("it is piped");
    writeln!(input, "{}", home.path().display())?;
    drop(input);
    let output = BufReader::new(parent.stdout.take().expect("it is piped"));
    let holds = output
        .lines()
        .map_while(Result::ok)
        .any(|line| line == HOLDING);
    assert!(holds, "the servers of the other process did not start");
    let (postgres, nats) = (
        first_line(&home.path().join("pg/data/postmaster.pid"))?,
        first_line(&home.path().join("nats/nats.pid"))?,
    );
    let ports = fs::read_to_string(home.path().join("ports.toml"))?;
    parent.kill()?;
    parent.wait()?;

    // Not waited for: a start right after the kill waits itself, and finds everything.
    let backing = Backing::start(home.path(), Durability::Durable).await?;
    assert_eq!(fs::read_to_string(home.path().join("ports.toml"))?, ports);
    backing.stop().await;
    for pid in [postgres, nats] {
        // Nothing, or empty if nobody has reaped it yet.
        let command_line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        assert!(command_line.is_empty(), "process {pid} outlived its parent");
    }
    Ok(())
}

#[tokio::test]
async fn a_stale_pid_file_that_names_a_living_stranger_does_not_keep_postgres_down()
-> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let mut backing = Backing::start(home.path(), Durability::Volatile).await?;
    backing.kill_postgres().await;
    // Its own processes end within moments of their parent; the pid file must not be touched before.
    tokio::time::timeout(Duration::from_secs(10), backing.start_postgres()).await??;
    backing.stop_postgres().await;
    let stranger = Command::new("sleep").arg("60").spawn()?;
    let pid_file = home.path().join("pg/data/postmaster.pid");
    fs::write(&pid_file, format!("{}\n", stranger.id()))?;
    let started = backing.start_postgres().await;
    let mut stranger = stranger;
    stranger.kill()?;
    stranger.wait()?;
    started?;
    Ok(())
}

fn first_line(path: &Path) -> anyhow::Result<String> {
    let text = fs::read_to_string(path)?;
    Ok(text.lines().next().unwrap_or_default().trim().to_owned())
}
