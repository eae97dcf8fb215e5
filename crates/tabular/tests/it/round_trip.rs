use std::fs;

use chiso_tabular::{Form, Format, ReadOptions, Reader, Writer};
use proptest::prelude::*;
use rstest::rstest;
use tempfile::tempdir;

use crate::{cells, drain, file};

#[rstest]
#[case("a.csv", Format::Text)]
#[case("a.tsv", Format::Text)]
#[case("a.XLSX", Format::Workbook)]
#[case("a.parquet", Format::Parquet)]
fn vietnamese_and_leading_zeros_live(#[case] name: &str, #[case] format: Format) {
    let rows = [
        ["027089810626", "Nguyễn Thị Hồng Đào", "01/02/1990"],
        ["", "Đỗ \"Tí\", Ưng;\nhai dòng", "2.70892E+10"],
        ["00", " ", "36532"],
    ];
    let directory = tempdir().unwrap();
    let path = directory.path().join(name);
    let mut writer = Writer::create(&path, &["số", "họ tên", "ngày sinh"]).unwrap();
    for row in rows {
        writer.write(row).unwrap();
    }
    assert!(!path.exists());
    writer.finish().unwrap();
    let mut reader = Reader::open(&path, &ReadOptions::default()).unwrap();
    let Form {
        format: found,
        split,
        ..
    } = reader.form();
    assert_eq!((*found, *split), (format, true));
    let table = drain(&mut reader).unwrap();
    assert_eq!(table.headers, ["số", "họ tên", "ngày sinh"]);
    assert_eq!(table.rows, cells(&rows.each_ref().map(<[_; 3]>::as_slice)));
    assert_eq!(table.broken, []);
    assert_eq!(reader.bytes_read(), fs::metadata(&path).unwrap().len());
    assert_eq!(reader.bytes_total(), Some(reader.bytes_read()));
}

#[rstest]
#[case("a.csv")]
#[case("a.xlsx")]
#[case("a.parquet")]
fn without_finish_nothing_stays(#[case] name: &str) {
    let directory = tempdir().unwrap();
    let path = directory.path().join(name);
    let mut writer = Writer::create(&path, &["a"]).unwrap();
    writer.write(["1"]).unwrap();
    drop(writer);
    let mut writer = Writer::create(&path, &["a"]).unwrap();
    assert_eq!(writer.write(["1", "2"]).unwrap_err().key(), "cells");
    drop(writer);
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn what_cannot_be_written() {
    let directory = tempdir().unwrap();
    let create = |name: &str| {
        Writer::create(&directory.path().join(name), &["a"])
            .unwrap_err()
            .key()
    };
    assert_eq!(create("a.doc"), "unknown_extension");
    assert_eq!(create("none/a.csv"), "not_found");
    assert_eq!(create(""), "directory");
    let mut writer = Writer::create(&directory.path().join("a.xlsx"), &["a"]).unwrap();
    assert_eq!(
        writer.write(["x".repeat(40_000)]).unwrap_err().key(),
        "cell_too_long"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn what_is_written_is_read_back(
        rows in prop::collection::vec(
            ("[0-9]{1,12}", "\\PC{0,12}", "[ a-zđĐêớửãÀ,;|\t'\"_x0\n]{0,12}"), 0..40,
        ),
        name in prop::sample::select(vec!["a.csv", "a.xlsx", "a.parquet"]),
    ) {
        let directory = tempdir().unwrap();
        let path = directory.path().join(name);
        let mut writer = Writer::create(&path, &["a", "b", "c"]).unwrap();
        for (a, b, c) in &rows {
            writer.write([a, b, c]).unwrap();
        }
        writer.finish().unwrap();
        let table = file(&path).unwrap();
        prop_assert_eq!(table.broken, []);
        let rows: Vec<Vec<String>> = rows.into_iter().map(|(a, b, c)| vec![a, b, c]).collect();
        prop_assert_eq!(table.rows, rows);
    }
}
