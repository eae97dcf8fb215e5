//! What a broken procedure file is told.

use chiso_procedure::ProcedureCatalogue;

fn faults(text: &str) -> String {
    let faults = ProcedureCatalogue::parse(text).expect_err("the file is broken");
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[test]
fn every_fault_is_reported_with_its_place() {
    let text = r#"
[[procedure]]
code = "9.004873"

[[procedure]]
code = "1.004873"
owner = "ai"

[[procedure.version]]
version = 1
valid_from = "2020-01-01"
name_vi = "Cấp Giấy xác nhận tình trạng hôn nhân"
field_vi = "Hộ tịch"
level = "commune"
service_level = "full"
time_limit = "3 weeks"
pause = "restart"
source = ""

[[procedure.version]]
version = 3
valid_from = "2020-01-01"
valid_until = "2020-01-01"
name_vi = " "
field_vi = "Hộ tịch"
level = "commune"
service_level = "full"
time_limit = "3 working_days"
pause = "restart"
source = ""

[[procedure.version]]
version = 3
valid_from = "2019-01-01"
name_vi = "Cấp Giấy xác nhận tình trạng hôn nhân"
field_vi = "Hộ tịch"
level = "commune"
service_level = "full"
time_limit = "3 working_days"
pause = "restart"
source = ""

[[procedure]]
code = "1.001193"
version = []

[[procedure]]
code = "1.004873.000.00.00.H05"

[[procedure.version]]
version = 1
valid_from = "2020-01-01"
name_vi = "Cấp Giấy xác nhận tình trạng hôn nhân"
field_vi = "Hộ tịch"
level = "commune"
service_level = "full"
time_limit = "3 working_days"
pause = "restart"
source = ""

[[service]]
"#;
    insta::assert_snapshot!(faults(text), @r#"
    line 2: code: missing or malformed
    line 7: unknown key `owner`
    line 16: procedure 1.004873: "3 weeks": expected a time limit such as "5 working_days", "0.5 working_days", "8 hours", "15 days" or "1 month"
    line 20: procedure 1.004873: version: versions are numbered 1, 2, 3 in order of validity
    line 20: procedure 1.004873: valid_until: not after valid_from
    line 20: procedure 1.004873: name_vi: empty or not in NFC
    line 32: procedure 1.004873: valid_from: the version before it is still valid then
    line 43: procedure 1.001193: no [[procedure.version]]
    line 47: procedure 1.004873: the code occurs twice
    line 61: unknown key `service`, expected [[procedure]]
    "#);
}

#[test]
fn broken_syntax_is_reported_with_its_line() {
    insta::assert_snapshot!(faults("[[procedure]]\ncode = \n"), @"line 2: string values must be quoted, expected literal string");
}
