use crate::pdf::parser::Parser;
use crate::pdf::{Object, ObjectId, PdfFault};

fn parse(text: &str) -> Result<Object, PdfFault> {
    Parser::new(text.as_bytes(), 0, 1 << 20).object()
}

fn string(text: &str) -> Vec<u8> {
    parse(text).unwrap().as_string().unwrap().bytes.to_vec()
}

#[test]
fn numbers_and_references() {
    for (text, value) in [
        ("12", 12),
        ("-7", -7),
        ("+0017", 17),
        ("5 0 obj", 5),
        ("5 0", 5),
    ] {
        assert_eq!(parse(text), Ok(Object::Integer(value)), "{text}");
    }
    for (text, value) in [
        ("-.002", -0.002),
        ("4.", 4.0),
        ("99999999999999999999", 1e20),
    ] {
        assert_eq!(parse(text), Ok(Object::Real(value)), "{text}");
    }
    let reference = Object::Reference(ObjectId::new(5, 0));
    assert_eq!(parse("5 0 R"), Ok(reference.clone()));
    assert_eq!(
        parse("[5 0 R 1]"),
        Ok(Object::Array([reference, Object::Integer(1)].into()))
    );
    for wrong in [
        "--1",
        "1.2.3",
        ".",
        "1-2",
        "[R]",
        "[1 R]",
        "[-1 0 R]",
        "[0 65536 R]",
        "",
    ] {
        assert!(parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn strings() {
    assert_eq!(
        string("(a(b)\\)\\(\\n\\53\\0053\\\r\nx\r\ny)"),
        b"a(b))(\n+\x053x\ny"
    );
    assert_eq!(string("(\\400\\q)"), b"\0q");
    assert_eq!(string("<4 1\n4>"), b"A@");
    assert!(parse("(a").is_err() && parse("<41").is_err());
    let found = parse("  <4142>").unwrap();
    let span = found.as_string().unwrap().span;
    assert_eq!((span.start, span.end), (2, 8));
}

#[test]
fn names_and_comments() {
    assert_eq!(parse("/A#42 ").unwrap().as_name(), Some(b"AB".as_slice()));
    assert!(parse("/A#0").is_err() && parse("/A#00").is_err());
    assert_eq!(parse("% (\r true"), Ok(Object::Boolean(true)));
    assert_eq!(parse("[% ]\n]"), Ok(Object::Array([].into())));
}

#[test]
fn dictionaries() {
    let found = parse("<< /B 1 /A null /C << /D 2 >> >>").unwrap();
    let dictionary = found.as_dictionary().unwrap();
    assert_eq!(dictionary.get(b"B"), Some(&Object::Integer(1)));
    assert_eq!(dictionary.get(b"A"), None);
    assert_eq!(dictionary.len(), 3);
    assert_eq!(parse("<</C<</D 2>>/A null/B 1>>"), Ok(found));
    let twice = parse("<< /B 1 /A 2 /#42 3 >>").unwrap();
    let twice = twice.as_dictionary().unwrap();
    assert_eq!(twice.duplicate_key().unwrap().as_bytes(), b"B");
    assert_eq!(twice.get(b"B"), Some(&Object::Integer(1)));
    for wrong in [
        "<< /A >>",
        "<< 1 2 >>",
        "<< /A 1 ]",
        "<< /A 1",
        "[ >>",
        "]",
        ">>",
        "{}",
        "<< /A endobj >>",
    ] {
        assert!(parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn depth_and_memory_are_limited() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(parse(&nested(200)).is_ok());
    assert_eq!(
        parse(&nested(201)),
        Err(PdfFault::Limit("depth of nested objects"))
    );
    let many = format!("[{}]", "0 ".repeat(20_000));
    assert_eq!(parse(&many), Err(PdfFault::Limit("memory for objects")));
}
