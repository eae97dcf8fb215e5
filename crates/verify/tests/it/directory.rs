use std::fs;

use crate::command::Desk;

const HEADER: &str = "file,verdict,indication,sub_indication,signatures,signers,best_time,reason\n";

fn archive() -> Desk {
    let desk = Desk::new();
    desk.put("archive/b/2.pdf", b"garbage");
    desk.put("archive/b/1.P7S", b"");
    desk.put("archive/a.pdf", b"garbage");
    desk.put("archive/readme.txt", b"no document");
    desk
}

#[test]
fn a_directory_is_walked_in_order_and_summed_up() {
    let desk = archive();
    let said = desk.verify(&["archive"]);
    assert_eq!(said.code, 1);
    assert!(said.out.starts_with(HEADER), "{}", said.out);
    let files: Vec<_> = (said.out.lines().skip(1))
        .map(|line| line.split(',').next().unwrap())
        .collect();
    assert_eq!(
        files,
        ["archive/a.pdf", "archive/b/1.P7S", "archive/b/2.pdf"]
    );
    assert!(said.err.starts_with("Documents: 3 ("), "{}", said.err);
}

#[test]
fn a_summary_in_a_file_is_the_one_that_is_printed() {
    let desk = archive();
    let printed = desk.verify(&["archive"]).out;
    desk.put("summary.csv", b"of yesterday");
    let said = desk.verify(&["--csv", "summary.csv", "archive"]);
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    let written = fs::read_to_string(desk.path().join("summary.csv")).unwrap();
    assert_eq!(written, printed);

    let said = desk.verify(&["--csv", "summary.csv", "--json", "archive"]);
    assert_eq!(said.json().as_array().unwrap().len(), 3);
    assert_eq!(said.err, "");
    let written = fs::read_to_string(desk.path().join("summary.csv")).unwrap();
    assert_eq!(written, printed);

    let left: Vec<_> = (fs::read_dir(desk.path()).unwrap())
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name.to_string_lossy().starts_with('.'))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn single_documents_get_tables_beside_the_summary() {
    let desk = archive();
    let said = desk.verify(&["--csv", "summary.csv", "archive/a.pdf", "archive/b/2.pdf"]);
    assert!(said.out.contains("archive/a.pdf: "));
    assert!(said.out.ends_with(")\n") && said.out.contains("Documents: 2 ("));
    let written = fs::read_to_string(desk.path().join("summary.csv")).unwrap();
    assert_eq!(written.lines().count(), 3);
}
