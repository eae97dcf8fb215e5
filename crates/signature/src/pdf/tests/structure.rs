use super::builder::{Builder, object_stream, stream};
use crate::Code;
use crate::pdf::fault::AmbiguityKind;
use crate::pdf::{Document, Entry, Limits, Object, ObjectId, PdfFault};

fn read(bytes: &[u8]) -> Result<Document<'_>, PdfFault> {
    Document::read(bytes, Limits::for_size(bytes.len()))
}

fn ambiguities(bytes: &[u8]) -> Vec<AmbiguityKind> {
    let document = read(bytes).unwrap();
    document
        .ambiguities()
        .iter()
        .map(|found| found.kind)
        .collect()
}

fn integer(document: &Document<'_>, revision: usize, number: u32) -> Option<i64> {
    let object = document
        .at(revision)
        .object(ObjectId::new(number, 0))
        .unwrap();
    object.as_integer()
}

#[test]
fn revisions_see_their_own_objects() {
    let file = Builder::minimal().save(&[(2, "20"), (3, "30")]).save_with(
        &[(2, "21")],
        "3 1\n0000000000 00001 f\r\n",
        "",
    );
    let document = read(&file.bytes).unwrap();
    assert_eq!(document.ambiguities(), []);
    let revisions = document.revisions();
    assert_eq!(revisions.len(), 3);
    assert_eq!(revisions[0].start, 0);
    assert_eq!(revisions[0].end, revisions[1].start);
    assert_eq!(revisions[2].end, file.bytes.len());
    assert_eq!(revisions[2].marker_end, file.bytes.len() - 1);
    assert_eq!(
        [0, 1, 2].map(|at| integer(&document, at, 2)),
        [None, Some(20), Some(21)]
    );
    assert_eq!(
        [0, 1, 2].map(|at| integer(&document, at, 3)),
        [None, Some(30), None]
    );
    let changed: Vec<_> = document
        .changed(2)
        .map(|(id, entry)| (id.number, entry == Entry::Free))
        .collect();
    assert_eq!(changed, [(2, false), (3, true)]);
    assert_eq!(document.replacement(2, 1), Some(2));
}

#[test]
fn entries_that_repeat_the_definition_in_force_change_nothing() {
    let file = Builder::minimal();
    let again = "1 1\n0000000009 00000 n\r\n";
    let file = file.save_with(&[(2, "20")], again, "");
    let document = read(&file.bytes).unwrap();
    assert_eq!(document.ambiguities(), []);
    assert_eq!(
        document
            .changed(1)
            .map(|(id, _)| id.number)
            .collect::<Vec<_>>(),
        [2]
    );
}

#[test]
fn cross_reference_streams_and_object_streams() {
    let first = object_stream(&[(2, "20"), (3, "<< /A 2 0 R >>")]);
    let second = object_stream(&[(2, "21")]);
    let file = Builder::new()
        .save_stream(
            &[(1, "<< /Type /Catalog >>"), (10, &first)],
            &[(2, 10, 0), (3, 10, 1)],
        )
        .save_stream(&[(11, &second)], &[(2, 11, 0)]);
    let document = read(&file.bytes).unwrap();
    assert_eq!(document.ambiguities(), []);
    assert_eq!(
        [0, 1].map(|at| integer(&document, at, 2)),
        [Some(20), Some(21)]
    );
    let view = document.latest();
    let dictionary = view.object(ObjectId::new(3, 0)).unwrap();
    let value = view.get(dictionary.as_dictionary().unwrap(), b"A").unwrap();
    assert_eq!(value, Object::Integer(21));
}

#[test]
fn hybrid_sections_show_what_their_table_hides() {
    let mut file = Builder::new();
    let container = object_stream(&[(3, "30")]);
    let at = file.add(10, &container);
    let section = file.bytes.len();
    let rows = format!("01{at:04x}00020a0000").replace("020a0000", "02000a00");
    let rows = stream(
        "/Type /XRef /Size 91 /W [1 2 1] /Index [10 1 3 1] /Filter /ASCIIHexDecode",
        &rows,
    );
    file.add(90, &rows);
    let hidden = "3 1\n0000000000 00000 f\r\n10 1\n0000000000 00000 f\r\n";
    let file = file.save_with(
        &[(1, "<< /Type /Catalog >>")],
        hidden,
        &format!("/XRefStm {section} "),
    );
    let document = read(&file.bytes).unwrap();
    assert_eq!(document.ambiguities(), []);
    assert_eq!(integer(&document, 0, 3), Some(30));
}

#[test]
fn what_readers_may_understand_differently_is_reported() {
    let minimal = Builder::minimal();
    let junk = [b"junk\n".as_slice(), &minimal.bytes].concat();
    assert_eq!(ambiguities(&junk), [AmbiguityKind::HeaderOffset]);
    let tail = [minimal.bytes.as_slice(), b"\n<< >>"].concat();
    assert_eq!(ambiguities(&tail), [AmbiguityKind::TrailingData]);
    let rollback = minimal.clone().save(&[(2, "20")]);
    let first = String::from_utf8(minimal.bytes.clone()).unwrap();
    let first = first.split_once("startxref").unwrap().1;
    let rollback = [rollback.bytes.as_slice(), b"startxref", first.as_bytes()].concat();
    assert_eq!(ambiguities(&rollback), [AmbiguityKind::TrailingData]);
    let no_marker = minimal.bytes.strip_suffix(b"%%EOF\n").unwrap();
    assert_eq!(ambiguities(no_marker), [AmbiguityKind::EndMarker]);
    let cases = [
        ("1 1\n0000000010 00000 n\r\n", AmbiguityKind::DuplicateEntry),
        ("2 1\n0000000009 00000 n\r\n", AmbiguityKind::WrongObject),
        ("2 1\n0000000000 00000 n\r\n", AmbiguityKind::WrongObject),
        ("2 1\n0000099999 00000 n\r\n", AmbiguityKind::BeyondRevision),
    ];
    for (subsection, kind) in cases {
        let objects = [(1, "<< /Type /Catalog >>"), (3, "0")];
        let file = Builder::new().save_with(&objects, subsection, "");
        assert_eq!(ambiguities(&file.bytes), [kind], "{subsection}");
    }
    let file = Builder::minimal().save(&[(2, "[<< /A << /B 1 /#42 2 >> >>]")]);
    assert_eq!(ambiguities(&file.bytes), [AmbiguityKind::DuplicateKey]);
}

