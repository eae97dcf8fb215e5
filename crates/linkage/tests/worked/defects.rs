use chiso_linkage::{
    BirthDate, Category, Decision, SectorRow, Verdict, encode_mojibake, encode_tcvn3, encode_vni,
};
use rstest::rstest;
use unicode_normalization::UnicodeNormalization;

use crate::town::{Resident, Town, row_of};

/// What is made of a value.
type Spoilt = fn(&str) -> String;

fn judge_name(town: &Town, person: &Resident, name: &str, id_no: &str) -> Verdict {
    let dob = person.dob();
    let row = SectorRow {
        full_name: name,
        id_no,
        ..row_of(person, &dob)
    };
    town.judge(&[row])[0]
}

/// The name of a person with syllables that show the defect.
fn named(town: &Town, part: &'static str) -> Resident {
    town.find(|person| person.is_plain() && person.name.contains(part))
        .clone()
}

/// Format alone is no fault; what is lost or changed is.
#[rstest]
#[case::marks_missing("Hương", plain, Category::WrongInfo)]
#[case::upper_case("Hương", |name: &str| name.to_uppercase(), Category::Ok)]
#[case::spaces("Hương", |name: &str| format!(" {} ", name.replace(' ', "  ")), Category::Ok)]
#[case::tone_elsewhere("Hòa", |name: &str| name.replace("Hòa", "Hoà"), Category::Ok)]
#[case::tone_elsewhere_in_thuy("Thủy", |name: &str| name.replace("Thủy", "Thuỷ"), Category::Ok)]
#[case::nfd("Hương", |name: &str| name.nfd().collect(), Category::Ok)]
#[case::tcvn3("Huyền", |name: &str| encode_tcvn3(&name.to_lowercase()).unwrap_or_default(), Category::WrongInfo)]
#[case::vni("Huyền", |name: &str| encode_vni(name).unwrap_or_default(), Category::WrongInfo)]
#[case::mojibake("Hương", encode_mojibake, Category::WrongInfo)]
#[case::abbreviated("Nguyễn Thị", |name: &str| name.replace("Nguyễn Thị", "Ng. T."), Category::WrongInfo)]
#[case::swapped("Thị Lan", swapped, Category::WrongInfo)]
#[case::one_mark_wrong("Hương", |name: &str| name.replace("Hương", "Hường"), Category::WrongInfo)]
#[case::letters_lost("Hương", |name: &str| name.replace('ư', "?"), Category::WrongInfo)]
fn a_name(#[case] part: &'static str, #[case] spoilt: Spoilt, #[case] category: Category) {
    let town = Town::new();
    let person = named(&town, part);
    let name = spoilt(&person.name);
    assert_ne!(name, person.name);
    let verdict = judge_name(&town, &person, &name, &person.pin);
    assert_eq!(verdict.decision, Decision::Linked);
    assert_eq!(
        (town.id(&verdict), verdict.category),
        (Some(&*person.id), category)
    );
    // The rest of the record settles it even without the number.
    let verdict = judge_name(&town, &person, &name, "");
    assert_eq!(
        (town.id(&verdict), verdict.category),
        (Some(&*person.id), Category::MissingId)
    );
}

fn plain(name: &str) -> String {
    name.nfd()
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
        .map(|c| match c {
            'đ' => 'd',
            'Đ' => 'D',
            other => other,
        })
        .collect()
}

/// The given name first.
fn swapped(name: &str) -> String {
    let parts: Vec<&str> = name.split(' ').collect();
    let (last, rest) = parts
        .split_last()
        .map_or(("", &[][..]), |(last, rest)| (*last, rest));
    format!("{last} {}", rest.join(" "))
}

#[rstest]
#[case::one_digit_wrong(|pin: &str| replaced(pin, 9), Category::WrongId)]
#[case::transposed(transposed, Category::WrongId)]
#[case::leading_zero_lost(|pin: &str| pin[1..].to_owned(), Category::WrongId)]
#[case::digit_lost(|pin: &str| format!("{}{}", &pin[..7], &pin[8..]), Category::WrongId)]
#[case::excel(|pin: &str| format!("{}.{}E+10", &pin[1..2], &pin[2..7]), Category::WrongId)]
#[case::written_with_spaces(|pin: &str| format!("'{} {} {}", &pin[..3], &pin[3..6], &pin[6..]), Category::Ok)]
fn a_number(#[case] spoilt: Spoilt, #[case] category: Category) {
    let town = Town::new();
    let person = town
        .find(|person| person.is_plain() && person.pin.as_bytes()[10] != person.pin.as_bytes()[11]);
    let (dob, id_no) = (person.dob(), spoilt(&person.pin));
    assert_ne!(id_no, person.pin);
    let verdict = town.judge(&[SectorRow {
        id_no: &id_no,
        ..row_of(person, &dob)
    }])[0];
    assert_eq!(verdict.decision, Decision::Linked);
    assert_eq!(
        (town.id(&verdict), verdict.category),
        (Some(&*person.id), category)
    );
}

