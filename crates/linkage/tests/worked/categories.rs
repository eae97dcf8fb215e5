use chiso_linkage::{Category, Decision, SectorRow};
use rstest::rstest;

use crate::town::{Resident, Town, row_of};

fn has_no_card(person: &Resident) -> bool {
    person.is_adult() && person.is_here() && !person.is_plain()
}

#[rstest]
#[case::ok(Resident::is_plain, None, Category::Ok)]
#[case::missing_id(Resident::is_plain, Some(""), Category::MissingId)]
#[case::missing_id_in_words(Resident::is_plain, Some("khong co"), Category::MissingId)]
#[case::no_card(has_no_card, Some(""), Category::NoCard)]
#[case::deceased(Resident::is_dead, None, Category::Deceased)]
#[case::deceased_without_number(Resident::is_dead, Some(""), Category::Deceased)]
#[case::moved_away(Resident::has_moved, None, Category::MovedAway)]
fn a_record_of_a_person(
    #[case] holds: fn(&Resident) -> bool,
    #[case] id_no: Option<&str>,
    #[case] category: Category,
) {
    let town = Town::new();
    let person = town.find(holds);
    let dob = person.dob();
    let row = row_of(person, &dob);
    let id_no = id_no.unwrap_or(row.id_no);
    let verdict = town.judge(&[SectorRow { id_no, ..row }])[0];
    assert_eq!(verdict.decision, Decision::Linked);
    assert_eq!(town.id(&verdict), Some(&*person.id));
    assert_eq!(verdict.category, category);
}

#[test]
fn wrong_info_with_the_right_number() {
    let town = Town::new();
    let person = town.find(|person| person.is_plain() && person.is_woman);
    let dob = person.dob();
    let row = SectorRow {
        sex: "Nam",
        ..row_of(person, &dob)
    };
    let verdict = town.judge(&[row])[0];
    assert_eq!(
        (town.id(&verdict), verdict.category),
        (Some(&*person.id), Category::WrongInfo)
    );
}

#[test]
fn a_number_of_nine_digits() {
    let town = Town::new();
    let person = town.find(|person| person.is_plain() && !person.cmnd.is_empty());
    let dob = person.dob();
    let row = SectorRow {
        id_no: &person.cmnd,
        ..row_of(person, &dob)
    };
    let verdict = town.judge(&[row])[0];
    assert_eq!(
        (town.id(&verdict), verdict.category),
        (Some(&*person.id), Category::Cmnd9)
    );
}

#[test]
fn a_wrong_number() {
    let town = Town::new();
    let person = town.find(Resident::is_plain);
    let dob = person.dob();
    // A number of the same structure that is nobody's.
    let id_no = format!("{}{}", &person.pin[..6], "000001");
    let row = SectorRow {
        id_no: &id_no,
        ..row_of(person, &dob)
    };
    let verdict = town.judge(&[row])[0];
    assert_eq!(
        (town.id(&verdict), verdict.category),
        (Some(&*person.id), Category::WrongId)
    );
}

#[rstest]
#[case::from_elsewhere(SectorRow { ward: "Phường Hàng Bạc", district: "Quận Hoàn Kiếm", province: "Hà Nội", ..STRANGER })]
#[case::with_a_common_name(SectorRow { full_name: "Nguyễn Thị Hương", dob: "30/09/1961", ..STRANGER })]
#[case::without_a_number(SectorRow { id_no: "", ..STRANGER })]
fn somebody_who_is_not_in_the_register(#[case] row: SectorRow<'_>) {
    let town = Town::new();
    let verdict = town.judge(&[row])[0];
    assert_ne!(verdict.decision, Decision::Linked);
    assert_eq!(verdict.category, Category::NotInRegister);
}

const STRANGER: SectorRow<'static> = SectorRow {
    rec_id: "1",
    dataset: "vaccination",
    full_name: "Quàng Thị Pha",
    dob: "30/10/1983",
    sex: "Nữ",
    id_no: "014183004211",
    guardian: "",
    address: "",
    ward: "Phường Đồng Kỵ",
    district: "Thành phố Từ Sơn",
    province: "Bắc Ninh",
};

#[test]
fn of_two_records_of_one_person_the_better_is_kept() {
    let town = Town::new();
    let person = town.find(Resident::is_plain);
    let dob = person.dob();
    let right = row_of(person, &dob);
    let lesser = SectorRow {
        rec_id: "2",
        id_no: "",
        ..right
    };
    for rows in [[right, lesser], [lesser, right]] {
        let verdicts = town.judge(&rows);
        for (row, verdict) in rows.iter().zip(verdicts) {
            let category = if row.rec_id == "1" {
                Category::Ok
            } else {
                Category::Duplicate
            };
            assert_eq!(
                (town.id(&verdict), verdict.category),
                (Some(&*person.id), category)
            );
        }
    }
}
