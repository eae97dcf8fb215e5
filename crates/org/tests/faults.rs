//! What a broken organisation file is told.

use chiso_org::OrgTree;

fn faults(text: &str) -> String {
    let faults = OrgTree::parse(text).expect_err("the file is broken");
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[test]
fn every_malformed_table_is_reported() {
    let text = r#"
[[unit]]
id = "Tỉnh"
name = "UBND tỉnh"
level = "province"

[[unit]]
id = "p-mot"
name = "Phường Một"
level = "ward"

[[unit]]
id = "p-hai"
name = []
level = "commune"

[[unit]]
id = "p-ba"
level = "commune"

[[unit]]
id = "p-bon"
name = "Phường Bốn"
level = "commune"
chief = "ai"

[[office]]
"#;
    insta::assert_snapshot!(faults(text), @r"
    line 3: a unit id is 1 to 64 characters out of a-z, 0-9 and -
    line 10: unknown variant `ward`, expected one of `province`, `department`, `district`, `commune`
    line 14: invalid length 0, expected a value or a list of { value, from }
    line 17: missing field `name`
    line 25: unknown field `chief`, expected one of `id`, `name`, `code`, `level`, `parent`, `valid_from`, `valid_until`, `source`
    line 27: unknown key `office`, expected [[unit]] or [[succession]]
    ");
}

#[test]
fn every_contradiction_is_reported() {
    let text = r#"
[[unit]]
id = "tinh"
name = "UBND tỉnh"
code = "H05"
level = "province"
valid_until = "2025-07-01"

[[unit]]
id = "tp"
name = " "
code = "H05"
level = "district"
parent = "tinh"

[[unit]]
id = "p-mot"
name = [{ value = "Xã Một" }, { value = "Phường Một" }]
code = "h05/1"
level = "commune"
parent = "p-hai"
valid_from = "2022-01-01"
valid_until = "2022-01-01"

[[unit]]
id = "p-hai"
name = "Phường Hai"
level = "commune"
parent = [{ value = "khong-co" }, { value = "p-mot", from = "2022-01-01" }]

[[unit]]
id = "tp"
name = "UBND thành phố"
level = "district"

[[succession]]
unit = "tinh"
successor = "tp"
effective = "2025-07-02"
extent = "whole"

[[succession]]
unit = "tinh"
successor = "moi"
effective = "2025-07-01"
extent = "part"
"#;
    insta::assert_snapshot!(faults(text), @r"
    line 9: unit tp: name: empty or not in NFC
    line 9: unit tp: parent `tinh` does not exist all the time
    line 9: unit tp: code `H05` is `tinh`'s at the same time
    line 16: unit p-mot: valid_until is not after valid_from
    line 16: unit p-mot: name: each value after the first needs a later `from`
    line 16: unit p-mot: code `h05/1`: groups of A-Z and 0-9 with dots between, 35 characters at most
    line 16: unit p-mot: parent: the unit is above itself
    line 25: unit p-hai: parent `khong-co` is not in the file
    line 25: unit p-hai: parent `p-mot` does not exist all the time
    line 25: unit p-hai: parent: the unit is above itself
    line 31: unit tp: the id occurs twice
    line 36: unit tinh: succession: a unit that goes over as a whole ends on the effective day
    line 42: unit tinh: succession: `moi` is not in the file
    ");
}

#[test]
fn broken_syntax_is_reported_with_its_line() {
    insta::assert_snapshot!(faults("[[unit]]\nid = \n"), @"line 2: string values must be quoted, expected literal string");
}
