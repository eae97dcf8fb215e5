//! Training gives the same model whatever the order of records and the number of threads.
use chiso_linkage::{
    Model, Record, Register, RegisterBuilder, RegisterRow, Sample, SectorRow, SpreadSample, train,
};
use proptest::prelude::*;

fn name(at: usize) -> String {
    let surname = ["Nguyễn", "Trần", "Lê", "Phạm", "Vũ"][at % 5];
    let middle = ["Văn", "Thị", "Ngọc", "Đức"][at / 5 % 4];
    let given = ["An", "Bình", "Cường", "Dung", "Giang", "Hà", "Lan"][at / 20 % 7];
    format!("{surname} {middle} {given}")
}

fn register() -> Register {
    let mut builder = RegisterBuilder::new();
    for at in 0..900 {
        builder.push(&RegisterRow {
            person_id: &at.to_string(),
            id12: &format!("0270{:02}{:06}", 30 + at % 60, at * 7919 % 1_000_000),
            full_name: &name(at),
            dob: &format!(
                "19{:02}-{:02}-{:02}",
                30 + at % 60,
                1 + at % 12,
                1 + at % 28
            ),
            ward: ["Phường Tam Sơn", "Phường Đồng Kỵ"][at % 2],
            district: "Thành phố Từ Sơn",
            ..RegisterRow::default()
        });
    }
    builder.finish()
}

/// Every third record is of somebody else, every fifth has the year only.
fn record(at: usize) -> Record {
    let person = if at.is_multiple_of(3) { at + 5000 } else { at };
    let (year, month, day) = (30 + person % 60, 1 + person % 12, 1 + person % 28);
    let dob = if at.is_multiple_of(5) {
        format!("19{year:02}")
    } else {
        format!("{day:02}/{month:02}/19{year:02}")
    };
    Record::new(&SectorRow {
        full_name: &name(person),
        dob: &dob,
        id_no: &if at.is_multiple_of(2) {
            format!("0270{year:02}{:06}", person * 7919 % 1_000_000)
        } else {
            String::new()
        },
        ward: "P. Tam Sơn",
        district: "Từ Sơn",
        ..SectorRow::default()
    })
}

fn learned(register: &Register, records: &[Record], threads: usize) -> String {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("threads can be started")
        .install(|| train(&Model::default(), &[Sample { register, records }]).to_toml())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3))]

    #[test]
    fn order_and_threads_do_not_matter(order in Just((0..2500).collect::<Vec<usize>>()).prop_shuffle()) {
        let register = register();
        let straight: Vec<Record> = (0..2500).map(record).collect();
        let shuffled: Vec<Record> = order.into_iter().map(record).collect();
        prop_assert_eq!(learned(&register, &straight, 1), learned(&register, &shuffled, 3));
    }

    #[test]
    fn a_sample_does_not_depend_on_the_order_of_rows(order in Just((0..500).collect::<Vec<usize>>()).prop_shuffle(), size in 0_usize..600) {
        let drawn = |order: &[usize]| {
            let mut sample = SpreadSample::new(size);
            for at in order {
                sample.offer(&at.to_string(), || record(*at));
            }
            let names = sample.into_records();
            names.iter().map(|record| (record.name, record.number)).collect::<Vec<_>>()
        };
        let straight: Vec<usize> = (0..500).collect();
        let first = drawn(&straight);
        prop_assert_eq!(first.len(), size.min(500));
        prop_assert_eq!(first, drawn(&order));
    }
}

#[test]
fn a_sample_is_spread_over_the_file() {
    let mut sample = SpreadSample::new(1000);
    for at in 0..10_000_usize {
        let missing = at < 5000;
        sample.offer(&format!("r{at:05}"), || {
            Record::new(&SectorRow {
                id_no: if missing { "" } else { "027189012345" },
                ..SectorRow::default()
            })
        });
    }
    let first = sample
        .into_records()
        .iter()
        .filter(|record| !record.number.is_pin())
        .count();
    assert!(
        (440..560).contains(&first),
        "{first} of 1000 are of the first half"
    );
}
