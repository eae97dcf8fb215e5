use std::cmp::Ordering;

/// Tỷ lệ: a numerator over a denominator, exact until it is printed.
///
/// Equality is that of the parts: 13/26 and 1/2 are different facts. [`Ratio::compare`] compares the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    /// Tử số.
    pub numerator: i64,
    /// Mẫu số; 0: not applicable.
    pub denominator: i64,
}

impl Ratio {
    /// A ratio that is a plain count.
    pub const fn count(value: i64) -> Self {
        Self {
            numerator: value,
            denominator: 1,
        }
    }

    /// Whether there is a value: the denominator is not 0.
    pub const fn is_applicable(self) -> bool {
        self.denominator != 0
    }

    /// Compares the values; None if one of them is not applicable.
    pub fn compare(self, other: Self) -> Option<Ordering> {
        let (numerator, denominator) = self.positive()?;
        let (other_numerator, other_denominator) = other.positive()?;
        Some((numerator * other_denominator).cmp(&(other_numerator * denominator)))
    }

    /// The parts with a denominator above 0, wide enough to multiply two of them.
    pub(crate) fn positive(self) -> Option<(i128, i128)> {
        let (numerator, denominator) = (i128::from(self.numerator), i128::from(self.denominator));
        match denominator.cmp(&0) {
            Ordering::Less => Some((-numerator, -denominator)),
            Ordering::Equal => None,
            Ordering::Greater => Some((numerator, denominator)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_compared_exactly() {
        let half = Ratio {
            numerator: 13,
            denominator: 26,
        };
        assert_eq!(
            half.compare(Ratio {
                numerator: 1,
                denominator: 2
            }),
            Some(Ordering::Equal)
        );
        assert_eq!(
            half.compare(Ratio {
                numerator: -1,
                denominator: -3
            }),
            Some(Ordering::Greater)
        );
        assert_eq!(
            half.compare(Ratio {
                numerator: i64::MAX,
                denominator: i64::MAX - 1
            }),
            Some(Ordering::Less)
        );
        assert_eq!(
            half.compare(Ratio {
                numerator: 0,
                denominator: 0
            }),
            None
        );
    }
}
