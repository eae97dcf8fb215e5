use crate::{
    dice::{Dice, mix},
    person::Person,
    places::{Places, other_neighbourhood},
    shares::{Level, Shares},
};

/// The address as written.
#[derive(Debug, Clone, Default)]
pub(super) struct Address {
    pub(super) lane: String,
    pub(super) ward: String,
    pub(super) district: String,
    pub(super) province: String,
}

/// How one clerk writes the kinds of units.
#[derive(Debug, Clone, Copy)]
enum Style {
    Full,
    Small,
    Short,
    Bare,
}

impl Style {
    fn draw(dice: &mut Dice) -> Self {
        match dice.weighted(&[46.0, 20.0, 17.0, 17.0]) {
            0 => Self::Full,
            1 => Self::Small,
            2 => Self::Short,
            _ => Self::Bare,
        }
    }

    fn write(self, kind: &str, name: &str) -> String {
        match self {
            Self::Full => format!("{kind} {name}"),
            Self::Small => format!("{} {name}", kind.to_lowercase()),
            Self::Short => {
                let short = match kind {
                    "Phường" => "P.",
                    "Xã" => "X.",
                    "Huyện" => "H.",
                    "Thành phố" => "TP",
                    "Thị xã" => "TX",
                    "Tỉnh" => "T.",
                    kind => kind,
                };
                format!("{short} {name}")
            }
            Self::Bare => name.to_owned(),
        }
    }
}

/// Writes the address of a person, up to date or not; returns the tags of what is not.
pub(super) fn write(
    dice: &mut Dice,
    level: &Level,
    person: &Person,
    elsewhere: bool,
) -> (Address, Vec<&'static str>) {
    let places = Places::get();
    let mut tags = Vec::new();
    let style = Style::draw(dice);
    let mut home = person.home;
    if elsewhere || dice.chance(level.manner("addr_elsewhere")) {
        return (far(dice, style, person), vec!["addr_elsewhere"]);
    }
    if dice.chance(level.manner("addr_other_ward")) {
        home = places.other_ward(dice, home);
        tags.push("addr_other_ward");
    } else if dice.chance(level.manner("addr_other_nbh")) {
        home.neighbourhood = other_neighbourhood(dice, home.neighbourhood);
        tags.push("addr_other_nbh");
    }
    let (ward, district) = (places.ward(home), places.district(home));
    let province = &places.province(home).name;
    let mut address = Address {
        lane: neighbourhood(dice, home.neighbourhood),
        ward: style.write(&ward.kind, &ward.name),
        district: style.write(&district.kind, &district.name),
        province: if dice.chance(0.3) {
            style.write("Tỉnh", province)
        } else {
            province.clone()
        },
    };
    if address.lane.is_empty() {
        tags.retain(|tag| *tag != "addr_other_nbh");
    }
    if dice.chance(level.manner("addr_old_name")) {
        let kind = if ward.kind == "Phường" {
            "Xã"
        } else {
            &ward.kind
        };
        address.ward = style.write(kind, ward.former.as_ref().unwrap_or(&ward.name));
        address.district = style.write(&district.before, &district.name);
        tags.push("addr_old_name");
    } else if let Some(successor) = ward
        .successor
        .as_ref()
        .filter(|_| dice.chance(level.manner("addr_new_name")))
    {
        // Since 2025-07-01 there are no districts.
        address.ward = style.write("Phường", successor);
        address.district.clear();
        tags.push("addr_new_name");
    }
    if dice.chance(level.manner("addr_no_ward")) {
        address.ward.clear();
        tags.push("addr_no_ward");
    }
    (address, tags)
}

fn neighbourhood(dice: &mut Dice, number: u16) -> String {
    if !dice.chance(Shares::get().sector.neighbourhood) {
        return String::new();
    }
    let word = ["Tổ dân phố", "TDP số", "Khu phố", "Thôn", "Tổ"]
        [dice.weighted(&[50.0, 20.0, 15.0, 10.0, 5.0])];
    format!("{word} {number}")
}

/// An address in the province of birth, or anywhere.
fn far(dice: &mut Dice, style: Style, person: &Person) -> Address {
    let places = Places::get();
    let born = places.province_of(person.birth_province);
    let province = if born.code != places.province(person.home).code && dice.chance(0.8) {
        born
    } else {
        places.origin(dice)
    };
    let key = mix(u64::from(province.code) << 32 | dice.below(4000) as u64);
    Address {
        lane: String::new(),
        ward: style.write(
            if key.is_multiple_of(3) {
                "Phường"
            } else {
                "Xã"
            },
            &places.composed(key),
        ),
        district: style.write(
            if key.is_multiple_of(3) {
                "Thành phố"
            } else {
                "Huyện"
            },
            &places.composed(key >> 6),
        ),
        province: province.name.clone(),
    }
}
