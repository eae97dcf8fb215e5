use crate::desk::{Desk, SECTOR};

fn vietnamese() -> String {
    SECTOR.replace(
        "rec_id,dataset,sector_no,full_name,dob,sex,id_no,guardian,address,ward,district,province",
        "Mã hồ sơ,Nguồn dữ liệu,Mũi,Họ và tên,Ngày sinh,Giới tính,Số CCCD,Người giám hộ,Địa chỉ,Xã/Phường,Huyện,Tỉnh",
    )
}

#[test]
fn a_guess_is_shown_and_must_be_confirmed() {
    let desk = Desk::new();
    desk.put("sector.csv", vietnamese());
    let said = desk.link(&[]);
    assert_eq!(said.code, 2);
    assert_eq!(desk.left(), Vec::<String>::new());
    insta::assert_snapshot!(said.err, @r#"
    chiso-cleanse: sector.csv: the columns are guessed as follows. Run again with --yes if that is right, or save it to a file, correct it and pass it with --sector-columns, --register-columns or --columns:

    [columns]
    address = "Địa chỉ"
    dataset = "Nguồn dữ liệu"
    district = "Huyện"
    dob = "Ngày sinh"
    full_name = "Họ và tên"
    guardian = "Người giám hộ"
    id_no = "Số CCCD"
    province = "Tỉnh"
    rec_id = "Mã hồ sơ"
    sex = "Giới tính"
    ward = "Xã/Phường"
    "#);
    let said = desk.link(&["--yes"]);
    assert_eq!(said.code, 0, "{}", said.err);
}

#[test]
fn the_guess_saved_as_a_file_is_a_file_of_columns() {
    let desk = Desk::new();
    desk.put("sector.csv", vietnamese());
    let said = desk.link(&[]);
    let (_, guess) = said.err.split_once("\n\n").unwrap();
    desk.put("columns.toml", guess);
    let said = desk.link(&["--sector-columns", "columns.toml"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let pairs = desk.read("pairs.csv");
    desk.put("sector.csv", SECTOR);
    desk.link(&[]);
    assert_eq!(desk.read("pairs.csv"), pairs);
}

#[test]
fn a_file_of_columns_that_does_not_fit_says_why() {
    let desk = Desk::new();
    for (columns, expected) in [
        (
            "[columns]\nfull_name = 'Tên'\n",
            "the table has no such header: Tên",
        ),
        (
            "[columns]\nname = 'dob'\n",
            "there is no such known column: name",
        ),
        (
            "[columns]\ndob = 'dob'\n",
            "a needed column is not named: full_name",
        ),
        (
            "encoding = 'ebcdic'\n[columns]\n",
            "not a known encoding: ebcdic",
        ),
        ("full_name = 'x'\n", "not a file of columns"),
    ] {
        desk.put("columns.toml", columns);
        let said = desk.link(&["--sector-columns", "columns.toml"]);
        assert_eq!(said.code, 2);
        assert!(said.err.contains(expected), "{}", said.err);
    }
    desk.put("sector.csv", "a,b\n1,2\n");
    let said = desk.link(&[]);
    assert!(said.err.contains("full_name"), "{}", said.err);
}

#[test]
fn a_title_above_the_header_is_stepped_over() {
    let desk = Desk::new();
    desk.link(&[]);
    let pairs = desk.read("pairs.csv");
    desk.put("sector.csv", format!("DANH SÁCH TIÊM CHỦNG\n\n{SECTOR}"));
    let said = desk.link(&[]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("header = 3"), "{}", said.err);
    desk.put("columns.toml", "header = 3\n");
    let said = desk.link(&["--sector-columns", "columns.toml"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(desk.read("pairs.csv"), pairs);
}
