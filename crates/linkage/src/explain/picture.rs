use std::fmt::Write;

use super::Explanation;

const WIDTH: f64 = 720.0;
const LABELS: f64 = 260.0;
const ROW: f64 = 24.0;

impl Explanation {
    /// The waterfall as SVG: each bar begins where the one before ended; what speaks for the person goes right.
    pub fn to_svg(&self) -> String {
        let mut bars = Vec::new();
        let mut sum = 0.0;
        for (name, bits) in self.bars() {
            bars.push((name, sum, sum + bits, bits));
            sum += bits;
        }
        bars.push(("score".to_owned(), 0.0, self.score, self.score));
        let low = bars
            .iter()
            .flat_map(|(_, from, to, _)| [*from, *to])
            .fold(0.0, f64::min);
        let high = bars
            .iter()
            .flat_map(|(_, from, to, _)| [*from, *to])
            .fold(1.0, f64::max);
        let x = |bits: f64| LABELS + (bits - low) / (high - low) * (WIDTH - LABELS - 60.0);
        let mut svg = String::new();
        let mut y = 0.0;
        for (name, from, to, bits) in bars {
            let colour = if bits < 0.0 { "#b3362b" } else { "#2b7a4b" };
            let (left, width) = (x(from.min(to)), (x(from) - x(to)).abs().max(1.0));
            // Writing to a string cannot fail.
            let _ = write!(
                svg,
                r#"<text x="4" y="{:.1}">{name}</text><rect x="{left:.1}" y="{:.1}" width="{width:.1}" height="14" fill="{colour}"/><text x="{:.1}" y="{:.1}">{bits:+.1}</text>"#,
                y + 16.0,
                y + 5.0,
                left + width + 4.0,
                y + 16.0,
            );
            y += ROW;
        }
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y}" font-family="sans-serif" font-size="12"><line x1="{zero:.1}" x2="{zero:.1}" y1="0" y2="{y}" stroke="#888"/>{svg}</svg>"##,
            zero = x(0.0)
        )
    }
}
