use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::time::Duration;

use chiso_testkit::Process;

const SOON: Duration = Duration::from_secs(10);

#[tokio::test]
async fn a_process_has_its_settings_and_its_lines_are_kept() {
    let script = "echo out $CHISO_PORT; echo err >&2; exit 3";
    let process = Process::start("/bin/sh", &["-c", script], [("CHISO_PORT", "80")]);
    assert_eq!(process.line("out", SOON).await, "out 80");
    assert_eq!(process.line("err", SOON).await, "err");
    assert_eq!(process.ended(SOON).await.code(), Some(3));
}

#[tokio::test]
async fn a_process_can_be_asked_to_end_and_killed() {
    let none: [(&str, &str); 0] = [];
    let script = "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done";
    let process = Process::start("/bin/sh", &["-c", script], none);
    process.line("ready", SOON).await;
    assert!(process.terminate(SOON).await.success());
    process.line("bye", SOON).await;

    let process = Process::start("/bin/sleep", &["60"], none);
    assert_eq!(process.kill().await.signal(), Some(9));

    let process = Process::start("/bin/sleep", &["60"], none);
    let command_line = format!("/proc/{}/cmdline", process.pid());
    drop(process);
    chiso_testkit::wait_for("the end of a dropped process", SOON, async || {
        !Path::new(&command_line).exists()
    })
    .await;
}

#[tokio::test]
#[should_panic(expected = "ended without saying \"hello\"")]
async fn a_process_that_ends_without_the_line_fails_the_test_at_once() {
    let none: [(&str, &str); 0] = [];
    Process::start("/bin/true", &[], none)
        .line("hello", SOON)
        .await;
}
