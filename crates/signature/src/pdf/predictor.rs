use super::fault::PdfFault;
use super::object::{Dictionary, Object};

const BROKEN: PdfFault = PdfFault::Unsupported("stream data that its predictor cannot undo");

/// Parameters of a predictor, ISO 32000-2, table 8.
#[derive(Debug)]
pub(crate) struct Predictor {
    kind: usize,
    colors: usize,
    bits: usize,
    columns: usize,
}

impl Predictor {
    /// Reads `DecodeParms`.
    pub(crate) fn new(parameters: Option<&Dictionary>) -> Result<Self, PdfFault> {
        let number = |key: &[u8], default: usize, max: usize| -> Result<usize, PdfFault> {
            match parameters.and_then(|dictionary| dictionary.get(key)) {
                None => Ok(default),
                Some(Object::Integer(value)) => usize::try_from(*value)
                    .ok()
                    .filter(|value| (1..=max).contains(value))
                    .ok_or(BROKEN),
                Some(_) => Err(BROKEN),
            }
        };
        Ok(Self {
            kind: number(b"Predictor", 1, 15)?,
            colors: number(b"Colors", 1, 32)?,
            bits: number(b"BitsPerComponent", 8, 16)?,
            columns: number(b"Columns", 1, 1 << 24)?,
        })
    }

    /// Undoes the prediction.
    pub(crate) fn undo(&self, data: Vec<u8>) -> Result<Vec<u8>, PdfFault> {
        match self.kind {
            1 => Ok(data),
            2 => self.tiff(data),
            10..=15 => self.png(&data),
            _ => Err(BROKEN),
        }
    }

    const fn row_bytes(&self) -> usize {
        (self.colors * self.bits * self.columns).div_ceil(8)
    }

    fn tiff(&self, mut data: Vec<u8>) -> Result<Vec<u8>, PdfFault> {
        if self.bits != 8 {
            return Err(PdfFault::Unsupported("TIFF predictor of other than 8 bits"));
        }
        for row in data.chunks_mut(self.row_bytes()) {
            for at in self.colors..row.len() {
                let left = row.get(at - self.colors).copied().unwrap_or(0);
                if let Some(byte) = row.get_mut(at) {
                    *byte = byte.wrapping_add(left);
                }
            }
        }
        Ok(data)
    }

    fn png(&self, data: &[u8]) -> Result<Vec<u8>, PdfFault> {
        let row_bytes = self.row_bytes();
        let pixel = (self.colors * self.bits).div_ceil(8);
        let mut undone: Vec<u8> = Vec::with_capacity(data.len());
        for encoded in data.chunks(row_bytes + 1) {
            let (kind, encoded) = encoded.split_first().ok_or(BROKEN)?;
            let row = undone.len();
            for (column, byte) in encoded.iter().enumerate() {
                let at = row + column;
                let earlier = |back: usize| {
                    at.checked_sub(back)
                        .and_then(|at| undone.get(at))
                        .copied()
                        .unwrap_or(0)
                };
                let left = if column >= pixel { earlier(pixel) } else { 0 };
                let up = earlier(row_bytes);
                let up_left = if column >= pixel {
                    earlier(row_bytes + pixel)
                } else {
                    0
                };
                let predicted = match kind {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => left.midpoint(up),
                    4 => paeth(left, up, up_left),
                    _ => return Err(BROKEN),
                };
                undone.push(byte.wrapping_add(predicted));
            }
        }
        Ok(undone)
    }
}

fn paeth(left: u8, up: u8, up_left: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(up), i16::from(up_left));
    let estimate = a + b - c;
    let (to_a, to_b, to_c) = (
        (estimate - a).abs(),
        (estimate - b).abs(),
        (estimate - c).abs(),
    );
    if to_a <= to_b && to_a <= to_c {
        left
    } else if to_b <= to_c {
        up
    } else {
        up_left
    }
}
