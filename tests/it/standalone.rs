//! `chiso run`: everything in one process, as it is started first.

use std::fs;
use std::path::Path;
use std::time::Duration;

use chiso_testkit::{Process, http_client, wait_for};
use chiso_tests::{Caller, Catalogue, program};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

/// With the sample loaded, on a machine that is busy with other tests.
const START_TIME: Duration = Duration::from_mins(3);
const STOP_TIME: Duration = Duration::from_secs(10);
const LOADING: &str = "loading the sample";

struct Run {
    process: Process,
    home: String,
}

impl Run {
    async fn start(home: &TempDir) -> Self {
        let home = home.path().display().to_string();
        let catalogue = Catalogue::directory().display().to_string();
        let settings = [
            ("CHISO_HOME", home.clone()),
            ("CHISO_CATALOGUE_DIR", catalogue),
        ];
        let process = Process::start(program("chiso"), &["run"], settings);
        process.line("Ctrl-C stops everything", START_TIME).await;
        Self { process, home }
    }

    /// The first line that begins with `start`, from there on.
    fn line(&self, start: &str) -> String {
        let lines = self.process.lines();
        let line = lines.iter().find_map(|line| line.strip_prefix(start));
        line.unwrap_or_else(|| panic!("no line {start}:\n{}", lines.join("\n")))
            .to_owned()
    }

    /// The URLs of a service: requests, management.
    fn urls(&self, service: &str) -> (String, String) {
        let line = self.line(service);
        let mut urls = line
            .split([' ', ')'])
            .filter(|word| word.starts_with("http://"))
            .map(str::to_owned);
        (urls.next().unwrap(), urls.next().unwrap())
    }

    fn caller(&self) -> Caller {
        Caller::new(http_client(), self.line("export CHISO_TOKEN="))
    }

    async fn received(&self) -> Value {
        let query = "unit_id=tp-tu-son&from_date=2022-01-01&until_date=2023-01-01";
        let url = format!("{}/v1/figures?{query}", self.urls("aggregator").0);
        let figures = self.caller().get(&url).await.ok();
        figures["total"]["measures"]["received"].clone()
    }

    /// The number of the last event of the dossiers service.
    async fn head(&self) -> Value {
        let url = format!("{}/readyz", self.urls("dossiers").1);
        let ready = self.caller().get(&url).await.ok();
        ready["checks"]["event_log"]["details"]["head"].clone()
    }

    /// Ctrl-C.
    async fn stop(self) {
        assert!(servers(&self.home) > 0);
        let pid = Pid::from_raw(self.process.pid()).unwrap();
        kill_process(pid, Signal::INT).unwrap();
        let status = self.process.ended(STOP_TIME).await;
        assert!(
            status.success(),
            "{status}:\n{}",
            self.process.lines().join("\n")
        );
        wait_for("all servers to be gone", STOP_TIME, async || {
            servers(&self.home) == 0
        })
        .await;
    }
}

/// Processes whose command line names the home: those of PostgreSQL and NATS.
fn servers(home: &str) -> usize {
    let processes = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let names_home = |path: &Path| {
        let line = fs::read(path.join("cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&line).contains(home)
    };
    processes
        .filter(|process| names_home(&process.path()))
        .count()
}

fn home() -> TempDir {
    tempfile::Builder::new()
        .prefix("chiso-home-")
        .tempdir()
        .unwrap()
}

#[tokio::test]
async fn the_first_command_shows_the_sample_and_the_second_start_finds_it() {
    let (home, other_home) = (home(), home());
    let first = Run::start(&home).await;
    first.process.line(LOADING, START_TIME).await;
    for (name, year, quarter) in [
        ("Tiếp nhận", "18.235", "2.078"),
        ("  trực tuyến", "1.359", "352"),
        ("  trực tiếp", "16.876", "1.726"),
        ("Kỳ trước chuyển sang", "0", "307"),
        ("Đã giải quyết", "17.757", "2.069"),
        ("Từ chối giải quyết", "44", "14"),
        ("Công dân rút", "127", "21"),
        (
            "Tỷ lệ hồ sơ trực tuyến của thủ tục có dịch vụ công trực tuyến",
            "36,4% (1.359/3.732)",
            "75,4% (352/467)",
        ),
        (
            "Tỷ lệ thủ tục trực tuyến có phát sinh hồ sơ",
            "50,0% (13/26)",
            "70,6% (12/17)",
        ),
    ] {
        let cells = first.line(name);
        let cells: Vec<&str> = cells
            .split("  ")
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
            .collect();
        assert_eq!(cells, [year, quarter], "{name}");
    }
    let printed = first.process.lines().join("\n");
    assert_eq!(printed.matches(" = ").count(), 8, "{printed}");
    assert!(!printed.contains('≠'), "{printed}");
    assert_eq!(first.received().await, 18_235);
    for service in ["dossiers", "aggregator"] {
        let metrics = first
            .caller()
            .get(&format!("{}/metrics", first.urls(service).1))
            .await;
        assert!(
            metrics.text.contains("eventlog_log_head"),
            "{}",
            metrics.text
        );
    }

    // A second home beside the first one.
    let beside = Run::start(&other_home).await;
    assert_ne!(beside.urls("dossiers"), first.urls("dossiers"));
    assert_eq!(beside.received().await, 18_235);
    assert_eq!(first.received().await, 18_235);
    let head = first.head().await;
    first.stop().await;
    assert_eq!(beside.received().await, 18_235);
    beside.stop().await;

    let again = Run::start(&home).await;
    assert!(
        !again
            .process
            .lines()
            .iter()
            .any(|line| line.contains(LOADING))
    );
    assert_eq!(again.received().await, 18_235);
    assert_eq!(again.head().await, head);
    again.stop().await;
}
