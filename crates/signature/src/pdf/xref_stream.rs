use super::budget::decoding;
use super::fault::PdfFault;
use super::filter;
use super::object::{Dictionary, Object, Span};
use super::parser::{Parser, data_span};
use super::xref::{ENTRY_COST, Entry, Section, SectionReader, section};

impl SectionReader<'_> {
    /// A cross-reference stream, ISO 32000-2, 7.5.8.
    pub(super) fn stream(&mut self, position: usize) -> Result<Section, PdfFault> {
        let fault = |what| PdfFault::syntax(position, what);
        let mut parser = Parser::new(self.bytes, position, self.memory);
        let object = parser.indirect()?;
        self.charge(parser.memory())?;
        let (Object::Dictionary(dictionary), Some(start)) = (object.value, object.data) else {
            return Err(fault("no cross-reference section here"));
        };
        if !dictionary.is(b"Type", b"XRef") {
            return Err(fault("no cross-reference section here"));
        }
        let Some(Object::Integer(length)) = dictionary.get(b"Length") else {
            return Err(fault("cross-reference stream without direct Length"));
        };
        let data = data_span(start, *length, self.bytes.len())
            .ok_or(fault("cross-reference stream past the end"))?;
        let end = Parser::new(self.bytes, data.end, 0).stream_end()?;
        let mut work = 0;
        let decoded = filter::decode(
            &dictionary,
            data.of(self.bytes),
            decoding(self.decoded, self.memory),
            |object| match object {
                Object::Reference(_) => Err(PdfFault::syntax(
                    position,
                    "cross-reference stream with a reference",
                )),
                direct => Ok(direct.clone()),
            },
            &mut work,
        )?;
        self.decoded = self.decoded.saturating_sub(work);
        let entries = self.stream_entries(&dictionary, &decoded, position)?;
        section(
            entries,
            dictionary,
            Span {
                start: object.start,
                end,
            },
        )
    }

    fn stream_entries(
        &mut self,
        dictionary: &Dictionary,
        decoded: &[u8],
        position: usize,
    ) -> Result<Vec<(u32, Entry)>, PdfFault> {
        let fault = PdfFault::syntax(position, "malformed cross-reference stream");
        let numbers = |key: &[u8]| -> Option<Vec<usize>> {
            let array = dictionary.get(key)?.as_array()?;
            array
                .iter()
                .map(|item| {
                    item.as_integer()
                        .and_then(|value| usize::try_from(value).ok())
                })
                .collect()
        };
        let widths = numbers(b"W").ok_or(fault.clone())?;
        let &[kind_width, first_width, second_width] = widths.as_slice() else {
            return Err(fault);
        };
        let row = kind_width
            .saturating_add(first_width)
            .saturating_add(second_width);
        if [kind_width, first_width, second_width]
            .iter()
            .any(|width| *width > 8)
            || row == 0
        {
            return Err(fault);
        }
        let index = if dictionary.contains(b"Index") {
            numbers(b"Index").ok_or(fault.clone())?
        } else {
            let size = dictionary.get(b"Size").and_then(Object::as_integer);
            let size = size.and_then(|size| usize::try_from(size).ok());
            vec![0, size.ok_or(fault.clone())?]
        };
        let (pairs, []) = index.as_chunks::<2>() else {
            return Err(fault);
        };
        let mut rows = decoded.chunks_exact(row);
        let mut entries = Vec::new();
        for [first, count] in pairs {
            for index in 0..*count {
                let fields = rows.next().ok_or(fault.clone())?;
                let number = first
                    .checked_add(index)
                    .and_then(|number| u32::try_from(number).ok());
                self.charge(ENTRY_COST)?;
                let (kind, rest) = fields.split_at_checked(kind_width).ok_or(fault.clone())?;
                let (first, second) = rest.split_at_checked(first_width).ok_or(fault.clone())?;
                let kind = if kind.is_empty() { 1 } else { big_endian(kind) };
                let entry = self
                    .stream_entry(kind, big_endian(first), big_endian(second))
                    .ok_or(fault.clone())?;
                entries.push((number.ok_or(fault.clone())?, entry));
            }
        }
        if rows.next().is_some() {
            return Err(fault);
        }
        Ok(entries)
    }

    fn stream_entry(&self, kind: u64, first: u64, second: u64) -> Option<Entry> {
        match kind {
            0 => Some(Entry::Free),
            1 => Some(Entry::InFile {
                offset: usize::try_from(first).ok()?.checked_add(self.header)?,
                generation: u16::try_from(second).ok()?,
            }),
            2 => Some(Entry::InStream {
                container: u32::try_from(first).ok()?,
                index: u32::try_from(second).ok()?,
            }),
            _ => None,
        }
    }
}

fn big_endian(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |value, byte| value << 8 | u64::from(*byte))
}
