use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::Command;
use std::thread;

use chiso_tabular::{ReadOptions, Reader, Row, Step};
use tempfile::tempdir;

const BYTES: u64 = 4 << 30;
/// What the reader may take, whatever the size of the file, with all that a process of tests takes anyway.
const KILOBYTES: u64 = 32 * 1024;

/// A register that never was, without end: a block of lines over and over.
struct Lines {
    block: Vec<u8>,
    at: usize,
    left: u64,
}

impl Lines {
    fn new(bytes: u64) -> Self {
        let mut block = Vec::new();
        for line in 0..1_000 {
            let name = "Nguyễn Thị Hồng Đào";
            let place = if line % 10 == 0 {
                "\"Phù Khê, Từ Sơn\""
            } else {
                "Phù Khê"
            };
            writeln!(
                block,
                "{line},027{line:09},{name},01/02/1990,Nữ,{place},Bắc Ninh"
            )
            .unwrap();
        }
        Self {
            block,
            at: 0,
            left: bytes,
        }
    }
}

impl Read for Lines {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 && self.at == 0 {
            return Ok(0);
        }
        let count = into.len().min(self.block.len() - self.at);
        into[..count].copy_from_slice(&self.block[self.at..self.at + count]);
        self.at = (self.at + count) % self.block.len();
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}

fn count(reader: &mut Reader) -> u64 {
    let (mut row, mut rows) = (Row::new(), 0);
    loop {
        match reader.read(&mut row).unwrap() {
            Step::Row => rows += 1,
            Step::Broken(fault) => panic!("{fault}"),
            Step::End => return rows,
        }
    }
}

/// Run by the other test, in a process of its own.
#[test]
#[ignore = "takes the memory of the whole process for its own"]
fn child() {
    let header = "stt,số,họ tên,ngày sinh,giới tính,xã,tỉnh\n".as_bytes();
    let stream = header.chain(Lines::new(BYTES));
    let mut reader =
        Reader::from_stream(stream, Path::new("big.csv"), &ReadOptions::default()).unwrap();
    let rows = count(&mut reader);
    assert!(reader.bytes_read() >= BYTES);
    assert!(rows > BYTES / 120, "{rows}");
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let peak: u64 = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|peak| peak.trim().strip_suffix(" kB"))
        .unwrap()
        .parse()
        .unwrap();
    assert!(peak < KILOBYTES, "{peak} kB");
}

#[test]
fn four_gigabytes_are_read_in_bounded_memory() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "memory::child", "--ignored"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn a_pipe_is_read_like_a_file() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&path)
            .status()
            .unwrap()
            .success()
    );
    let feeder = {
        let path = path.clone();
        thread::spawn(move || {
            let mut pipe = fs::OpenOptions::new().write(true).open(path).unwrap();
            io::copy(
                &mut b"a,b,c,d,e,f,g\n".chain(Lines::new(10 << 20)),
                &mut pipe,
            )
            .unwrap();
        })
    };
    let mut reader = Reader::open(&path, &ReadOptions::default()).unwrap();
    assert_eq!(reader.bytes_total(), None);
    assert!(count(&mut reader) > 80_000);
    feeder.join().unwrap();
}
