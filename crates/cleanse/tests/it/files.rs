use crate::desk::{Desk, REGISTER, SECTOR};

/// The file of the sector in another form gives the same results.
fn same_as_plain(name: &str, bytes: &[u8]) {
    let desk = Desk::new();
    desk.link(&[]);
    let expected = desk.read("pairs.csv");
    desk.put(name, bytes);
    let said = desk.run(&[
        "link",
        "--register",
        "register.csv",
        "--sector",
        name,
        "--out",
        "other.csv",
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(desk.read("other.csv"), expected);
}

#[test]
fn any_delimiter_and_encoding() {
    let semicolons = SECTOR.replace(',', ";");
    same_as_plain("a.csv", semicolons.as_bytes());
    same_as_plain("b.tsv", SECTOR.replace(',', "\t").as_bytes());
    same_as_plain("c.csv", format!("\u{feff}{SECTOR}").as_bytes());
    let utf16: Vec<u8> = (SECTOR.replace(',', "\t").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    same_as_plain("d.txt", &[&[0xff, 0xfe], &utf16[..]].concat());
}

#[test]
fn results_come_in_the_format_of_their_name() {
    let desk = Desk::new();
    for name in ["pairs.xlsx", "pairs.parquet"] {
        let said = desk.run(&[
            "link",
            "--register",
            "register.csv",
            "--sector",
            "sector.csv",
            "--out",
            name,
        ]);
        assert_eq!(said.code, 0, "{}", said.err);
        // Read back as labels: the links are the truth about themselves.
        let said = desk.run(&[
            "evaluate",
            "--register",
            "register.csv",
            "--sector",
            "sector.csv",
            "--truth",
            name,
            "--json",
        ]);
        let evaluation = &said.json()["model"]["evaluation"];
        assert_eq!(evaluation["records"], 9, "{}", said.err);
        assert_eq!(evaluation["right"], 9);
    }
    let said = desk.run(&[
        "link",
        "--register",
        "register.csv",
        "--sector",
        "sector.csv",
        "--out",
        "pairs.doc",
    ]);
    assert_eq!(said.code, 2);
}

#[test]
fn a_file_that_is_no_table_is_named_with_what_was_expected() {
    let desk = Desk::new();
    for (bytes, expected) in [
        (&b""[..], "is empty; a header line was expected"),
        (b"%PDF-1.7", "is a PDF; CSV, XLSX or Parquet was expected"),
        (b"a,b,c\n1,2,3\n", "a needed column was not found"),
    ] {
        desk.put("sector.csv", bytes);
        let said = desk.link(&[]);
        assert_eq!(said.code, 2);
        assert!(said.err.contains("sector.csv"), "{}", said.err);
        assert!(said.err.contains(expected), "{}", said.err);
    }
    let missing = [
        "link",
        "--register",
        "no.csv",
        "--sector",
        "no.csv",
        "--out",
        "p.csv",
    ];
    assert!(desk.run(&missing).err.contains("no.csv: not found"));
}

#[test]
fn a_header_alone_is_no_record() {
    let desk = Desk::new();
    let header = SECTOR.lines().next().unwrap();
    desk.put("sector.csv", format!("{header}\n"));
    assert_eq!(desk.link(&[]).code, 0);
    assert_eq!(desk.read("pairs.csv"), "rec_id,person_id,score,category\n");
    desk.put("sector.csv", SECTOR);
    let header = REGISTER.lines().next().unwrap();
    desk.put("register.csv", header);
    let said = desk.link(&["--json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(said.json()["parts"][0]["lines"][2]["rows"], 10);
}

#[test]
fn broken_lines_are_told_and_the_rest_is_linked() {
    let desk = Desk::new();
    let mut broken = SECTOR
        .replace("TRAN THI THUY", "\"TRAN THI THUY")
        .replace("Lê Thị Phượng", "Lê\0Thị Phượng");
    broken.push_str("19\n");
    desk.put("sector.csv", broken);
    let said = desk.link(&["--refused", "refused.csv", "--json"]);
    assert_eq!(said.code, 1, "{}", said.err);
    assert_eq!(said.json()["rows"], 8);
    insta::assert_snapshot!(desk.read("refused.csv"), @r"
    file,line,column,fault,reason
    sector.csv,3,4,open_quote,line 3: column 4: a quote is opened and never closed
    sector.csv,6,4,nul,line 6: column 4: a NUL character
    sector.csv,12,,too_few_cells,line 12: 1 cells; 12 were expected
    ");
}

#[test]
fn a_result_never_replaces_what_is_read() {
    let desk = Desk::new();
    for result in [
        "sector.csv",
        "./sector.csv",
        "register.csv",
        "../sector.csv",
    ] {
        let inside = desk.path().join("in");
        std::fs::create_dir_all(&inside).unwrap();
        let result = result.replace("../", "in/../");
        for option in ["--review", "--report", "--refused"] {
            let said = desk.link(&[option, &result]);
            assert_eq!(said.code, 2, "{option} {result}");
            assert!(said.err.contains("is read from"), "{}", said.err);
        }
        let said = desk.run(&["check", "--sector", "sector.csv", "--clean", "sector.csv"]);
        assert_eq!(said.code, 2);
    }
    assert_eq!(desk.read("sector.csv"), SECTOR);
    assert_eq!(desk.read("register.csv"), REGISTER);
}

#[test]
fn whether_a_result_can_be_written_is_known_before_the_work() {
    let desk = Desk::new();
    let files = ["--register", "register.csv", "--sector", "sector.csv"];
    for command in [
        ["train", "--out"],
        ["explain", "--svg"],
        ["evaluate", "--svg"],
    ] {
        let mut args = vec![command[0]];
        args.extend(match command[0] {
            "explain" => vec!["9"],
            "evaluate" => vec!["--truth", "truth.csv"],
            _ => vec![],
        });
        desk.put("truth.csv", "rec_id,person_id\n9,1\n");
        args.extend([command[1], "nowhere/result"]);
        let said = desk.run(&[&args[..], &files].concat());
        assert_eq!(said.code, 2, "{}", said.err);
        assert!(said.err.contains("nowhere/result"), "{}", said.err);
        // Nothing was read before.
        assert!(!said.err.contains(r#""step""#), "{}", said.err);
    }
}
