use chiso_tabular::{Encoding, Format, MAX_RECORD_BYTES, ReadOptions};
use encoding_rs::{WINDOWS_1252, WINDOWS_1258};
use proptest::prelude::*;
use rstest::rstest;
use unicode_normalization::UnicodeNormalization;

use crate::{cells, open_text, text, text_with};

#[rstest]
#[case(b',')]
#[case(b';')]
#[case(b'\t')]
#[case(b'|')]
fn the_delimiter_is_recognised(#[case] delimiter: u8) {
    let d = char::from(delimiter);
    // Other delimiters stand in the cells, though not in all.
    let other = if delimiter == b';' { ',' } else { ';' };
    let bytes = format!("id{d}name{d}w\n1{d}An{other} B{d}1{other}5\n2{d}\"Lê{d}x\"{d}2\n");
    let mut reader = open_text(bytes, &ReadOptions::default()).unwrap();
    assert_eq!(reader.form().delimiter, Some(delimiter));
    let table = crate::drain(&mut reader).unwrap();
    assert_eq!(
        (table.headers.len(), table.rows.len(), table.broken.len()),
        (3, 2, 0)
    );
    assert_eq!(table.rows[1][1], format!("Lê{d}x"));
}

#[rstest]
#[case("a,b\n1,2\n3,4\n")]
#[case("a,b\n1,2\n3,4")]
#[case("a,b\r\n1,2\r\n3,4\r\n")]
#[case("a,b\r1,2\r3,4\r")]
#[case("\u{feff}a,b\n1,2\n3,4\n")]
#[case("\u{feff}\"a\",\"b\"\r\n\"1\",\"2\"\r\n\"3\",4")]
fn line_ends_and_marks(#[case] bytes: &str) {
    let table = text(bytes);
    assert_eq!(table.headers, ["a", "b"]);
    assert_eq!(table.rows, cells(&[&["1", "2"], &["3", "4"]]));
    assert_eq!(table.lines, [2, 3]);
}

#[test]
fn lines_are_counted_over_blank_ones_and_line_ends_in_cells() {
    let table = text("a,b\n\n\"1\n1\",2\n\r\n3,\"4\"\"4\"\n5\n");
    assert_eq!(table.rows, cells(&[&["1\n1", "2"], &["3", "4\"4"]]));
    assert_eq!(table.lines, [3, 6]);
    assert_eq!(table.keys(), [(7, "too_few_cells", None)]);
}

#[test]
fn a_header_alone_is_a_table_without_rows() {
    let table = text("a,b\n");
    assert_eq!((table.headers.len(), table.rows.len()), (2, 0));
}

#[test]
fn a_wrong_delimiter_makes_one_column_and_says_so() {
    let options = ReadOptions {
        delimiter: Some(b';'),
        ..ReadOptions::default()
    };
    let mut reader = open_text("a,b\n1,2\n", &options).unwrap();
    assert!(!reader.form().split);
    assert_eq!(crate::drain(&mut reader).unwrap().rows, cells(&[&["1,2"]]));
}

#[test]
fn two_hundred_columns() {
    let header: Vec<String> = (0..200).map(|column| format!("c{column}")).collect();
    let row = vec!["x"; 200];
    let table = text(format!(
        "{}\n{}\n{}\n",
        header.join(","),
        row.join(","),
        row[1..].join(",")
    ));
    assert_eq!((table.headers.len(), table.rows.len()), (200, 1));
    assert_eq!(table.keys(), [(3, "too_few_cells", None)]);
}

#[test]
fn a_quote_that_is_never_closed_costs_its_line_only() {
    let table = text("a,b,c\n1,2,3\n4,\"5,6\n7,8,9\n10,11,12");
    assert_eq!(table.keys(), [(3, "open_quote", Some(2))]);
    assert_eq!(table.lines, [2, 4, 5]);
}

