use std::fmt::Write;
use std::io::Cursor;
use std::path::Path;

use chiso_linkage::{BirthDate, Language, encode_tcvn3};
use chiso_tabular::{ReadOptions, Reader, Row, Step};

use super::{Profile, Profiler};

const TODAY: BirthDate = BirthDate {
    year: 2026,
    month: 1,
    day: 15,
};

fn profile(text: &str) -> Profile {
    let headers: Vec<String> = open(text).headers().to_vec();
    fill(Profiler::new(&headers, TODAY), text)
}

fn open(text: &str) -> Reader {
    let stream = Cursor::new(text.as_bytes().to_vec());
    Reader::from_stream(stream, Path::new("tiem.csv"), &ReadOptions::default()).unwrap()
}

fn fill(mut profiler: Profiler, text: &str) -> Profile {
    let (mut reader, mut rows) = (open(text), Vec::new());
    loop {
        let mut row = Row::new();
        match reader.read(&mut row).unwrap() {
            Step::Row => rows.push(row),
            Step::Broken(fault) => profiler.broken(&fault),
            Step::End => break,
        }
    }
    profiler.rows(&rows);
    profiler.finish("tiem.csv", reader.form())
}

/// Twenty sound rows, and one for each thing that can be wrong.
fn defects() -> Profile {
    let mut text = "STT;Họ và tên;Ngày sinh;Giới tính;Số CCCD;Điện thoại;Mũi\n".to_owned();
    let names = [
        "Hoa", "Lan", "Bưởi", "Cúc", "Đào", "Huệ", "Hồng", "Mận", "Na", "Ổi",
    ];
    for row in 1..=20 {
        let (name, sex, day) = (names[row % 10], ["Nam", "Nữ"][row % 2], row % 9 + 1);
        writeln!(
            text,
            "{row};Nguyễn Thị {name};0{day}/02/1990;{sex};0270900000{row:02};09123456{row:02};mũi 1"
        )
        .unwrap();
    }
    let legacy = encode_tcvn3("Trần Văn Đức").unwrap();
    let more = [
        "21; Lê Văn An;1990;Nam;27090000021;;mũi 1",
        "22;Le Van An;30000;nữ;2.7090E+10;;",
        "23;Ng. An;12/2030;x;027090000023 ;;mũi 2",
        "24;Tr?n An;31/02/1990;7;123456789;NULL;mũi 2",
        &format!("25;{legacy};01/01/1880;;không có;;mũi 2"),
        "26;Phạm\u{301} Hai;02/03/2027;Nam;999090000026;;mũi 2",
        "27;one;two",
        "28;\"open;;;;;",
    ];
    profile(&(text + &more.join("\n")))
}

