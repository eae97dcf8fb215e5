use flate2::{Decompress, FlushDecompress, Status};

use super::fault::PdfFault;
use super::lexer::{digit, is_white_space};
use super::lzw;
use super::object::{Dictionary, Object};
use super::predictor::Predictor;

/// Filters of one stream.
const MAX_FILTERS: usize = 8;
const CHUNK: usize = 64 * 1024;
const BROKEN: PdfFault = PdfFault::Unsupported("stream data that its filter cannot decode");

/// Decodes the data of a stream, ISO 32000-2, 7.4. No step may give more than `limit` bytes.
///
/// `resolve` follows references in the entries of the dictionary. `work` is raised by the bytes that each step reads or gives, whichever are more, also if it fails: what is decoded in vain must be paid for as well.
pub(crate) fn decode(
    dictionary: &Dictionary,
    data: &[u8],
    limit: usize,
    resolve: impl Fn(&Object) -> Result<Object, PdfFault>,
    work: &mut usize,
) -> Result<Vec<u8>, PdfFault> {
    if dictionary.contains(b"F") {
        return Err(PdfFault::Unsupported("stream data in another file"));
    }
    let list = |key: &[u8]| -> Result<Vec<Object>, PdfFault> {
        match dictionary.get(key).map(&resolve).transpose()? {
            None | Some(Object::Null) => Ok(Vec::new()),
            Some(Object::Array(items)) if items.len() > MAX_FILTERS => {
                Err(PdfFault::Limit("filters of a stream"))
            }
            Some(Object::Array(items)) => items.iter().map(&resolve).collect(),
            Some(one) => Ok(vec![one]),
        }
    };
    let filters = list(b"Filter")?;
    let mut parameters = list(b"DecodeParms")?.into_iter();
    let mut decoded: Option<Vec<u8>> = None;
    for filter in filters {
        let parameters = parameters.next();
        let parameters = parameters.as_ref().and_then(Object::as_dictionary);
        let input = decoded.as_deref().unwrap_or(data);
        let name = filter
            .as_name()
            .ok_or(PdfFault::Unsupported("filter that is no name"))?;
        let mut output = Vec::new();
        let predictor = match name {
            b"FlateDecode" | b"LZWDecode" => Some(Predictor::new(parameters)?),
            _ => None,
        };
        let outcome = match name {
            b"FlateDecode" => flate(input, limit, &mut output),
            b"LZWDecode" => {
                let early = parameters.and_then(|dictionary| dictionary.get(b"EarlyChange"));
                let early = early.and_then(Object::as_integer) != Some(0);
                lzw::decode(input, early, limit, &mut output)
            }
            b"ASCIIHexDecode" => ascii_hex(input, &mut output),
            b"ASCII85Decode" => ascii_85(input, limit, &mut output),
            b"RunLengthDecode" => run_length(input, limit, &mut output),
            _ => return Err(PdfFault::Unsupported("filter")),
        };
        *work = work.saturating_add(input.len().max(output.len()));
        outcome?;
        decoded = Some(match predictor {
            Some(predictor) => predictor.undo(output)?,
            None => output,
        });
    }
    match decoded {
        Some(decoded) => Ok(decoded),
        None if data.len() > limit => Err(PdfFault::Limit("decoded data")),
        None => {
            *work = work.saturating_add(data.len());
            Ok(data.to_vec())
        }
    }
}

fn flate(data: &[u8], limit: usize, decoded: &mut Vec<u8>) -> Result<(), PdfFault> {
    let mut inflate = Decompress::new(true);
    loop {
        if decoded.len() > limit {
            return Err(PdfFault::Limit("decoded data"));
        }
        decoded.reserve_exact(CHUNK.max(decoded.len() / 2));
        let consumed = usize::try_from(inflate.total_in()).unwrap_or(usize::MAX);
        let before = decoded.len();
        let rest = data.get(consumed..).unwrap_or_default();
        match inflate.decompress_vec(rest, decoded, FlushDecompress::Finish) {
            Ok(Status::StreamEnd) => break,
            Ok(_) if decoded.len() > before => {}
            _ => return Err(BROKEN),
        }
    }
    if decoded.len() > limit {
        return Err(PdfFault::Limit("decoded data"));
    }
    Ok(())
}

fn ascii_hex(data: &[u8], decoded: &mut Vec<u8>) -> Result<(), PdfFault> {
    let mut high = None;
    for byte in data
        .iter()
        .copied()
        .filter(|byte| !is_white_space(*byte))
        .take_while(|byte| *byte != b'>')
    {
        let value = digit(byte).ok_or(BROKEN)?;
        match high.take() {
            None => high = Some(value << 4),
            Some(high) => decoded.push(high | value),
        }
    }
    decoded.extend(high);
    Ok(())
}

fn ascii_85(data: &[u8], limit: usize, decoded: &mut Vec<u8>) -> Result<(), PdfFault> {
    let mut group: Vec<u8> = Vec::with_capacity(5);
    for byte in data
        .iter()
        .copied()
        .filter(|byte| !is_white_space(*byte))
        .take_while(|byte| *byte != b'~')
    {
        match byte {
            b'z' if group.is_empty() => decoded.extend([0; 4]),
            b'!'..=b'u' => group.push(byte - b'!'),
            _ => return Err(BROKEN),
        }
        if group.len() == 5 {
            decoded.extend(group_of_85(&group)?);
            group.clear();
        }
        if decoded.len() > limit {
            return Err(PdfFault::Limit("decoded data"));
        }
    }
    let rest = group.len();
    if rest == 1 {
        return Err(BROKEN);
    }
    if rest > 1 {
        group.resize(5, 84);
        decoded.extend(group_of_85(&group)?.into_iter().take(rest - 1));
    }
    Ok(())
}

fn group_of_85(group: &[u8]) -> Result<[u8; 4], PdfFault> {
    let value = group
        .iter()
        .fold(0_u64, |value, digit| value * 85 + u64::from(*digit));
    Ok(u32::try_from(value).map_err(|_| BROKEN)?.to_be_bytes())
}

fn run_length(data: &[u8], limit: usize, decoded: &mut Vec<u8>) -> Result<(), PdfFault> {
    let mut rest = data;
    while let Some((length, tail)) = rest.split_first() {
        let length = usize::from(*length);
        rest = match length {
            128 => break,
            0..128 => {
                let (run, tail) = tail.split_at_checked(length + 1).ok_or(BROKEN)?;
                decoded.extend_from_slice(run);
                tail
            }
            _ => {
                let (byte, tail) = tail.split_first().ok_or(BROKEN)?;
                decoded.resize(decoded.len() + 257 - length, *byte);
                tail
            }
        };
        if decoded.len() > limit {
            return Err(PdfFault::Limit("decoded data"));
        }
    }
    Ok(())
}