#[test]
fn nor_does_it_swallow_the_lines_up_to_the_next_quote() {
    // Taken as one cell, lines 2 and 3 would even have the right number of cells.
    let table = text("a,b,c\n1,\"abc,2000\n2,\"def\",2001\n3,ghi,2002\n");
    assert_eq!(table.keys(), [(2, "open_quote", Some(2))]);
    assert_eq!(
        table.rows,
        cells(&[&["2", "def", "2001"], &["3", "ghi", "2002"]])
    );
}

#[test]
fn a_quote_is_not_looked_for_further_than_a_thousand_lines() {
    let table = text(format!("a,b\n1,\"2\n{}", "3,x\n".repeat(100_000)));
    assert_eq!(table.keys(), [(2, "open_quote", Some(2))]);
    assert_eq!(table.rows.len(), 100_000);
}

#[test]
fn a_file_of_open_quotes_is_read_in_time() {
    let table = text(format!("a,b\n{}", "x\",\"y\n".repeat(200_000)));
    assert_eq!(table.broken.len(), 200_000);
}

#[test]
fn nul_and_bytes_that_are_no_text_break_their_row() {
    let table =
        text(b"a,b\n1,\xc4\x90\xc4\x90\xc4\x90\n2,x\0\n3,\xc4\n4,\"\xff\"\n\0,5\n6,7\n".as_slice());
    assert_eq!(table.rows, cells(&[&["1", "ĐĐĐ"], &["6", "7"]]));
    assert_eq!(
        table.keys(),
        [
            (3, "nul", Some(2)),
            (4, "not_text", Some(2)),
            (5, "not_text", Some(2)),
            (6, "nul", Some(1)),
        ]
    );
}

#[test]
fn an_endless_line_is_passed_in_bounded_memory() {
    let long = "x".repeat(3 * MAX_RECORD_BYTES);
    let table = text(format!("a,b\n1,{long}\n2,3\n\"4\",{long}\n5,6\n7,{long}"));
    assert_eq!(table.rows, cells(&[&["2", "3"], &["5", "6"]]));
    assert_eq!(
        table.keys(),
        [
            (2, "too_long", None),
            (4, "too_long", None),
            (6, "too_long", None)
        ]
    );
}

const VIETNAMESE: &str =
    "họ tên;nơi sinh\nNguyễn Thị Hồng Đào;Phù Khê, Từ Sơn, Bắc Ninh\nĐỗ Ưng;Thừa Thiên Huế\n";

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

/// As Windows writes it: marks of shape within the letter, marks of tone after it.
fn windows_1258(text: &str) -> Vec<u8> {
    let whole = |c: char| {
        let letter = c.to_string();
        let (bytes, _, lost) = WINDOWS_1258.encode(&letter);
        (!lost).then(|| bytes.into_owned())
    };
    let mut bytes = Vec::new();
    for c in text.nfc() {
        if let Some(letter) = whole(c) {
            bytes.extend(letter);
            continue;
        }
        let (mut letter, mut tone) = (String::new(), Vec::new());
        for part in c.nfd() {
            match part {
                '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => {
                    tone.extend(whole(part).unwrap());
                }
                part => letter.push(part),
            }
        }
        for letter in letter.nfc() {
            bytes.extend(whole(letter).unwrap());
        }
        bytes.extend(tone);
    }
    bytes
}

#[rstest]
#[case(utf16(VIETNAMESE, u16::to_le_bytes), Encoding::Utf16Le)]
#[case(utf16(VIETNAMESE, u16::to_be_bytes), Encoding::Utf16Be)]
#[case(utf16(&format!("\u{feff}{VIETNAMESE}"), u16::to_le_bytes), Encoding::Utf16Le)]
#[case(utf16(&format!("\u{feff}{VIETNAMESE}"), u16::to_be_bytes), Encoding::Utf16Be)]
#[case(windows_1258(VIETNAMESE), Encoding::Windows1258)]
#[case(VIETNAMESE.into(), Encoding::Utf8)]
fn encodings_are_recognised_and_composed(#[case] bytes: Vec<u8>, #[case] encoding: Encoding) {
    let mut reader = open_text(bytes, &ReadOptions::default()).unwrap();
    assert_eq!(reader.form().encoding, Some(encoding));
    assert_eq!(reader.form().format, Format::Text);
    assert_eq!(crate::drain(&mut reader).unwrap(), text(VIETNAMESE));
}

