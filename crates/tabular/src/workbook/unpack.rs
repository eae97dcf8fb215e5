//! Whether the parts of a workbook are fit to be read: the bytes that they really unpack to are counted, whatever is declared.

use std::io::{Read, Seek};

use memchr::{memchr_iter, memmem, memrchr};
use zip::ZipArchive;

use crate::fault::FaultKind;
use crate::form::Format;
use crate::signature::foreign_archive;

/// More parts than this no workbook has.
const PARTS: usize = 100_000;
/// Bytes of a part that is kept in memory when it was read, the shared texts above all.
const RESIDENT: u64 = 512 << 20;
/// Bytes of a picture, where texts are not looked for.
const PICTURE: u64 = 64 << 20;
/// Bytes of one text or tag, which is in memory as a whole. A cell has at most 32,767 characters.
const ELEMENT: usize = 2 << 20;

/// Unpacks everything once.
pub(super) fn check(file: &mut (impl Read + Seek), limit: u64) -> Result<(), FaultKind> {
    let damaged = |_| FaultKind::Damaged {
        format: Format::Workbook,
        line: 0,
    };
    let mut archive = ZipArchive::new(file).map_err(damaged)?;
    if archive.len() > PARTS {
        return Err(FaultKind::Bomb { limit });
    }
    let mut names = Vec::new();
    for name in archive.file_names() {
        names.push(name.map_err(damaged)?.into_owned());
    }
    if let Some(foreign) = foreign_archive(names.iter().map(String::as_str)) {
        return Err(FaultKind::Foreign(foreign));
    }
    let mut left = limit;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(damaged)?;
        let name = part.name().map_err(damaged)?.to_ascii_lowercase();
        let is_picture = name.contains("media/");
        let most = match (is_picture, name.contains("worksheets/")) {
            (true, _) => left.min(PICTURE),
            (_, true) => left,
            (_, false) => left.min(RESIDENT),
        };
        left -= measure(part, most, !is_picture)?;
        if left == 0 {
            return Err(FaultKind::Bomb { limit });
        }
    }
    Ok(())
}

/// How many bytes a part has.
fn measure(mut part: impl Read, most: u64, is_markup: bool) -> Result<u64, FaultKind> {
    let mut buffer = vec![0; 128 * 1024];
    let (mut total, mut element, mut declared) = (0, 0, None);
    loop {
        let filled = fill(&mut part, &mut buffer)?;
        let bytes = &buffer[..filled];
        if filled == 0 {
            break;
        }
        if total == 0 {
            declared = declared_texts(bytes);
        }
        total += filled as u64;
        if total > most {
            return Err(FaultKind::Bomb { limit: most });
        }
        if is_markup {
            element = longest(bytes, element)?;
        }
    }
    // The reader takes memory for as many texts as are declared.
    if declared.is_some_and(|texts| texts > total) {
        return Err(FaultKind::Damaged {
            format: Format::Workbook,
            line: 0,
        });
    }
    Ok(total)
}

fn fill(part: &mut impl Read, buffer: &mut [u8]) -> Result<usize, FaultKind> {
    let mut filled = 0;
    while filled < buffer.len() {
        match part.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(_) => {
                return Err(FaultKind::Damaged {
                    format: Format::Workbook,
                    line: 0,
                });
            }
        }
    }
    Ok(filled)
}

/// How far the last tag or text reaches, after `before` bytes of it.
fn longest(bytes: &[u8], before: usize) -> Result<usize, FaultKind> {
    let first = memchr_iter(b'<', bytes).next();
    let length = before + first.unwrap_or(bytes.len());
    if length > ELEMENT {
        return Err(FaultKind::EndlessText {
            limit: ELEMENT as u64,
        });
    }
    Ok(memrchr(b'<', bytes).map_or(length, |last| bytes.len() - last))
}

/// The number of shared texts that the beginning of a part declares.
fn declared_texts(head: &[u8]) -> Option<u64> {
    memmem::find_iter(head, b"uniqueCount")
        .map(|at| {
            let digits = head[at..]
                .iter()
                .skip_while(|byte| !byte.is_ascii_digit())
                .take_while(|byte| byte.is_ascii_digit());
            digits.fold(0_u64, |sum, digit| {
                sum.saturating_mul(10)
                    .saturating_add(u64::from(digit - b'0'))
            })
        })
        .max()
}
