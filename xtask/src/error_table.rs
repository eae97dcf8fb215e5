//! Holds the table of error codes in `docs/integrator.md` against the code that answers with them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A code, its HTTP status, its gRPC code, and whether the same request may succeed later.
type Row = (String, String, String, bool);

const CHASSIS: [&str; 3] = [
    "crates/chassis/src/error/request_fault.rs",
    "crates/chassis/src/auth/fault.rs",
    "crates/chassis/src/jobs/fault.rs",
];
const AGGREGATOR: &str = "services/aggregator/src/usecase/described.rs";
const DOSSIERS: &str = "services/dossiers/src/usecase/described.rs";
const REFUSALS: &str = "services/dossiers/src/domain/refusal.rs";
const UNCOUNTABLE: &str = "crates/measure/src/fault.rs";

/// Errors that only carry another one, and the database's, whose kind is found at run time.
const CARRIERS: [&str; 3] = ["Refused", "Database", "Job"];

fn source(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::read_to_string(root.join(path)).unwrap()
}

/// The rows of the table of kinds, by kind.
fn kinds() -> BTreeMap<String, (String, String, bool)> {
    let text = source("crates/chassis/src/error/kind.rs");
    let rows = text.lines().filter_map(|line| {
        let (kind, row) = line
            .trim()
            .strip_prefix("Self::")?
            .split_once("=> (Code::")?;
        let cells: Vec<&str> = row.split(',').map(str::trim).collect();
        let status = status(cells[1].strip_prefix("StatusCode::")?);
        let retryable = cells[3].starts_with("true");
        Some((
            kind.trim().to_owned(),
            (status.to_owned(), upper_snake(cells[0]), retryable),
        ))
    });
    rows.collect()
}

fn status(name: &str) -> &'static str {
    match name {
        "BAD_REQUEST" => "400",
        "UNAUTHORIZED" => "401",
        "FORBIDDEN" => "403",
        "NOT_FOUND" => "404",
        "METHOD_NOT_ALLOWED" => "405",
        "REQUEST_TIMEOUT" => "408",
        "CONFLICT" => "409",
        "PRECONDITION_FAILED" => "412",
        "PAYLOAD_TOO_LARGE" => "413",
        "UNSUPPORTED_MEDIA_TYPE" => "415",
        "PRECONDITION_REQUIRED" => "428",
        "TOO_MANY_REQUESTS" => "429",
        "INTERNAL_SERVER_ERROR" => "500",
        "SERVICE_UNAVAILABLE" => "503",
        "GATEWAY_TIMEOUT" => "504",
        other => panic!("a status without a number here: {other}"),
    }
}

fn upper_snake(camel: &str) -> String {
    let mut snake = String::new();
    for letter in camel.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_uppercase());
    }
    snake
}

fn is_code(text: &str) -> bool {
    text.len() > 3
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// The codes that a text has in quotes.
fn quoted_codes(text: &str) -> Vec<&str> {
    text.split('"').filter(|part| is_code(part)).collect()
}

/// The body of a function up to the next one.
fn body<'a>(text: &'a str, name: &str) -> &'a str {
    let (_, rest) = text.split_once(&format!("fn {name}(")).unwrap();
    rest.split_once("\n    }\n").unwrap().0
}

/// The arms of a match: the variants that come before each value that `value` finds in a word.
fn arms<'a>(
    text: &'a str,
    value: impl Fn(&'a str) -> Option<&'a str>,
) -> BTreeMap<&'a str, &'a str> {
    let mut found = BTreeMap::new();
    let mut variants = Vec::new();
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, ':' | '_' | '"');
    for word in text.split(|c| !is_part(c)) {
        if let Some(value) = value(word) {
            found.extend(variants.drain(..).map(|variant| (variant, value)));
        } else if let Some(variant) = word
            .strip_prefix("Self::")
            .or(word.strip_prefix("Refusal::"))
        {
            variants.push(variant);
        }
    }
    found.retain(|variant, _| !CARRIERS.contains(variant));
    found
}

fn quoted(word: &str) -> Option<&str> {
    let code = word.strip_prefix('"')?.strip_suffix('"')?;
    is_code(code).then_some(code)
}

/// Codes of the dossiers service with their kinds, which stand in two tables.
fn of_dossiers() -> Vec<(String, String)> {
    let (described, refusals) = (source(DOSSIERS), source(REFUSALS));
    let kinds = arms(body(&described, "kind"), |word| {
        word.strip_prefix("ErrorKind::")
    });
    let mut codes = arms(body(&refusals, "code"), quoted);
    codes.extend(arms(body(&described, "reason"), quoted));
    let of_kind = |variant: &str| kinds[variant].to_owned();
    let own = codes
        .iter()
        .map(|(variant, code)| ((*code).to_owned(), of_kind(variant)));
    let uncountable = source(UNCOUNTABLE);
    let uncountable = quoted_codes(body(&uncountable, "code"));
    own.chain(
        uncountable
            .into_iter()
            .map(|code| (code.to_owned(), of_kind("Uncountable"))),
    )
    .collect()
}

/// Codes of a file whose rows have `(ErrorKind::K, "CODE"`, or one kind for all.
fn of_rows(path: &str) -> Vec<(String, String)> {
    let text = source(path);
    let named = text.split("ErrorKind::").skip(1).filter_map(|row| {
        let (kind, rest) = row.split_once(", \"")?;
        let code = rest.split('"').next()?;
        (kind.chars().all(char::is_alphabetic) && is_code(code))
            .then(|| (code.to_owned(), kind.to_owned()))
    });
    let named: Vec<_> = named.collect();
    if !named.is_empty() {
        return named;
    }
    let (_, kind) = text.split_once("ErrorKind::").unwrap();
    let kind = kind
        .split(|c: char| !c.is_alphabetic())
        .find(|kind| !kind.is_empty())
        .unwrap();
    quoted_codes(&text)
        .into_iter()
        .map(|code| (code.to_owned(), kind.to_owned()))
        .collect()
}

fn in_code() -> BTreeSet<Row> {
    let kinds = kinds();
    let mut codes = of_dossiers();
    for path in CHASSIS.iter().chain([&AGGREGATOR]) {
        codes.extend(of_rows(path));
    }
    for kind in ["Unavailable", "Timeout"] {
        codes.push(("DATABASE_UNAVAILABLE".to_owned(), kind.to_owned()));
    }
    let row = |(code, kind): (String, String)| {
        let (http, grpc, again) = kinds[&kind].clone();
        (code, http, grpc, again)
    };
    codes.into_iter().map(row).collect()
}

fn in_the_page() -> BTreeSet<Row> {
    let page = source("docs/integrator.md");
    let (_, table) = page.split_once("| code | HTTP | gRPC | again |").unwrap();
    let lines = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let rows = lines.flat_map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let codes = cells[1].split('`').filter(|part| is_code(part));
        let row = |code: &str| {
            (
                code.to_owned(),
                cells[2].to_owned(),
                cells[3].to_owned(),
                cells[4] == "yes",
            )
        };
        codes.map(row).collect::<Vec<_>>()
    });
    rows.collect()
}

#[test]
fn the_page_of_integrators_lists_every_error_code() {
    let (code, page) = (in_code(), in_the_page());
    assert!(code.len() > 40, "too few codes were found: {code:?}");
    let missing: Vec<_> = code.difference(&page).collect();
    let stale: Vec<_> = page.difference(&code).collect();
    assert!(
        missing.is_empty() && stale.is_empty(),
        "not in the page: {missing:#?}; not in the code: {stale:#?}"
    );
}
