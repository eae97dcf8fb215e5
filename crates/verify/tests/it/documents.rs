use crate::command::Desk;
use crate::schema;

#[test]
fn a_missing_file_does_not_stop_the_others() {
    let desk = Desk::new();
    desk.put("garbage.pdf", b"garbage");
    let said = desk.verify(&["--json", "gone.pdf", "garbage.pdf"]);
    assert_eq!((said.code, said.err.as_str()), (1, ""));
    let json = said.json();
    assert_eq!(json[0]["file"], "gone.pdf");
    assert_eq!(json[0]["verdict"], "error");
    assert_eq!(json[0]["findings"][0]["code"], "FILE_UNREADABLE");
    assert_eq!(json[0]["findings"][0]["detail"], "no such file");
    assert_eq!(json[1]["file"], "garbage.pdf");
    assert_eq!(json[1]["document"]["size"], 7);
}

#[test]
fn json_follows_the_schema() {
    let desk = Desk::new();
    desk.put("empty.pdf", b"");
    desk.put("garbage.pdf", b"garbage");
    desk.put("unsigned.pdf", b"%PDF-1.7\n%%EOF\n");
    desk.put("other.xml", b"<?xml version=\"1.0\"?><a/>");
    let files = [
        "empty.pdf",
        "garbage.pdf",
        "unsigned.pdf",
        "other.xml",
        "gone.pdf",
        ".",
    ];
    let said = desk.verify(&[&["--json"], &files[..]].concat());
    assert_eq!(said.code, 1);
    let json = said.json();
    assert_eq!(schema::faults(&json), Vec::<String>::new());
    let named: Vec<_> = (json.as_array().unwrap().iter())
        .map(|element| element["file"].as_str().unwrap())
        .collect();
    let walked = ["./empty.pdf", "./garbage.pdf", "./unsigned.pdf"];
    assert_eq!(named, [&files[..5], &walked].concat());
    let elements = said.out.lines().filter(|line| line.len() > 1);
    assert!(
        elements
            .into_iter()
            .all(|line| line.starts_with(r#"{"file":""#))
    );
}

#[test]
fn the_same_bytes_on_every_run_and_any_number_of_threads() {
    let desk = Desk::new();
    for number in 0..40 {
        let size = if number % 7 == 0 { 300_000 } else { 30 };
        desk.put(&format!("in/{number}.pdf"), &vec![b'%'; size]);
    }
    let one = desk.verify(&["--json", "--threads", "1", "in"]).out;
    assert_eq!(desk.verify(&["--json", "--threads", "1", "in"]).out, one);
    assert_eq!(desk.verify(&["--json", "--threads", "2", "in"]).out, one);
    assert_eq!(desk.verify(&["--json", "in"]).out, one);
    assert_eq!(one.lines().count(), 42);
}

#[test]
fn people_read_it_in_their_language() {
    let desk = Desk::new();
    let args = ["--trust", "anchors.pem", "gone.pdf"];
    let vietnamese = desk.run_in_locale("vi_VN.UTF-8", &args);
    assert_eq!(vietnamese.code, 1);
    insta::assert_snapshot!(vietnamese.out, @r"
    gone.pdf: – KHÔNG ĐỌC ĐƯỢC
     Lý do    Không tìm thấy tệp.
     Cần làm  Kiểm tra lại tên tệp rồi chạy lại.
    ");
    insta::assert_snapshot!(desk.run(&args).out, @r"
    gone.pdf: – CANNOT BE READ
     Reason      There is no such file.
     What to do  Check the name and run again.
    ");
    let asked = desk.run_in_locale("vi_VN.UTF-8", &[&["--lang", "en"], &args[..]].concat());
    assert_eq!(asked.out, desk.run(&args).out);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_opened() {
    let desk = Desk::new();
    let said = desk.verify(&["--json", "/dev/zero"]);
    assert_eq!(said.code, 1);
    assert_eq!(
        said.json()[0]["findings"][0]["detail"],
        "not a regular file"
    );
}
