use chiso_linkage::{
    BirthDate, Linker, Model, Record, Register, RegisterBuilder, RegisterRow, SectorRow, Verdict,
    mark_duplicates,
};

const SURNAMES: [&str; 16] = [
    "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Lê", "Lê", "Phạm",
    "Hoàng", "Vũ", "Đặng", "Ngô", "Đỗ",
];
const MEN: [&str; 12] = [
    "Văn Hùng",
    "Văn Hải",
    "Văn Nam",
    "Đình Chiến",
    "Xuân Trường",
    "Minh Đức",
    "Quang Thắng",
    "Văn Bình",
    "Ngọc Hòa",
    "Gia Bảo",
    "Thế Anh",
    "Công Thành",
];
const WOMEN: [&str; 12] = [
    "Thị Hương",
    "Thị Lan",
    "Thị Hoa",
    "Thị Thủy",
    "Thu Trang",
    "Ngọc Ánh",
    "Thị Mai",
    "Thanh Hằng",
    "Bích Ngọc",
    "Thị Huyền",
    "Thùy Linh",
    "Thị Hòa",
];
const WARDS: [&str; 8] = [
    "Phường Đông Ngàn",
    "Phường Đồng Kỵ",
    "Phường Tam Sơn",
    "Phường Phù Khê",
    "Phường Châu Khê",
    "Phường Đình Bảng",
    "Phường Tân Hồng",
    "Phường Tương Giang",
];

/// How many households; four people live in each.
const HOUSEHOLDS: usize = 500;

/// A person of the town, as the register has them.
#[derive(Debug, Clone)]
pub struct Resident {
    pub id: String,
    pub pin: String,
    pub cmnd: String,
    pub name: String,
    pub birth: BirthDate,
    pub is_woman: bool,
    pub ward: &'static str,
    pub neighbourhood: String,
    household: usize,
    relation: &'static str,
    father: String,
    mother: String,
    status: &'static str,
    has_card: bool,
}

impl Resident {
    pub fn dob(&self) -> String {
        let BirthDate { year, month, day } = self.birth;
        format!("{day:02}/{month:02}/{year}")
    }

    pub fn is_adult(&self) -> bool {
        self.birth.year < 2000
    }

    pub fn is_plain(&self) -> bool {
        self.is_here() && self.has_card
    }

    pub fn is_here(&self) -> bool {
        self.status == "resident"
    }

    pub fn is_dead(&self) -> bool {
        self.status == "deceased"
    }

    pub fn has_moved(&self) -> bool {
        self.status == "moved_away"
    }

    pub fn is_relative_of(&self, other: &Self) -> bool {
        self.household == other.household && self.id != other.id
    }
}

