use chiso_signature::Report;

use crate::corpus::{Row, rows};

/// As the report prints it.
fn word(value: impl serde::Serialize) -> String {
    match serde_json::to_value(value).unwrap() {
        serde_json::Value::String(word) => word,
        _ => String::new(),
    }
}

fn difference(row: &Row, report: &Report) -> Option<String> {
    let found = [
        word(report.verdict),
        word(report.indication),
        word(report.sub_indication),
    ];
    let expected = [&row.verdict, &row.indication, &row.sub_indication];
    (found.each_ref() != expected).then(|| {
        format!(
            "{}: {expected:?} because {}, found {found:?}",
            row.file, row.reason
        )
    })
}

#[test]
fn every_file_has_the_verdict_of_the_table() {
    let rows = rows();
    assert!(rows.len() > 300, "{} rows", rows.len());
    let differences: Vec<String> = rows
        .iter()
        .filter_map(|row| difference(row, &row.verify(&row.bytes())))
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn the_same_question_has_the_same_answer_byte_for_byte() {
    for row in rows() {
        let bytes = row.bytes();
        let answer = || serde_json::to_vec(&row.verify(&bytes)).unwrap();
        assert_eq!(answer(), answer(), "{}", row.file);
    }
}

#[test]
fn nothing_is_accepted_without_a_trust_anchor() {
    for row in rows() {
        let verifier = chiso_signature::Verifier::new(
            chiso_signature::Material::new(),
            chiso_signature::Policy::standard(),
            "2024-03-20T02:00:00Z".parse().unwrap(),
        );
        let report = verifier.verify(&row.bytes());
        assert!(!report.verdict.is_accepted(), "{}", row.file);
    }
}
