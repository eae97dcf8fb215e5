use super::fault::PdfFault;
use super::lexer::{Lexer, is_white_space};
use super::object::{Object, Span};
use super::parser::Parser;
use super::xref::{ENTRY_COST, Entry, Section, SectionReader, section};

impl SectionReader<'_> {
    /// A cross-reference table with its trailer, ISO 32000-2, 7.5.4, after the keyword `xref`.
    pub(super) fn table(
        &mut self,
        mut lexer: Lexer<'_>,
        start: usize,
    ) -> Result<Section, PdfFault> {
        let mut entries = Vec::new();
        loop {
            lexer.skip_white_space();
            if lexer.take(b"trailer") {
                break;
            }
            let at = lexer.position();
            let fault = PdfFault::syntax(at, "malformed cross-reference table");
            let first = lexer.unsigned().ok_or(fault.clone())?;
            lexer.skip_white_space();
            let count = lexer.unsigned().ok_or(fault)?;
            for index in 0..count {
                let number = first
                    .checked_add(index)
                    .and_then(|number| u32::try_from(number).ok());
                let number = number.ok_or(PdfFault::syntax(at, "object number too large"))?;
                self.charge(ENTRY_COST)?;
                entries.push((number, self.table_entry(&mut lexer)?));
            }
        }
        let mut parser = Parser::new(self.bytes, lexer.position(), self.memory);
        let trailer = parser.object()?;
        self.charge(parser.memory())?;
        let Object::Dictionary(trailer) = trailer else {
            return Err(PdfFault::syntax(
                lexer.position(),
                "trailer that is no dictionary",
            ));
        };
        section(
            entries,
            trailer,
            Span {
                start,
                end: parser.position(),
            },
        )
    }

    fn table_entry(&self, lexer: &mut Lexer<'_>) -> Result<Entry, PdfFault> {
        lexer.skip_white_space();
        let fault = PdfFault::syntax(lexer.position(), "malformed cross-reference entry");
        let raw = lexer.rest().get(..19).ok_or(fault.clone())?;
        let digits = |from: usize, to: usize| -> Option<u64> {
            raw.get(from..to)?.iter().try_fold(0_u64, |value, byte| {
                byte.is_ascii_digit()
                    .then(|| value * 10 + u64::from(byte - b'0'))
            })
        };
        let (Some(offset), Some(generation), Some((b' ', b' ', kind, end))) = (
            digits(0, 10),
            digits(11, 16),
            raw.get(10)
                .zip(raw.get(16))
                .zip(raw.get(17).zip(raw.get(18)))
                .map(|((a, b), (c, d))| (*a, *b, *c, *d)),
        ) else {
            return Err(fault);
        };
        if !is_white_space(end) {
            return Err(fault);
        }
        lexer.advance(19);
        match kind {
            b'f' => Ok(Entry::Free),
            b'n' => Ok(Entry::InFile {
                offset: usize::try_from(offset)
                    .ok()
                    .and_then(|at| at.checked_add(self.header))
                    .ok_or(fault.clone())?,
                generation: u16::try_from(generation).map_err(|_| fault)?,
            }),
            _ => Err(fault),
        }
    }
}
