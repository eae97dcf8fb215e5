use rand::RngExt;

use crate::lots::pick;
use crate::{Applicant, Dice};

const FAMILY: &[&str] = &[
    "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Lê", "Phạm", "Hoàng", "Ngô", "Đặng", "Vũ", "Đỗ",
    "Dương", "Bùi", "Quách", "Chử", "Đàm", "Ngọ",
];
const MALE: (&[&str], &[&str]) = (
    &["Văn", "Đức", "Hữu", "Quang", "Công", "Đình", "Bá", "Xuân"],
    &[
        "An", "Bình", "Cường", "Dũng", "Hải", "Hùng", "Khánh", "Long", "Minh", "Nam", "Phong",
        "Quân", "Sơn", "Thắng", "Tuấn", "Việt",
    ],
);
const FEMALE: (&[&str], &[&str]) = (
    &["Thị", "Thị", "Thu", "Ngọc", "Thanh", "Phương"],
    &[
        "Anh", "Chi", "Dung", "Giang", "Hà", "Hạnh", "Hoa", "Hương", "Lan", "Linh", "Mai", "Nga",
        "Oanh", "Thảo", "Trang", "Yến",
    ],
);

/// Codes of the province of birth: Bắc Ninh more often than its neighbours (Hà Nội, Lạng Sơn, Bắc Giang, Hải Dương, Hưng Yên).
const BIRTH_PROVINCES: &[&str] = &[
    "027", "027", "027", "027", "027", "027", "027", "001", "020", "024", "030", "033",
];

/// Invents a person. The number has the structure of a personal identification number (Luật Căn cước 2023): province of birth, century
/// and sex, year of birth, six digits.
pub(crate) fn invent(dice: &mut Dice) -> Applicant {
    let female = dice.random_ratio(1, 2);
    let (middle, given) = if female { FEMALE } else { MALE };
    let name = [pick(dice, FAMILY), pick(dice, middle), pick(dice, given)].join(" ");
    let born: u32 = dice.random_range(1945..=2004);
    let century_and_sex = 2 * (born / 100 - 19) + u32::from(female);
    let id_number = format!(
        "{}{century_and_sex}{:02}{:06}",
        pick(dice, BIRTH_PROVINCES),
        born % 100,
        dice.random_range(0..1_000_000_u32)
    );
    let phone = dice
        .random_ratio(4, 5)
        .then(|| format!("010{:07}", dice.random_range(0..10_000_000_u32)));
    Applicant {
        name,
        id_number: Some(id_number),
        phone,
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use unicode_normalization::is_nfc;

    use super::*;

    #[test]
    fn people_are_structurally_valid() {
        let mut dice = Dice::seed_from_u64(1);
        for _ in 0..2_000 {
            let applicant = invent(&mut dice);
            let number = applicant.id_number.unwrap();
            assert!(is_nfc(&applicant.name));
            assert!(number.len() == 12 && number.bytes().all(|byte| byte.is_ascii_digit()));
            assert!(BIRTH_PROVINCES.contains(&&number[..3]));
            let born =
                1900 + u32::from(&number[3..4] > "1") * 100 + number[4..6].parse::<u32>().unwrap();
            assert!((1945..=2004).contains(&born), "{number}");
        }
    }
}
