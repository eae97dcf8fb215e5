use std::cmp::Ordering;

use crate::{Percent, Ratio};

/// Đối chiếu: how a printed percentage stands to the ratio that it was printed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// Exactly the value.
    Equal,
    /// The value, rounded half up to the printed decimals.
    Rounding,
    /// The value, cut off after the printed decimals, where rounding gives something else.
    Truncation,
    /// Anything else; also any percentage printed for a ratio that is not applicable.
    Mismatch,
}

/// Compares a printed percentage with its ratio at the decimals that were printed.
pub fn compare_printed(printed: Percent, ratio: Ratio) -> Agreement {
    if printed.ratio().compare(ratio) == Some(Ordering::Equal) {
        Agreement::Equal
    } else if ratio.percent(printed.decimals()) == Some(printed) {
        Agreement::Rounding
    } else if ratio.truncated_percent(printed.decimals()) == Some(printed) {
        Agreement::Truncation
    } else {
        Agreement::Mismatch
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use Agreement::{Equal, Mismatch, Rounding, Truncation};

    // Ratios of five published reports that print numerator, denominator and percentage.
    #[rstest]
    #[case::tu_son_online_dossiers("36,5%", 1359, 3732, Mismatch)]
    #[case::bac_giang_cards_group_1("70,2%", 17_063, 24_229, Mismatch)]
    #[case::bac_giang_cards_group_2("11,3%", 38_793, 335_445, Mismatch)]
    #[case::bac_giang_e_identity("6,4%", 26_499, 396_559, Mismatch)]
    #[case::thai_nguyen_members_not_registered("6,22%", 6167, 99_256, Mismatch)]
    #[case::thai_nguyen_poor_households("92,22%", 18_163, 19_697, Mismatch)]
    #[case::bac_son_payment_accounts("61,8%", 2407, 3890, Truncation)]
    #[case::thai_nguyen_members_registered("93,78%", 93_089, 99_256, Truncation)]
    #[case::tu_son_online_procedures("50%", 13, 26, Equal)]
    #[case::tu_son_online_procedures_q1("70,6%", 12, 17, Rounding)]
    #[case::tu_son_online_dossiers_q1("75,4%", 352, 467, Rounding)]
    #[case::tu_son_feedback("90%", 290, 322, Rounding)]
    #[case::tu_son_documents("97,88%", 5825, 5951, Rounding)]
    #[case::tu_son_vehicles("93,59 %", 628, 671, Rounding)]
    #[case::bac_giang_online_dossiers("33,4%", 86_536, 258_778, Rounding)]
    #[case::bac_giang_exams("83.3%", 20, 24, Rounding)]
    #[case::bac_giang_budget("3,10%", 4_952_209_110, 159_502_550_487, Rounding)]
    #[case::thai_nguyen_cards("96%", 811_319, 847_082, Rounding)]
    #[case::thai_nguyen_accounts("100%", 42_275, 42_275, Equal)]
    #[case::thai_nguyen_row_17_of_annex_2("0%", 0, 0, Mismatch)]
    fn printed_ratios_of_the_reports(
        #[case] printed: &str,
        #[case] numerator: i64,
        #[case] denominator: i64,
        #[case] expected: Agreement,
    ) {
        let printed = printed.parse().unwrap();
        assert_eq!(
            compare_printed(
                printed,
                Ratio {
                    numerator,
                    denominator
                }
            ),
            expected
        );
    }
}
