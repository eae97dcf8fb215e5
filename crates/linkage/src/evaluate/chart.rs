use super::{Evaluation, Point};
use crate::{
    language::Language,
    model::Thresholds,
    svg::{AGAINST, Anchor, FOR, GRID, INK, Svg},
};

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 60.0;
const RIGHT: f64 = 740.0;
const TOP: f64 = 92.0;
const BOTTOM: f64 = 370.0;

/// Thresholds that leave less than this share of the people are not drawn.
const LEAST_RECALL: f64 = 0.5;

impl Evaluation {
    /// Precision and recall by threshold as SVG, with the thresholds of the model.
    pub fn to_svg(&self, thresholds: Thresholds, language: Language) -> String {
        let title = language.of(
            "Độ chính xác và độ phủ theo ngưỡng điểm",
            "Precision and recall by threshold",
        );
        let mut svg = Svg::new(WIDTH, HEIGHT, title, &self.spoken(language));
        svg.heading((8.0, 21.0), title);
        self.legend(&mut svg, language);
        let mut drawn: Vec<&Point> = self
            .curve
            .iter()
            .filter(|point| point.recall >= LEAST_RECALL)
            .collect();
        if drawn.is_empty() {
            drawn = self.curve.iter().collect();
        }
        let scores = || {
            let own = [thresholds.review, thresholds.link];
            drawn.iter().map(|point| point.threshold).chain(own)
        };
        let low = scores().fold(f64::INFINITY, f64::min).floor() - 1.0;
        let high = scores().fold(low + 1.0, f64::max).ceil();
        let least = drawn
            .iter()
            .flat_map(|point| [point.precision, point.recall])
            .fold(0.9, f64::min);
        let floor = (least * 10.0).floor() / 10.0;
        let x = |score: f64| LEFT + (score - low) / (high - low) * (RIGHT - LEFT);
        let y = |share: f64| BOTTOM - (share - floor) / (1.0 - floor) * (BOTTOM - TOP);
        axes(&mut svg, language, (low, high), floor, &x, &y);
        svg.text(
            (f64::midpoint(LEFT, RIGHT), HEIGHT - 10.0),
            Anchor::Middle,
            language.of("ngưỡng điểm (bit)", "threshold (bits)"),
        );
        // On two lines, so that two thresholds close to each other can both be read.
        for (score, line, name) in [
            (
                thresholds.review,
                20.0,
                language.of("xem xét từ", "review from"),
            ),
            (thresholds.link, 6.0, language.of("khớp từ", "link from")),
        ] {
            let (at, label) = (x(score), language.decimal(&format!("{name} {score:.1}")));
            svg.line((at, TOP - line - 10.0), (at, BOTTOM), INK);
            if at > f64::midpoint(LEFT, RIGHT) {
                svg.text((at - 4.0, TOP - line), Anchor::End, &label);
            } else {
                svg.text((at + 4.0, TOP - line), Anchor::Start, &label);
            }
        }
        let path = |share: fn(&Point) -> f64| {
            drawn
                .iter()
                .map(move |point| (x(point.threshold), y(share(point))))
        };
        svg.path(path(|point| point.precision), FOR, 2.0);
        svg.path(path(|point| point.recall), AGAINST, 2.0);
        svg.finish()
    }

    fn legend(&self, svg: &mut Svg, language: Language) {
        let entry = |name: &str, share: Option<f64>| {
            share.map_or_else(
                || name.to_owned(),
                |share| language.decimal(&format!("{name} {share:.4}")),
            )
        };
        let precision = entry(language.of("độ chính xác", "precision"), self.precision);
        let recall = entry(language.of("độ phủ", "recall"), self.recall);
        for (x, colour, name) in [(LEFT, FOR, precision), (LEFT + 240.0, AGAINST, recall)] {
            svg.bar((x, 36.0), (20.0, 4.0), colour, &name);
            svg.text((x + 26.0, 42.0), Anchor::Start, &name);
        }
    }

    /// The chart as a sentence.
    fn spoken(&self, language: Language) -> String {
        let share = |share: Option<f64>| {
            share.map_or("-".to_owned(), |share| {
                language.decimal(&format!("{share:.4}"))
            })
        };
        format!(
            "{}: {}; {}: {}; F1: {}",
            language.of("độ chính xác", "precision"),
            share(self.precision),
            language.of("độ phủ", "recall"),
            share(self.recall),
            share(self.f1)
        )
    }
}

fn axes(
    svg: &mut Svg,
    language: Language,
    (low, high): (f64, f64),
    floor: f64,
    x: &impl Fn(f64) -> f64,
    y: &impl Fn(f64) -> f64,
) {
    for step in 0..=5 {
        let share = floor + (1.0 - floor) * f64::from(step) / 5.0;
        svg.line((LEFT, y(share)), (RIGHT, y(share)), GRID);
        svg.text(
            (LEFT - 6.0, y(share) + 4.0),
            Anchor::End,
            &language.decimal(&format!("{share:.2}")),
        );
    }
    // Ten marks at most, at whole steps.
    let step = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0]
        .into_iter()
        .find(|step| (high - low) / step <= 10.0)
        .unwrap_or(100.0);
    // Plus nothing: a negative zero would be shown as one.
    let mut score = (low / step).ceil() * step + 0.0;
    while score <= high {
        svg.line((x(score), BOTTOM), (x(score), BOTTOM + 4.0), INK);
        svg.text(
            (x(score), BOTTOM + 18.0),
            Anchor::Middle,
            &format!("{score:.0}"),
        );
        score += step;
    }
}
