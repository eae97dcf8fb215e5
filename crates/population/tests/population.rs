//! What a generated population promises.
#![cfg(test)]

use std::collections::{HashMap, HashSet};

use chiso_linkage::{Pin, Sex};
use chiso_population::{Category, Difficulty, Plan, Population, Relation, Status, write};
use sha2::{Digest, Sha256};

fn plan(people: u64, records: u64, difficulty: Difficulty) -> Plan {
    Plan {
        people,
        records,
        difficulty,
        seed: 7,
    }
}

fn files(
    plan: &Plan,
    threads: usize,
    directory: &std::path::Path,
) -> HashMap<&'static str, Vec<u8>> {
    std::fs::create_dir_all(directory).unwrap();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap();
    pool.install(|| write(plan, directory)).unwrap();
    [
        "register.csv",
        "sector.csv",
        "truth.csv",
        "register_truth.csv",
    ]
    .map(|name| (name, std::fs::read(directory.join(name)).unwrap()))
    .into()
}

fn digest(bytes: &[u8]) -> String {
    let first = Sha256::digest(bytes)[..8]
        .try_into()
        .map(u64::from_be_bytes);
    format!("{:016x}", first.unwrap_or_default())
}

fn share(count: usize, of: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap()) / f64::from(u32::try_from(of).unwrap())
}

