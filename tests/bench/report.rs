use std::fmt;

use serde::Serialize;

/// One measured figure, with what it is compared to.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    what: String,
    unit: &'static str,
    measured: f64,
    baseline: Option<Baseline>,
    ratio: Option<f64>,
    goal: Option<&'static str>,
}

#[derive(Clone, Debug, Serialize)]
struct Baseline {
    what: String,
    measured: f64,
}

/// All figures of a run.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    rows: Vec<Row>,
    notes: Vec<String>,
}

impl Row {
    pub fn of(what: impl Into<String>, unit: &'static str, measured: f64) -> Self {
        Self {
            what: what.into(),
            unit,
            measured,
            baseline: None,
            ratio: None,
            goal: None,
        }
    }

    /// Compares with another figure of the same run, in the same unit.
    #[must_use]
    pub fn against(mut self, what: impl Into<String>, measured: f64) -> Self {
        self.ratio = Some(self.measured / measured);
        self.baseline = Some(Baseline {
            what: what.into(),
            measured,
        });
        self
    }

    #[must_use]
    pub fn goal(mut self, goal: &'static str) -> Self {
        self.goal = Some(goal);
        self
    }
}

impl Report {
    pub fn add(&mut self, row: Row) {
        eprintln!(
            "  {:<44}{:>12} {}",
            row.what,
            figure(row.measured),
            row.unit
        );
        self.rows.push(row);
    }

    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<44}{:<10}{:>10}  {:<34}{:>10}{:>8}  goal",
            "what", "unit", "chiso", "baseline", "baseline", "ratio"
        )?;
        for row in &self.rows {
            let (what, measured) = row
                .baseline
                .as_ref()
                .map_or((String::new(), String::new()), |baseline| {
                    (baseline.what.clone(), figure(baseline.measured))
                });
            let ratio = row
                .ratio
                .map_or(String::new(), |ratio| format!("{ratio:.2}"));
            let line = format!(
                "{:<44}{:<10}{:>10}  {what:<34}{measured:>10}{ratio:>8}  {}",
                row.what,
                row.unit,
                figure(row.measured),
                row.goal.unwrap_or_default()
            );
            writeln!(f, "{}", line.trim_end())?;
        }
        for note in &self.notes {
            writeln!(f, "- {note}")?;
        }
        Ok(())
    }
}

/// Whole numbers with separators from 100 on, one decimal below.
fn figure(value: f64) -> String {
    if value.abs() < 100.0 {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_readable() {
        assert_eq!(figure(12.34), "12.3");
        assert_eq!(figure(999.6), "1,000");
        assert_eq!(figure(1_234_567.0), "1,234,567");
    }

    #[test]
    fn a_ratio_is_against_the_baseline() {
        let row = Row::of("a", "x/s", 50.0).against("b", 200.0);
        assert_eq!(row.ratio, Some(0.25));
    }
}
