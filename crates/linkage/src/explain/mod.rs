//! Why a record is or is not the one of a person: the bits of each field, one after another.
mod picture;

use std::fmt;

use serde::Serialize;

use crate::{
    compare::{Comparison, Field, Level, NumberOwner, Traits},
    link::Linker,
    record::Record,
};

/// A waterfall: what is known before, what each field adds or takes away, and what is left against the rivals.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The bits that the person has before anything is compared.
    pub prior: f64,
    /// The bits that the record itself takes away, because such records are often of nobody in the register.
    pub nobody: f64,
    /// The fields.
    pub steps: Vec<Step>,
    /// The bits of all of the above.
    pub bits: f64,
    /// The bits that other candidates take away.
    pub rivals: f64,
    /// What is left: log odds (base 2) that this is the person.
    pub score: f64,
}

/// What a field adds or takes away.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Step {
    /// The field.
    pub field: &'static str,
    /// How the two compare.
    pub level: &'static str,
    /// The share of the register that agrees as well.
    pub share: f64,
    /// The bits.
    pub bits: f64,
}

impl Linker<'_> {
    /// Explains the score of one person for a record, whether or not it is the best.
    pub fn explain(&self, record: &Record, person: u32) -> Explanation {
        let (register, model) = (self.register(), self.model());
        let owner = NumberOwner::new(register, record.number);
        let comparison = Comparison::new(register, record, &owner, register.person(person));
        let prior = model.prior(f64::from(u32::try_from(register.len()).unwrap_or(u32::MAX)));
        let nobody = -model.nobody(&Traits::new(register, record, &owner));
        let steps: Vec<Step> = Field::ALL
            .iter()
            .filter(|field| comparison.level(**field) > 0)
            .map(|field| Step {
                field: field.key(),
                level: field.levels()[usize::from(comparison.level(*field))],
                share: comparison.share(*field),
                bits: model.bits(&comparison, *field),
            })
            .collect();
        let bits = prior + nobody + steps.iter().map(|step| step.bits).sum::<f64>();
        let others = self.candidates(record);
        let rivals: f64 = others
            .iter()
            .filter(|rival| rival.person != person && !register.same_person(rival.person, person))
            .map(|rival| rival.bits.exp2())
            .sum();
        let rivals = -(1.0 + rivals).log2();
        Explanation {
            prior,
            nobody,
            steps,
            bits,
            rivals,
            score: bits + rivals,
        }
    }
}

impl Explanation {
    /// All bars of the waterfall in order: a name and bits.
    fn bars(&self) -> Vec<(String, f64)> {
        let steps = self
            .steps
            .iter()
            .map(|step| (format!("{}: {}", step.field, step.level), step.bits));
        let mut bars = vec![
            ("prior".to_owned(), self.prior),
            ("record".to_owned(), self.nobody),
        ];
        bars.extend(steps);
        bars.push(("rivals".to_owned(), self.rivals));
        bars
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sum = 0.0;
        for (name, bits) in self.bars() {
            sum += bits;
            writeln!(f, "{name:<44} {bits:>+8.2} {sum:>+8.2}")?;
        }
        write!(f, "{:<44} {:>8} {:>+8.2}", "score", "", self.score)
    }
}
