//! Real files of the verifier's corpus, as a clerk or a script would verify them.

use std::path::PathBuf;

use serde_json::Value;

use crate::command::Desk;
use crate::schema;

fn corpus(name: &str) -> String {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../signature/corpus")
        .join(name)
        .display()
        .to_string()
}

/// What verifies the files of the corpus that nothing special is the matter with.
fn verify(more: &[&str], files: &[&str]) -> crate::command::Said {
    let (trust, crl) = (corpus("trust/root.pem"), corpus("revocation/current"));
    let known = [
        "--trust",
        &trust,
        "--crl",
        &crl,
        "--at",
        "2024-03-20T02:00:00Z",
    ];
    let files: Vec<String> = files.iter().map(|file| corpus(file)).collect();
    let files = files.iter().map(String::as_str);
    let args: Vec<&str> = known
        .into_iter()
        .chain(more.iter().copied())
        .chain(files)
        .collect();
    Desk::new().run(&args)
}

const GOOD: &str = "files/pades-blta.pdf";
const CHANGED: &str = "files/content-amount-changed.pdf";

#[test]
fn only_if_every_file_is_accepted_the_code_is_0() {
    assert_eq!(verify(&[], &[GOOD, "files/pades-blt.pdf"]).code, 0);
    assert_eq!(verify(&[], &[GOOD, CHANGED]).code, 1);
    assert_eq!(verify(&[], &["files/unsigned.pdf"]).code, 1);
}

#[test]
fn reports_follow_the_schema_and_are_the_same_on_any_number_of_threads() {
    let files = [
        GOOD,
        CHANGED,
        "files/hostile-garbage.p7s",
        "files/pades-bb.pdf",
    ];
    let one = verify(&["--json", "--threads", "1"], &files);
    assert_eq!(one.out, verify(&["--json", "--threads", "4"], &files).out);
    assert_eq!(schema::faults(&one.json()), Vec::<String>::new());
    let verdicts: Vec<Value> = one
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|report| report["verdict"].clone())
        .collect();
    assert_eq!(verdicts, ["accept", "reject", "error", "accept"]);
}

#[test]
fn a_detached_signature_needs_its_content() {
    let content = corpus("content/van-ban.txt");
    let file = "files/cades-detached.p7s";
    assert_eq!(verify(&["--content", &content], &[file]).code, 0);
    let alone = verify(&["--json"], &[file]).json();
    assert_eq!(alone[0]["sub_indication"], "SIGNED_DATA_NOT_FOUND");
}
