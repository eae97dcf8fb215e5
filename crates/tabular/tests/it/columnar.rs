use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use chiso_tabular::MAX_RECORD_BYTES;
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FloatType, Int32Type, Int64Type,
};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use tempfile::tempdir;

use crate::{cells, file};

fn write(path: &Path, schema: &str, fill: impl Fn(&mut SerializedRowGroupWriter<'_, File>)) {
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = Arc::new(WriterProperties::default());
    let target = File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(target, schema, properties).unwrap();
    for _ in 0..2 {
        let mut group = writer.next_row_group().unwrap();
        fill(&mut group);
        group.close().unwrap();
    }
    writer.close().unwrap();
}

/// A column whose second cell is null.
fn column<T: DataType>(group: &mut SerializedRowGroupWriter<'_, File>, values: &[T::T]) {
    let mut column = group.next_column().unwrap().unwrap();
    column
        .typed::<T>()
        .write_batch(values, Some(&[1, 0, 1]), None)
        .unwrap();
    column.close().unwrap();
}

#[test]
fn every_type_is_text() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("a.parquet");
    let schema = "message t {
        optional int32 day (DATE);
        optional int64 moment (TIMESTAMP(MICROS,true));
        optional int64 number;
        optional int32 amount (DECIMAL(9,2));
        optional double x;
        optional float y;
        optional boolean b;
        optional binary s (STRING);
    }";
    write(&path, schema, |group| {
        column::<Int32Type>(group, &[7_336, -1]);
        column::<Int64Type>(group, &[0, 1_000_000]);
        column::<Int64Type>(group, &[27_090_000_001, -5]);
        column::<Int32Type>(group, &[123_450, -5]);
        column::<DoubleType>(group, &[27_090_000_001.0, 0.1]);
        column::<FloatType>(group, &[0.1, 2.0]);
        column::<BoolType>(group, &[true, false]);
        column::<ByteArrayType>(group, &[ByteArray::from("Đỗ"), ByteArray::from("007")]);
    });
    let table = file(&path).unwrap();
    let rows: [&[&str]; 3] = [
        &[
            "1990-02-01",
            "1970-01-01",
            "27090000001",
            "1234.5",
            "27090000001",
            "0.1",
            "true",
            "Đỗ",
        ],
        &["", "", "", "", "", "", "", ""],
        &[
            "1969-12-31",
            "1970-01-01T00:00:01",
            "-5",
            "-0.05",
            "0.1",
            "2",
            "false",
            "007",
        ],
    ];
    assert_eq!(table.rows, [cells(&rows), cells(&rows)].concat());
    assert_eq!(table.lines, [2, 3, 4, 5, 6, 7]);
}

#[test]
fn what_is_no_text_or_endless_breaks_its_row() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("a.parquet");
    write(&path, "message t { optional binary s; }", |group| {
        column::<ByteArrayType>(
            group,
            &[ByteArray::from(vec![0xff]), ByteArray::from(vec![0])],
        );
    });
    assert_eq!(
        file(&path).unwrap().keys()[..2],
        [(2, "not_text", Some(1)), (4, "nul", Some(1))]
    );
    write(&path, "message t { optional binary s; }", |group| {
        let long = "x".repeat(MAX_RECORD_BYTES + 1);
        column::<ByteArrayType>(
            group,
            &[ByteArray::from(long.as_str()), ByteArray::from("x")],
        );
    });
    assert_eq!(
        file(&path).unwrap().keys(),
        [(2, "too_long", None), (5, "too_long", None)]
    );
}

#[test]
fn lists_are_no_cells() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("a.parquet");
    write(&path, "message t { repeated int32 n; }", |group| {
        let mut column = group.next_column().unwrap().unwrap();
        let values = column.typed::<Int32Type>();
        values.write_batch(&[1], Some(&[1]), Some(&[0])).unwrap();
        column.close().unwrap();
    });
    let fault = file(&path).unwrap_err();
    assert_eq!((fault.key(), fault.column()), ("nested", Some(1)));
}
