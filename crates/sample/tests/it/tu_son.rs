use std::collections::{BTreeMap, BTreeSet};

use chiso_sample::{History, StepKind};
use sha2::{Digest, Sha256};

use crate::count::Count;
use crate::world::{World, accepted, sample_2022, sample_2023_q1};

fn ndjson(histories: &[History]) -> String {
    let lines = histories
        .iter()
        .map(|history| serde_json::to_string(history).expect("plain data"));
    lines.map(|line| line + "\n").collect()
}

fn fingerprint(histories: &[History]) -> String {
    let text = ndjson(histories);
    let digest = Sha256::digest(text.as_bytes());
    let head = digest.first_chunk().copied().expect("32 bytes");
    let head = u64::from_be_bytes(head);
    format!(
        "{} lines, {} bytes, sha256 {head:016x}",
        histories.len(),
        text.len()
    )
}

#[test]
fn the_year_2022_adds_up_to_the_report() {
    let world = World::load();
    let histories = world.year_2022();
    assert_eq!(histories.len(), 18_235);
    let count = Count::of(&world, histories.iter(), sample_2022().period());
    insta::assert_debug_snapshot!(count, @r"
    Count {
        received: 18235,
        online: 1359,
        in_person: 16876,
        early: 11934,
        on_time: 5409,
        late: 414,
        pending_in_time: 233,
        pending_overdue: 23,
        awaiting_supplement: 51,
        refused: 44,
        withdrawn: 127,
        supplemented: 623,
        delivered: 17187,
        of_online_procedures: 3732,
        online_procedures_used: 13,
    }
    ");
    let resolved = count.early + count.on_time + count.late;
    let pending = count.pending_in_time + count.pending_overdue;
    assert_eq!((resolved, pending), (17_757, 256));
    assert_eq!(
        count.received,
        resolved + pending + count.awaiting_supplement + count.refused + count.withdrawn
    );
}

#[test]
fn the_first_quarter_of_2023_adds_up_to_the_report() {
    let world = World::load();
    let histories = world.generate(&sample_2023_q1(), &world.year_2022());
    let count = Count::of(&world, histories.iter(), sample_2023_q1().period());
    insta::assert_debug_snapshot!(count, @r"
    Count {
        received: 2078,
        online: 352,
        in_person: 1726,
        early: 1187,
        on_time: 563,
        late: 34,
        pending_in_time: 251,
        pending_overdue: 9,
        awaiting_supplement: 12,
        refused: 8,
        withdrawn: 14,
        supplemented: 71,
        delivered: 1681,
        of_online_procedures: 467,
        online_procedures_used: 12,
    }
    ");
    assert_eq!(count.early + count.on_time + count.late, 1_784);
    assert_eq!(count.pending_in_time + count.pending_overdue, 260);
}

#[test]
fn the_307_open_dossiers_go_on_in_2023() {
    let world = World::load();
    let old = world.year_2022();
    let new = world.generate(&sample_2023_q1(), &old);
    let by_code: BTreeMap<&str, &History> = new
        .iter()
        .map(|history| (history.code.as_str(), history))
        .collect();
    let is_open = |history: &&History| {
        matches!(
            history.steps[history.steps.len() - 1].kind,
            StepKind::Accepted | StepKind::SupplementReceived | StepKind::SupplementRequested
        )
    };
    let open: Vec<&History> = old.iter().filter(is_open).collect();
    assert_eq!(open.len(), 307);

    let gone_on: Vec<&History> = open
        .iter()
        .filter_map(|history| by_code.get(history.code.as_str()).copied())
        .collect();
    assert_eq!(gone_on.len(), 298);
    let count = Count::of(&world, gone_on.into_iter(), sample_2022().period());
    assert_eq!((count.early, count.on_time, count.late), (118, 121, 46));
    assert_eq!((count.refused, count.withdrawn), (6, 7));

    let start = sample_2023_q1().from;
    for history in &old {
        if let Some(continued) = by_code.get(history.code.as_str()) {
            let (before, after) = continued.steps.split_at(history.steps.len());
            assert_eq!(before, history.steps);
            assert!(!after.is_empty());
            assert!(
                after
                    .iter()
                    .all(|step| step.occur_time.date_naive() >= start)
            );
        }
    }
}

#[test]
fn every_history_can_have_happened() {
    let world = World::load();
    let old = world.year_2022();
    let new = world.generate(&sample_2023_q1(), &old);
    for (sample, histories) in [(sample_2022(), &old), (sample_2023_q1(), &new)] {
        for history in histories {
            world.check(history, sample.until);
        }
        assert!(histories.is_sorted_by_key(|history| history.steps[0].occur_time));
    }
    let fresh = new
        .iter()
        .filter(|history| history.steps[0].occur_time.date_naive() >= sample_2023_q1().from);
    let codes: BTreeSet<&str> = old
        .iter()
        .chain(fresh)
        .map(|history| history.code.as_str())
        .collect();
    assert_eq!(codes.len(), 18_235 + 2_078);
    assert!(
        old.iter()
            .chain(&new)
            .all(|history| accepted(history).is_some())
    );
}

#[test]
fn the_same_sample_gives_the_same_bytes() {
    let world = World::load();
    let old = world.year_2022();
    assert_eq!(old, world.year_2022());
    let new = world.generate(&sample_2023_q1(), &old);
    insta::assert_snapshot!(format!("{}\n{}", fingerprint(&old), fingerprint(&new)), @r"
    18235 lines, 8639890 bytes, sha256 dac1683b3642b258
    2451 lines, 1141431 bytes, sha256 143b1054b5beb166
    ");
    insta::assert_snapshot!(ndjson(&old[..3]), @r#"
    {"code":"H05.26.13-220103-0001","procedure_code":"1.001612","receiving_unit_id":"tthcc-tu-son","competent_unit_id":"tp-tu-son","channel":"online","applicant":{"name":"Chử Thị Hà","id_number":"033184280323","phone":"0101059831"},"steps":[{"kind":"submitted","occur_time":"2022-01-03T18:59:16+07:00"},{"kind":"accepted","occur_time":"2022-01-04T08:15:30+07:00"},{"kind":"resolved","occur_time":"2022-01-07T08:08:06+07:00"},{"kind":"delivered","occur_time":"2022-01-10T16:47:33+07:00"}]}
    {"code":"H05.26.12-220103-0001","procedure_code":"1.000894","receiving_unit_id":"p-phu-khe","channel":"online","applicant":{"name":"Nguyễn Phương Oanh","id_number":"033157396919","phone":"0101092850"},"steps":[{"kind":"submitted","occur_time":"2022-01-03T21:27:14+07:00"},{"kind":"accepted","occur_time":"2022-01-04T09:05:43+07:00"},{"kind":"resolved","occur_time":"2022-01-05T08:55:23+07:00"},{"kind":"delivered","occur_time":"2022-01-07T07:24:35+07:00"}]}
    {"code":"H05.26.13-220104-0001","procedure_code":"1.001612","receiving_unit_id":"tthcc-tu-son","competent_unit_id":"tp-tu-son","channel":"online","applicant":{"name":"Dương Hữu Cường","id_number":"027089997424","phone":"0106266520"},"steps":[{"kind":"submitted","occur_time":"2022-01-04T05:03:26+07:00"},{"kind":"accepted","occur_time":"2022-01-04T15:27:32+07:00"},{"kind":"resolved","occur_time":"2022-01-07T13:33:58+07:00"},{"kind":"delivered","occur_time":"2022-01-11T11:15:17+07:00"}]}
    "#);
    let back: History = serde_json::from_str(ndjson(&old[..1]).trim_end()).unwrap();
    assert_eq!(back, old[0]);
}

#[test]
fn dossiers_spread_over_desks_and_months() {
    let world = World::load();
    let mut spread: BTreeMap<String, usize> = BTreeMap::new();
    for history in &world.year_2022() {
        let month = history.steps[0].occur_time.format("%Y-%m").to_string();
        for key in [month, history.receiving_unit_id.to_string()] {
            *spread.entry(key).or_default() += 1;
        }
    }
    insta::assert_debug_snapshot!(spread, @r#"
    {
        "2022-01": 1336,
        "2022-02": 1187,
        "2022-03": 1696,
        "2022-04": 1375,
        "2022-05": 1539,
        "2022-06": 1651,
        "2022-07": 1535,
        "2022-08": 1650,
        "2022-09": 1482,
        "2022-10": 1558,
        "2022-11": 1591,
        "2022-12": 1635,
        "p-chau-khe": 1064,
        "p-dinh-bang": 1303,
        "p-dong-ky": 1229,
        "p-dong-ngan": 1516,
        "p-dong-nguyen": 1113,
        "p-huong-mac": 901,
        "p-phu-chan": 646,
        "p-phu-khe": 759,
        "p-tam-son": 741,
        "p-tan-hong": 908,
        "p-trang-ha": 540,
        "p-tuong-giang": 668,
        "tthcc-tu-son": 6847,
    }
    "#);
}
