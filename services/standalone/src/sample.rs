use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use chiso_dossiers::Catalogue;
use chiso_sample::{History, Sample};
use clap::Args;
use reqwest::Client;
use serde::Deserialize;

use crate::catalogue;

/// The parts of the sample: each is loaded after the one that it continues.
const PARTS: [&str; 2] = ["tu-son-2022", "tu-son-2023-q1"];

#[derive(Args)]
pub struct Arguments {
    /// The first part, or the one that continues it.
    #[arg(value_parser = PARTS)]
    part: String,
    /// Directory of the catalogue files; that of this program where left out.
    #[arg(long, env = "CHISO_CATALOGUE_DIR")]
    catalogue_dir: Option<PathBuf>,
}

/// What the bulk import answers, as far as it is looked at.
#[derive(Debug, Deserialize)]
pub struct Report {
    pub lines: i64,
    pub refused: i64,
}

/// Loads the sample through the public bulk import. Loaded again, it changes nothing.
pub async fn load(
    client: &Client,
    dossiers: &str,
    token: &str,
    catalogue_dir: &Path,
) -> anyhow::Result<()> {
    for (part, histories) in parts(catalogue_dir)? {
        let request = client
            .post(format!("{dossiers}/v1/imports"))
            .bearer_auth(token)
            .body(lines(&histories)?);
        let report: Report = request.send().await?.error_for_status()?.json().await?;
        ensure!(
            report.refused == 0,
            "{part}: {} of {} lines were refused",
            report.refused,
            report.lines
        );
    }
    Ok(())
}

/// Prints one part: two parts have dossiers in common, which an import takes once.
pub fn print(arguments: &Arguments) -> anyhow::Result<()> {
    let own = tempfile::tempdir().context("make a directory for the catalogue")?;
    let directory = catalogue::directory(
        arguments.catalogue_dir.as_deref(),
        own.path().join("catalogue"),
    )?;
    let parts = parts(&directory)?;
    let (_, histories) = parts
        .iter()
        .find(|(part, _)| *part == arguments.part)
        .context("the sample has no such part")?;
    Ok(chiso_chassis::print(lines(histories)?)?)
}

fn parts(catalogue_dir: &Path) -> anyhow::Result<Vec<(&'static str, Vec<History>)>> {
    let catalogue = Catalogue::read(catalogue_dir)
        .map_err(|faults| anyhow::anyhow!(faults.join("; ")))
        .with_context(|| format!("read the catalogue in {}", catalogue_dir.display()))?;
    let mut parts: Vec<(&str, Vec<History>)> = Vec::new();
    for part in PARTS {
        let path = catalogue_dir
            .join("samples")
            .join(part)
            .with_extension("toml");
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
        let sample =
            Sample::parse(&text).map_err(|faults| anyhow::anyhow!("{part}: {faults:?}"))?;
        let previous = parts.last().map_or(&[][..], |(_, histories)| histories);
        let histories = chiso_sample::generate(
            &sample,
            previous,
            &catalogue.units,
            &catalogue.procedures,
            &catalogue.calendar,
        );
        parts.push((part, histories.with_context(|| format!("generate {part}"))?));
    }
    Ok(parts)
}

fn lines(histories: &[History]) -> anyhow::Result<String> {
    let mut text = String::new();
    for history in histories {
        text.push_str(&serde_json::to_string(history)?);
        text.push('\n');
    }
    Ok(text)
}