#[test]
fn windows_1252_where_1258_gives_no_vietnamese() {
    // The second is TCVN3, which is decoded from what Windows-1252 shows.
    let western =
        "name;town\nMüller;Köln\nJosé;Nîmes\nFrançois Noël;Besançon\nTrÇn V¨n NguyÔn;ThÞ x·\n";
    let (bytes, _, _) = WINDOWS_1252.encode(western);
    let mut reader = open_text(bytes, &ReadOptions::default()).unwrap();
    assert_eq!(reader.form().encoding, Some(Encoding::Windows1252));
    assert_eq!(crate::drain(&mut reader).unwrap(), text(western));
}

#[test]
fn the_encoding_can_show_late() {
    let ascii = "1,Nguyen Van A\n".repeat(100_000);
    let mut bytes = format!("id,name\n{ascii}").into_bytes();
    bytes.extend(windows_1258("2,Nguyễn Thị Hồng\n"));
    let mut reader = open_text(bytes, &ReadOptions::default()).unwrap();
    assert_eq!(reader.form().encoding, Some(Encoding::Utf8));
    let table = crate::drain(&mut reader).unwrap();
    assert_eq!(reader.form().encoding, Some(Encoding::Windows1258));
    assert_eq!(table.rows[100_000], ["2", "Nguyễn Thị Hồng"]);
}

#[test]
fn half_a_character_of_utf_16_breaks_its_row() {
    let mut bytes = utf16("\u{feff}a,b\n1,", u16::to_le_bytes);
    bytes.extend([0x00, 0xd8]);
    bytes.extend(utf16("\n2,3\n", u16::to_le_bytes));
    let table = text(bytes);
    assert_eq!(table.rows, cells(&[&["2", "3"]]));
    assert_eq!(table.keys(), [(2, "not_text", Some(2))]);
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof!["[0-9]{0,12}", "[ a-zA-ZđĐêớửãÀ,;|\t'\"\r\n-]{0,12}",]
}

proptest! {
    /// The csv crate writes, and reads it back to the same.
    #[test]
    fn what_is_well_formed_is_read_as_by_the_csv_crate(
        rows in prop::collection::vec(prop::collection::vec(cell(), 3), 0..20),
        crlf in any::<bool>(),
    ) {
        let mut writer = csv::WriterBuilder::new();
        if crlf {
            writer.terminator(csv::Terminator::CRLF);
        }
        let mut writer = writer.from_writer(Vec::new());
        writer.write_record(["a", "b", "c"]).unwrap();
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let comma = ReadOptions { delimiter: Some(b','), ..ReadOptions::default() };
        let table = text_with(bytes, &comma).unwrap();
        prop_assert_eq!(table.broken, []);
        prop_assert_eq!(table.rows, rows);
    }

    #[test]
    fn any_bytes_are_read_to_the_end(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = text_with(bytes, &ReadOptions::default());
    }

    #[test]
    fn any_mix_of_signs_is_read_to_the_end_and_no_line_is_lost(
        body in prop::collection::vec(
            prop::sample::select(vec!["\"", ",", "\n", "\r\n", "\r", "a", "\u{1ea1}", "\"\""]), 0..200,
        ),
    ) {
        let body = body.concat();
        let comma = ReadOptions { delimiter: Some(b','), ..ReadOptions::default() };
        let table = text_with(format!("a,b\n{body}"), &comma).unwrap();
        let lines: u64 = body.split('\n').filter(|line| !matches!(*line, "" | "\r")).count() as u64;
        let inside: u64 = table.rows.iter().flatten().map(|cell| cell.matches('\n').count() as u64).sum();
        prop_assert!(table.rows.len() as u64 + table.broken.len() as u64 + inside >= lines);
    }
}
