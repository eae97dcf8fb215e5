use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult};

use crate::form::Encoding;

/// No byte of UTF-8: stands where the original has no valid character, so that the row is found broken.
const NO_CHARACTER: u8 = 0xff;

/// UTF-16 as UTF-8.
pub(super) struct Utf8Of<R> {
    source: R,
    decoder: Decoder,
    raw: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    finished: bool,
}

impl<R: Read> Utf8Of<R> {
    pub(super) fn new(source: R, encoding: Encoding) -> Self {
        let encoding = match encoding {
            Encoding::Utf16Be => encoding_rs::UTF_16BE,
            _ => encoding_rs::UTF_16LE,
        };
        Self {
            source,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; 64 * 1024],
            start: 0,
            end: 0,
            ended: false,
            finished: false,
        }
    }
}

impl<R: Read> Read for Utf8Of<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut written = 0;
        while written == 0 && !self.finished {
            if self.start == self.end && !self.ended {
                self.start = 0;
                self.end = self.source.read(&mut self.raw)?;
                self.ended = self.end == 0;
            }
            // A byte is kept for what is no character.
            let Some(room) = into.len().checked_sub(1).filter(|&room| room >= 4) else {
                return Err(io::ErrorKind::InvalidInput.into());
            };
            let (result, read, count) = self.decoder.decode_to_utf8_without_replacement(
                &self.raw[self.start..self.end],
                &mut into[..room],
                self.ended,
            );
            self.start += read;
            written += count;
            match result {
                DecoderResult::InputEmpty => self.finished = self.ended,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    into[written] = NO_CHARACTER;
                    written += 1;
                }
            }
        }
        Ok(written)
    }
}
