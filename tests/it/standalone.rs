//! `chiso run`: everything in one process, as it is started first.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use chiso_testkit::{Process, http_client, wait_for};
use chiso_tests::{Answer, Caller, program};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;

/// With the sample loaded, on a machine that is busy with other tests.
const START_TIME: Duration = Duration::from_mins(3);
const STOP_TIME: Duration = Duration::from_secs(10);
const LOADING: &str = "loading the sample";
const GUIDE: &str = include_str!("../../docs/operator.md");

struct Run {
    process: Process,
    home: String,
}

impl Run {
    /// In a directory that has no catalogue, and in a shell in which somebody did what the README says.
    async fn start(home: &TempDir) -> Self {
        let home = home.path().display().to_string();
        let settings = [
            ("CHISO_HOME", home.clone()),
            ("CHISO_TOKEN", "of an earlier run".to_owned()),
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

    /// Files a dossier; the answer may not come while a server is away.
    async fn file(&self, key: &str) -> Option<Answer> {
        let url = format!("{}/v1/dossiers", self.urls("dossiers").0);
        let body = json!({
            "procedure_code": "1.004873",
            "receiving_unit_id": "p-tu-son",
            "channel": "online",
            "applicant": { "name": "Nguyễn Thị Minh Khai" },
        });
        Answer::try_to(self.caller().write(&url, key, None, Some(&body)))
            .await
            .ok()
    }

    /// Waits until everything up to `head` is in the figures.
    async fn projected(&self, head: i64) {
        let url = format!("{}/v1/projection", self.urls("aggregator").0);
        wait_for("the figures to catch up", START_TIME, async || {
            let status = self.caller().get(&url).await;
            status.json["sources"][0]["checkpoint"]
                .as_i64()
                .is_some_and(|checkpoint| checkpoint >= head)
        })
        .await;
    }

    /// Kills a server whose process a file in the home names.
    fn kill_server(&self, pid_file: &str) {
        let text = fs::read_to_string(Path::new(&self.home).join(pid_file)).unwrap();
        let pid = text.lines().next().unwrap().trim().parse().unwrap();
        kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL).unwrap();
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
        let shown = metrics
            .text
            .lines()
            .filter_map(|line| line.strip_prefix("# TYPE "));
        for name in shown.filter_map(|line| line.split(' ').next()) {
            assert!(
                GUIDE.contains(&format!("`{name}`")),
                "{name} is not in the operator's guide"
            );
        }
    }

    // A second home beside the first one.
    let beside = Run::start(&other_home).await;
    assert_ne!(beside.urls("dossiers"), first.urls("dossiers"));
    assert_eq!(beside.received().await, 18_235);
    assert_eq!(first.received().await, 18_235);
    let head = first.head().await;
    first.stop().await;
    assert_eq!(beside.received().await, 18_235);
    survives_its_servers(&beside).await;
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

/// Servers that end are started again, and the operator hears of it; dossiers are taken while the bus is away.
async fn survives_its_servers(run: &Run) {
    let head = run.head().await.as_i64().unwrap();
    run.kill_server("nats/nats.pid");
    let filed = run.file("without-a-bus").await.unwrap();
    assert_eq!(filed.status, 201, "{}", filed.text);
    for told in [
        "chiso: nats-server ended by itself (signal: 9 (SIGKILL)); see ",
        "chiso: nats-server runs again",
    ] {
        run.process.line(told, START_TIME).await;
    }
    run.projected(head + 1).await;

    run.kill_server("pg/data/postmaster.pid");
    run.process
        .line("chiso: PostgreSQL runs again", START_TIME)
        .await;
    wait_for("a dossier to be taken", START_TIME, async || {
        let filed = run.file("after-the-database").await;
        filed.is_some_and(|filed| filed.status == 201)
    })
    .await;
    run.projected(head + 2).await;
    let url = format!("{}/metrics", run.urls("dossiers").1);
    let metrics = run.caller().get(&url).await.text;
    for server in ["nats-server", "PostgreSQL"] {
        for line in [
            format!("standalone_server_deaths_total{{server=\"{server}\"}} 1"),
            format!("standalone_server_running{{server=\"{server}\"}} 1"),
        ] {
            assert!(metrics.contains(&line), "no {line}:\n{metrics}");
        }
    }
}

#[tokio::test]
async fn a_catalogue_that_is_not_there_is_named_with_the_cause() {
    let home = home();
    let settings = [
        ("CHISO_HOME", home.path().display().to_string()),
        ("CHISO_CATALOGUE_DIR", "/nowhere".to_owned()),
    ];
    let process = Process::start(program("chiso"), &["run"], settings);
    let status = process.ended(START_TIME).await;
    assert_eq!(status.code(), Some(1));
    let lines = process.lines().join("\n");
    assert!(
        lines.contains("/nowhere") && lines.contains("org_units.toml: entity not found"),
        "{lines}"
    );
}

/// As with `| head -1`.
#[test]
fn whoever_has_read_enough_may_go() {
    let mut child = Command::new(program("chiso"))
        .args(["sample", "tu-son-2022"])
        .env_remove("CHISO_CATALOGUE_DIR")
        .current_dir("/")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    assert!(line.starts_with('{'), "{line}");
    drop(output);
    let mut said = String::new();
    let mut errors = child.stderr.take().unwrap();
    errors.read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}

#[test]
fn a_token_for_a_service_is_made_as_its_help_says() {
    let chiso = |arguments: &[&str]| {
        let output = Command::new(program("chiso"))
            .args(arguments)
            .env_remove("CHISO_HOME")
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        (
            output.status.code(),
            String::from_utf8_lossy(&text).into_owned(),
        )
    };
    let (code, help) = chiso(&["token", "--help"]);
    assert_eq!(code, Some(0));
    for role in ["clerk", "importer", "reader", "operator", "peer"] {
        assert!(help.contains(role), "{help}");
    }
    let home = home();
    fs::create_dir(home.path().join("secrets")).unwrap();
    let home = home.path().to_str().unwrap();
    let grant = |grant| chiso(&["token", "--home", home, "--grant", grant]);
    let (code, token) = grant("peer:tinh-bac-ninh");
    assert_eq!((code, token.matches('.').count()), (Some(0), 2), "{token}");
    let (code, said) = grant("per:tinh-bac-ninh");
    assert_eq!(code, Some(1));
    assert!(said.contains("per: clerk, importer"), "{said}");
}
