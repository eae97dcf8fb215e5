use chrono::{Datelike, NaiveDate};

use crate::{
    dice::Dice,
    names::{FullName, Names},
    person::{Known, Person, Relation, Sex, Status},
    places::{Home, Places},
    shares::Shares,
};

/// Draws households, one after the other.
#[derive(Debug)]
pub(crate) struct Households<'a> {
    pub(crate) dice: &'a mut Dice,
}

/// Everything about a household that its members share.
#[derive(Debug, Clone, Copy)]
struct Roof {
    home: Home,
    household: u64,
    province: u16,
    status: Status,
}

impl Households<'_> {
    /// The members of a household, the head first. Numbers are given out later.
    pub(crate) fn draw(&mut self, home: Home, household: u64) -> Vec<Person> {
        let shares = &Shares::get().people;
        let kinds = &shares.households;
        let roof = Roof {
            home,
            household,
            province: Places::get().province(home).code,
            status: Status::Resident,
        };
        let kind = self.dice.weighted(&[
            kinds.alone,
            kinds.couple,
            kinds.family,
            kinds.lone_parent,
            kinds.with_grandparents,
            kinds.with_sons_family,
            kinds.lodgers,
        ]);
        let mut members = match kind {
            0 => vec![self.alone(&roof)],
            1 => self.couple(&roof, (22, 84)),
            2 => self.family(&roof),
            3 => self.lone_parent(&roof),
            4 => self.with_grandparents(&roof),
            5 => self.with_sons_family(&roof),
            _ => self.lodgers(&roof),
        };
        if self.dice.chance(shares.moved_household) {
            for member in &mut members {
                member.status = Status::MovedAway;
            }
        }
        members
    }

    fn head_age(&mut self) -> i32 {
        let decade = self.dice.weighted(&Shares::get().people.head_age);
        20 + 10 * i32::try_from(decade).unwrap_or(0) + self.dice.within(0, 9)
    }

    /// A day in a year, not after the day of the register.
    fn day(&mut self, year: i32) -> NaiveDate {
        let as_of = Shares::get().as_of;
        let year = year.min(as_of.year());
        let ordinal = u32::try_from(1 + self.dice.below(365)).unwrap_or(1);
        let ordinal = if year < 1975 && self.dice.chance(Shares::get().people.new_year) {
            1
        } else {
            ordinal
        };
        NaiveDate::from_yo_opt(year, ordinal)
            .unwrap_or(as_of)
            .min(as_of)
    }

    fn person(&mut self, roof: &Roof, sex: Sex, age: i32, relation: Relation) -> Person {
        let names = Names::get();
        let year = Shares::get().as_of.year() - age;
        let birth = self.day(year);
        let surname = names.surname(self.dice);
        let name = names.full(self.dice, surname, sex, year);
        let father = names.full(self.dice, surname, Sex::Male, year - 27);
        let maiden = names.surname(self.dice);
        let mother = names.full(self.dice, maiden, Sex::Female, year - 25);
        self.finished(roof, relation, (name, sex, birth), (father, mother))
    }

    fn finished(
        &mut self,
        roof: &Roof,
        relation: Relation,
        (name, sex, birth): (FullName, Sex, NaiveDate),
        (father, mother): (FullName, FullName),
    ) -> Person {
        let shares = &Shares::get().people;
        let known = if birth.year() >= 1975 {
            Known::Day
        } else if self.dice.chance(shares.year_alone) {
            Known::Year
        } else if self.dice.chance(shares.month_alone) {
            Known::Month
        } else {
            Known::Day
        };
        let birth_province =
            if roof.status == Status::Temporary || self.dice.chance(shares.born_elsewhere) {
                Places::get().origin(self.dice).code
            } else {
                roof.province
            };
        let mut person = Person {
            name,
            birth,
            known,
            sex,
            birth_province,
            pin: 0,
            cmnd: 0,
            cmnd_recorded: false,
            home: roof.home,
            household: roof.household,
            relation,
            father,
            mother,
            status: roof.status,
            has_card: false,
        };
        let age = person.age(Shares::get().as_of);
        let dying = shares.deceased[usize::from(age >= 60) + usize::from(age >= 80)];
        if self.dice.chance(dying) {
            person.status = Status::Deceased;
        } else if self.dice.chance(shares.moved_alone) {
            person.status = Status::MovedAway;
        }
        person.has_card = age >= shares.card_age && !self.dice.chance(shares.no_card);
        person
    }

    fn alone(&mut self, roof: &Roof) -> Person {
        let sex = if self.dice.chance(0.6) {
            Sex::Female
        } else {
            Sex::Male
        };
        let age = self.head_age();
        self.person(roof, sex, age, Relation::Head)
    }

    fn couple(&mut self, roof: &Roof, (youngest, oldest): (i32, i32)) -> Vec<Person> {
        let age = self.head_age().clamp(youngest, oldest);
        let younger = self.dice.within(-2, 7).min(age - 19);
        let led_by_wife = self.dice.chance(Shares::get().people.female_head);
        let (his, hers) = if led_by_wife {
            (Relation::Husband, Relation::Head)
        } else {
            (Relation::Head, Relation::Wife)
        };
        let mut both = vec![
            self.person(roof, Sex::Male, age, his),
            self.person(roof, Sex::Female, age - younger, hers),
        ];
        if led_by_wife {
            both.swap(0, 1);
        }
        both
    }

    fn family(&mut self, roof: &Roof) -> Vec<Person> {
        let mut members = self.couple(roof, (24, 60));
        let husband = usize::from(members[0].sex == Sex::Female);
        let children = self.children(
            roof,
            &members[husband],
            &members[1 - husband],
            Relation::Child,
        );
        members.extend(children);
        members
    }

    fn lone_parent(&mut self, roof: &Roof) -> Vec<Person> {
        let mut members = self.family(roof);
        let gone = usize::from(members[0].sex == Sex::Female || self.dice.chance(0.25));
        members.remove(gone);
        members[0].relation = Relation::Head;
        members
    }

    fn with_grandparents(&mut self, roof: &Roof) -> Vec<Person> {
        let mut members = self.family(roof);
        let as_of = Shares::get().as_of;
        let husband = usize::from(members[0].sex == Sex::Female);
        let age = members[husband].age(as_of);
        let (mothers, fathers) = (age + self.older(), age + self.older() + 2);
        let mut old = vec![self.person(roof, Sex::Female, mothers, Relation::Mother)];
        if self.dice.chance(0.6) {
            old.push(self.person(roof, Sex::Male, fathers, Relation::Father));
        }
        for parent in old {
            let child = &mut members[husband];
            if parent.sex == Sex::Male {
                // The head has the surname of his father.
                let name = Names::get().full(
                    self.dice,
                    child.name.surname(),
                    Sex::Male,
                    parent.birth.year(),
                );
                let father = Person { name, ..parent };
                child.father = father.name;
                members.push(father);
            } else {
                child.mother = parent.name;
                members.push(parent);
            }
        }
        members
    }

    fn older(&mut self) -> i32 {
        self.dice.within(20, 33)
    }

    fn with_sons_family(&mut self, roof: &Roof) -> Vec<Person> {
        let mut members = self.couple(roof, (50, 80));
        let husband = usize::from(members[0].sex == Sex::Female);
        let (father, mother) = (members[husband].clone(), members[1 - husband].clone());
        let as_of = Shares::get().as_of;
        let age = (mother.age(as_of) - self.older()).clamp(22, 50);
        let mut son = self.person(roof, Sex::Male, age, Relation::Child);
        son.name = Names::get().full(
            self.dice,
            father.name.surname(),
            Sex::Male,
            son.birth.year(),
        );
        (son.father, son.mother) = (father.name, mother.name);
        let younger = self.dice.within(-2, 6).min(age - 19);
        let wife = self.person(roof, Sex::Female, age - younger, Relation::DaughterInLaw);
        let children = self.children(roof, &son, &wife, Relation::Grandchild);
        members.extend([son, wife]);
        members.extend(children);
        members
    }

    fn lodgers(&mut self, roof: &Roof) -> Vec<Person> {
        let roof = Roof {
            status: Status::Temporary,
            ..*roof
        };
        if self.dice.chance(0.35) {
            return self.family(&roof);
        }
        let sex = if self.dice.chance(0.5) {
            Sex::Female
        } else {
            Sex::Male
        };
        let age = self.dice.within(18, 40);
        vec![self.person(&roof, sex, age, Relation::Head)]
    }

    fn children(
        &mut self,
        roof: &Roof,
        father: &Person,
        mother: &Person,
        relation: Relation,
    ) -> Vec<Person> {
        let shares = &Shares::get().people;
        let born = 1 + self.dice.weighted(&shares.children);
        let last = Shares::get().as_of.year();
        let mut year = mother.birth.year() + self.dice.within(20, 31);
        let mut children: Vec<Person> = Vec::new();
        while children.len() < born && year <= last {
            let twins = self.dice.chance(shares.twins);
            let first = self.child(roof, (father, mother), year, relation);
            if twins {
                children.push(self.twin(&first));
            }
            children.push(first);
            year += self.dice.within(2, 6);
        }
        let as_of = Shares::get().as_of;
        children.retain(|child| {
            let age = child.age(as_of);
            let stays = match (age, child.sex) {
                (..=20, _) => 1.0,
                (21..=25, _) => 0.75,
                (26..=32, Sex::Male) => 0.4,
                (26..=32, Sex::Female) => 0.2,
                _ => 0.08,
            };
            self.dice.chance(stays)
        });
        children
    }

    fn child(
        &mut self,
        roof: &Roof,
        (father, mother): (&Person, &Person),
        year: i32,
        relation: Relation,
    ) -> Person {
        let shares = &Shares::get().people;
        let boys = if year >= 2003 {
            shares.boys
        } else {
            shares.boys_before
        };
        let sex = if self.dice.chance(boys) {
            Sex::Male
        } else {
            Sex::Female
        };
        let birth = self.day(year);
        let surname = father.name.surname();
        // Nobody names a child after its parents.
        let mut name = Names::get().full(self.dice, surname, sex, year);
        while name == father.name || name == mother.name {
            name = Names::get().full(self.dice, surname, sex, year);
        }
        self.finished(
            roof,
            relation,
            (name, sex, birth),
            (father.name, mother.name),
        )
    }

    fn twin(&mut self, of: &Person) -> Person {
        let mut twin = of.clone();
        let year = of.birth.year();
        if self.dice.chance(0.7) {
            twin.name = Names::get().twin(self.dice, of.name, of.sex, year);
        } else {
            twin.sex = match of.sex {
                Sex::Male => Sex::Female,
                Sex::Female => Sex::Male,
            };
            twin.name = Names::get().full(self.dice, of.name.surname(), twin.sex, year);
        }
        twin
    }
}
