use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;

/// A language of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English; also for callers that ask for nothing, which are programs.
    En,
    /// Vietnamese.
    Vi,
}

impl Language {
    /// The language that `Accept-Language` (RFC 9110, 12.5.4) prefers.
    pub fn of(headers: &HeaderMap) -> Self {
        let ranges = headers
            .get_all(ACCEPT_LANGUAGE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','));
        let mut best = (Self::En, 0.0);
        for range in ranges {
            let (tag, weight) = weighted(range);
            let language = match tag.split('-').next() {
                Some(primary) if primary.eq_ignore_ascii_case("vi") => Self::Vi,
                Some(primary) if primary.eq_ignore_ascii_case("en") => Self::En,
                _ => continue,
            };
            if weight > best.1 {
                best = (language, weight);
            }
        }
        best.0
    }

    /// The language tag (RFC 5646).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Vi => "vi",
        }
    }
}

fn weighted(range: &str) -> (&str, f32) {
    let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
    let weight = parameters
        .trim()
        .strip_prefix("q=")
        .map_or(Some(1.0), |q| q.parse().ok());
    (tag.trim(), weight.unwrap_or(0.0))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn the_heaviest_known_language_wins() {
        let cases = [
            ("vi", Language::Vi),
            ("vi-VN,vi;q=0.9,en;q=0.8", Language::Vi),
            ("en-GB, vi;q=0.5", Language::En),
            ("fr, vi;q=0.5, en;q=0.4", Language::Vi),
            ("vi;q=0", Language::En),
            ("fr", Language::En),
            ("", Language::En),
            (";;q=x,,", Language::En),
        ];
        for (accept, language) in cases {
            let headers =
                HeaderMap::from_iter([(ACCEPT_LANGUAGE, HeaderValue::from_str(accept).unwrap())]);
            assert_eq!(Language::of(&headers), language, "{accept}");
        }
        assert_eq!(Language::of(&HeaderMap::new()), Language::En);
    }
}
