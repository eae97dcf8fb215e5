use crate::desk::{Desk, SECTOR};

#[test]
fn records_are_linked_and_classified() {
    let desk = Desk::new();
    let said = desk.link(&["--review", "review.csv", "--report", "report.csv"]);
    assert_eq!(said.code, 0, "{}", said.err);
    insta::assert_snapshot!(desk.read("pairs.csv"), @r"
    rec_id,person_id,score,category
    9,1,33.3246,ok
    10,2,18.8051,missing_id
    11,3,33.8989,wrong_id
    12,5,35.3246,deceased
    13,6,27.7147,cmnd9
    14,7,35.3246,moved_away
    15,8,30.8587,duplicate
    16,8,19.2469,missing_id
    18,9,33.1532,wrong_id
    ");
    insta::assert_snapshot!(desk.read("review.csv"), @"rec_id,person_id,score,category");
    insta::assert_snapshot!(desk.read("report.csv"), @r#"
    rec_id,line,result,person_id,score,category,reason,differences
    9,2,linked,1,33.3246,ok,"Number, name, date of birth and sex agree with the register",
    10,3,linked,2,18.8051,missing_id,"No number; the person is found, but something else differs from the register",Number: The number is missing ( → 027182000022); Name: Without marks (TRAN THI THUY → Trần Thị Thúy)
    11,4,linked,3,33.8989,wrong_id,The number has lost the zeros at its front,Number: The zeros at the front are lost (27208000033 → 027208000033)
    12,5,linked,5,35.3246,deceased,The register says that this person is dead,
    13,6,linked,6,27.7147,cmnd9,"A nine-digit number only, the one that the register has",Number: A nine-digit number instead of the personal number (125000066 → 027168000066)
    14,7,linked,7,35.3246,moved_away,The register says that this person has moved away,
    15,8,linked,8,30.8587,duplicate,Another record of this data set is of the same person,Date of birth: Day and month are swapped (06/09/1995 → 09/06/1995)
    16,9,linked,8,19.2469,missing_id,No number; the rest agrees with one person of the register,Number: The number is missing ( → 027095000088)
    17,10,not_found,,-100.0000,not_in_register,Nobody in the register is like this record,
    18,11,linked,9,33.1532,wrong_id,One digit of the number differs from the register,Number: One digit is wrong (027198000098 → 027198000099)
    "#);
}

#[test]
fn the_summary_adds_up() {
    let desk = Desk::new();
    let summary = desk.link(&["--json"]).json();
    assert_eq!(summary["rows"], 10);
    assert_eq!(summary["refused"], 0);
    assert!(summary["peak_bytes"].as_u64().unwrap() > 1 << 20);
    for part in summary["parts"].as_array().unwrap() {
        let lines = part["lines"].as_array().unwrap();
        let rows: u64 = lines
            .iter()
            .map(|line| line["rows"].as_u64().unwrap())
            .sum();
        assert_eq!(rows, 10, "{part}");
    }
    let said = desk.link(&["--lang", "vi"]);
    assert!(said.out.contains("Thiếu số định danh"), "{}", said.out);
    assert!(said.out.contains("10,0%"), "{}", said.out);
}

#[test]
fn neither_order_nor_threads_matter() {
    let desk = Desk::new();
    let outputs = |desk: &Desk| {
        ["pairs.csv", "review.csv", "report.csv"].map(|name| {
            // The report tells the line, which is another.
            let text = desk.read(name);
            let cut = |line: &str| {
                let mut cells: Vec<&str> = line.split(',').collect();
                if name == "report.csv" {
                    cells.remove(1);
                }
                cells.join(",")
            };
            text.lines().map(cut).collect::<Vec<_>>()
        })
    };
    let more = ["--review", "review.csv", "--report", "report.csv"];
    desk.link(&more);
    let expected = outputs(&desk);
    let mut lines: Vec<&str> = SECTOR.lines().collect();
    lines[1..].reverse();
    desk.put("sector.csv", lines.join("\n"));
    desk.link(&[&more[..], &["--threads", "1"]].concat());
    assert_eq!(outputs(&desk), expected);
}

#[test]
fn a_broken_line_is_refused_and_the_rest_goes_on() {
    let desk = Desk::new();
    let broken = SECTOR.replace("11,vaccination,3,", "11,vaccination,3,4,5,");
    desk.put("sector.csv", broken);
    let said = desk.link(&["--refused", "refused.csv", "--json"]);
    assert_eq!(said.code, 1);
    assert_eq!(said.json()["rows"], 9);
    assert_eq!(said.json()["refused"], 1);
    insta::assert_snapshot!(desk.read("refused.csv"), @r"
    file,line,column,fault,reason
    sector.csv,4,,too_many_cells,line 4: 14 cells; 12 were expected
    ");
}

#[test]
fn a_file_without_ids_is_told_by_its_lines() {
    let desk = Desk::new();
    let without: Vec<String> = (SECTOR.lines())
        .map(|line| line.split_once(',').unwrap().1.to_owned())
        .collect();
    desk.put("sector.csv", without.join("\n"));
    assert_eq!(desk.link(&[]).code, 0);
    assert!(desk.read("pairs.csv").contains("\n2,1,"));
}

#[test]
fn nothing_personal_is_logged() {
    let desk = Desk::new();
    desk.put(
        "sector.csv",
        SECTOR.replace("9,vaccination,1,", "9,x,vaccination,1,"),
    );
    let said = desk.link(&["--review", "review.csv", "--report", "report.csv"]);
    assert!(said.err.contains("line refused"), "{}", said.err);
    for line in said.err.lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(event["timestamp"].is_string());
    }
    for personal in ["Nguyễn", "027080000011", "1980", "Trần", "125000066"] {
        assert!(!said.err.contains(personal), "{personal}: {}", said.err);
        assert!(!said.out.contains(personal), "{personal}: {}", said.out);
    }
}

#[test]
fn two_results_do_not_go_to_one_file() {
    let desk = Desk::new();
    let said = desk.link(&["--review", "pairs.csv"]);
    assert_eq!(said.code, 2);
    assert_eq!(desk.left(), Vec::<String>::new());
}
