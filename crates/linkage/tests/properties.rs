//! What must hold for any text: normalising twice is normalising once, and an encoding undone gives back what was encoded.
use chiso_linkage::{
    BirthDate, Encoding, Name, Pin, WrittenNumber, decode, decode_mojibake, decode_tcvn3,
    decode_vni, encode_mojibake, encode_tcvn3, encode_vni, place_key, render,
};
use proptest::prelude::*;

/// All Vietnamese letters in lower case.
const LETTERS: &str =
    "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ ";

fn letters() -> impl Strategy<Value = String> {
    let all: Vec<char> = LETTERS.chars().collect();
    proptest::collection::vec(proptest::sample::select(all), 0..30)
        .prop_map(|chars| chars.into_iter().collect())
}

fn name() -> impl Strategy<Value = String> {
    let parts = vec![
        "Nguyễn", "Trần", "Đặng", "Thị", "Văn", "Thúy", "Hoà", "Quỳnh", "Giang", "Ý", "Hương",
        "Huyền", "Gia", "Đức", "Khuê",
    ];
    proptest::collection::vec(proptest::sample::select(parts), 1..6)
        .prop_map(|parts| parts.join(" "))
}

fn written(name: &Name) -> String {
    name.syllables()
        .iter()
        .map(render)
        .collect::<Vec<_>>()
        .join(" ")
}

proptest! {
    #[test]
    fn tcvn3_is_undone(text in letters()) {
        let encoded = encode_tcvn3(&text).unwrap();
        prop_assert_eq!(decode_tcvn3(&encoded), text);
    }

    #[test]
    fn vni_is_undone(text in letters()) {
        let encoded = encode_vni(&text).unwrap();
        prop_assert_eq!(decode_vni(&encoded), text);
    }

    #[test]
    fn mojibake_is_undone(text in "\\PC{0,30}") {
        // A no-break space is the one thing that is guessed at.
        prop_assume!(!text.contains('à') && !text.contains('\u{fffd}'));
        prop_assert_eq!(decode_mojibake(&encode_mojibake(&text)), text);
    }

    #[test]
    fn decoding_twice_is_decoding_once(text in "\\PC{0,30}") {
        let once = decode(&text).text;
        prop_assert_eq!(decode(&once).text, once);
    }

    #[test]
    fn a_name_is_recognised_in_any_encoding(name in name()) {
        for (encoding, shown) in [
            (Encoding::Tcvn3, encode_tcvn3(&name.to_lowercase())),
            (Encoding::Vni, encode_vni(&name)),
            (Encoding::Mojibake, Some(encode_mojibake(&name))),
        ] {
            let shown = shown.unwrap();
            let decoded = decode(&shown);
            // Some texts are good Vietnamese as they stand; those are left alone.
            if let Some(from) = decoded.from && from == encoding {
                prop_assert_eq!(Name::parse(&decoded.text), Name::parse(&name));
            }
        }
    }

    #[test]
    fn normalising_a_name_twice_is_normalising_it_once(text in "\\PC{0,40}") {
        let once = written(&Name::parse(&text));
        prop_assert_eq!(written(&Name::parse(&once)), once);
    }

    #[test]
    fn case_spaces_and_composition_do_not_matter(name in name()) {
        use unicode_normalization::UnicodeNormalization;
        let parsed = Name::parse(&name);
        prop_assert_eq!(Name::parse(&name.to_uppercase()), parsed);
        prop_assert_eq!(Name::parse(&name.nfd().collect::<String>()), parsed);
        prop_assert_eq!(Name::parse(&format!("  {}\u{a0}", name.replace(' ', "   "))), parsed);
    }

    #[test]
    fn a_date_is_read_back_from_every_notation(year in 1920_u16..2025, month in 1_u8..=12, day in 1_u8..=28) {
        for text in [
            format!("{year}-{month:02}-{day:02}"),
            format!("{day}/{month}/{year}"),
            format!("{day:02}-{month:02}-{year}"),
            format!("{day:02}{month:02}{year}"),
            format!("{day}.{month}.{year} 00:00"),
        ] {
            prop_assert_eq!(BirthDate::parse(&text).unwrap().0, BirthDate { year, month, day });
        }
    }

    #[test]
    fn a_number_is_what_it_encodes(province in prop::sample::select(vec![1_u64, 27, 79]), century in 0_u64..4, year in 0_u64..100, rest in 0_u64..1_000_000) {
        let digits = province * 1_000_000_000 + century * 100_000_000 + year * 1_000_000 + rest;
        let pin = Pin::new(digits).unwrap();
        prop_assert_eq!(u64::from(pin.year()), 1900 + century / 2 * 100 + year);
        prop_assert_eq!(u64::from(pin.province()), province);
        prop_assert_eq!(WrittenNumber::parse(&format!("{digits:012}")), WrittenNumber::Full(digits));
        prop_assert_eq!(WrittenNumber::parse(&format!("{digits}")).padded().unwrap_or(digits), digits);
    }

    #[test]
    fn nothing_that_is_read_panics(text in "\\PC{0,40}") {
        let _ = (BirthDate::parse(&text), WrittenNumber::parse(&text), place_key(&text), decode(&text));
    }
}
