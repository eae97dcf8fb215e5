use unicode_normalization::UnicodeNormalization;

use super::{Found, Kind, Mapping};

/// The names that Chiso uses decide; what offices write is guessed: a header that is one of the names, then one that contains
/// it. The longest name goes first, so that "Họ tên cha" is not taken for "Họ tên".
pub(super) fn find(kind: Kind, headers: &[String]) -> Found {
    let columns = kind.columns();
    let mut mapping = Mapping::empty(kind);
    for (at, header) in headers.iter().enumerate() {
        if let Some(column) = columns
            .iter()
            .position(|column| column.key == header.trim())
        {
            mapping.at[column] = Some(at);
        }
    }
    if mapping.lacking().is_none() {
        return Found::Evident(mapping);
    }
    let folded: Vec<String> = headers.iter().map(|header| words(&fold(header))).collect();
    let mut likely: Vec<(bool, usize, usize, usize)> = Vec::new();
    for (column, known) in columns.iter().enumerate() {
        for name in known.names {
            let name = words(name);
            for (at, header) in folded.iter().enumerate() {
                if header.contains(&name) {
                    likely.push((*header == name, name.len(), column, at));
                }
            }
        }
    }
    likely.sort_by_key(|(same, length, column, at)| {
        (std::cmp::Reverse((*same, *length)), *at, *column)
    });
    for (_, _, column, at) in likely {
        if mapping.at[column].is_none() && !mapping.at.contains(&Some(at)) {
            mapping.at[column] = Some(at);
        }
    }
    match mapping.lacking() {
        Some(key) => Found::Lacking(key),
        None => Found::Guessed(mapping),
    }
}

/// Words with a space on either side, so that only whole words are found in it.
fn words(folded: &str) -> String {
    format!(" {folded} ")
}

/// Lower case without marks, words with one space between them.
pub(super) fn fold(text: &str) -> String {
    let plain: String = text
        .nfd()
        .filter(|letter| !('\u{300}'..='\u{36f}').contains(letter))
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'đ' => 'd',
            letter if letter.is_alphanumeric() => letter,
            _ => ' ',
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn pairs(kind: Kind, names: &[&str]) -> Vec<(&'static str, String)> {
        let headers = headers(names);
        let Found::Guessed(mapping) = find(kind, &headers) else {
            return Vec::new();
        };
        mapping
            .pairs(&headers)
            .map(|(key, header)| (key, header.to_owned()))
            .collect()
    }

    #[test]
    fn the_own_names_need_no_guess() {
        let found = find(Kind::Sector, &headers(&["full_name", "x", "rec_id"]));
        let Found::Evident(mapping) = found else {
            panic!("{found:?}");
        };
        assert_eq!(mapping.at[super::super::sector::REC_ID], Some(2));
        assert_eq!(mapping.at[super::super::sector::DOB], None);
    }

    #[test]
    fn what_offices_write_is_guessed() {
        insta::assert_debug_snapshot!(pairs(
            Kind::Sector,
            &["STT", "HỌ VÀ TÊN (*)", "Ngày, tháng, năm sinh", "Giới tính", "Số CMND/CCCD", "Họ tên cha/mẹ", "Phường/Xã", "Quận/Huyện", "Tỉnh/TP", "Mũi tiêm"],
        ), @r#"
        [
            (
                "rec_id",
                "STT",
            ),
            (
                "full_name",
                "HỌ VÀ TÊN (*)",
            ),
            (
                "dob",
                "Ngày, tháng, năm sinh",
            ),
            (
                "sex",
                "Giới tính",
            ),
            (
                "id_no",
                "Số CMND/CCCD",
            ),
            (
                "guardian",
                "Họ tên cha/mẹ",
            ),
            (
                "ward",
                "Phường/Xã",
            ),
            (
                "district",
                "Quận/Huyện",
            ),
            (
                "province",
                "Tỉnh/TP",
            ),
        ]
        "#);
    }

    #[test]
    fn a_parent_is_not_the_person() {
        let guessed = pairs(
            Kind::Register,
            &["Mã nhân khẩu", "Họ tên cha", "Họ tên", "Họ tên mẹ"],
        );
        assert!(guessed.contains(&("full_name", "Họ tên".to_owned())));
        assert!(guessed.contains(&("father_name", "Họ tên cha".to_owned())));
    }

    #[test]
    fn a_needed_column_that_is_not_there() {
        assert_eq!(
            find(Kind::Sector, &headers(&["a", "b"])),
            Found::Lacking("full_name")
        );
    }
}
