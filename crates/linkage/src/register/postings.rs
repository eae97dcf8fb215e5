use std::{hint::black_box, ops::Range};

use hashbrown::HashMap;

/// How many high bits of a key choose the part it is dealt into.
const PART_BITS: u32 = 10;

/// How many parts there are.
const PARTS: usize = 1 << PART_BITS;

/// Keys that are looked up together.
const FEW: usize = 16;

/// Which people have a key: a table of buckets, built at once. What is added later stands apart.
///
/// Of a key 32 bits are kept besides those that choose its part: two keys that fall together propose a few people too many,
/// which scoring sorts out.
#[derive(Debug, Default)]
pub(crate) struct Postings {
    shift: u32,
    starts: Vec<u32>,
    entries: Vec<Entry>,
    /// Who was added since, by key.
    added: HashMap<u64, Vec<u32>>,
}

/// A person by a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Entry {
    key: u32,
    person: u32,
}

impl Postings {
    /// Builds the table of `people` from the keys that `keys` gives each. Within a key the people keep their order.
    ///
    /// Keys are dealt into parts first and each part is sorted on its own, so that memory is never written all over the place,
    /// and no second list is needed. `keys` is asked twice, so that no list of all keys has to grow.
    pub(crate) fn new(people: u32, keys: impl Fn(u32, &mut dyn FnMut(u64))) -> Self {
        let mut ends = [0_u32; PARTS + 1];
        for person in 0..people {
            keys(person, &mut |key| ends[part(key) + 1] += 1);
        }
        for at in 1..ends.len() {
            ends[at] += ends[at - 1];
        }
        let total = ends[PARTS] as usize;
        let mut entries = vec![Entry::default(); total];
        let mut next = ends;
        for person in 0..people {
            keys(person, &mut |key| {
                let at = &mut next[part(key)];
                let key = kept(key);
                entries[*at as usize] = Entry { key, person };
                *at += 1;
            });
        }
        let bits = (total / 2)
            .next_power_of_two()
            .trailing_zeros()
            .clamp(PART_BITS, 28);
        let mut starts = vec![0_u32; (1 << bits) + 1];
        for (part, range) in ends.windows(2).enumerate() {
            let entries = &mut entries[range[0] as usize..range[1] as usize];
            entries.sort_unstable();
            let first = part << (bits - PART_BITS);
            for entry in entries {
                // What is left of the bits that choose the bucket leads the bits that are kept.
                let rest = u64::from(entry.key) >> (32 + PART_BITS - bits);
                starts[first + usize::try_from(rest).unwrap_or(0) + 1] += 1;
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self {
            shift: 64 - bits,
            starts,
            entries,
            added: HashMap::new(),
        }
    }

    /// Adds a person by a key.
    pub(crate) fn add(&mut self, key: u64, person: u32) {
        self.added.entry(key).or_default().push(person);
    }

    /// Adds the people with any of some keys of some tables to those found; who has several of them, several times.
    ///
    /// A table is all over the memory: here the loads of one key do not wait for those of another.
    pub(crate) fn find(keys: &[(&Self, u64)], found: &mut Vec<u32>) {
        for few in keys.chunks(FEW) {
            let mut ranges = [const { 0..0 }; FEW];
            for (range, (table, key)) in ranges.iter_mut().zip(few) {
                *range = table.range(*key);
            }
            let firsts = ranges
                .iter()
                .zip(few)
                .filter_map(|(range, (table, _))| table.entries.get(range.start));
            black_box(firsts.map(|entry| entry.key & 1).sum::<u32>());
            for (range, (table, key)) in ranges.into_iter().zip(few) {
                let of_key = table.entries[range]
                    .iter()
                    .filter(|entry| entry.key == kept(*key));
                found.extend(of_key.map(|entry| entry.person));
                found.extend_from_slice(table.added(*key));
            }
        }
    }

    fn range(&self, key: u64) -> Range<usize> {
        let bucket = bucket(key, self.shift);
        self.starts
            .get(bucket..bucket + 2)
            .map_or(0..0, |ends| ends[0] as usize..ends[1] as usize)
    }

    /// The people with a key.
    pub(crate) fn get(&self, key: u64) -> impl Iterator<Item = u32> {
        self.entries[self.range(key)]
            .iter()
            .filter(move |entry| entry.key == kept(key))
            .map(|entry| entry.person)
            .chain(self.added(key).iter().copied())
    }

    fn added(&self, key: u64) -> &[u32] {
        if self.added.is_empty() {
            return &[];
        }
        self.added.get(&key).map_or(&[], Vec::as_slice)
    }
}

fn part(key: u64) -> usize {
    bucket(key, 64 - PART_BITS)
}

/// Keys are spread well, so their high bits choose the bucket.
fn bucket(key: u64, shift: u32) -> usize {
    usize::try_from(key >> shift).unwrap_or(0)
}

/// The bits that follow those that choose the part.
fn kept(key: u64) -> u32 {
    u32::try_from(key << PART_BITS >> 32).unwrap_or(0)
}
