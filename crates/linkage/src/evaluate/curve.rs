use serde::Serialize;

use super::number;

/// How many points of a curve are kept.
const POINTS: usize = 200;

/// What a threshold gives: everything with this score or more is linked.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// The threshold.
    pub threshold: f64,
    /// The share of links that are right.
    pub precision: f64,
    /// The share of people in the register who are found.
    pub recall: f64,
    /// The harmonic mean of the two.
    pub f1: f64,
}

/// All thresholds that differ, the highest first, from proposals with their scores.
pub(super) fn sweep(mut proposals: Vec<(f64, bool)>, positives: usize) -> Vec<Point> {
    proposals.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut links, mut right) = (0, 0);
    let mut curve: Vec<Point> = Vec::new();
    for same in proposals.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        links += same.len();
        right += same.iter().filter(|(_, right)| *right).count();
        curve.push(Point {
            threshold: same[0].0,
            precision: number(right) / number(links),
            recall: number(right) / number(positives.max(1)),
            f1: number(2 * right) / number(links + positives),
        });
    }
    curve
}

pub(super) fn best_f1(curve: &[Point]) -> Option<Point> {
    curve
        .iter()
        .copied()
        .reduce(|best, next| if next.f1 > best.f1 { next } else { best })
}

pub(super) fn largest_recall(curve: &[Point], precision: f64) -> Option<Point> {
    curve
        .iter()
        .copied()
        .filter(|point| point.precision >= precision)
        .reduce(|best, next| {
            if next.recall > best.recall {
                next
            } else {
                best
            }
        })
}

/// Points spread evenly, with the first and the last.
pub(super) fn thinned(curve: &[Point]) -> Vec<Point> {
    if curve.len() <= POINTS {
        return curve.to_vec();
    }
    (0..POINTS)
        .map(|at| curve[at * (curve.len() - 1) / (POINTS - 1)])
        .collect()
}
