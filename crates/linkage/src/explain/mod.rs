//! Why a record is or is not the one of a person: the bits of each field, one after another.
mod labels;
mod picture;

use std::fmt::{self, Write};

use serde::Serialize;

use crate::{
    compare::{Comparison, Field, Level, NumberOwner, Traits},
    language::Language,
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
        let prior = model.prior(register.frequencies.total());
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

/// A bar of the waterfall.
struct Bar {
    name: String,
    /// The bits before it.
    from: f64,
    bits: f64,
}

impl Bar {
    /// The bits with it.
    const fn to(&self) -> f64 {
        self.from + self.bits
    }
}

impl Explanation {
    /// All bars of the waterfall in order.
    fn bars(&self, language: Language) -> Vec<Bar> {
        let plain = |key, bits| (labels::field(key, language).to_owned(), bits);
        let step = |step: &Step| {
            let field = labels::field(step.field, language);
            let level = labels::level(step.field, step.level, language);
            (format!("{field}: {level}"), step.bits)
        };
        let mut sum = 0.0;
        let bar = |(name, bits): (String, f64)| {
            sum += bits;
            Bar {
                name,
                from: sum - bits,
                bits,
            }
        };
        [plain("prior", self.prior), plain("record", self.nobody)]
            .into_iter()
            .chain(self.steps.iter().map(step))
            .chain([plain("rivals", self.rivals)])
            .map(bar)
            .collect()
    }

    /// The waterfall as a table: each bar with its bits and the sum up to it.
    pub fn to_text(&self, language: Language) -> String {
        let mut text = String::new();
        for bar in self.bars(language) {
            let bits = signed(language, bar.bits, 2);
            line(&mut text, &bar.name, &bits, &signed(language, bar.to(), 2));
        }
        let score = signed(language, self.score, 2);
        line(&mut text, language.of("Kết quả", "Result"), "", &score);
        text.truncate(text.trim_end().len());
        text
    }
}

/// Bits with their sign; nothing has none.
fn signed(language: Language, bits: f64, digits: usize) -> String {
    let text = format!("{bits:+.digits$}");
    if text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        language.decimal(&text)
    } else {
        language.decimal(&format!("{:.digits$}", 0.0))
    }
}

/// A row of the table. Vietnamese is written composed here, so a character is a column.
fn line(text: &mut String, name: &str, bits: &str, sum: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{name:<50} {bits:>8} {sum:>8}");
}

impl fmt::Display for Explanation {
    /// The table in English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text(Language::En))
    }
}
