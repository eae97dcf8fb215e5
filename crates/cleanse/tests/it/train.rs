use crate::people::{on_both, population};

#[test]
fn a_model_does_not_depend_on_order_or_threads() {
    let desk = population();
    let train = |more: &[&str]| {
        let said = on_both(
            &desk,
            &[&["train", "--out", "model.toml", "--sample", "1000"], more].concat(),
        );
        assert_eq!(said.code, 0, "{}", said.err);
        desk.read("model.toml")
    };
    let model = train(&[]);
    let sector = desk.read("sector.csv");
    let mut lines: Vec<&str> = sector.lines().collect();
    lines[1..].reverse();
    desk.put("sector.csv", lines.join("\n"));
    assert_eq!(train(&["--threads", "1"]), model);
    let said = on_both(
        &desk,
        &["link", "--out", "pairs.csv", "--model", "model.toml"],
    );
    assert_eq!(said.code, 0, "{}", said.err);
}

#[test]
fn a_file_that_is_no_model_is_refused() {
    let desk = population();
    desk.put("model.toml", "format = 99\n");
    let said = on_both(
        &desk,
        &["link", "--out", "pairs.csv", "--model", "model.toml"],
    );
    assert_eq!(said.code, 2);
    assert!(said.err.contains("model.toml"), "{}", said.err);
}
