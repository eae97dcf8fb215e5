use super::document::Document;
use super::fault::PdfFault;
use super::lexer::{Lexer, Token};
use super::object::{Object, Stream};
use super::parser::Parser;

/// What a member is reckoned to need in memory.
const MEMBER_COST: usize = 16;

/// A decoded object stream, ISO 32000-2, 7.5.7.
#[derive(Debug)]
pub(crate) struct ObjectStream {
    data: Box<[u8]>,
    /// Object number and position in `data`.
    members: Box<[(u32, usize)]>,
    /// Two members have one number.
    pub(crate) duplicates: bool,
}

impl ObjectStream {
    /// Decodes one; `depth` counts what must be read for it.
    pub(crate) fn read(
        document: &Document<'_>,
        revision: usize,
        stream: &Stream,
        depth: usize,
    ) -> Result<Self, PdfFault> {
        let fault = PdfFault::syntax(stream.data.start, "malformed object stream");
        let dictionary = &stream.dictionary;
        if !dictionary.is(b"Type", b"ObjStm") {
            return Err(fault);
        }
        let view = document.at(revision);
        let number = |key: &[u8]| -> Result<usize, PdfFault> {
            let value = dictionary
                .get(key)
                .map(|value| view.resolve_deep(value, depth))
                .transpose()?;
            let value = value
                .as_ref()
                .and_then(Object::as_integer)
                .and_then(|value| usize::try_from(value).ok());
            value.ok_or(fault.clone())
        };
        let (count, first) = (number(b"N")?, number(b"First")?);
        let data = view.decode_deep(stream, depth)?.into_boxed_slice();
        let mut lexer = Lexer::new(data.get(..first).ok_or(fault.clone())?, 0);
        let mut members = Vec::new();
        let most = document.budget.memory() / (8 * MEMBER_COST);
        for _ in 0..count {
            if members.len() >= most {
                return Err(PdfFault::Limit("objects of an object stream"));
            }
            let (Token::Integer(number), Token::Integer(offset)) = (lexer.next()?, lexer.next()?)
            else {
                return Err(fault);
            };
            let position = usize::try_from(offset)
                .ok()
                .and_then(|offset| offset.checked_add(first));
            let position = position
                .filter(|position| *position <= data.len())
                .ok_or(fault.clone())?;
            members.push((u32::try_from(number).map_err(|_| fault.clone())?, position));
        }
        if !matches!(lexer.next()?, Token::End) {
            return Err(fault);
        }
        let mut numbers: Vec<u32> = members.iter().map(|(number, _)| *number).collect();
        numbers.sort_unstable();
        let duplicates = numbers
            .iter()
            .zip(numbers.iter().skip(1))
            .any(|(a, b)| a == b);
        Ok(Self {
            data,
            members: members.into(),
            duplicates,
        })
    }

    /// Memory that keeping it takes.
    pub(crate) fn memory(&self) -> usize {
        self.data
            .len()
            .saturating_add(self.members.len().saturating_mul(MEMBER_COST))
    }

    /// Number of the object at an index.
    pub(crate) fn number(&self, index: u32) -> Option<u32> {
        self.members.get(index as usize).map(|(number, _)| *number)
    }

    /// The parser at the object of an index.
    pub(crate) fn parser(&self, index: u32, budget: usize) -> Option<Parser<'_>> {
        self.members
            .get(index as usize)
            .map(|(_, position)| Parser::new(&self.data, *position, budget))
    }
}
