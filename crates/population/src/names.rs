use std::{fmt, sync::LazyLock};

use serde::Deserialize;

use crate::{dice::Dice, person::Sex, shares::Shares};

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../data/names.toml"))
        .expect("the file is part of the program");
    Names::new(file)
});

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    surnames: Vec<(String, f64)>,
    era: Vec<FileEra>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileEra {
    until: i32,
    van: f64,
    thi: f64,
    four: f64,
    male_middle: String,
    female_middle: String,
    male_given: String,
    female_given: String,
}

/// Họ, chữ đệm và tên: two to five syllables, no more are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct FullName {
    parts: [&'static str; 5],
    len: u8,
}

impl FullName {
    fn push(&mut self, part: &'static str) {
        if let Some(place) = self.parts.get_mut(usize::from(self.len)) {
            *place = part;
            self.len += 1;
        }
    }

    pub(crate) fn parts(&self) -> &[&'static str] {
        &self.parts[..usize::from(self.len)]
    }

    pub(crate) fn surname(&self) -> &'static str {
        self.parts[0]
    }

    /// Everything but the given name, which twins share.
    fn stem(&self) -> &[&'static str] {
        self.parts().split_last().map_or(&[], |(_, stem)| stem)
    }
}

impl fmt::Display for FullName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, part) in self.parts().iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            f.write_str(part)?;
        }
        Ok(())
    }
}

/// Words with the sum of the weights up to each.
#[derive(Debug)]
struct Words {
    words: Vec<String>,
    sums: Vec<f64>,
}

impl Words {
    fn new(words: impl Iterator<Item = (String, f64)>) -> Self {
        let mut all = Self {
            words: Vec::new(),
            sums: Vec::new(),
        };
        let mut sum = 0.0;
        for (word, weight) in words {
            sum += weight;
            all.words.push(word);
            all.sums.push(sum);
        }
        all
    }

    /// Words in the order of frequency.
    fn ranked(list: &str, flat: f64, steep: f64) -> Self {
        let mut words: Vec<&str> = Vec::new();
        for word in list.split_whitespace() {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        let ranks = (1_u32..).map(|rank| (f64::from(rank) + flat).powf(-steep));
        Self::new(words.into_iter().map(str::to_owned).zip(ranks))
    }

    fn draw(&self, dice: &mut Dice) -> &str {
        let at = dice.unit() * self.sums.last().copied().unwrap_or(0.0);
        let place = self.sums.partition_point(|sum| *sum <= at);
        &self.words[place.min(self.words.len() - 1)]
    }
}

#[derive(Debug)]
struct Era {
    until: i32,
    van: f64,
    thi: f64,
    four: f64,
    middle: [Words; 2],
    given: [Words; 2],
}

/// The names in use: `data/names.toml`.
#[derive(Debug)]
pub(crate) struct Names {
    surnames: Words,
    eras: Vec<Era>,
}

impl Names {
    fn new(file: File) -> Self {
        let zipf = &Shares::get().zipf;
        let given = |list: &str| Words::ranked(list, zipf.given_flat, zipf.given_steep);
        let middle = |list: &str| Words::ranked(list, zipf.middle_flat, zipf.middle_steep);
        let eras = file.era.iter().map(|era| Era {
            until: era.until,
            van: era.van,
            thi: era.thi,
            four: era.four,
            middle: [middle(&era.male_middle), middle(&era.female_middle)],
            given: [given(&era.male_given), given(&era.female_given)],
        });
        Self {
            surnames: Words::new(file.surnames.into_iter()),
            eras: eras.collect(),
        }
    }

    pub(crate) fn get() -> &'static Self {
        &NAMES
    }

    pub(crate) fn surname(&'static self, dice: &mut Dice) -> &'static str {
        self.surnames.draw(dice)
    }

    fn era(&'static self, year: i32) -> &'static Era {
        self.eras
            .iter()
            .find(|era| year <= era.until)
            .unwrap_or(&self.eras[self.eras.len() - 1])
    }

    /// A middle name, as clerks add or children get.
    pub(crate) fn middle(&'static self, dice: &mut Dice, sex: Sex, year: i32) -> &'static str {
        self.era(year).middle[sex as usize].draw(dice)
    }

    pub(crate) fn given(&'static self, dice: &mut Dice, sex: Sex, year: i32) -> &'static str {
        self.era(year).given[sex as usize].draw(dice)
    }

    /// The name of somebody with this surname, born in this year.
    pub(crate) fn full(
        &'static self,
        dice: &mut Dice,
        surname: &'static str,
        sex: Sex,
        year: i32,
    ) -> FullName {
        let era = self.era(year);
        let mut name = FullName::default();
        name.push(surname);
        let (word, share) = match sex {
            Sex::Male => ("Văn", era.van),
            Sex::Female => ("Thị", era.thi),
        };
        let traditional = dice.chance(share);
        if traditional {
            name.push(word);
        }
        let more = match (sex, traditional) {
            // Nguyễn Văn Minh Quân is rare, Nguyễn Thị Thu Hà is not.
            (Sex::Male, true) => dice.chance(era.four / 6.0),
            (Sex::Female, true) => dice.chance(era.four * 1.6),
            // Trần Bình has no middle name at all.
            (_, false) => !dice.chance(0.05),
        };
        let given = era.given[sex as usize].draw(dice);
        let middle_of = |dice: &mut Dice, name: &mut FullName| {
            let middle = era.middle[sex as usize].draw(dice);
            if middle != given && !name.parts().contains(&middle) {
                name.push(middle);
            }
        };
        if more {
            middle_of(dice, &mut name);
        }
        if !traditional && more && dice.chance(era.four / 2.0) {
            middle_of(dice, &mut name);
        }
        name.push(given);
        name
    }

    /// The name of a twin: another given name behind the same middle name.
    pub(crate) fn twin(
        &'static self,
        dice: &mut Dice,
        of: FullName,
        sex: Sex,
        year: i32,
    ) -> FullName {
        let mut name = FullName::default();
        for part in of.stem() {
            name.push(part);
        }
        let same = of.parts().last();
        let given = (0..8)
            .map(|_| self.given(dice, sex, year))
            .find(|given| Some(given) != same && !name.parts().contains(given));
        name.push(given.unwrap_or("Út"));
        name
    }
}
