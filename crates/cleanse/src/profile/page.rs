use chiso_linkage::Language;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::Profile;
use super::report::{ColumnReport, Share};
use super::suspicion::Tally;
use super::table::broken_in_words;
use crate::language::{count, share};

const STYLE: &str = include_str!("page.css");

/// Only the style that the page itself brings is let in.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

pub(super) fn html(profile: &Profile, language: Language) -> String {
    let say = |vi, en| language.of(vi, en);
    let title = format!(
        "{}: {}",
        say("Chất lượng dữ liệu", "Data profile"),
        profile.file
    );
    html! {
        (DOCTYPE)
        html lang=(say("vi", "en")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (title) }
                    p.form { (profile.form()) }
                }
                main {
                    (figures(profile, language))
                    (broken(profile, language))
                    (filled(profile, language))
                    @for (column, number) in profile.columns.iter().zip(1_usize..) {
                        (card(column, number, language))
                    }
                }
                footer {
                    p {
                        (say(
                            "Trang này không chứa giá trị của riêng một người nào: giá trị chỉ hiện ở những cột có ít giá trị khác nhau và khi lặp lại nhiều lần.",
                            "This page has no value of any one person: values are shown only for columns that have few of them, and only if they repeat.",
                        ))
                    }
                }
            }
        }
    }
    .into_string()
}

fn figures(profile: &Profile, language: Language) -> Markup {
    let say = |vi, en| language.of(vi, en);
    let suspicious = profile
        .columns
        .iter()
        .map(ColumnReport::suspicious_cells)
        .sum();
    let figures = [
        (say("dòng", "rows"), profile.rows),
        (say("cột", "columns"), profile.columns.len() as u64),
        (say("dòng hỏng", "broken rows"), profile.broken_rows()),
        (say("lần nghi ngờ", "suspicions"), suspicious),
    ];
    html! {
        section.figures {
            @for (what, value) in figures {
                div { b { (count(language, value)) } span { (what) } }
            }
        }
    }
}

fn broken(profile: &Profile, language: Language) -> Markup {
    let found = profile
        .broken
        .iter()
        .map(|(key, tally)| (broken_in_words(key, language), tally));
    html! {
        @if !profile.broken.is_empty() {
            section {
                h2 { (language.of("Dòng hỏng", "Broken rows")) }
                (findings(found, None, language))
            }
        }
    }
}

/// How full each column is.
fn filled(profile: &Profile, language: Language) -> Markup {
    html! {
        section {
            h2 { (language.of("Tỷ lệ ô có dữ liệu", "Cells with data")) }
            table.bars {
                @for (column, number) in profile.columns.iter().zip(1_usize..) {
                    tr {
                        th scope="row" { a href=(format!("#c{number}")) { (column.name) } }
                        (bar(column.filled, column.rows, language))
                    }
                }
            }
        }
    }
}

fn card(column: &ColumnReport, number: usize, language: Language) -> Markup {
    let say = |vi, en| language.of(vi, en);
    let found = column
        .suspicious
        .iter()
        .map(|found| (found.kind.in_words(language), &found.tally));
    html! {
        section.column id=(format!("c{number}")) {
            h2 { (column.name) }
            p.seems {
                (say("Có vẻ là", "Seems to be")) " " b { (column.seems(language)) }
                @if let Some(field) = column.field { " · " code { (field) } }
            }
            dl {
                div { dt { (say("Có dữ liệu", "Filled")) } dd { (count(language, column.filled)) " (" (share(language, column.filled, column.rows)) ")" } }
                div { dt { (say("Giá trị khác nhau", "Distinct values")) } dd { (column.distinct(language)) } }
                div { dt { (say("Số ký tự", "Characters")) } dd { (column.lengths()) } }
            }
            @if !column.suspicious.is_empty() {
                h3 { (say("Giá trị đáng ngờ", "Suspicious values")) }
                (findings(found, Some(column.filled), language))
            }
            (chart(say("Cách viết", "Written as"), &column.shapes, column.filled, language))
            (chart(say("Bảng mã", "Encoding"), &column.scripts, column.filled, language))
            @if !column.frequent.is_empty() {
                h3 { (say("Giá trị thường gặp", "Frequent values")) }
                table.bars {
                    @for value in &column.frequent {
                        tr { th scope="row" { (value.value) } (bar(value.count, column.filled, language)) }
                    }
                }
            }
        }
    }
}

fn chart(title: &str, shares: &[Share], whole: u64, language: Language) -> Markup {
    html! {
        @if !shares.is_empty() {
            h3 { (title) }
            table.bars {
                @for part in shares {
                    tr { th scope="row" { code { (part.what) } } (bar(part.count, whole, language)) }
                }
            }
        }
    }
}

/// What is wrong, how often and where; with its share of `whole` if there is one.
fn findings<'a>(
    found: impl Iterator<Item = (&'a str, &'a Tally)>,
    whole: Option<u64>,
    language: Language,
) -> Markup {
    html! {
        table.findings {
            @for (what, tally) in found {
                tr {
                    th scope="row" { (what) }
                    td.count { (count(language, tally.count)) }
                    @if let Some(whole) = whole { td.count { (share(language, tally.count, whole)) } }
                    td.lines { (language.of("dòng", "line")) " " (tally.places()) }
                }
            }
        }
    }
}

fn bar(part: u64, whole: u64, language: Language) -> Markup {
    // Tenths of a percent; a share is at most all.
    let width = u128::from(part) * 1000 / u128::from(whole.max(1));
    html! {
        td.bar { div { span style=(format!("width:{}.{}%", width / 10, width % 10)) {} } }
        td.count { (share(language, part, whole)) }
    }
}
