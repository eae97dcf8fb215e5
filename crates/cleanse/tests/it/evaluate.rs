use crate::people::{on_both, population};

#[test]
fn the_shipped_model_is_good_enough() {
    let desk = population();
    let said = on_both(
        &desk,
        &[
            "evaluate",
            "--truth",
            "truth.csv",
            "--json",
            "--svg",
            "t.svg",
        ],
    );
    assert_eq!(said.code, 0, "{}", said.err);
    let evaluation = &said.json()["model"]["evaluation"];
    let figure = |key: &str| evaluation[key].as_f64().unwrap();
    assert_eq!(evaluation["records"], 3_000);
    assert!(figure("f1") > 0.99, "{evaluation}");
    assert!(figure("false_link_rate") <= 0.02, "{evaluation}");
    assert!(evaluation["categories"]["accuracy"].as_f64().unwrap() > 0.95);
    assert!(desk.read("t.svg").starts_with("<svg"));
    let said = on_both(&desk, &["evaluate", "--truth", "truth.csv", "--lang", "vi"]);
    assert!(said.out.contains("Độ chính xác"), "{}", said.out);
}

#[test]
fn what_another_model_would_change_is_told() {
    let desk = population();
    let trained = on_both(
        &desk,
        &[
            "train",
            "--out",
            "model.toml",
            "--name",
            "mới",
            "--sample",
            "2000",
        ],
    );
    assert_eq!(trained.code, 0, "{}", trained.err);
    let said = on_both(&desk, &["evaluate", "--against", "model.toml", "--json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let report = said.json();
    assert_eq!(report["against"]["version"], "mới");
    let changes = &report["changes"]["records"];
    assert_eq!(changes["records"], 3_000);
    assert!(changes["unchanged"].as_u64().unwrap() > 2_700, "{changes}");
    let said = on_both(&desk, &["evaluate", "--against", "model.toml"]);
    assert!(said.out.contains("unchanged"), "{}", said.out);
}

#[test]
fn a_label_of_nobody_is_refused() {
    let desk = population();
    desk.put(
        "truth.csv",
        "rec_id,person_id,category\n1,no-such-person,ok\n",
    );
    let said = on_both(&desk, &["evaluate", "--truth", "truth.csv", "--json"]);
    assert_eq!(said.code, 1);
    assert_eq!(said.json()["refused"], 1);
    assert!(said.err.contains("key_unknown"), "{}", said.err);
}
