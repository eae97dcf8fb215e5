use chiso_sample::{Sample, generate};

use crate::world::World;

const TEXT_2022: &str = include_str!("../../../../catalogue/samples/tu-son-2022.toml");
const TEXT_2023: &str = include_str!("../../../../catalogue/samples/tu-son-2023-q1.toml");

#[test]
fn figures_that_do_not_add_up_are_all_reported() {
    let text = TEXT_2022
        .replace("total = 18_235", "total = 18_236")
        .replace("delivered_percent = 97", "delivered_percent = 101")
        .replace("unit = \"p-tan-hong\"", "unit = \"p-dong-ngan\"");
    let faults: Vec<String> = Sample::parse(&text)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect();
    insta::assert_snapshot!(faults.join("\n"), @r"
    received.total by channel: 18236 stated, 18235 counted
    received.total by outcome: 18236 stated, 18235 counted
    delivered_percent is out of range
    `p-dong-ngan` is listed twice
    ");
}

/// Why the text, which is well-formed, cannot be made without previous histories.
fn refusal(text: &str) -> String {
    let world = World::load();
    let sample = Sample::parse(text).expect("a well-formed sample");
    let (tree, procedures) = (&world.tree, &world.procedures);
    let made = generate(&sample, &[], tree, procedures, &world.calendar);
    made.expect_err("a sample that cannot be met").to_string()
}

#[test]
fn a_sample_that_cannot_be_met_is_refused() {
    insta::assert_snapshot!(refusal(TEXT_2023), @"carried: 307 stated, 0 counted");
    let elsewhere = TEXT_2022.replace("\"p-phu-khe\"", "\"p-khong-co\"");
    insta::assert_snapshot!(refusal(&elsewhere), @"unit `p-khong-co` is unknown or has no code");
    let offline = TEXT_2022
        .replace("1.001193", "?")
        .replace("2.000815", "1.001193")
        .replace('?', "2.000815");
    insta::assert_snapshot!(refusal(&offline), @"procedure 2.000815 has no online service");
    let all_late = TEXT_2022
        .replace("early = 11_934", "early = 0")
        .replace("on_time = 5_409", "on_time = 0")
        .replace("late = 414", "late = 17_757");
    insta::assert_snapshot!(refusal(&all_late), @"no dossiers left that could be late");
}
