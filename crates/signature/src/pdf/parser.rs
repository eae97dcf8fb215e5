use std::sync::Arc;

use super::fault::PdfFault;
use super::lexer::{Lexer, Token};
use super::object::{Dictionary, Name, Object, ObjectId, PdfString, Span};

/// Containers within containers.
const MAX_DEPTH: usize = 200;
/// What an object is reckoned to need in memory, beside its bytes.
const OBJECT_COST: usize = 64;

/// Parses objects without recursion.
#[derive(Debug)]
pub(crate) struct Parser<'a> {
    lexer: Lexer<'a>,
    memory: usize,
    budget: usize,
    duplicate_key: bool,
}

/// An indirect object as it stands in the file.
#[derive(Debug)]
pub(crate) struct Indirect {
    /// Number and generation that stand before `obj`.
    pub(crate) id: ObjectId,
    /// Where the number stands.
    pub(crate) start: usize,
    /// The object; the dictionary of a stream.
    pub(crate) value: Object,
    /// Where the data of the stream begins; nothing if it is no stream.
    pub(crate) data: Option<usize>,
    /// One past `endobj`; past the keyword `stream` and its line end for a stream.
    pub(crate) end: usize,
}

struct Frame {
    items: Vec<Object>,
    dictionary: bool,
    start: usize,
}

impl<'a> Parser<'a> {
    /// Parses `bytes` from `position` and keeps within `budget` bytes of memory.
    pub(crate) const fn new(bytes: &'a [u8], position: usize, budget: usize) -> Self {
        Self {
            lexer: Lexer::new(bytes, position),
            memory: 0,
            budget,
            duplicate_key: false,
        }
    }

    pub(crate) const fn position(&self) -> usize {
        self.lexer.position()
    }

    /// Memory that the parsed objects are reckoned to need.
    pub(crate) const fn memory(&self) -> usize {
        self.memory
    }

    /// Whether a dictionary with a key twice was parsed.
    pub(crate) const fn duplicate_key(&self) -> bool {
        self.duplicate_key
    }

    fn charge(&mut self, bytes: usize) -> Result<(), PdfFault> {
        self.memory = self
            .memory
            .saturating_add(bytes)
            .saturating_add(OBJECT_COST);
        if self.memory > self.budget {
            Err(PdfFault::Limit("memory for objects"))
        } else {
            Ok(())
        }
    }

    /// Skips comments, then as [`Self::indirect`].
    pub(crate) fn indirect_after_comments(&mut self) -> Result<Indirect, PdfFault> {
        self.lexer.skip_comments();
        self.indirect()
    }

    /// `number generation obj … endobj`, or up to the data of a stream.
    pub(crate) fn indirect(&mut self) -> Result<Indirect, PdfFault> {
        self.lexer.skip_white_space();
        let start = self.position();
        let id = self.header()?;
        let value = self.object()?;
        match self.lexer.next()? {
            Token::Keyword(b"endobj") => Ok(Indirect {
                id,
                start,
                value,
                data: None,
                end: self.position(),
            }),
            Token::Keyword(b"stream") if value.as_dictionary().is_some() => {
                let rest = self.lexer.rest();
                let line_end = if rest.starts_with(b"\r\n") {
                    2
                } else if rest.starts_with(b"\n") {
                    1
                } else {
                    return Err(PdfFault::syntax(
                        self.position(),
                        "no line end after stream",
                    ));
                };
                self.lexer.advance(line_end);
                Ok(Indirect {
                    id,
                    start,
                    value,
                    data: Some(self.position()),
                    end: self.position(),
                })
            }
            _ => Err(PdfFault::syntax(start, "object without endobj")),
        }
    }

