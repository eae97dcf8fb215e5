use chiso_tabular::{ReadOptions, Reader};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use tempfile::tempdir;

use crate::{cells, drain, file};

#[test]
fn dates_are_days_and_numbers_have_no_exponent() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("a.xlsx");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    for (column, name) in (0..).zip(["ngày", "giờ", "số", "chữ", "đúng"]) {
        sheet.write(1, column, name).unwrap();
    }
    let day = ExcelDateTime::from_ymd(1990, 2, 1).unwrap();
    let noon = day.clone().and_hms(12, 30, 0).unwrap();
    sheet.write_with_format(2, 0, &day, &date).unwrap();
    sheet.write_with_format(2, 1, &noon, &date).unwrap();
    sheet.write(2, 2, 27_089_810_626_f64).unwrap();
    sheet.write(2, 3, "027089810626").unwrap();
    sheet.write(2, 4, true).unwrap();
    sheet.write(4, 0, 32_905).unwrap();
    sheet.write(4, 2, 0.1 + 0.2).unwrap();
    sheet.write(5, 2, -9_007_199_254_740_992.0).unwrap();
    sheet.write(5, 7, "too far right").unwrap();
    sheet.write_blank(6, 9, &date).unwrap();
    book.save(&path).unwrap();
    let table = file(&path).unwrap();
    assert_eq!(table.headers, ["ngày", "giờ", "số", "chữ", "đúng"]);
    assert_eq!(
        table.rows,
        cells(&[
            &[
                "1990-02-01",
                "1990-02-01T12:30:00",
                "27089810626",
                "027089810626",
                "true"
            ],
            &["32905", "", "0.30000000000000004", "", ""],
        ])
    );
    assert_eq!(table.lines, [3, 5]);
    assert_eq!(table.keys(), [(6, "too_many_cells", None)]);
}

#[test]
fn the_first_sheet_unless_one_is_named() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("a.xlsx");
    let mut book = Workbook::new();
    let hidden = book.add_worksheet();
    hidden.set_name("Danh mục").unwrap().set_hidden(true);
    for name in ["Xã A", "Xã B"] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap().set_active(name == "Xã A");
        sheet.write(0, 0, "tên").unwrap();
        sheet.write(1, 0, name).unwrap();
    }
    book.add_worksheet().set_name("Trống").unwrap();
    book.save(&path).unwrap();
    let open = |sheet: Option<&str>| {
        let options = ReadOptions {
            sheet: sheet.map(str::to_owned),
            ..ReadOptions::default()
        };
        Reader::open(&path, &options)
    };
    let first = |sheet| drain(&mut open(sheet).unwrap()).unwrap().rows;
    assert_eq!(first(None), cells(&[&["Xã A"]]));
    assert_eq!(first(Some("Xã B")), cells(&[&["Xã B"]]));
    assert_eq!(open(Some("Trống")).unwrap_err().key(), "empty");
    let fault = open(Some("Xã C")).unwrap_err();
    assert_eq!(fault.key(), "no_such_sheet");
    assert!(fault.to_string().ends_with("Danh mục, Xã A, Xã B, Trống"));
}

#[test]
fn a_title_above_the_header_is_stepped_over() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("a.xlsx");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "DANH SÁCH TIÊM CHỦNG").unwrap();
    sheet.write(2, 0, "tên").unwrap();
    sheet.write(2, 1, "sinh").unwrap();
    sheet.write(3, 0, "An").unwrap();
    sheet.write(3, 1, "1990").unwrap();
    book.save(&path).unwrap();
    let options = ReadOptions {
        header: Some(3),
        ..ReadOptions::default()
    };
    let table = drain(&mut Reader::open(&path, &options).unwrap()).unwrap();
    assert_eq!(table.headers, ["tên", "sinh"]);
    assert_eq!(table.rows, cells(&[&["An", "1990"]]));
    assert_eq!(table.lines, [4]);
}
