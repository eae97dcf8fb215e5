use crate::desk::{Desk, SECTOR};

const FAULTY: &str = "\
rec_id,full_name,dob,sex,id_no,guardian,ward
1,Nguyễn Văn Hòa,12/03/1980,Nam,027080000011,,Đồng Kỵ
2,NguyÔn ThÞ HuyÒn,31/02/1980,Nữ,27182000022,,Đồng Kỵ
3,,1790,?,125000066,,
4,Trần Thị Thúy,05/11/2024,Nam,027324000031,,Đồng Kỵ
";

fn check(desk: &Desk, more: &[&str]) -> crate::desk::Said {
    let fixed = ["check", "--on", "2026-11-26", "--out", "findings.csv"];
    desk.run(&[&fixed, more].concat())
}

#[test]
fn each_failed_rule_names_line_key_field_and_reason() {
    let desk = Desk::new();
    desk.put("faulty.csv", FAULTY);
    let said = check(&desk, &["--sector", "faulty.csv", "--lang", "vi"]);
    assert_eq!(said.code, 1, "{}", said.err);
    insta::assert_snapshot!(desk.read("findings.csv"), @r#"
    line,key,field,rule,severity,reason
    3,2,full_name,name_encoding,warning,Họ tên sai bảng mã
    3,2,dob,birth_impossible,error,Ngày sinh không có thật hoặc không đọc được
    3,2,id_no,number_length,error,Số định danh không đủ 12 chữ số (có 11 chữ số)
    4,3,full_name,name_missing,error,Thiếu họ tên
    4,3,dob,birth_impossible,error,Ngày sinh không có thật hoặc không đọc được
    4,3,sex,sex_missing,notice,Thiếu giới tính
    4,3,id_no,number_old,warning,"Số CMND 9 số, chưa phải số định danh"
    4,3,address,place_missing,warning,Thiếu nơi cư trú
    5,4,id_no,number_sex,error,"Số định danh không khớp giới tính (trong số là nữ, bản ghi là nam)"
    5,4,guardian,guardian_missing,warning,Trẻ em chưa có người giám hộ (2 tuổi)
    "#);
}

#[test]
fn rows_are_written_as_normalised_with_what_was_changed() {
    let desk = Desk::new();
    desk.put("faulty.csv", FAULTY);
    check(&desk, &["--sector", "faulty.csv", "--clean", "clean.csv"]);
    insta::assert_snapshot!(desk.read("clean.csv"), @r"
    rec_id,full_name,dob,sex,id_no,guardian,address,ward,district,province,changes
    1,Nguyễn Văn Hòa,1980-03-12,male,027080000011,,,Đồng Kỵ,,,dob: Date written as year-month-day (12/03/1980 → 1980-03-12); sex: Word for the sex unified (Nam → male)
    2,Nguyễn Thị Huyền,31/02/1980,female,027182000022,,,Đồng Kỵ,,,full_name: Decoded from TCVN3 (ABC) (NguyÔn ThÞ HuyÒn → Nguyễn Thị Huyền); sex: Word for the sex unified (Nữ → female); id_no: Zeros lost at the front restored (27182000022 → 027182000022)
    3,,1790,?,125000066,,,,,,
    4,Trần Thị Thúy,2024-11-05,male,027324000031,,,Đồng Kỵ,,,dob: Date written as year-month-day (05/11/2024 → 2024-11-05); sex: Word for the sex unified (Nam → male)
    ");
    let said = check(
        &desk,
        &["--register", "register.csv", "--clean", "clean.csv"],
    );
    assert!(said.code < 2, "{}", said.err);
    assert!(
        desk.read("clean.csv")
            .contains("1,027080000011,125000011,Nguyễn Văn Hòa,1980-03-12,male,")
    );
}

#[test]
fn the_register_is_checked_as_a_whole() {
    let desk = Desk::new();
    let faulty = desk
        .read("register.csv")
        .replace("H1,Vợ", "H1,Chủ hộ")
        .replace("12,027077000122", "12,027075000111");
    desk.put("register.csv", faulty);
    let said = check(&desk, &["--register", "register.csv"]);
    assert_eq!(said.code, 1, "{}", said.err);
    insta::assert_snapshot!(desk.read("findings.csv"), @r#"
    line,key,field,rule,severity,reason
    2,1,household_id,household_heads,error,The household has more than one head (row 3)
    3,2,household_id,household_heads,error,The household has more than one head (row 2)
    6,5,relation,head_gone,error,The head of the household is dead or has moved away
    12,11,id12,number_shared,error,Several people have the same number (row 13)
    13,12,id12,number_year,error,"The number and the year of birth do not agree (the number has 1975, the date of birth 1977)"
    13,12,id12,number_shared,error,Several people have the same number (row 12)
    "#);
}

#[test]
fn an_office_sets_its_own_rules() {
    let desk = Desk::new();
    desk.put(
        "rules.toml",
        "[number_missing]\nseverity = \"notice\"\n[number_length]\nseverity = \"warning\"\n",
    );
    desk.put("sector.csv", SECTOR);
    let said = check(&desk, &["--sector", "sector.csv", "--rules", "rules.toml"]);
    assert_eq!(said.code, 0, "{}", said.out);
    desk.put("rules.toml", "[no_such_rule]\nseverity = \"off\"\n");
    let said = check(&desk, &["--sector", "sector.csv", "--rules", "rules.toml"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("no_such_rule"), "{}", said.err);
}
