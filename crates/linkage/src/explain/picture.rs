use super::{Bar, Explanation, signed};
use crate::{
    language::Language,
    svg::{AGAINST, Anchor, FOR, GRID, INK, Svg},
};

const WIDTH: f64 = 820.0;
/// Where the bars may begin: names of bars stand to the left.
const LEFT: f64 = 350.0;
/// Room to the right and left of the bars for their bits.
const ROOM: f64 = 52.0;
const ROW: f64 = 24.0;
const HEADER: f64 = 34.0;

impl Explanation {
    /// The waterfall as a sentence.
    fn spoken(&self, language: Language) -> String {
        let mut parts: Vec<String> = self
            .bars(language)
            .iter()
            .map(|bar| format!("{}: {}", bar.name, signed(language, bar.bits, 2)))
            .collect();
        let result = language.of("Kết quả", "Result");
        parts.push(format!("{result}: {}", signed(language, self.score, 2)));
        parts.join("; ")
    }

    /// The waterfall as SVG: each bar begins where the one before ended; what speaks for the person goes right.
    pub fn to_svg(&self, language: Language) -> String {
        let mut bars = self.bars(language);
        let total = Bar {
            name: language.of("Kết quả", "Result").to_owned(),
            from: 0.0,
            bits: self.score,
        };
        bars.push(total);
        let ends = || bars.iter().flat_map(|bar| [bar.from, bar.to()]);
        let low = ends().fold(0.0, f64::min);
        let high = ends().fold(1.0, f64::max);
        let x = |bits: f64| LEFT + ROOM + (bits - low) / (high - low) * (WIDTH - LEFT - 2.0 * ROOM);
        let rows = f64::from(u32::try_from(bars.len()).unwrap_or(u32::MAX));
        let height = HEADER + rows * ROW + 8.0;
        let title = language.of(
            "Căn cứ so khớp bản ghi với người này",
            "What speaks for this person and what against",
        );
        let mut svg = Svg::new(WIDTH, height, title, &self.spoken(language));
        svg.heading((8.0, 21.0), title);
        svg.text(
            (WIDTH - 8.0, 21.0),
            Anchor::End,
            language.of("đơn vị: bit", "unit: bits"),
        );
        svg.line((x(0.0), HEADER), (x(0.0), height - 8.0), GRID);
        let mut y = HEADER;
        for (at, bar) in bars.iter().enumerate() {
            let (left, right) = (x(bar.from.min(bar.to())), x(bar.from.max(bar.to())));
            let last = at + 1 == bars.len();
            let colour = match (last, bar.bits < 0.0) {
                (true, _) => INK,
                (_, true) => AGAINST,
                _ => FOR,
            };
            if last {
                svg.line((8.0, y), (WIDTH - 8.0, y), GRID);
            }
            svg.text((8.0, y + 16.0), Anchor::Start, &bar.name);
            let title = format!("{}: {}", bar.name, signed(language, bar.bits, 2));
            svg.bar(
                (left, y + 5.0),
                ((right - left).max(1.0), 14.0),
                colour,
                &title,
            );
            // The bits stand where the bar ends, on the side it goes to.
            let bits = signed(language, bar.bits, 1);
            if bar.bits < 0.0 {
                svg.text((left - 4.0, y + 16.0), Anchor::End, &bits);
            } else {
                svg.text((right + 4.0, y + 16.0), Anchor::Start, &bits);
            }
            y += ROW;
        }
        svg.finish()
    }
}