/// A change of this snapshot is a change of every measurement: it must be meant.
#[test]
fn the_same_seed_gives_the_same_files_on_any_number_of_threads() {
    let directory = tempfile::tempdir().unwrap();
    let plan = plan(20_000, 9_000, Difficulty::Hard);
    let one = files(&plan, 1, &directory.path().join("one"));
    let four = files(&plan, 4, &directory.path().join("four"));
    assert!(one == four);
    let digests: Vec<String> = [
        "register.csv",
        "sector.csv",
        "truth.csv",
        "register_truth.csv",
    ]
    .iter()
    .map(|name| format!("{name} {}", digest(&one[name])))
    .collect();
    insta::assert_snapshot!(digests.join("\n"), @r"
    register.csv 37260c7034e072b8
    sector.csv 058c5451c85aa995
    truth.csv 0de513756aaaab66
    register_truth.csv 29edad486168eed2
    ");
    let other = Plan { seed: 8, ..plan };
    assert!(
        files(&other, 2, &directory.path().join("other"))["register.csv"] != one["register.csv"]
    );
}

#[test]
fn the_truth_is_consistent() {
    let all = Population::generate(&plan(20_000, 9_000, Difficulty::Hard));
    assert_eq!(
        (all.register.len(), all.sector.len(), all.truth.len()),
        (20_000, 9_000, 9_000)
    );
    let people: HashMap<u64, _> = all
        .register
        .iter()
        .map(|row| (row.person_id, row))
        .collect();
    for (at, (record, truth)) in (1..).zip(all.sector.iter().zip(&all.truth)) {
        assert_eq!((record.rec_id, truth.rec_id), (at, at));
        assert_eq!(
            truth.person_id.is_none(),
            truth.category == Category::NotInRegister
        );
        let has = |tag: &str| truth.defects.iter().any(|known| known.starts_with(tag));
        let Some(person) = truth.person_id.map(|id| people[&id]) else {
            continue;
        };
        match truth.category {
            Category::Ok => {
                let end = person.id12.get(9..).unwrap_or_default();
                assert!(!has("id_") && !has("name_") && record.id_no.contains(end));
            }
            Category::MissingId => assert!(has("id_missing")),
            Category::Cmnd9 => assert!(has("id_cmnd9")),
            Category::NoCard => {
                assert!(!person.card_issued && (has("id_missing") || has("id_cmnd9")));
            }
            Category::WrongId => assert!(has("id_") && !has("id_missing") && !has("id_cmnd9")),
            Category::WrongInfo => {
                assert!(!has("id_") && (has("name_") || has("dob_") || has("sex")));
            }
            Category::Deceased => assert_eq!(person.status, Status::Deceased),
            Category::MovedAway => assert_eq!(person.status, Status::MovedAway),
            Category::Duplicate | Category::NotInRegister => {}
        }
    }
    // Who is in a data set twice is there once as a duplicate.
    let mut kept = HashSet::new();
    for truth in all
        .truth
        .iter()
        .filter(|truth| truth.category != Category::Duplicate)
    {
        if let Some(person) = truth.person_id {
            assert!(kept.insert((truth.dataset, person)), "{truth:?}");
        }
    }
    for truth in all
        .truth
        .iter()
        .filter(|truth| truth.category == Category::Duplicate)
    {
        assert!(kept.contains(&(truth.dataset, truth.person_id.unwrap())));
    }
}

#[test]
fn the_register_is_one() {
    let all = Population::generate(&plan(30_000, 1, Difficulty::Normal));
    let duplicates: HashSet<u64> = all
        .register_truth
        .iter()
        .filter(|fault| fault.person_id != fault.entity_id)
        .map(|fault| fault.person_id)
        .collect();
    let (mut pins, mut heads) = (HashSet::new(), HashMap::new());
    for row in &all.register {
        if row.relation == Relation::Head {
            *heads.entry(row.household_id).or_insert(0) += 1;
        }
        if row.id12.is_empty() || duplicates.contains(&row.person_id) {
            continue;
        }
        assert!(pins.insert(row.id12.clone()), "two people have one number");
        let pin = Pin::new(row.id12.parse().unwrap()).unwrap();
        assert_eq!(row.id12[..3], row.birth_province);
        assert_eq!(format!("{}", pin.year()), row.dob[..4]);
        assert_eq!(Some(pin.sex()), Sex::parse(row.sex));
    }
    let faulty = |anomaly: &str| {
        all.register_truth
            .iter()
            .filter(|fault| fault.anomaly == anomaly)
            .count()
    };
    let headless = all
        .register
        .iter()
        .map(|row| row.household_id)
        .collect::<HashSet<_>>()
        .len()
        - heads.len();
    assert!(headless >= faulty("household_without_head"));
    // A child has the parents that live with it.
    let by_household = all
        .register
        .iter()
        .fold(HashMap::<u64, Vec<_>>::new(), |mut map, row| {
            map.entry(row.household_id).or_default().push(row);
            map
        });
    let children: Vec<_> = all
        .register
        .iter()
        .filter(|row| row.relation == Relation::Child)
        .collect();
    let at_home = children.iter().filter(|child| {
        let members = &by_household[&child.household_id];
        members
            .iter()
            .any(|member| [&child.father_name, &child.mother_name].contains(&&member.full_name))
    });
    assert!(share(at_home.count(), children.len()) > 0.97);
}

/// The shares of `data/shares.toml` come out; `cargo test -- --nocapture` prints what was measured.
#[test]
fn people_are_as_documented() {
    let all = Population::generate(&plan(190_000, 1, Difficulty::Normal));
    let people = all.register.len();
    let mut names: HashMap<&str, usize> = HashMap::new();
    for row in &all.register {
        *names.entry(&row.full_name).or_default() += 1;
    }
    let shared = share(names.values().filter(|count| **count > 1).sum(), people);
    let top = names.values().max().copied().unwrap();
    let born = |years: std::ops::RangeInclusive<i32>| {
        let count = all
            .register
            .iter()
            .filter(|row| years.contains(&row.dob[..4].parse().unwrap()))
            .count();
        share(count, people)
    };
    let surname = |name: &str| {
        let count = all
            .register
            .iter()
            .filter(|row| row.full_name.split(' ').next() == Some(name))
            .count();
        share(count, people)
    };
    let (children, old) = (born(2010..=2024), born(1900..=1959));
    println!(
        "share a full name: {shared:.3}, the most frequent: {top}, under 15: {children:.3}, 65 and more: {old:.3}"
    );
    // Tổng điều tra 2019: 24 % under 15, 8 % of 65 and more; a district full of young workers has fewer of both.
    assert!((0.72..0.78).contains(&shared), "{shared}");
    assert!((560..800).contains(&top), "{top}");
    assert!((0.19..0.25).contains(&children), "{children}");
    assert!((0.05..0.1).contains(&old), "{old}");
    assert!(
        (surname("Nguyễn") - 0.384).abs() < 0.02,
        "{}",
        surname("Nguyễn")
    );
    assert!((surname("Trần") - 0.121).abs() < 0.015);
}

#[test]
fn records_are_as_documented() {
    for (difficulty, expected) in [
        (
            Difficulty::Normal,
            [
                (Category::Ok, 0.406),
                (Category::MissingId, 0.12),
                (Category::WrongId, 0.045),
                (Category::WrongInfo, 0.24),
            ],
        ),
        (
            Difficulty::Hard,
            [
                (Category::Ok, 0.229),
                (Category::MissingId, 0.22),
                (Category::WrongId, 0.095),
                (Category::WrongInfo, 0.17),
            ],
        ),
    ] {
        let all = Population::generate(&plan(60_000, 30_000, difficulty));
        let part = |category| {
            share(
                all.truth
                    .iter()
                    .filter(|truth| truth.category == category)
                    .count(),
                all.truth.len(),
            )
        };
        for (category, wanted) in expected {
            assert!(
                (part(category) - wanted).abs() < 0.015,
                "{category:?}: {}",
                part(category)
            );
        }
        for category in [
            Category::Cmnd9,
            Category::NotInRegister,
            Category::NoCard,
            Category::Duplicate,
            Category::Deceased,
            Category::MovedAway,
        ] {
            assert!(part(category) > 0.005, "{category:?}: {}", part(category));
        }
        for tag in [
            "id_typo",
            "id_transposed",
            "id_zero_lost",
            "id_digit_lost",
            "id_excel_sci",
            "id_of_relative",
            "id_of_other",
            "cmnd_typo",
            "cmnd_not_recorded",
            "name_typo",
            "name_tone",
            "name_plain",
            "name_abbrev",
            "name_mid_dropped",
            "name_mid_added",
            "name_swapped",
            "name_other_given",
            "name_i_y",
            "name_tcvn3",
            "name_vni",
            "name_mojibake",
            "name_qmark",
            "dob_year_only",
            "dob_day",
            "dob_month",
            "dob_year",
            "dob_day_month_swap",
            "dob_excel_serial",
            "sex",
            "guardian_other",
            "fmt_nfd",
            "fmt_space",
            "fmt_id",
            "fmt_tone_style",
            "addr_old_name",
            "addr_new_name",
            "addr_other_ward",
            "addr_other_nbh",
            "addr_no_ward",
            "addr_elsewhere",
        ] {
            assert!(
                all.truth.iter().any(|truth| truth.defects.contains(&tag)),
                "{tag}"
            );
        }
    }
}

#[test]
fn a_population_of_any_size() {
    for people in [1, 2, 9, 8193] {
        let all = Population::generate(&plan(people, people, Difficulty::Hard));
        assert_eq!(all.register.len() as u64, people);
        assert_eq!(all.sector.len() as u64, people);
    }
}
