use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::thread;

use crate::desk::{Desk, SECTOR};

#[test]
fn ctrl_c_leaves_nothing_half_written() {
    let desk = Desk::new();
    let pipe = desk.path().join("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let mut child = desk
        .command(&[
            "link",
            "--register",
            "register.csv",
            "--sector",
            "pipe",
            "--out",
            "pairs.csv",
            "--report",
            "report.xlsx",
        ])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A file without an end, until nobody reads it any more.
    let feed = thread::spawn(move || {
        let mut feed = OpenOptions::new().write(true).open(&pipe).unwrap();
        while feed.write_all(SECTOR.as_bytes()).is_ok() {}
    });
    let mut log = BufReader::new(child.stderr.take().unwrap());
    let mut told = String::new();
    while !told.contains(r#""step":"link""#) {
        assert_ne!(log.read_line(&mut told).unwrap(), 0, "{told}");
    }
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(child.wait().unwrap().code(), Some(130));
    feed.join().unwrap();
    assert_eq!(desk.left(), ["pipe"]);
}