/// Numbers without a pattern, the same in every run.
fn mix(seed: usize, salt: usize, below: usize) -> usize {
    let mut x = (seed as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (salt as u64) << 32;
    x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((x ^ x >> 31) >> 33) as usize % below
}

/// The register and the people in it.
pub struct Town {
    pub register: Register,
    pub people: Vec<Resident>,
}

impl Town {
    pub fn new() -> Self {
        let people: Vec<Resident> = (0..HOUSEHOLDS).flat_map(household).collect();
        let mut builder = RegisterBuilder::new();
        for person in &people {
            builder.push(&RegisterRow {
                person_id: &person.id,
                id12: &person.pin,
                cmnd9: &person.cmnd,
                full_name: &person.name,
                dob: &person.birth.to_string(),
                sex: if person.is_woman { "Nữ" } else { "Nam" },
                province: "Bắc Ninh",
                district: "Thành phố Từ Sơn",
                ward: person.ward,
                neighbourhood: &person.neighbourhood,
                household_id: &person.household.to_string(),
                relation: person.relation,
                father_name: &person.father,
                mother_name: &person.mother,
                status: person.status,
                card_issued: if person.has_card { "1" } else { "0" },
                birth_province: &person.pin[..3],
            });
        }
        Self {
            register: builder.finish(),
            people,
        }
    }

    /// The first person of whom something is true, with a name that others bear as well.
    pub fn find(&self, holds: impl Fn(&Resident) -> bool) -> &Resident {
        let shared = |person: &Resident| {
            let namesakes = self.people.iter().filter(|other| other.name == person.name);
            namesakes.count() > 1
        };
        self.people
            .iter()
            .find(|person| holds(person) && shared(person))
            .expect("the town is large enough")
    }

    /// Verdicts of rows of one data set, whose ids are their places, with duplicates marked.
    pub fn judge(&self, rows: &[SectorRow<'_>]) -> Vec<Verdict> {
        let records: Vec<Record> = rows.iter().map(Record::new).collect();
        let mut verdicts = Linker::new(&self.register, Model::standard()).judge(&records);
        mark_duplicates(&self.register, &mut verdicts, |at| (0, rows[at].rec_id));
        verdicts
    }

    /// The id of the person of a verdict.
    pub fn id(&self, verdict: &Verdict) -> Option<&str> {
        verdict.person.map(|at| self.register.id(at))
    }
}

/// A record of a person without a fault; `dob` and the rest are owned by the caller.
pub fn row_of<'a>(person: &'a Resident, dob: &'a str) -> SectorRow<'a> {
    SectorRow {
        rec_id: "1",
        dataset: "vaccination",
        full_name: &person.name,
        dob,
        sex: if person.is_woman { "Nữ" } else { "Nam" },
        id_no: &person.pin,
        address: &person.neighbourhood,
        ward: person.ward,
        district: "Thành phố Từ Sơn",
        province: "Bắc Ninh",
        ..SectorRow::default()
    }
}

fn household(number: usize) -> Vec<Resident> {
    let pick = |salt: usize, below: usize| mix(number, salt, below);
    let surname = SURNAMES[pick(1, SURNAMES.len())];
    let father = format!("{surname} {}", MEN[pick(2, MEN.len())]);
    let mother = format!(
        "{} {}",
        SURNAMES[pick(3, SURNAMES.len())],
        WOMEN[pick(4, WOMEN.len())]
    );
    let place = (
        WARDS[pick(5, WARDS.len())],
        format!("Khu phố {}", 1 + pick(6, 8)),
    );
    let born = 1950 + pick(7, 40);
    (0..4)
        .map(|at: usize| {
            let pick = |salt: usize, below: usize| mix(number * 4 + at, salt, below);
            let is_woman = at == 1 || (at > 1 && pick(11, 2) == 1);
            let year = if at < 2 {
                born + at * 2
            } else {
                born + 22 + at * 3
            };
            let birth = BirthDate {
                year: u16::try_from(year).unwrap_or(2000),
                month: u8::try_from(1 + pick(12, 12)).unwrap_or(1),
                day: u8::try_from(1 + pick(13, 28)).unwrap_or(1),
            };
            let province = ["027", "027", "027", "027", "001", "024"][pick(14, 6)];
            let century = 2 * (year / 100 - 19) + usize::from(is_woman);
            let given = if is_woman {
                WOMEN[pick(16, 12)]
            } else {
                MEN[pick(16, 12)]
            };
            let status = match pick(17, 40) {
                0 => "deceased",
                1 => "moved_away",
                _ => "resident",
            };
            Resident {
                id: (number * 4 + at + 1).to_string(),
                pin: format!(
                    "{province}{century}{:02}{:06}",
                    year % 100,
                    pick(15, 1_000_000)
                ),
                cmnd: if year < 1995 {
                    format!("12{:07}", pick(18, 10_000_000))
                } else {
                    String::new()
                },
                name: match at {
                    0 => father.clone(),
                    1 => mother.clone(),
                    _ => format!("{surname} {given}"),
                },
                birth,
                is_woman,
                ward: place.0,
                neighbourhood: place.1.clone(),
                household: number + 1,
                relation: ["Chủ hộ", "Vợ", "Con", "Con"][at],
                father: if at > 1 {
                    father.clone()
                } else {
                    format!("{surname} Văn Cả")
                },
                mother: if at > 1 {
                    mother.clone()
                } else {
                    "Trần Thị Tư".to_owned()
                },
                status,
                has_card: pick(19, 30) != 0 || year > 2008,
            }
        })
        .collect()
}
