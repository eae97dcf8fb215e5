use super::Refusal;

/// A field that breaks its rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub field: String,
    pub code: &'static str,
    /// What the rule of the field is; of a rule between fields the refusal tells.
    pub expected: Option<&'static str>,
}

/// Gathers what is wrong with a request, so that every field at fault is named.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// The value, or nothing after its faults were noted.
    pub fn note<T>(&mut self, checked: Result<T, Refusal>) -> Option<T> {
        match checked {
            Ok(value) => Some(value),
            Err(refusal) => {
                self.0.extend(refusal.faults());
                None
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn refusal(self) -> Refusal {
        Refusal::Invalid(self.0)
    }
}
