//! Pictures as SVG: text is escaped, and nothing but what is needed is there.
use std::fmt::{Display, Write};

/// Where a text is fixed to its place.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    const fn key(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// An SVG that is being drawn; lengths are pixels.
#[derive(Debug)]
pub(crate) struct Svg(String);

impl Svg {
    /// An empty picture on white; title and description are read out to people who do not see it.
    pub(crate) fn new(width: f64, height: f64, title: &str, description: &str) -> Self {
        let mut svg = Self(String::new());
        svg.push(format_args!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="sans-serif" font-size="12" fill="{INK}"><title>{}</title><desc>{}</desc><rect width="{width}" height="{height}" fill="white"/>"#,
            escape(title),
            escape(description)
        ));
        svg
    }

    // Writing to a string cannot fail.
    fn push(&mut self, part: impl Display) {
        let _ = writeln!(self.0, "{part}");
    }

    pub(crate) fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, text: &str) {
        self.push(format_args!(
            r#"<text x="{x:.1}" y="{y:.1}" text-anchor="{}">{}</text>"#,
            anchor.key(),
            escape(text)
        ));
    }

    /// A text in bold.
    pub(crate) fn heading(&mut self, (x, y): (f64, f64), text: &str) {
        self.push(format_args!(
            r#"<text x="{x:.1}" y="{y:.1}" font-weight="bold">{}</text>"#,
            escape(text)
        ));
    }

    /// A rectangle, with a text that shows when it is pointed at.
    pub(crate) fn bar(
        &mut self,
        (x, y): (f64, f64),
        (width, height): (f64, f64),
        colour: &str,
        title: &str,
    ) {
        self.push(format_args!(
            r#"<rect x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}" fill="{colour}"><title>{}</title></rect>"#,
            escape(title)
        ));
    }

    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: &str) {
        self.path([from, to].into_iter(), colour, 1.0);
    }

    /// A line through points.
    pub(crate) fn path(
        &mut self,
        points: impl Iterator<Item = (f64, f64)>,
        colour: &str,
        thickness: f64,
    ) {
        let points: Vec<String> = points.map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        self.push(format_args!(
            r#"<polyline points="{}" fill="none" stroke="{colour}" stroke-width="{thickness}"/>"#,
            points.join(" ")
        ));
    }

    pub(crate) fn finish(mut self) -> String {
        self.push("</svg>");
        self.0
    }
}

/// The colour of text.
pub(crate) const INK: &str = "#222";

/// The colour of lines that help to read.
pub(crate) const GRID: &str = "#bbb";

/// The colour of what speaks for a person.
pub(crate) const FOR: &str = "#2b7a4b";

/// The colour of what speaks against.
pub(crate) const AGAINST: &str = "#b3362b";

/// Text as XML; control characters, which XML cannot have, are left out.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped() {
        assert_eq!(
            escape("a < b & \"c\" > d\u{0}\u{b}"),
            "a &lt; b &amp; &quot;c&quot; &gt; d"
        );
    }
}
