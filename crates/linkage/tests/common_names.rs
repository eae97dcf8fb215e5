//! The most frequent full name of a register: the right person is still found if anything says who, and a person decides if not.
use chiso_linkage::{
    BlockingPass, Decision, Linker, Model, Outcome, Record, Register, RegisterBuilder, RegisterRow,
    SectorRow,
};
use rstest::rstest;

const WARDS: [&str; 3] = ["Phường Đông Ngàn", "Phường Tân Hồng", "Phường Đồng Kỵ"];
const OTHERS: [&str; 8] = [
    "Trần Văn Hải",
    "Lê Thị Lan",
    "Phạm Gia Bảo",
    "Hoàng Minh Đức",
    "Vũ Ngọc Ánh",
    "Đặng Xuân Trường",
    "Bùi Thu Thủy",
    "Ngô Đình Khôi",
];
const MOTHERS: [&str; 4] = ["Phạm", "Vũ", "Đỗ", "Bùi"];

/// How many people have the name: about a hundred for each year and ward.
const BEARERS: usize = 3000;

struct Person {
    name: String,
    dob: String,
    ward: &'static str,
    neighbourhood: String,
    mother: String,
}

fn person(number: usize) -> Person {
    let name = if number < BEARERS {
        "Nguyễn Thị Hương".to_owned()
    } else {
        format!(
            "{} {}",
            OTHERS[number % 8],
            ["An", "Bình", "Chi", "Dung", "Giang"][number / 8 % 5]
        )
    };
    Person {
        name,
        dob: format!(
            "19{:02}-{:02}-{:02}",
            70 + number % 10,
            1 + number / 10 % 12,
            1 + number / 120 % 28
        ),
        ward: WARDS[number / 10 % 3],
        neighbourhood: format!("Khu phố {}", 1 + number / 30 % 40),
        mother: format!(
            "{} Thị {}",
            MOTHERS[number % 4],
            ["Hòa", "Mai", "Cúc", "Liên", "Sen", "Tơ", "Vân"][number / 4 % 7]
        ),
    }
}

fn register() -> Register {
    let mut builder = RegisterBuilder::new();
    for number in 0..12_000 {
        let person = person(number);
        builder.push(&RegisterRow {
            person_id: &(number + 1).to_string(),
            id12: &format!("0271{:02}{number:06}", 70 + number % 10),
            full_name: &person.name,
            dob: &person.dob,
            sex: "Nữ",
            province: "Bắc Ninh",
            district: "Thành phố Từ Sơn",
            ward: person.ward,
            neighbourhood: &person.neighbourhood,
            household_id: &number.to_string(),
            mother_name: &person.mother,
            status: "resident",
            card_issued: "1",
            birth_province: "027",
            ..RegisterRow::default()
        });
    }
    builder.finish()
}

fn record(person: &Person) -> SectorRow<'_> {
    SectorRow {
        full_name: &person.name,
        dob: &person.dob[..4],
        sex: "Nữ",
        ward: person.ward,
        district: "Thành phố Từ Sơn",
        province: "Bắc Ninh",
        ..SectorRow::default()
    }
}

fn link(register: &Register, row: &SectorRow<'_>) -> Outcome {
    Linker::new(register, Model::standard()).link_one(&Record::new(row))
}

/// What a record has besides name, year of birth and ward.
#[derive(Debug, Clone, Copy)]
struct Hints {
    day: bool,
    neighbourhood: bool,
    guardian: bool,
}

#[rstest]
#[case(Hints { day: true, neighbourhood: false, guardian: false }, Decision::Review)]
#[case(Hints { day: true, neighbourhood: true, guardian: false }, Decision::Linked)]
#[case(Hints { day: false, neighbourhood: true, guardian: true }, Decision::Linked)]
fn whoever_is_said_is_found(#[case] hints: Hints, #[case] decision: Decision) {
    let register = register();
    for number in [17, 1234, 2999] {
        let person = person(number);
        let mut row = record(&person);
        if hints.day {
            row.dob = &person.dob;
        }
        if hints.neighbourhood {
            row.address = &person.neighbourhood;
        }
        if hints.guardian {
            row.guardian = &person.mother;
        }
        let outcome = link(&register, &row);
        assert_eq!(outcome.decision, decision, "{number} {hints:?}");
        let found = outcome.best.map(|best| register.id(best.person));
        assert_eq!(found, Some(&*(number + 1).to_string()));
    }
}

