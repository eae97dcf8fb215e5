//! The delimiter and the line ends of a text.

/// Candidates; where nothing else decides, a later one is taken.
const DELIMITERS: [u8; 4] = [b'|', b'\t', b';', b','];
/// How many lines decide.
const LINES: usize = 100;

/// The byte that ends a line: LF, also after CR, or CR where the first line ends with that alone.
pub(super) fn newline(head: &[u8]) -> u8 {
    let mut quoted = false;
    for (at, byte) in head.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' if !quoted && head.get(at + 1).is_some_and(|next| *next != b'\n') => {
                return b'\r';
            }
            b'\n' if !quoted => return b'\n',
            _ => {}
        }
    }
    if !head.contains(&b'\n') && head.contains(&b'\r') {
        b'\r'
    } else {
        b'\n'
    }
}

/// The delimiter that splits most lines into as many cells as the header, and then into most cells.
pub(super) fn delimiter(head: &[u8], newline: u8) -> u8 {
    DELIMITERS
        .into_iter()
        .map(|delimiter| (fitness(head, newline, delimiter), delimiter))
        .reduce(|best, next| if next.0 >= best.0 { next } else { best })
        .map_or(b',', |(_, delimiter)| delimiter)
}

/// Tenths of the lines that have as many delimiters as the header, and how many these are.
fn fitness(head: &[u8], newline: u8, delimiter: u8) -> (usize, usize) {
    let mut counts = head
        .split(|&byte| byte == newline)
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty())
        .take(LINES)
        .map(|line| count(line, delimiter));
    match counts.next() {
        None | Some(0) => (0, 0),
        Some(header) => {
            let (mut lines, mut same) = (1, 1);
            for count in counts {
                lines += 1;
                same += usize::from(count == header);
            }
            (10 * same / lines, header)
        }
    }
}

/// Delimiters outside of quotes. A quote does not reach beyond its line, so that one that is never closed spoils one line only.
fn count(line: &[u8], delimiter: u8) -> usize {
    let mut quoted = false;
    line.iter()
        .filter(|&&byte| {
            quoted ^= byte == b'"';
            byte == delimiter && !quoted
        })
        .count()
}
