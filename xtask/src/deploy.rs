//! Writes what `deploy/` says about each service from the one list, `deploy/services.toml`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use serde::Deserialize;

use crate::service_blocks as blocks;

/// A service of the list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    pub name: String,
    /// Size of its stream in bytes, if it publishes events.
    pub stream_bytes: Option<u64>,
    /// Services whose streams it reads.
    #[serde(default)]
    pub reads: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[serde(rename = "service")]
    services: Vec<Service>,
}

/// What stands between the markers of a block.
type Write = fn(&[Service]) -> String;

/// File, name in the markers, content.
const BLOCKS: [(&str, &str, Write); 8] = [
    ("nats/users.conf", "services", blocks::users),
    ("nats/topology.toml", "services", blocks::streams),
    ("prometheus/prometheus.yml", "services", blocks::targets),
    ("postgres/init/databases.sh", "services", blocks::names),
    ("compose/prepare", "services", blocks::names),
    ("compose/compose.yaml", "services", blocks::nkeys),
    ("compose/compose.yaml", "passwords", blocks::passwords),
    ("compose/compose.yaml", "secrets", blocks::secrets),
];

/// Writes all blocks.
pub fn generate() -> anyhow::Result<()> {
    for (path, text) in written()? {
        fs::write(path, text)?;
    }
    Ok(())
}

/// The files with their blocks as the list says.
fn written() -> anyhow::Result<Vec<(PathBuf, String)>> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy");
    let read =
        |path: &Path| fs::read_to_string(path).with_context(|| format!("read {}", path.display()));
    let list: List = toml::from_str(&read(&directory.join("services.toml"))?)?;
    let mut files: Vec<(PathBuf, String)> = Vec::new();
    for (file, name, write) in BLOCKS {
        let path = directory.join(file);
        let before = match files.pop_if(|(last, _)| *last == path) {
            Some((_, text)) => text,
            None => read(&path)?,
        };
        let after = replace(&before, name, &write(&list.services))
            .with_context(|| format!("block {name} of {file}"))?;
        files.push((path, after));
    }
    Ok(files)
}

/// Replaces what stands between the lines `# <name>: begin` and `# <name>: end`.
fn replace(text: &str, name: &str, content: &str) -> anyhow::Result<String> {
    let marker = |end: &str| {
        let marker = format!("# {name}: {end}");
        let mut starts = text.lines().scan(0, |at, line| {
            let start = *at;
            *at += line.len() + 1;
            Some((start, *at, line))
        });
        let found = starts.find(|(.., line)| line.trim() == marker);
        found
            .map(|(start, next, _)| (start, next))
            .with_context(|| format!("no line {marker}"))
    };
    let ((_, from), (until, _)) = (marker("begin")?, marker("end")?);
    ensure!(from <= until, "the end of {name} comes before its begin");
    Ok([&text[..from], content, &text[until..]].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_say_what_the_list_says() {
        for (path, text) in written().unwrap() {
            let same = fs::read_to_string(&path).unwrap() == text;
            assert!(
                same,
                "{} is stale: run `cargo xtask deploy`",
                path.display()
            );
        }
    }

    #[test]
    fn a_block_is_replaced_between_its_markers_only() {
        let text = "a\n  # services: begin\n  old\n  # services: end\nb\n";
        assert_eq!(
            replace(text, "services", "  new\n").unwrap(),
            "a\n  # services: begin\n  new\n  # services: end\nb\n"
        );
        assert!(replace(text, "others", "").is_err());
    }
}
