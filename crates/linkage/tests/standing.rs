//! A register that was changed answers as one that is built from the changed rows.
use chiso_linkage::{
    Category, Decision, Linker, Model, Reason, Record, Register, RegisterBuilder, RegisterRow,
    SectorRow, StandingRegister,
};
use proptest::prelude::*;

/// What the register says of a person: chosen from few values, so that people are alike.
#[derive(Debug, Clone)]
struct Row {
    id: String,
    name: String,
    pin: String,
    dob: String,
    sex: &'static str,
    ward: &'static str,
    district: &'static str,
    household: String,
    father: String,
    status: &'static str,
    card: &'static str,
}

impl Row {
    fn as_register(&self) -> RegisterRow<'_> {
        RegisterRow {
            person_id: &self.id,
            id12: &self.pin,
            full_name: &self.name,
            dob: &self.dob,
            sex: self.sex,
            province: "Bắc Ninh",
            district: self.district,
            ward: self.ward,
            household_id: &self.household,
            father_name: &self.father,
            status: self.status,
            card_issued: self.card,
            birth_province: "027",
            ..RegisterRow::default()
        }
    }

    fn as_record(&self, blur: u8) -> Record {
        Record::new(&SectorRow {
            rec_id: &self.id,
            full_name: &self.name,
            dob: if blur.is_multiple_of(5) {
                &self.dob[..4]
            } else {
                &self.dob
            },
            sex: self.sex,
            id_no: match blur % 3 {
                0 => "",
                1 => &self.pin,
                _ => self.pin.get(1..).unwrap_or(""),
            },
            guardian: if blur.is_multiple_of(2) {
                &self.father
            } else {
                ""
            },
            ward: self.ward,
            district: "Từ Sơn",
            province: "Bắc Ninh",
            ..SectorRow::default()
        })
    }
}

fn name() -> impl Strategy<Value = String> {
    let pick = |from: &[&'static str]| prop::sample::select(from.to_vec());
    (
        pick(&["Nguyễn", "Trần", "Lê"]),
        pick(&["Văn", "Thị", "Ngọc Mai"]),
        pick(&["An", "Bình", "Cường", "Hà", "Yên"]),
    )
        .prop_map(|(surname, middle, given)| format!("{surname} {middle} {given}"))
}

fn row(ids: std::ops::Range<u32>) -> impl Strategy<Value = Row> {
    (
        ids,
        name(),
        name(),
        (1950_u16..1960, 1_u8..13, 1_u8..10),
        0_u32..1_000_000,
        0_u8..40,
        prop::sample::select(vec![
            ("Phường Tam Sơn", "Thành phố Từ Sơn"),
            ("Phường Đồng Kỵ", "Thành phố Từ Sơn"),
            ("Xã Phù Chẩn", "Thành phố Từ Sơn"),
            ("Phường Phù Khê", ""),
        ]),
        prop::sample::select(vec!["resident", "temporary", "deceased", "moved_away"]),
        any::<(bool, bool)>(),
    )
        .prop_map(
            |(
                id,
                name,
                father,
                (year, month, day),
                number,
                household,
                (ward, district),
                status,
                (man, card),
            )| Row {
                id: id.to_string(),
                name,
                pin: format!("027{}{:02}{number:06}", u8::from(!man), year % 100),
                dob: format!("{year}-{month:02}-{day:02}"),
                sex: if man { "Nam" } else { "Nữ" },
                ward,
                district,
                household: household.to_string(),
                father,
                status,
                card: if card { "1" } else { "0" },
            },
        )
}

#[derive(Debug, Clone)]
enum Step {
    Put(Box<Row>),
    Remove(u32),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => row(0..160).prop_map(|row| Step::Put(Box::new(row))),
        1 => (0_u32..160).prop_map(Step::Remove),
    ]
}

fn builder<'a>(rows: impl Iterator<Item = &'a Row>) -> RegisterBuilder {
    let mut builder = RegisterBuilder::new();
    for row in rows {
        builder.push(&row.as_register());
    }
    builder
}

type Answer = (Decision, Option<String>, Category, Reason, f64);

