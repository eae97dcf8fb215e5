use chiso_linkage::Language;

use super::Profile;
use super::report::{ColumnReport, Share};
use crate::language::{count, share};
use crate::output::grid;

/// Shapes and values that a line has room for.
const SHOWN: usize = 3;

pub(super) fn text(profile: &Profile, language: Language) -> String {
    let say = |vi, en| language.of(vi, en);
    let columns = &profile.columns;
    let title = |title: &str| format!("\n{title}\n");
    let mut parts = vec![head(profile, language), overview(columns, language)];
    if columns.iter().any(|column| !column.suspicious.is_empty()) {
        parts.push(title(say("Giá trị đáng ngờ", "Suspicious values")));
        parts.push(suspicious(columns, language));
    }
    if columns.iter().any(|column| !column.frequent.is_empty()) {
        parts.push(title(say("Giá trị thường gặp", "Frequent values")));
        parts.push(frequent(columns, language));
    }
    if !profile.broken.is_empty() {
        parts.push(title(say("Dòng hỏng", "Broken rows")));
        parts.push(broken(profile, language));
    }
    parts.concat()
}

fn head(profile: &Profile, language: Language) -> String {
    let rows = format!(
        "{}: {}",
        language.of("Số dòng đọc được", "Rows read"),
        count(language, profile.rows)
    );
    let broken = match profile.broken_rows() {
        0 => String::new(),
        broken => format!(
            "; {}: {}",
            language.of("dòng hỏng", "broken rows"),
            count(language, broken)
        ),
    };
    format!("{}: {}\n{rows}{broken}\n\n", profile.file, profile.form())
}

fn overview(columns: &[ColumnReport], language: Language) -> String {
    let say = |vi, en| language.of(vi, en);
    let heads = [
        say("Cột", "Column"),
        say("Có vẻ là", "Seems to be"),
        say("Có dữ liệu", "Filled"),
        say("Khác nhau", "Distinct"),
        say("Độ dài", "Length"),
        say("Cách viết", "Written as"),
        say("Bảng mã", "Encoding"),
    ];
    let rows = columns.iter().map(|column| {
        [
            column.name.clone(),
            column.seems(language),
            share(language, column.filled, column.rows),
            column.distinct(language),
            column.lengths(),
            shares(&column.shapes, column.filled, language),
            shares(&column.scripts, column.filled, language),
        ]
    });
    grid(heads, &[2, 3, 4], rows)
}

fn shares(shares: &[Share], whole: u64, language: Language) -> String {
    let mut lines: Vec<String> = (shares.iter().take(SHOWN))
        .map(|part| format!("{} {}", part.what, share(language, part.count, whole)))
        .collect();
    if shares.len() > SHOWN {
        lines.push("…".to_owned());
    }
    lines.join("\n")
}

fn suspicious(columns: &[ColumnReport], language: Language) -> String {
    let say = |vi, en| language.of(vi, en);
    let heads = [
        say("Cột", "Column"),
        say("Điều đáng ngờ", "What"),
        say("Số ô", "Cells"),
        say("Tỷ lệ", "Share"),
        say("Các dòng đầu tiên", "First lines"),
    ];
    let rows = columns.iter().flat_map(|column| {
        column.suspicious.iter().map(|found| {
            [
                column.name.clone(),
                found.kind.in_words(language).to_owned(),
                count(language, found.tally.count),
                share(language, found.tally.count, column.filled),
                found.tally.places(),
            ]
        })
    });
    grid(heads, &[2, 3], rows)
}

fn frequent(columns: &[ColumnReport], language: Language) -> String {
    let heads = [
        language.of("Cột", "Column"),
        language.of("Giá trị", "Value"),
        language.of("Số ô", "Cells"),
        language.of("Tỷ lệ", "Share"),
    ];
    let rows = columns.iter().flat_map(|column| {
        column.frequent.iter().take(2 * SHOWN).map(|value| {
            [
                column.name.clone(),
                value.value.clone(),
                count(language, value.count),
                share(language, value.count, column.filled),
            ]
        })
    });
    grid(heads, &[2, 3], rows)
}

fn broken(profile: &Profile, language: Language) -> String {
    let heads = [
        language.of("Lỗi", "Fault"),
        language.of("Số dòng", "Rows"),
        language.of("Các dòng đầu tiên", "First lines"),
    ];
    let rows = profile.broken.iter().map(|(key, tally)| {
        [
            broken_in_words(key, language).to_owned(),
            count(language, tally.count),
            tally.places(),
        ]
    });
    grid(heads, &[1], rows)
}

/// The faults of rows by the names that [`chiso_tabular::RowFault::key`] gives them.
pub(super) fn broken_in_words(key: &str, language: Language) -> &str {
    let (vi, en) = match key {
        "too_few_cells" => ("thiếu ô", "too few cells"),
        "too_many_cells" => ("thừa ô", "too many cells"),
        "open_quote" => ("dấu ngoặc kép không đóng", "a quote that is never closed"),
        "not_text" => ("byte không hợp lệ trong bảng mã", "bytes that are no text"),
        "nul" => ("ký tự NUL", "NUL characters"),
        "too_long" => ("dòng quá dài", "too long"),
        other => (other, other),
    };
    language.of(vi, en)
}
