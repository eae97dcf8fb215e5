use crate::command::{Desk, Said};

fn assert_wrong(said: &Said, because: &str) {
    assert_eq!(said.code, 2, "{}{}", said.out, said.err);
    assert_eq!(said.out, "");
    assert!(said.err.contains(because), "{}", said.err);
}

#[test]
fn nothing_to_verify_or_to_trust() {
    let desk = Desk::new();
    assert_wrong(&desk.run(&[]), "--trust");
    assert_wrong(&desk.run(&["--trust", "anchors.pem"]), "FILE-or-DIR");
    assert_wrong(&desk.run(&["a.pdf"]), "--trust");
    desk.put("empty/note.txt", b"");
    assert_wrong(&desk.verify(&["empty"]), "no *.pdf");
    assert_wrong(&desk.run(&["--trust", "empty", "a.pdf"]), "no certificate");
}

#[test]
fn arguments_that_mean_nothing() {
    let desk = Desk::new();
    for at in ["2027-03-01", "2027-03-01T09:00:00", "yesterday"] {
        let said = desk.run(&["--trust", "anchors.pem", "--at", at, "a.pdf"]);
        assert_wrong(&said, "an offset");
    }
    assert_wrong(&desk.verify(&["--threads", "0", "a.pdf"]), "--threads");
    assert_wrong(&desk.verify(&["--lang", "fr", "a.pdf"]), "--lang");
    assert_wrong(&desk.verify(&["--fetch", "a.pdf"]), "--fetch");
}

#[test]
fn material_that_cannot_be_used() {
    let desk = Desk::new();
    desk.put("a.pdf", b"%PDF-1.7");
    desk.put("garbage.pem", b"no certificate");
    desk.put("policy.toml", b"this is no policy");
    desk.put("latin.toml", &[0xff]);
    assert_wrong(&desk.run(&["--trust", "gone.pem", "a.pdf"]), "gone.pem");
    assert_wrong(
        &desk.run(&["--trust", "garbage.pem", "a.pdf"]),
        "garbage.pem",
    );
    for (option, file) in [
        ("--intermediates", "garbage.pem"),
        ("--crl", "garbage.pem"),
        ("--crl", "gone"),
        ("--policy", "policy.toml"),
        ("--policy", "latin.toml"),
        ("--policy", "gone.toml"),
        ("--content", "gone.txt"),
    ] {
        assert_wrong(&desk.verify(&[option, file, "a.pdf"]), file);
    }
    assert_wrong(&desk.verify(&["--content", "a.pdf", "."]), "directory");
}

#[test]
fn a_summary_that_cannot_be_written() {
    let desk = Desk::new();
    desk.put("a.pdf", b"%PDF-1.7");
    for file in ["no/such/place.csv", ".", "a.pdf"] {
        assert_wrong(&desk.verify(&["--csv", file, "a.pdf"]), "cannot write");
    }
    let kept = std::fs::read(desk.path().join("a.pdf")).unwrap();
    assert_eq!(kept, b"%PDF-1.7");
}

#[test]
fn it_says_so_in_the_language_of_the_locale() {
    let desk = Desk::new();
    let args = ["--trust", "gone.pem", "a.pdf"];
    let said = desk.run_in_locale("vi_VN.UTF-8", &args);
    assert_wrong(&said, "không dùng được tệp gone.pem");
    assert_wrong(&desk.run_in_locale("C.UTF-8", &args), "cannot use gone.pem");
}

#[test]
fn help_and_version_are_no_wrong_use() {
    let desk = Desk::new();
    let help = desk.run(&["--help"]);
    assert_eq!(help.code, 0);
    insta::assert_snapshot!(help.out);
    let version = desk.run(&["--version"]);
    let expected = format!("chiso-verify {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!((version.code, version.out), (0, expected));
}