fn answers(register: &Register, records: &[Record]) -> Vec<Answer> {
    Linker::new(register, Model::standard())
        .judge(records)
        .into_iter()
        .map(|verdict| {
            let person = verdict.person.map(|at| register.id(at).to_owned());
            (
                verdict.decision,
                person,
                verdict.category,
                verdict.reason,
                verdict.score,
            )
        })
        .collect()
}

fn assert_same(one: &[Answer], other: &[Answer]) -> Result<(), TestCaseError> {
    prop_assert_eq!(one.len(), other.len());
    for (a, b) in one.iter().zip(other) {
        prop_assert_eq!((a.0, &a.1, a.2, a.3), (b.0, &b.1, b.2, b.3));
        prop_assert!((a.4 - b.4).abs() < 1e-6, "{} {}", a.4, b.4);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn changes_are_as_good_as_a_rebuild(
        first in proptest::collection::vec(row(0..120), 1..120),
        steps in proptest::collection::vec(step(), 1..60),
        others in proptest::collection::vec((row(500..600), any::<u8>()), 0..20),
        blurs in proptest::collection::vec(any::<u8>(), 200),
    ) {
        let mut rows = std::collections::BTreeMap::new();
        for row in first {
            rows.insert(row.id.clone(), row);
        }
        let mut standing: StandingRegister = builder(rows.values()).finish_standing();
        let mut gone = Vec::new();
        for step in steps {
            match step {
                Step::Put(row) => {
                    let known = standing.put(&row.as_register());
                    let before = rows.insert(row.id.clone(), *row);
                    prop_assert_eq!(known, before.is_some());
                    gone.extend(before);
                }
                Step::Remove(id) => {
                    let before = rows.remove(&id.to_string());
                    prop_assert_eq!(standing.remove(&id.to_string()), before.is_some());
                    gone.extend(before);
                }
            }
        }
        let rebuilt = builder(rows.values()).finish();
        prop_assert_eq!(standing.register().len(), rebuilt.len());
        prop_assert_eq!(standing.register().youngest_card(), rebuilt.youngest_card());
        // Records of people who are there, of those who were, and of others.
        let records: Vec<Record> = rows
            .values()
            .chain(&gone)
            .zip(&blurs)
            .chain(others.iter().map(|(row, blur)| (row, blur)))
            .map(|(row, blur)| row.as_record(*blur))
            .collect();
        let expected = answers(&rebuilt, &records);
        assert_same(&answers(standing.register(), &records), &expected)?;
        let merged = standing.merge();
        prop_assert!(merged.changed_share().abs() < 1e-12);
        prop_assert_eq!(answers(merged.register(), &records), expected);
    }
}

#[test]
fn a_changed_person_is_found_by_what_is_new() {
    let row = Row {
        id: "7".to_owned(),
        name: "Trần Văn An".to_owned(),
        pin: "027055000001".to_owned(),
        dob: "1955-02-03".to_owned(),
        sex: "Nam",
        ward: "Phường Tam Sơn",
        district: "Thành phố Từ Sơn",
        household: "1".to_owned(),
        father: String::new(),
        status: "resident",
        card: "1",
    };
    let mut standing = builder([&row].into_iter()).finish_standing();
    let married = Row {
        name: "Trần Hà Yên".to_owned(),
        pin: "027055000002".to_owned(),
        ..row.clone()
    };
    assert!(standing.put(&married.as_register()));
    assert!((standing.changed_share() - 2.0).abs() < 1e-12);
    let register = standing.register();
    let at = register.find("7").unwrap();
    assert_eq!(register.person(at).pin, 27_055_000_002);
    let verdict = Linker::new(register, Model::standard()).judge_one(&married.as_record(1));
    assert_eq!((verdict.person, verdict.category), (Some(at), Category::Ok));
    assert_eq!(register.trace(&row.as_record(1)).people, [at]);
    assert!(standing.remove("7"));
    assert!(!standing.remove("7"));
    assert!(standing.register().is_empty());
    let verdict = Linker::new(standing.register(), Model::standard()).judge_one(&row.as_record(1));
    assert_eq!(verdict.decision, Decision::NotFound);
}
