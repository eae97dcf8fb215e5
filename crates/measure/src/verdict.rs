use std::cmp::Ordering;
use std::str::FromStr;

use crate::Ratio;

/// How a target binds the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparator {
    /// Trên: more than the target.
    Above,
    /// Tối thiểu, không dưới, từ … trở lên, đạt: the target or more.
    AtLeast,
    /// Dưới: less than the target.
    Below,
    /// Không quá, tối đa, thứ hạng: the target or less.
    AtMost,
}

/// Đánh giá: a result against its target, from worst to best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Chưa đạt.
    NotMet,
    /// Đạt.
    Met,
    /// Vượt.
    Exceeded,
}

impl Comparator {
    /// As it is written in catalogues: `>`, `>=`, `<`, `<=`.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Above => ">",
            Self::AtLeast => ">=",
            Self::Below => "<",
            Self::AtMost => "<=",
        }
    }

    /// Judges a result; None if the result or the target is not applicable.
    ///
    /// A target that its own value meets (`>=`, `<=`) is exceeded by what is strictly better: that is the rule behind all nine
    /// verdicts of Đồng Hới's report on 2022. A strict target (`>`, `<`) is met by being passed, so it is never exceeded.
    pub fn verdict(self, result: Ratio, target: Ratio) -> Option<Verdict> {
        let order = result.compare(target)?;
        let better = match self {
            Self::Above | Self::AtLeast => order,
            Self::Below | Self::AtMost => order.reverse(),
        };
        Some(match (better, self) {
            (Ordering::Less, _) | (Ordering::Equal, Self::Above | Self::Below) => Verdict::NotMet,
            (Ordering::Equal, Self::AtLeast | Self::AtMost)
            | (Ordering::Greater, Self::Above | Self::Below) => Verdict::Met,
            (Ordering::Greater, Self::AtLeast | Self::AtMost) => Verdict::Exceeded,
        })
    }
}

impl FromStr for Comparator {
    type Err = String;

    fn from_str(symbol: &str) -> Result<Self, String> {
        [Self::Above, Self::AtLeast, Self::Below, Self::AtMost]
            .into_iter()
            .find(|comparator| comparator.symbol() == symbol)
            .ok_or_else(|| format!("{symbol:?} is none of >, >=, <, <="))
    }
}

impl Verdict {
    /// As reports print it.
    pub const fn vi(self) -> &'static str {
        match self {
            Self::NotMet => "Chưa đạt",
            Self::Met => "Đạt",
            Self::Exceeded => "Vượt",
        }
    }

    /// The verdict on a target with several scopes: the worst of theirs. None if there is none.
    pub fn of_all(scopes: impl IntoIterator<Item = Self>) -> Option<Self> {
        scopes.into_iter().min()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::Percent;
    use Verdict::{Exceeded, Met, NotMet};

    fn percent(text: &str) -> Ratio {
        text.parse::<Percent>().unwrap().ratio()
    }

    #[rstest]
    #[case::dong_hoi_row_1(">=", "96", "100", Exceeded)]
    #[case::dong_hoi_row_3(">=", "80", "80", Met)]
    #[case::dong_hoi_row_5(">", "80", "77,85", NotMet)]
    #[case::thai_nguyen_row_1(">", "90", "100", Met)]
    #[case::thai_nguyen_row_2_province(">", "90", "90", NotMet)]
    #[case::thai_nguyen_row_2_province_read_as_at_least(">=", "90", "90", Met)]
    #[case::thai_nguyen_row_12_households(">", "80", "76", NotMet)]
    fn verdicts_on_percentages(
        #[case] comparator: Comparator,
        #[case] target: &str,
        #[case] result: &str,
        #[case] verdict: Verdict,
    ) {
        assert_eq!(
            comparator.verdict(percent(result), percent(target)),
            Some(verdict)
        );
    }

    #[test]
    fn verdicts_on_exact_ratios_counts_and_ranks() {
        let public = Ratio {
            numerator: 187,
            denominator: 240,
        };
        assert_eq!(
            Comparator::AtLeast.verdict(public, percent("100")),
            Some(NotMet)
        );
        assert_eq!(
            Comparator::Above.verdict(Ratio::count(324), Ratio::count(700)),
            Some(NotMet)
        );
        assert_eq!(
            Comparator::AtMost.verdict(Ratio::count(5), Ratio::count(15)),
            Some(Exceeded)
        );
        assert_eq!(
            Comparator::AtMost.verdict(Ratio::count(16), Ratio::count(15)),
            Some(NotMet)
        );
        assert_eq!(
            Comparator::Below.verdict(Ratio::count(15), Ratio::count(15)),
            Some(NotMet)
        );
        assert_eq!(
            Comparator::AtLeast.verdict(
                Ratio {
                    numerator: 0,
                    denominator: 0
                },
                percent("50")
            ),
            None
        );
    }

    #[test]
    fn several_scopes_are_judged_by_the_worst() {
        let scopes = [("90", "90"), ("80", "65"), ("60", "40")].map(|(target, result)| {
            Comparator::AtLeast
                .verdict(percent(result), percent(target))
                .unwrap()
        });
        assert_eq!(Verdict::of_all(scopes), Some(NotMet));
        assert_eq!(
            Verdict::of_all([Exceeded, Met]).map(Verdict::vi),
            Some("Đạt")
        );
        assert_eq!(Verdict::of_all([]), None);
    }
}