#[test]
fn a_file_with_every_defect() {
    insta::assert_snapshot!(defects().text(Language::Vi), @r#"
    tiem.csv: CSV · “;” · UTF-8
    Số dòng đọc được: 26; dòng hỏng: 2

    ┌────────────┬───────────────────────────────────┬────────────┬───────────┬────────┬─────────────────────┬──────────────┐
    │ Cột        ┆ Có vẻ là                          ┆ Có dữ liệu ┆ Khác nhau ┆ Độ dài ┆ Cách viết           ┆ Bảng mã      │
    ╞════════════╪═══════════════════════════════════╪════════════╪═══════════╪════════╪═════════════════════╪══════════════╡
    │ STT        ┆ mã riêng của từng dòng            ┆     100,0% ┆        26 ┆    1–2 ┆ 9(2) 65,4%          ┆ ASCII 100,0% │
    │            ┆                                   ┆            ┆           ┆        ┆ 9(1) 34,6%          ┆              │
    │ Họ và tên  ┆ họ và tên (92,3%)                 ┆     100,0% ┆        16 ┆   6–15 ┆ A A A 84,6%         ┆ ASCII 11,5%  │
    │            ┆                                   ┆            ┆           ┆        ┆ A A 3,8%            ┆ NFC 80,8%    │
    │            ┆                                   ┆            ┆           ┆        ┆ A A¨A §A 3,8%       ┆ NFD 3,8%     │
    │            ┆                                   ┆            ┆           ┆        ┆ …                   ┆ …            │
    │ Ngày sinh  ┆ ngày tháng (96,2%)                ┆     100,0% ┆        15 ┆   4–10 ┆ dd/mm/yyyy 84,6%    ┆ ASCII 100,0% │
    │            ┆                                   ┆            ┆           ┆        ┆ 9(2)/9(2)/9(4) 3,8% ┆              │
    │            ┆                                   ┆            ┆           ┆        ┆ 9(4) 3,8%           ┆              │
    │            ┆                                   ┆            ┆           ┆        ┆ …                   ┆              │
    │ Giới tính  ┆ giới tính (95,8%)                 ┆      96,2% ┆         5 ┆    1–3 ┆ A 96,0%             ┆ ASCII 56,0%  │
    │            ┆                                   ┆            ┆           ┆        ┆ 9(1) 4,0%           ┆ NFC 44,0%    │
    │ Số CCCD    ┆ số định danh, CCCD, CMND (100,0%) ┆     100,0% ┆        26 ┆   8–12 ┆ 9(12) 84,6%         ┆ ASCII 100,0% │
    │            ┆                                   ┆            ┆           ┆        ┆ 9(11) 3,8%          ┆              │
    │            ┆                                   ┆            ┆           ┆        ┆ 9(9) 3,8%           ┆              │
    │            ┆                                   ┆            ┆           ┆        ┆ …                   ┆              │
    │ Điện thoại ┆ số điện thoại (100,0%)            ┆      80,8% ┆        21 ┆   4–10 ┆ 9(10) 95,2%         ┆ ASCII 100,0% │
    │            ┆                                   ┆            ┆           ┆        ┆ A 4,8%              ┆              │
    │ Mũi        ┆ danh mục                          ┆      96,2% ┆         2 ┆      5 ┆ A 9(1) 100,0%       ┆ NFC 100,0%   │
    └────────────┴───────────────────────────────────┴────────────┴───────────┴────────┴─────────────────────┴──────────────┘

    Giá trị đáng ngờ
    ┌────────────┬─────────────────────────────────────────┬──────┬───────┬───────────────────┐
    │ Cột        ┆ Điều đáng ngờ                           ┆ Số ô ┆ Tỷ lệ ┆ Các dòng đầu tiên │
    ╞════════════╪═════════════════════════════════════════╪══════╪═══════╪═══════════════════╡
    │ Họ và tên  ┆ dấu cách thừa ở đầu hoặc cuối           ┆    1 ┆  3,8% ┆ 22                │
    │ Họ và tên  ┆ chữ bị mất thành dấu ?                  ┆    1 ┆  3,8% ┆ 25                │
    │ Họ và tên  ┆ bảng mã cũ hoặc lỗi phông chữ           ┆    1 ┆  3,8% ┆ 26                │
    │ Họ và tên  ┆ Unicode tổ hợp (NFD)                    ┆    1 ┆  3,8% ┆ 27                │
    │ Họ và tên  ┆ họ tên viết tắt                         ┆    1 ┆  3,8% ┆ 24                │
    │ Họ và tên  ┆ họ tên không dấu                        ┆    3 ┆ 11,5% ┆ 23, 24, 25        │
    │ Ngày sinh  ┆ không phải là ngày                      ┆    1 ┆  3,8% ┆ 25                │
    │ Ngày sinh  ┆ ngày dạng số của Excel                  ┆    1 ┆  3,8% ┆ 23                │
    │ Ngày sinh  ┆ ngày không đầy đủ                       ┆    2 ┆  7,7% ┆ 22, 24            │
    │ Ngày sinh  ┆ ngày trong tương lai                    ┆    2 ┆  7,7% ┆ 24, 27            │
    │ Ngày sinh  ┆ ngày trước năm 1900                     ┆    1 ┆  3,8% ┆ 26                │
    │ Giới tính  ┆ chữ thay cho giá trị (NULL, không có …) ┆    1 ┆  4,0% ┆ 24                │
    │ Giới tính  ┆ không phải là giới tính                 ┆    1 ┆  4,0% ┆ 25                │
    │ Số CCCD    ┆ dấu cách thừa ở đầu hoặc cuối           ┆    1 ┆  3,8% ┆ 24                │
    │ Số CCCD    ┆ chữ thay cho giá trị (NULL, không có …) ┆    1 ┆  3,8% ┆ 26                │
    │ Số CCCD    ┆ số dạng E+ của Excel                    ┆    1 ┆  3,8% ┆ 23                │
    │ Số CCCD    ┆ mất số 0 ở đầu                          ┆    1 ┆  3,8% ┆ 22                │
    │ Số CCCD    ┆ số CMND 9 chữ số                        ┆    1 ┆  3,8% ┆ 25                │
    │ Số CCCD    ┆ mã tỉnh hoặc mã thế kỷ không có thật    ┆    1 ┆  3,8% ┆ 27                │
    │ Điện thoại ┆ chữ thay cho giá trị (NULL, không có …) ┆    1 ┆  4,8% ┆ 25                │
    └────────────┴─────────────────────────────────────────┴──────┴───────┴───────────────────┘

    Giá trị thường gặp
    ┌───────────┬─────────┬──────┬───────┐
    │ Cột       ┆ Giá trị ┆ Số ô ┆ Tỷ lệ │
    ╞═══════════╪═════════╪══════╪═══════╡
    │ Giới tính ┆ Nam     ┆   12 ┆ 48,0% │
    │ Giới tính ┆ Nữ      ┆   10 ┆ 40,0% │
    │ Mũi       ┆ mũi 1   ┆   21 ┆ 84,0% │
    └───────────┴─────────┴──────┴───────┘

    Dòng hỏng
    ┌──────────────────────────┬─────────┬───────────────────┐
    │ Lỗi                      ┆ Số dòng ┆ Các dòng đầu tiên │
    ╞══════════════════════════╪═════════╪═══════════════════╡
    │ dấu ngoặc kép không đóng ┆       1 ┆ 29                │
    │ thiếu ô                  ┆       1 ┆ 28                │
    └──────────────────────────┴─────────┴───────────────────┘
    "#);
}

#[test]
fn values_of_one_person_are_never_shown() {
    // Few rows, so few values in every column.
    let found = profile(&format!(
        "Họ tên;Ghi chú\n{}",
        "Đỗ Thị Bí;chị Bí\n".repeat(4)
    ));
    for text in [
        found.text(Language::Vi),
        found.html(Language::En),
        serde_json::to_string(&found).unwrap(),
    ] {
        assert!(!text.contains("Bí"), "{text}");
    }
    // A name, a number or an address that repeats is still one of somebody.
    let found = profile(&format!(
        "Người nhập;Ghi chú;Địa chỉ\n{}",
        "Đỗ Thị Bí;0912345678;Ngõ Bí, số 3\n".repeat(9)
    ));
    assert!(!found.html(Language::Vi).contains("Bí"));
    assert!(!found.html(Language::Vi).contains("0912"));
    let all = defects();
    for text in [all.text(Language::En), all.html(Language::Vi)] {
        assert!(!text.contains("Hồng") && !text.contains("02709"), "{text}");
    }
}

#[test]
fn many_values_are_estimated_and_few_are_counted() {
    let mut text = "a\n".to_owned();
    for row in 0..20_000 {
        writeln!(text, "{}", row % 10_000).unwrap();
    }
    let found = profile(&text);
    let exact = found.columns[0].distinct;
    assert_eq!((exact.count, exact.estimated), (10_000, false));
    // As if there were many columns, so that each has room for few values only.
    let mut profiler = Profiler::new(&vec!["a".to_owned(); 4_000], TODAY);
    profiler.columns.truncate(1);
    let profile = fill(profiler, &text);
    let distinct = profile.columns[0].distinct;
    assert!(distinct.estimated);
    assert!((9_500..10_500).contains(&distinct.count), "{distinct:?}");
}

#[test]
fn the_page_stands_alone_and_escapes_what_it_shows() {
    let found = profile(&format!(
        "a<b>\n{}",
        "<script>alert(1)</script>\n".repeat(9)
    ));
    let page = found.html(Language::Vi);
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"vi\">"));
    assert!(page.contains("<h2>a&lt;b&gt;</h2>"));
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"));
    for outside in ["http:", "https:", "src=", "url(", "@import", "<link"] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn the_page_has_a_card_and_a_bar_for_each_column() {
    let page = defects().html(Language::Vi);
    assert!(page.contains("name=\"viewport\""));
    assert_eq!(page.matches("<section class=\"column\"").count(), 7);
    for number in 1..=7 {
        assert!(page.contains(&format!("href=\"#c{number}\"")));
        assert!(page.contains(&format!("id=\"c{number}\"")));
    }
    assert!(page.contains("mũi 1") && page.contains("style=\"width:"));
    for tag in [
        "section", "table", "tr", "th", "td", "div", "h2", "h3", "dl", "code",
    ] {
        let opened =
            page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}
