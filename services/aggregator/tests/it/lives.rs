//! Many lives of dossiers, the same for the same seed.

use chiso_proto::dossiers::v1::{Channel, Outcome, ServiceLevel};
use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::life::{Life, at};

pub const UNITS: [&str; 6] = [
    "tp-tu-son",
    "tthcc-tu-son",
    "p-dong-ngan",
    "p-tan-hong",
    "tthcc-bac-ninh",
    "p-suoi-hoa",
];
pub const PROCEDURES: [(&str, ServiceLevel); 4] = [
    ("1.004873", ServiceLevel::Full),
    ("2.000815", ServiceLevel::Partial),
    ("1.000001", ServiceLevel::None),
    ("1.000002", ServiceLevel::Full),
];
const CHANNELS: [Channel; 3] = [Channel::InPerson, Channel::Online, Channel::Post];
/// Edges of days in Vietnam, and hours between them.
const TIMES: [&str; 6] = [
    "00:00:00", "07:30:00", "11:29:59", "16:45:00", "17:00:00", "23:59:59",
];

/// Knuth's linear congruential generator: enough to scatter dossiers.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.roll(from.len() as u64)).unwrap()]
    }

    /// An instant on one of the next days, not before `earliest`.
    fn later(&mut self, earliest: DateTime<Utc>, days: u64) -> DateTime<Utc> {
        let day = earliest.date_naive() + Days::new(self.roll(days));
        on(day, self.pick(&TIMES)).max(earliest)
    }
}

fn on(day: NaiveDate, time: &str) -> DateTime<Utc> {
    at(&format!("{day} {time}"))
}

/// Lives between December 2021 and April 2023, each in whatever state it got to.
pub fn random(seed: u64, count: usize) -> Vec<Life> {
    let mut dice = Dice(seed);
    (0..count)
        .map(|number| life(&mut dice, &format!("dossier-{seed}-{number}")))
        .collect()
}

fn life(dice: &mut Dice, id: &str) -> Life {
    let (procedure, level) = dice.pick(&PROCEDURES);
    let filed = on(
        at("2021-12-01 00:00").date_naive() + Days::new(dice.roll(450)),
        dice.pick(&TIMES),
    );
    let life = Life::new(
        id,
        dice.pick(&UNITS),
        procedure,
        level,
        dice.pick(&CHANNELS),
    )
    .submit(filed);
    match dice.roll(20) {
        0 => return life,
        1 => return life.reject(dice.later(filed, 3)),
        _ => {}
    }
    let mut now = dice.later(filed, 3);
    let mut life = life.accept(now, dice.later(now, 20));
    for _ in 0..dice.roll(3) {
        now = dice.later(now, 15);
        life = life.request_supplement(now);
        if dice.roll(4) == 0 {
            return if dice.roll(2) == 0 {
                life
            } else {
                end(dice, life, now)
            };
        }
        now = dice.later(now, 15);
        life = life.receive_supplement(now, dice.later(now, 20));
    }
    if dice.roll(8) == 0 {
        life
    } else {
        end(dice, life, now)
    }
}

fn end(dice: &mut Dice, life: Life, now: DateTime<Utc>) -> Life {
    let now = dice.later(now, 25);
    match dice.roll(10) {
        0 => life.close("DossierRefused", now, Outcome::Refused),
        1 => life.close("DossierWithdrawn", now, Outcome::Withdrawn),
        2..=5 => life.resolve(now),
        _ => life.resolve(now).deliver(dice.later(now, 10)),
    }
}
