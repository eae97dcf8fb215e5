//! The result of a record depends on the record and the register alone: not on the order of rows, the threads, or other rows.
use chiso_linkage::{
    Category, Decision, Linker, Model, Reason, Record, Register, RegisterBuilder, RegisterRow,
    SectorRow, mark_duplicates,
};
use proptest::prelude::*;

const SURNAMES: [&str; 4] = ["Nguyễn", "Trần", "Lê", "Ma"];
const MIDDLES: [&str; 4] = ["Thị", "Văn", "Ngọc", "Gia"];
const GIVENS: [&str; 6] = ["Hương", "Hường", "Lan", "Hải", "Thủy", "Minh"];

#[derive(Debug, Clone)]
struct Row {
    id: String,
    pin: String,
    name: String,
    dob: String,
    household: String,
    neighbourhood: String,
}

fn pick<'a>(from: &[&'a str], seed: usize) -> &'a str {
    from[seed % from.len()]
}

/// The id, the person, the score to the last bit, what is decided, the category and its reason.
type Judged = (String, Option<String>, u64, Decision, Category, Reason);

/// People who are alike enough to be mistaken for one another.
fn row(seed: usize) -> Row {
    Row {
        id: seed.to_string(),
        pin: format!("0271{:02}{:06}", seed % 100, seed * 7919 % 1_000_000),
        name: format!(
            "{} {} {}",
            pick(&SURNAMES, seed),
            pick(&MIDDLES, seed / 3),
            pick(&GIVENS, seed / 5)
        ),
        dob: format!(
            "19{:02}-{:02}-{:02}",
            50 + seed % 7,
            1 + seed % 12,
            1 + seed % 9
        ),
        household: (seed / 4).to_string(),
        neighbourhood: format!("Tổ dân phố {}", seed % 5),
    }
}

fn register(rows: &[Row]) -> Register {
    let mut builder = RegisterBuilder::new();
    for row in rows {
        builder.push(&RegisterRow {
            person_id: &row.id,
            id12: &row.pin,
            full_name: &row.name,
            dob: &row.dob,
            sex: "Nữ",
            province: "Bắc Ninh",
            district: "Thành phố Từ Sơn",
            ward: "Phường Tam Sơn",
            neighbourhood: &row.neighbourhood,
            household_id: &row.household,
            status: "resident",
            card_issued: "1",
            birth_province: "027",
            ..RegisterRow::default()
        });
    }
    builder.finish()
}

/// Records of people of the register and of others, with and without their number.
fn record(seed: usize) -> (String, Record) {
    let row = row(seed);
    let dob = if seed.is_multiple_of(5) {
        row.dob[..4].to_owned()
    } else {
        row.dob.clone()
    };
    let record = Record::new(&SectorRow {
        full_name: &row.name,
        dob: &dob,
        id_no: if seed.is_multiple_of(3) { "" } else { &row.pin },
        ward: "P. Tam Sơn",
        district: "TX Từ Sơn",
        province: "Bắc Ninh",
        ..SectorRow::default()
    });
    (seed.to_string(), record)
}

/// Records whose ids begin with `x` are of another data set.
fn judge(register: &Register, records: &[(String, Record)]) -> Vec<Judged> {
    let plain: Vec<Record> = records.iter().map(|(_, record)| *record).collect();
    let mut verdicts = Linker::new(register, Model::standard()).judge(&plain);
    mark_duplicates(register, &mut verdicts, |at| {
        let id = records[at].0.as_str();
        (u32::from(id.starts_with('x')), id)
    });
    let mut all: Vec<_> = records
        .iter()
        .zip(verdicts)
        .map(|((id, _), verdict)| {
            let person = verdict.person.map(|person| register.id(person).to_owned());
            (
                id.clone(),
                person,
                verdict.score.to_bits(),
                verdict.decision,
                verdict.category,
                verdict.reason,
            )
        })
        .collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_rows_does_not_matter(order in Just((0..400).collect::<Vec<usize>>()).prop_shuffle(), sector in Just((0..90).map(|n| n * 5 + n % 2).collect::<Vec<usize>>()).prop_shuffle()) {
        let straight: Vec<Row> = (0..400).map(row).collect();
        let shuffled: Vec<Row> = order.into_iter().map(row).collect();
        let mut sorted = sector.clone();
        sorted.sort_unstable();
        let records = |seeds: &[usize]| seeds.iter().map(|seed| record(*seed)).collect::<Vec<_>>();
        prop_assert_eq!(judge(&register(&straight), &records(&sorted)), judge(&register(&shuffled), &records(&sector)));
    }

    #[test]
    fn rows_of_others_do_not_matter(others in proptest::collection::vec(10_000_usize..20_000, 0..40)) {
        let register = register(&(0..400).map(row).collect::<Vec<_>>());
        let alone: Vec<_> = (0..60).map(record).collect();
        let mut together: Vec<_> = others.into_iter().map(record).collect();
        together.extend(alone.iter().cloned());
        let with_others: Vec<_> = judge(&register, &together).into_iter().filter(|(id, ..)| id.len() < 5).collect();
        prop_assert_eq!(judge(&register, &alone), with_others);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn rows_that_are_rubbish_or_of_another_data_set_do_not_matter(
        rubbish in proptest::collection::vec(("\\PC{0,20}", "\\PC{0,12}", "\\PC{0,14}"), 0..30),
        others in proptest::collection::vec(0_usize..400, 0..60),
    ) {
        let register = register(&(0..400).map(row).collect::<Vec<_>>());
        let alone: Vec<_> = (0..60).map(record).collect();
        let rubbish = rubbish.iter().zip(0..).map(|((full_name, dob, id_no), at)| {
            let row = SectorRow { full_name, dob, id_no, ..SectorRow::default() };
            (format!("x{at}"), Record::new(&row))
        });
        let others = others.into_iter().map(|seed| {
            let (id, record) = record(seed);
            (format!("xx{id}"), record)
        });
        let mut together: Vec<_> = rubbish.chain(others).collect();
        together.extend(alone.iter().cloned());
        let of_ours: Vec<_> = judge(&register, &together).into_iter().filter(|(id, ..)| !id.starts_with('x')).collect();
        prop_assert_eq!(judge(&register, &alone), of_ours);
    }

    #[test]
    fn one_record_is_judged_as_in_a_batch(seed in 0_usize..2000) {
        let register = register(&(0..400).map(row).collect::<Vec<_>>());
        let (_, record) = record(seed);
        let linker = Linker::new(&register, Model::standard());
        prop_assert_eq!(&linker.judge(&[record]), &[linker.judge_one(&record)]);
    }
}

#[test]
fn threads_do_not_matter() {
    let register = register(&(0..400).map(row).collect::<Vec<_>>());
    let records: Vec<_> = (0..450).map(record).collect();
    let with = |threads: usize| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
            .install(|| judge(&register, &records))
    };
    let one = with(1);
    assert_eq!(one, with(2));
    assert_eq!(one, with(7));
}