fn replaced(pin: &str, at: usize) -> String {
    let digit = if &pin[at..=at] == "5" { "6" } else { "5" };
    format!("{}{digit}{}", &pin[..at], &pin[at + 1..])
}

fn transposed(pin: &str) -> String {
    format!("{}{}{}", &pin[..10], &pin[11..], &pin[10..11])
}

#[rstest]
#[case::of_a_relative(true)]
#[case::of_a_stranger(false)]
fn the_number_of_somebody_else(#[case] relative: bool) {
    let town = Town::new();
    let person = town.find(Resident::is_plain);
    let owner = town.find(|other| {
        other.is_plain() && other.id != person.id && other.is_relative_of(person) == relative
    });
    let dob = person.dob();
    let verdict = town.judge(&[SectorRow {
        id_no: &owner.pin,
        ..row_of(person, &dob)
    }])[0];
    assert_eq!(verdict.decision, Decision::Linked);
    assert_eq!(
        (town.id(&verdict), verdict.category),
        (Some(&*person.id), Category::WrongId)
    );
}

#[rstest]
#[case::day_month_swap(|birth: BirthDate| format!("{:02}/{:02}/{}", birth.month, birth.day, birth.year), Category::WrongInfo)]
#[case::year_only(|birth: BirthDate| birth.year.to_string(), Category::WrongInfo)]
#[case::excel_serial(serial, Category::Ok)]
#[case::iso(|birth: BirthDate| birth.to_string(), Category::Ok)]
#[case::eight_digits(|birth: BirthDate| format!("{:02}{:02}{}", birth.day, birth.month, birth.year), Category::Ok)]
#[case::another_year(|birth: BirthDate| format!("{:02}/{:02}/{}", birth.day, birth.month, birth.year + 1), Category::WrongInfo)]
fn a_date(#[case] written: fn(BirthDate) -> String, #[case] category: Category) {
    let town = Town::new();
    let person = town.find(|person| {
        let BirthDate { month, day, .. } = person.birth;
        person.is_plain() && day <= 12 && day != month
    });
    let dob = written(person.birth);
    let verdict = town.judge(&[row_of(person, &dob)])[0];
    assert_eq!(verdict.decision, Decision::Linked);
    assert_eq!(
        (town.id(&verdict), verdict.category),
        (Some(&*person.id), category)
    );
}

/// The days that a spreadsheet counts, from 1899-12-30.
fn serial(birth: BirthDate) -> String {
    let is_leap = |year: u16| year.is_multiple_of(4) && (year != 1900);
    let years: u32 = (1900..birth.year)
        .map(|year| 365 + u32::from(is_leap(year)))
        .sum();
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let months: u32 = lengths[..usize::from(birth.month) - 1].iter().sum();
    let leap_day = u32::from(birth.month > 2 && is_leap(birth.year));
    (years + months + leap_day + u32::from(birth.day) + 1).to_string()
}

#[rstest]
#[case::renamed_district(|_: &'static str| ["", "Thị xã Từ Sơn"])]
#[case::renamed_ward(|_: &'static str| ["Phường Đồng Nguyên", ""])]
#[case::renamed_ward_with_its_district(|ward: &'static str| [ward, "Huyện Từ Sơn"])]
#[case::short(|_: &'static str| ["P.Đồng Kỵ", "TP.Từ Sơn"])]
#[case::without_marks(|_: &'static str| ["Phuong Dong Ky", "Thanh pho Tu Son"])]
fn an_address(#[case] written: fn(&'static str) -> [&'static str; 2]) {
    let town = Town::new();
    let person = town.find(|person| person.is_plain() && person.ward == "Phường Đồng Kỵ");
    let dob = person.dob();
    let [ward, district] = written(person.ward);
    let row = SectorRow {
        ward,
        district,
        id_no: "",
        ..row_of(person, &dob)
    };
    let verdict = town.judge(&[row])[0];
    assert_eq!(verdict.decision, Decision::Linked);
    assert_eq!(
        (town.id(&verdict), verdict.category),
        (Some(&*person.id), Category::MissingId)
    );
    // As it should be written, the record is worth no more.
    let score = verdict.score;
    let right = town.judge(&[SectorRow {
        id_no: "",
        ..row_of(person, &dob)
    }])[0];
    assert!(right.score >= score, "{} {score}", right.score);
}

#[test]
fn an_address_in_one_cell_is_worth_what_its_columns_are() {
    let town = Town::new();
    let person = town.find(|person| person.is_plain() && person.ward == "Phường Đồng Kỵ");
    let dob = person.dob();
    let columns = SectorRow {
        id_no: "",
        ..row_of(person, &dob)
    };
    let address = format!(
        "{}, {}, Thành phố Từ Sơn, Bắc Ninh",
        person.neighbourhood, person.ward
    );
    let cell = SectorRow {
        address: &address,
        ward: "",
        district: "",
        province: "",
        ..columns
    };
    assert_eq!(town.judge(&[cell]), town.judge(&[columns]));
}
