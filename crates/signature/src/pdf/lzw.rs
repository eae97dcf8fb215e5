use super::fault::PdfFault;

const CLEAR: u16 = 256;
const END: u16 = 257;
const BROKEN: PdfFault = PdfFault::Unsupported("stream data that its filter cannot decode");

/// `LZWDecode`, ISO 32000-2, 7.4.4. `early`: codes grow one code early, as is the default.
pub(crate) fn decode(
    data: &[u8],
    early: bool,
    limit: usize,
    decoded: &mut Vec<u8>,
) -> Result<(), PdfFault> {
    // Every entry from 258 on is a run of what was decoded before.
    let mut table: Vec<(usize, usize)> = Vec::new();
    let mut previous: Option<(usize, usize)> = None;
    let (mut bits, mut held, mut width) = (0_u32, 0_u32, 9_u32);
    for byte in data {
        bits = bits << 8 | u32::from(*byte);
        held += 8;
        if held < width {
            continue;
        }
        held -= width;
        let code = u16::try_from(bits >> held & ((1 << width) - 1)).map_err(|_| BROKEN)?;
        bits &= (1 << held) - 1;
        match code {
            END => return Ok(()),
            CLEAR => {
                table.clear();
                previous = None;
                width = 9;
                continue;
            }
            _ => {}
        }
        let start = decoded.len();
        if let Ok(byte) = u8::try_from(code) {
            decoded.push(byte);
        } else {
            let index = usize::from(code).checked_sub(258).ok_or(BROKEN)?;
            let (from, length) = match (table.get(index), previous) {
                (Some(entry), _) => *entry,
                (None, Some((from, length))) if index == table.len() => (from, length + 1),
                _ => return Err(BROKEN),
            };
            for at in from..from + length {
                decoded.push(*decoded.get(at).ok_or(BROKEN)?);
            }
        }
        if decoded.len() > limit {
            return Err(PdfFault::Limit("decoded data"));
        }
        if let Some((from, length)) = previous
            && table.len() < 4096 - 258
        {
            table.push((from, length + 1));
        }
        previous = Some((start, decoded.len() - start));
        width = match table.len() + 258 + usize::from(early) + 1 {
            ..=512 => 9,
            513..=1024 => 10,
            1025..=2048 => 11,
            _ => 12,
        };
    }
    Ok(())
}
