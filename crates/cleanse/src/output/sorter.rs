use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, Write};

use itertools::{Either, Itertools};
use rayon::slice::ParallelSliceMut;

use crate::misuse::Misuse;

/// What can be put aside in a temporary file.
pub(crate) trait Spill: Ord + Send + Sized {
    fn write(&self, to: &mut impl Write) -> io::Result<()>;

    /// The next one; None at the end of the file.
    fn read(from: &mut impl io::Read) -> io::Result<Option<Self>>;
}

/// Sorts more than the memory holds: sorted runs go to temporary files without a name, which vanish with the process.
#[derive(Debug)]
pub(crate) struct Sorter<T> {
    most: usize,
    held: Vec<T>,
    runs: Vec<File>,
}

impl<T: Spill> Sorter<T> {
    /// A sorter that holds `most` items in memory.
    pub(crate) const fn new(most: usize) -> Self {
        Self {
            most,
            held: Vec::new(),
            runs: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, item: T) -> Result<(), Misuse> {
        if self.held.len() >= self.most {
            self.spill().map_err(no_room)?;
        }
        self.held.push(item);
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        self.held.par_sort_unstable();
        let mut file = BufWriter::new(tempfile::tempfile()?);
        for item in self.held.drain(..) {
            item.write(&mut file)?;
        }
        let mut file = file.into_inner()?;
        file.rewind()?;
        self.runs.push(file);
        Ok(())
    }

    /// All items in order.
    pub(crate) fn sorted(mut self) -> impl Iterator<Item = Result<T, Misuse>> {
        self.held.par_sort_unstable();
        let runs = self.runs.into_iter().map(|file| {
            let mut file = BufReader::new(file);
            Either::Left(std::iter::from_fn(move || T::read(&mut file).transpose()))
        });
        let held = Either::Right(self.held.into_iter().map(Ok));
        runs.chain([held])
            .kmerge_by(|a, b| match (a, b) {
                (Ok(a), Ok(b)) => a < b,
                (a, _) => a.is_err(),
            })
            .map(|item| item.map_err(no_room))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "an argument of map_err")]
fn no_room(fault: io::Error) -> Misuse {
    Misuse::System(fault.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Spill for u32 {
        fn write(&self, to: &mut impl Write) -> io::Result<()> {
            to.write_all(&self.to_le_bytes())
        }

        fn read(from: &mut impl io::Read) -> io::Result<Option<Self>> {
            let mut bytes = [0; 4];
            match from.read_exact(&mut bytes) {
                Ok(()) => Ok(Some(Self::from_le_bytes(bytes))),
                Err(fault) if fault.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
                Err(fault) => Err(fault),
            }
        }
    }

    #[test]
    fn all_items_come_back_in_order_however_few_are_held() {
        for (most, count) in [(1, 7), (3, 9), (3, 10), (100, 10), (3, 0)] {
            let mut sorter = Sorter::new(most);
            for item in (0..count).rev() {
                sorter.push(item).unwrap();
            }
            let items: Vec<u32> = sorter.sorted().map(Result::unwrap).collect();
            assert_eq!(items, (0..count).collect::<Vec<_>>());
        }
    }
}
