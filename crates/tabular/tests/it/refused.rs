use std::fs;
use std::io::Write;
use std::path::Path;

use chiso_tabular::{Fault, FaultKind, Foreign, ReadOptions, Reader, Writer};
use rstest::rstest;
use tempfile::tempdir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::{file, text_with};

fn refused(bytes: impl Into<Vec<u8>>) -> Fault {
    text_with(bytes, &ReadOptions::default()).unwrap_err()
}

#[rstest]
#[case("", "empty", None)]
#[case("\u{feff}\r\n\n", "empty", None)]
#[case("a,,c\n", "nameless_column", Some(2))]
#[case("a,b,a \n", "same_name", Some(3))]
#[case("a,\"b\n1,2\n", "header", Some(2))]
#[case("%PDF-1.7", "foreign_format", None)]
#[case("<html><table>", "foreign_format", None)]
fn texts_that_are_wrong_as_a_whole(
    #[case] bytes: &str,
    #[case] key: &str,
    #[case] column: Option<usize>,
) {
    let fault = refused(bytes);
    assert_eq!((fault.key(), fault.column()), (key, column));
}

#[test]
fn too_many_columns() {
    assert_eq!(refused(",x".repeat(20_000)).key(), "too_many_columns");
}

#[test]
fn a_delimiter_that_cannot_be_one() {
    let options = ReadOptions {
        delimiter: Some(b'"'),
        ..ReadOptions::default()
    };
    assert_eq!(text_with("a", &options).unwrap_err().key(), "delimiter");
}

#[test]
fn what_is_not_there_or_no_file() {
    let directory = tempdir().unwrap();
    assert_eq!(file(directory.path()).unwrap_err().key(), "directory");
    let missing = file(&directory.path().join("x.csv")).unwrap_err();
    assert_eq!(missing.key(), "not_found");
    assert!(missing.vietnamese().ends_with("x.csv: không tìm thấy"));
    assert!(missing.to_string().ends_with("x.csv: not found"));
}

fn archive(path: &Path, parts: &[(&str, &[u8])]) {
    let mut archive = ZipWriter::new(fs::File::create(path).unwrap());
    for (name, bytes) in parts {
        archive
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap();
}

#[rstest]
#[case(&[("word/document.xml", b"<w/>".as_slice())], Foreign::Word)]
#[case(&[("xl/workbook.bin", b"".as_slice())], Foreign::BinaryWorkbook)]
#[case(&[("mimetype", b"application/vnd.oasis".as_slice())], Foreign::OpenDocument)]
#[case(&[("list.csv", b"a,b".as_slice())], Foreign::Archive)]
fn archives_that_are_no_workbook(#[case] parts: &[(&str, &[u8])], #[case] foreign: Foreign) {
    let directory = tempdir().unwrap();
    let path = directory.path().join("a.xlsx");
    archive(&path, parts);
    match file(&path).unwrap_err().kind() {
        FaultKind::Foreign(found) => assert_eq!(*found, foreign),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_old_workbook_is_named() {
    let fault = refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0".as_slice());
    assert!(fault.english().contains(".xls"));
    assert!(fault.vietnamese().contains("Excel cũ"));
}

/// A workbook whose sheet is replaced.
fn bomb(path: &Path, sheet: &[u8], texts: &[u8]) {
    let mut writer = Writer::create(path, &["a", "b"]).unwrap();
    writer.write(["1", "2"]).unwrap();
    writer.finish().unwrap();
    let mut sound = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut parts = Vec::new();
    for index in 0..sound.len() {
        let mut part = sound.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        std::io::copy(&mut part, &mut bytes).unwrap();
        if name.ends_with("sheet1.xml") && !sheet.is_empty() {
            bytes = sheet.to_vec();
        }
        parts.push((name, bytes));
    }
    if !texts.is_empty() {
        parts.retain(|(name, _)| !name.ends_with("sharedStrings.xml"));
        parts.push(("xl/sharedStrings.xml".to_owned(), texts.to_vec()));
    }
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    archive(path, &parts);
}

#[rstest]
#[case(&vec![b'0'; 5 << 20], &[], "endless_text")]
#[case(&[], &vec![b'x'; 5 << 20], "endless_text")]
#[case(&b"<row/>".repeat(1 << 20), &[], "bomb")]
#[case(&[], &b"<si/>".repeat(1 << 20), "bomb")]
#[case(&[], b"<sst uniqueCount=\"999999999999\"><si/></sst>", "damaged")]
#[case(b"<worksheet><sheetData><row><c r=\"A1\"><v>1</v>", &[], "damaged")]
fn hostile_workbooks(#[case] sheet: &[u8], #[case] texts: &[u8], #[case] key: &str) {
    let directory = tempdir().unwrap();
    let path = directory.path().join("a.xlsx");
    bomb(&path, sheet, texts);
    let options = ReadOptions {
        unpacked: 4 << 20,
        ..ReadOptions::default()
    };
    let fault = Reader::open(&path, &options).and_then(|mut reader| crate::drain(&mut reader));
    assert_eq!(fault.unwrap_err().key(), key);
}

#[rstest]
#[case("a.xlsx")]
#[case("a.parquet")]
fn a_damaged_file_is_a_fault_wherever_it_is_damaged(#[case] name: &str) {
    let directory = tempdir().unwrap();
    let path = directory.path().join(name);
    let mut writer = Writer::create(&path, &["a", "b"]).unwrap();
    for row in 0..50 {
        writer.write(["Nguyễn", &row.to_string()]).unwrap();
    }
    writer.finish().unwrap();
    let sound = fs::read(&path).unwrap();
    for at in (4..sound.len()).step_by(sound.len() / 150 + 1) {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x55;
        fs::write(&path, &bytes).unwrap();
        let _ = file(&path);
        fs::write(&path, &sound[..at]).unwrap();
        assert!(file(&path).is_err(), "cut at {at}");
    }
}