#[test]
fn if_nothing_says_who_a_person_decides() {
    let register = register();
    let person = person(1234);
    let plain = record(&person);
    for row in [
        plain,
        SectorRow {
            address: &person.neighbourhood,
            ..plain
        },
        SectorRow {
            guardian: &person.mother,
            ..plain
        },
        SectorRow {
            ward: "",
            district: "",
            ..plain
        },
    ] {
        let outcome = link(&register, &row);
        assert_eq!(outcome.decision, Decision::Review, "{row:?}");
        assert!(outcome.score < 0.0 && outcome.registered > 0.0);
    }
}

#[test]
fn a_key_that_is_too_frequent_is_reported_with_what_stands_in_for_it() {
    let register = register();
    let person = person(1234);
    let trace = register.trace(&Record::new(&record(&person)));
    let skipped: Vec<(BlockingPass, Vec<BlockingPass>)> = trace.skipped().collect();
    assert_eq!(
        skipped,
        [
            (BlockingPass::NameAlone, vec![BlockingPass::NameYear]),
            (BlockingPass::NameWard, vec![BlockingPass::NameYear]),
            (BlockingPass::PartYear, vec![BlockingPass::EndsYear]),
        ]
    );
    let by_ward = trace
        .passes
        .iter()
        .find(|trace| trace.pass == BlockingPass::NameWard)
        .unwrap();
    assert_eq!((by_ward.keys, by_ward.people.len()), (0, 0));
    assert!(
        (by_ward.skipped[0] - 1000.0).abs() < 50.0,
        "{:?}",
        by_ward.skipped
    );
    // The right person comes all the same.
    let right = (0..12_000_u32)
        .find(|at| register.id(*at) == "1235")
        .unwrap();
    assert!(
        trace
            .passes_of(right)
            .any(|pass| pass == BlockingPass::NameYear)
    );
}

#[test]
fn a_name_with_nothing_else_is_shown_to_be_skipped() {
    let register = register();
    let person = person(1234);
    let row = SectorRow {
        dob: "",
        ..record(&person)
    };
    let trace = register.trace(&Record::new(&row));
    assert_eq!(trace.people, Vec::<u32>::new());
    let skipped: Vec<_> = trace.skipped().collect();
    assert_eq!(
        skipped,
        [
            (BlockingPass::NameAlone, vec![]),
            (BlockingPass::NameWard, vec![])
        ]
    );
}

fn count(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[test]
fn the_cost_is_known_before_the_run() {
    let register = register();
    let people: Vec<Person> = (0..12_000).step_by(37).map(person).collect();
    let records: Vec<Record> = people
        .iter()
        .map(|person| Record::new(&record(person)))
        .collect();
    let estimate = register.estimate(&records);
    let of = |pass: BlockingPass| estimate.passes[pass as usize];
    // Each record has one key of name and year; the common name has some 300 people for each.
    assert!((of(BlockingPass::NameYear).keys - count(records.len())).abs() < 0.5);
    assert!(of(BlockingPass::NameYear).largest >= 300);
    assert!(of(BlockingPass::NameWard).skipped > 0.0 && of(BlockingPass::NameWard).spared > 0.0);
    // It is what is compared, but for people whom several passes propose.
    let compared: usize = records
        .iter()
        .map(|record| register.trace(record).people.len())
        .sum();
    assert!(estimate.pairs() >= count(compared));
    let whole = estimate.clone().scaled(10 * records.len());
    assert!((whole.pairs() - 10.0 * estimate.pairs()).abs() < 1.0);
}