    fn header(&mut self) -> Result<ObjectId, PdfFault> {
        let start = self.position();
        let fault = PdfFault::syntax(start, "no object here");
        if !self.lexer.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return Err(fault);
        }
        let (Token::Integer(number), Token::Integer(generation), Token::Keyword(b"obj")) =
            (self.lexer.next()?, self.lexer.next()?, self.lexer.next()?)
        else {
            return Err(fault);
        };
        id(number, generation).ok_or(fault)
    }

    /// `endstream endobj` after the data of a stream, with a line end before; gives the end.
    pub(crate) fn stream_end(&mut self) -> Result<usize, PdfFault> {
        let start = self.position();
        let rest = self.lexer.rest();
        let line_end = if rest.starts_with(b"\r\n") {
            2
        } else {
            usize::from(matches!(rest.first(), Some(b'\r' | b'\n')))
        };
        self.lexer.advance(line_end);
        if !self.lexer.take(b"endstream") {
            return Err(PdfFault::syntax(
                start,
                "length of a stream does not lead to endstream",
            ));
        }
        match self.lexer.next()? {
            Token::Keyword(b"endobj") => Ok(self.position()),
            _ => Err(PdfFault::syntax(start, "stream without endobj")),
        }
    }

    /// One object, not a stream.
    pub(crate) fn object(&mut self) -> Result<Object, PdfFault> {
        let mut frames: Vec<Frame> = Vec::new();
        loop {
            let start = self.position();
            let token = self.lexer.next()?;
            let value = match token {
                Token::ArrayOpen | Token::DictionaryOpen => {
                    if frames.len() >= MAX_DEPTH {
                        return Err(PdfFault::Limit("depth of nested objects"));
                    }
                    let dictionary = matches!(token, Token::DictionaryOpen);
                    frames.push(Frame {
                        items: Vec::new(),
                        dictionary,
                        start,
                    });
                    continue;
                }
                Token::ArrayClose => match frames.pop() {
                    Some(Frame {
                        items,
                        dictionary: false,
                        ..
                    }) => Object::Array(items.into()),
                    _ => return Err(PdfFault::syntax(start, "misplaced ]")),
                },
                Token::DictionaryClose => match frames.pop() {
                    Some(frame) if frame.dictionary => self.dictionary(frame)?,
                    _ => return Err(PdfFault::syntax(start, "misplaced >>")),
                },
                Token::Keyword(b"R") => {
                    let Some(frame) = frames.last_mut() else {
                        return Err(PdfFault::syntax(start, "misplaced R"));
                    };
                    reference(&mut frame.items).ok_or(PdfFault::syntax(start, "misplaced R"))?
                }
                Token::Integer(value) if frames.is_empty() => self.reference_ahead(value),
                other => self.simple(other, start)?,
            };
            self.charge(0)?;
            match frames.last_mut() {
                None => return Ok(value),
                Some(frame) => frame.items.push(value),
            }
        }
    }

    fn simple(&mut self, token: Token<'a>, start: usize) -> Result<Object, PdfFault> {
        Ok(match token {
            Token::Integer(value) => Object::Integer(value),
            Token::Real(value) => Object::Real(value),
            Token::Name(value) => {
                self.charge(value.as_bytes().len())?;
                Object::Name(value)
            }
            Token::String(value) => {
                self.charge(value.bytes.len().saturating_add(size_of::<PdfString>()))?;
                Object::String(Arc::new(value))
            }
            Token::Keyword(b"null") => Object::Null,
            Token::Keyword(b"true") => Object::Boolean(true),
            Token::Keyword(b"false") => Object::Boolean(false),
            _ => return Err(PdfFault::syntax(start, "no object where one must be")),
        })
    }

    fn dictionary(&mut self, frame: Frame) -> Result<Object, PdfFault> {
        let mut entries: Vec<(Name, Object)> = Vec::with_capacity(frame.items.len().div_ceil(2));
        let mut items = frame.items.into_iter();
        while let Some(key) = items.next() {
            match (key, items.next()) {
                (Object::Name(key), Some(value)) => entries.push((key, value)),
                _ => {
                    return Err(PdfFault::syntax(
                        frame.start,
                        "dictionary that is not made of keys and values",
                    ));
                }
            }
        }
        let dictionary = Dictionary::new(entries);
        self.duplicate_key |= dictionary.duplicate_key().is_some();
        Ok(Object::Dictionary(dictionary))
    }

    fn reference_ahead(&mut self, number: i64) -> Object {
        let after_number = self.position();
        if let (Ok(Token::Integer(generation)), Ok(Token::Keyword(b"R"))) =
            (self.lexer.next(), self.lexer.next())
            && let Some(id) = id(number, generation)
        {
            return Object::Reference(id);
        }
        self.lexer.seek(after_number);
        Object::Integer(number)
    }
}

fn id(number: i64, generation: i64) -> Option<ObjectId> {
    Some(ObjectId::new(
        u32::try_from(number).ok()?,
        u16::try_from(generation).ok()?,
    ))
}

fn reference(items: &mut Vec<Object>) -> Option<Object> {
    let (Object::Integer(generation), Object::Integer(number)) = (items.pop()?, items.pop()?)
    else {
        return None;
    };
    id(number, generation).map(Object::Reference)
}

/// The data of a stream, if `length` leads to where it must.
pub(crate) fn data_span(start: usize, length: i64, limit: usize) -> Option<Span> {
    let end = start.checked_add(usize::try_from(length).ok()?)?;
    (end <= limit).then_some(Span { start, end })
}
