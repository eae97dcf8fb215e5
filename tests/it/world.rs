//! What the catalogue files say, read again in the plainest way.

use std::fs;

use chiso_tests::Catalogue;
use chrono::NaiveDate;
use toml::{Table, Value};

pub struct World {
    units: Vec<Unit>,
    versions: Vec<Version>,
}

struct Unit {
    id: String,
    level: String,
    parent: Option<String>,
    from: NaiveDate,
    until: NaiveDate,
}

struct Version {
    code: String,
    number: i64,
    level: String,
    online: bool,
    from: NaiveDate,
    until: NaiveDate,
}

impl World {
    pub fn read() -> Self {
        let table = |name: &str| -> Table {
            let text = fs::read_to_string(Catalogue::directory().join(name)).unwrap();
            text.parse().unwrap()
        };
        let units = table("org_units.toml");
        let procedures = table("procedures.toml");
        Self {
            units: list(&units, "unit").map(Unit::read).collect(),
            versions: list(&procedures, "procedure")
                .flat_map(|procedure| {
                    let code = text(procedure, "code");
                    list(procedure, "version").map(move |version| Version::read(&code, version))
                })
                .collect(),
        }
    }

    /// Whether `unit` is `root` or stands below it. No unit of the catalogue ever changed its parent.
    pub fn is_within(&self, unit: &str, root: &str) -> bool {
        let mut above = Some(unit);
        while let Some(unit) = above {
            if unit == root {
                return true;
            }
            let found = self.units.iter().find(|known| known.id == unit);
            above = found.unwrap().parent.as_deref();
        }
        false
    }

    /// Whether the version of the procedure has an online service.
    pub fn is_online(&self, code: &str, number: i64) -> bool {
        let version = self
            .versions
            .iter()
            .find(|version| version.code == code && version.number == number);
        version.unwrap().online
    }

    /// For each procedure version in force on the day and each unit below `root` that exists then and offers it: the code, and whether it has
    /// an online service. A unit offers the procedures of its level that are in force when it is founded or come into force later.
    pub fn offers(&self, root: &str, on: NaiveDate) -> Vec<(&str, bool)> {
        let in_force = |version: &&Version| version.from <= on && on < version.until;
        let mut offers = Vec::new();
        for version in self.versions.iter().filter(in_force) {
            let offering = self.units.iter().filter(|unit| {
                let begins = version.from.max(unit.from);
                unit.level == version.level
                    && begins <= on
                    && on < unit.until
                    && begins < unit.until
                    && begins < version.until
                    && self.is_within(&unit.id, root)
            });
            offers.extend(offering.map(|_| (version.code.as_str(), version.online)));
        }
        offers
    }
}

impl Unit {
    fn read(table: &Table) -> Self {
        Self {
            id: text(table, "id"),
            level: text(table, "level"),
            parent: table.get("parent").map(|_| text(table, "parent")),
            from: day(table, "valid_from", NaiveDate::MIN),
            until: day(table, "valid_until", NaiveDate::MAX),
        }
    }
}

impl Version {
    fn read(code: &str, table: &Table) -> Self {
        Self {
            code: code.to_owned(),
            number: table["version"].as_integer().unwrap(),
            level: text(table, "level"),
            online: text(table, "service_level") != "none",
            from: day(table, "valid_from", NaiveDate::MIN),
            until: day(table, "valid_until", NaiveDate::MAX),
        }
    }
}

fn list<'a>(table: &'a Table, key: &str) -> impl Iterator<Item = &'a Table> {
    table[key]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_table)
}

fn text(table: &Table, key: &str) -> String {
    table[key].as_str().unwrap().to_owned()
}

fn day(table: &Table, key: &str, otherwise: NaiveDate) -> NaiveDate {
    let day = table.get(key).and_then(Value::as_str);
    day.map_or(otherwise, |day| day.parse().unwrap())
}
