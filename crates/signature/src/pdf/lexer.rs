use super::fault::PdfFault;
use super::object::{Name, PdfString, Span};

/// Whether a byte is white space, ISO 32000-2, table 1.
pub(crate) const fn is_white_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

/// Whether a byte is a delimiter, ISO 32000-2, table 2.
pub(crate) const fn is_delimiter(byte: u8) -> bool {
    matches!(
        byte,
        b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
    )
}

const fn is_regular(byte: u8) -> bool {
    !is_white_space(byte) && !is_delimiter(byte)
}

/// A token of ISO 32000-2, 7.2.
#[derive(Debug)]
pub(crate) enum Token<'a> {
    Integer(i64),
    Real(f64),
    Name(Name),
    String(PdfString),
    ArrayOpen,
    ArrayClose,
    DictionaryOpen,
    DictionaryClose,
    Keyword(&'a [u8]),
    End,
}

/// Splits bytes into tokens.
#[derive(Debug)]
pub(crate) struct Lexer<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Lexer<'a> {
    /// Starts at a position; the end of `bytes` is the end of input.
    pub(crate) const fn new(bytes: &'a [u8], position: usize) -> Self {
        Self { bytes, position }
    }

    pub(crate) const fn position(&self) -> usize {
        self.position
    }

    pub(crate) fn seek(&mut self, position: usize) {
        self.position = position.min(self.bytes.len());
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.position..).unwrap_or_default()
    }

    pub(crate) fn advance(&mut self, by: usize) {
        self.position = self.position.saturating_add(by).min(self.bytes.len());
    }

    /// Skips white space only.
    pub(crate) fn skip_white_space(&mut self) {
        let run = self
            .rest()
            .iter()
            .take_while(|byte| is_white_space(**byte))
            .count();
        self.advance(run);
    }

    /// Skips white space and comments.
    pub(crate) fn skip_comments(&mut self) {
        loop {
            self.skip_white_space();
            if self.peek() != Some(b'%') {
                return;
            }
            let run = self
                .rest()
                .iter()
                .take_while(|byte| !matches!(**byte, b'\r' | b'\n'))
                .count();
            self.advance(run);
        }
    }

    /// Takes a keyword that comes right here.
    pub(crate) fn take(&mut self, keyword: &[u8]) -> bool {
        let found = self.rest().starts_with(keyword)
            && !self
                .rest()
                .get(keyword.len())
                .is_some_and(|byte| is_regular(*byte));
        if found {
            self.advance(keyword.len());
        }
        found
    }

    /// Takes digits that come right here, at most 10.
    pub(crate) fn unsigned(&mut self) -> Option<u64> {
        let run = self
            .rest()
            .iter()
            .take(11)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let digits = self.rest().get(..run);
        let digits = digits.filter(|digits| (1..=10).contains(&digits.len()))?;
        self.advance(run);
        Some(
            digits
                .iter()
                .fold(0, |value, byte| value * 10 + u64::from(byte - b'0')),
        )
    }

    /// The next token.
    pub(crate) fn next(&mut self) -> Result<Token<'a>, PdfFault> {
        self.skip_comments();
        let start = self.position;
        let Some(first) = self.peek() else {
            return Ok(Token::End);
        };
        match first {
            b'/' => self.name().map(Token::Name),
            b'(' => self.literal_string().map(Token::String),
            b'<' if self.rest().get(1) == Some(&b'<') => {
                self.advance(2);
                Ok(Token::DictionaryOpen)
            }
            b'<' => self.hexadecimal_string().map(Token::String),
            b'>' if self.rest().get(1) == Some(&b'>') => {
                self.advance(2);
                Ok(Token::DictionaryClose)
            }
            b'[' => {
                self.advance(1);
                Ok(Token::ArrayOpen)
            }
            b']' => {
                self.advance(1);
                Ok(Token::ArrayClose)
            }
            b'0'..=b'9' | b'+' | b'-' | b'.' => number(self.regular(), start),
            _ if is_regular(first) => Ok(Token::Keyword(self.regular())),
            _ => Err(PdfFault::syntax(start, "misplaced delimiter")),
        }
    }

    fn regular(&mut self) -> &'a [u8] {
        let rest = self.rest();
        let run = rest.iter().take_while(|byte| is_regular(**byte)).count();
        self.advance(run);
        rest.get(..run).unwrap_or_default()
    }

    fn name(&mut self) -> Result<Name, PdfFault> {
        let start = self.position;
        self.advance(1);
        let raw = self.regular();
        if !raw.contains(&b'#') {
            return Ok(Name::new(raw));
        }
        let mut decoded = Vec::with_capacity(raw.len());
        let mut bytes = raw.iter().copied();
        while let Some(byte) = bytes.next() {
            if byte != b'#' {
                decoded.push(byte);
                continue;
            }
            let digits = bytes
                .next()
                .and_then(digit)
                .zip(bytes.next().and_then(digit));
            match digits {
                Some((0, 0)) | None => {
                    return Err(PdfFault::syntax(start, "name with a wrong # escape"));
                }
                Some((high, low)) => decoded.push(high << 4 | low),
            }
        }
        Ok(Name::new(&decoded))
    }

    fn hexadecimal_string(&mut self) -> Result<PdfString, PdfFault> {
        let start = self.position;
        self.advance(1);
        let Some(length) = self.rest().iter().position(|byte| *byte == b'>') else {
            self.position = self.bytes.len();
            return Err(PdfFault::syntax(start, "hexadecimal string without end"));
        };
        let raw = self.rest().get(..length).unwrap_or_default();
        self.advance(length.saturating_add(1));
        let mut decoded = Vec::with_capacity(length.div_ceil(2));
        let mut high = None;
        for byte in raw.iter().filter(|byte| !is_white_space(**byte)) {
            let Some(value) = digit(*byte) else { continue };
            match high.take() {
                None => high = Some(value << 4),
                Some(high) => decoded.push(high | value),
            }
        }
        decoded.extend(high);
        let span = Span {
            start,
            end: self.position,
        };
        Ok(PdfString {
            bytes: decoded.into(),
            span,
            hexadecimal: true,
        })
    }

    fn literal_string(&mut self) -> Result<PdfString, PdfFault> {
        let start = self.position;
        self.advance(1);
        let mut decoded = Vec::new();
        let mut open = 1_usize;
        while let Some(byte) = self.peek() {
            self.advance(1);
            match byte {
                b'\\' => self.escape(&mut decoded),
                b'\r' => {
                    self.line_feed();
                    decoded.push(b'\n');
                }
                b')' if open == 1 => {
                    let span = Span {
                        start,
                        end: self.position,
                    };
                    return Ok(PdfString {
                        bytes: decoded.into(),
                        span,
                        hexadecimal: false,
                    });
                }
                _ => {
                    match byte {
                        b'(' => open = open.saturating_add(1),
                        b')' => open = open.saturating_sub(1),
                        _ => {}
                    }
                    decoded.push(byte);
                }
            }
        }
        Err(PdfFault::syntax(start, "string without end"))
    }

    fn line_feed(&mut self) {
        if self.peek() == Some(b'\n') {
            self.advance(1);
        }
    }

    fn escape(&mut self, decoded: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.advance(1);
        decoded.push(match byte {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 8,
            b'f' => 12,
            b'\n' => return,
            b'\r' => return self.line_feed(),
            b'0'..=b'7' => {
                let mut value = byte - b'0';
                for _ in 0..2 {
                    let Some(next @ b'0'..=b'7') = self.peek() else {
                        break;
                    };
                    value = value.wrapping_mul(8).wrapping_add(next - b'0');
                    self.advance(1);
                }
                value
            }
            other => other,
        });
    }
}

/// Value of a hexadecimal digit.
pub(crate) const fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

fn number(raw: &[u8], start: usize) -> Result<Token<'_>, PdfFault> {
    let fault = PdfFault::syntax(start, "malformed number");
    let unsigned = raw
        .strip_prefix(b"-")
        .or(raw.strip_prefix(b"+"))
        .unwrap_or(raw);
    let points = unsigned.split(|byte| *byte == b'.').skip(1).count();
    let digits = unsigned.iter().filter(|byte| byte.is_ascii_digit()).count();
    if points > 1 || digits == 0 || digits.saturating_add(points) != unsigned.len() {
        return Err(fault);
    }
    let text = std::str::from_utf8(raw).map_err(|_| fault.clone())?;
    if points == 0
        && let Ok(value) = text.parse()
    {
        return Ok(Token::Integer(value));
    }
    text.parse().map(Token::Real).map_err(|_| fault)
}