#[test]
fn entries_into_other_objects_are_reported() {
    let hiding = stream("", "5 0 obj\n666\nendobj\n");
    let mut file = Builder::new();
    let at = file.add(1, "<< /Type /Catalog >>");
    let catalog = format!("1 1\n{at:010} 00000 n\r\n");
    let inside = file.bytes.len() + "4 0 obj\n<<  /Length 19 >>\nstream\n".len();
    let file = file.save_with(
        &[(4, &hiding), (6, "0")],
        &format!("{catalog}5 1\n{inside:010} 00000 n\r\n"),
        "",
    );
    assert_eq!(ambiguities(&file.bytes), [AmbiguityKind::Overlap]);
}

#[test]
fn replacing_what_other_objects_are_read_by_is_reported() {
    let with_length = "<< /Length 3 0 R >>\nstream\nabc\nendstream";
    let file = Builder::minimal()
        .save(&[(2, with_length), (3, "3")])
        .save(&[(3, "3")]);
    assert_eq!(ambiguities(&file.bytes), [AmbiguityKind::LengthReplaced]);
    let wrong = Builder::minimal().save(&[(2, with_length), (3, "2")]);
    assert_eq!(ambiguities(&wrong.bytes), [AmbiguityKind::StreamLength]);
    let container = object_stream(&[(2, "20")]);
    let other = object_stream(&[(2, "99")]);
    let file = Builder::new()
        .save_stream(
            &[(1, "<< /Type /Catalog >>"), (10, &container)],
            &[(2, 10, 0)],
        )
        .save_stream(&[(10, &other)], &[]);
    assert_eq!(ambiguities(&file.bytes), [AmbiguityKind::ContainerReplaced]);
    assert_eq!(integer(&read(&file.bytes).unwrap(), 1, 2), Some(20));
}

#[test]
fn another_generation_is_no_object() {
    let file = Builder::minimal().save(&[(2, "20")]);
    let document = read(&file.bytes).unwrap();
    let fault = document.latest().object(ObjectId::new(2, 1)).unwrap_err();
    assert_eq!(fault.code(), Code::AmbiguousStructure);
}

#[test]
fn broken_cross_references_are_not_repaired() {
    let minimal = Builder::minimal();
    let section = minimal
        .bytes
        .windows(4)
        .position(|found| found == b"xref")
        .unwrap();
    let looping = Builder::new().save_with(
        &[(1, "<< /Type /Catalog >>")],
        "",
        &format!("/Prev {section} "),
    );
    let encrypted = Builder::new().save_with(&[(1, "<< /Type /Catalog >>")], "", "/Encrypt 5 0 R ");
    assert_eq!(
        read(&looping.bytes).unwrap_err().code(),
        Code::PdfUnreadable
    );
    assert_eq!(read(&encrypted.bytes).unwrap_err(), PdfFault::Encrypted);
    for cut in [0, 5, 20, minimal.bytes.len() - 12] {
        assert!(read(&minimal.bytes[..cut]).is_err(), "{cut}");
    }
}

#[test]
fn hybrid_files_of_word_processors_are_one_revision() {
    let mut file = Builder::new();
    let at = file.add(10, &object_stream(&[(3, "30")]));
    let stream_at = file.bytes.len();
    let rows = format!("01{at:04x}0002000a00");
    let dictionary = "/Type /XRef /Size 91 /W [1 2 1] /Index [10 1 3 1] /Filter /ASCIIHexDecode";
    file.add(90, &stream(dictionary, &rows));
    let table = format!("3 1\n0000000000 00000 f\r\n10 1\n{at:010} 00000 n\r\n");
    let file = file.save_with(&[(1, "<< /Type /Catalog >>")], &table, "");
    let hidden = read(&file.bytes).unwrap();
    assert_eq!(integer(&hidden, 0, 3), None);
    let first = file
        .bytes
        .windows(4)
        .position(|found| found == b"xref")
        .unwrap();
    let mut shown = file.clone();
    let section = shown.bytes.len();
    let trailer = format!("<< /Size 91 /Root 1 0 R /Prev {first} /XRefStm {stream_at} >>\n");
    shown.text(&format!("xref\n0 0\ntrailer\n{trailer}"));
    let shown = shown.finish(section);
    let document = read(&shown.bytes).unwrap();
    assert_eq!(document.ambiguities(), []);
    assert_eq!(document.revisions().len(), 1);
    assert_eq!(document.revisions()[0].end, shown.bytes.len());
    assert_eq!(integer(&document, 0, 3), Some(30));
    let updated = shown.save(&[(4, "0")]);
    assert_eq!(read(&updated.bytes).unwrap().revisions().len(), 2);
    let mut apart = file.save(&[(5, "0")]);
    let section = apart.bytes.len();
    apart.text(&format!("xref\n0 0\ntrailer\n{trailer}"));
    let apart = apart.finish(section);
    assert_eq!(read(&apart.bytes).unwrap_err().code(), Code::PdfUnreadable);
}
