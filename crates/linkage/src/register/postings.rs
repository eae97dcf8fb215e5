/// How many high bits of a key choose the part it is dealt into.
const PART_BITS: u32 = 10;

/// How many parts there are.
const PARTS: usize = 1 << PART_BITS;

/// Which people have a key: a table of buckets, built at once and never changed.
///
/// Keys are kept as 32 bits: two keys that fall together propose a few people too many, which scoring sorts out.
#[derive(Debug, Default)]
pub(crate) struct Postings {
    shift: u32,
    starts: Vec<u32>,
    entries: Vec<(u32, u32)>,
}

impl Postings {
    /// Builds the table of `people` from the keys that `keys` gives each. Within a key the people keep their order.
    ///
    /// Keys are dealt into parts first and each part is sorted on its own, so that memory is never written all over the place.
    /// `keys` is asked twice, so that no list of all keys has to grow.
    pub(crate) fn new(people: u32, keys: impl Fn(u32, &mut dyn FnMut(u64))) -> Self {
        let mut ends = [0_u32; PARTS + 1];
        for person in 0..people {
            keys(person, &mut |key| ends[part(key) + 1] += 1);
        }
        for at in 1..ends.len() {
            ends[at] += ends[at - 1];
        }
        let total = ends[PARTS] as usize;
        let mut dealt = vec![(0_u64, 0_u32); total];
        let mut next = ends;
        for person in 0..people {
            keys(person, &mut |key| {
                let at = &mut next[part(key)];
                dealt[*at as usize] = (key, person);
                *at += 1;
            });
        }
        let bits = (total / 2)
            .next_power_of_two()
            .trailing_zeros()
            .clamp(PART_BITS, 28);
        let shift = 64 - bits;
        let mut starts = vec![0_u32; (1 << bits) + 1];
        let mut entries = Vec::with_capacity(total);
        for range in ends.windows(2) {
            let dealt = &mut dealt[range[0] as usize..range[1] as usize];
            // Stable: within a bucket the people keep their order.
            dealt.sort_by_key(|(key, _)| bucket(*key, shift));
            for (key, person) in dealt {
                starts[bucket(*key, shift) + 1] += 1;
                entries.push((low(*key), *person));
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self {
            shift,
            starts,
            entries,
        }
    }

    /// The people with a key.
    pub(crate) fn get(&self, key: u64) -> impl Iterator<Item = u32> {
        let bucket = bucket(key, self.shift);
        let range = self
            .starts
            .get(bucket..bucket + 2)
            .map_or(0..0, |ends| ends[0] as usize..ends[1] as usize);
        self.entries[range]
            .iter()
            .filter(move |(entry, _)| *entry == low(key))
            .map(|(_, person)| *person)
    }
}

fn part(key: u64) -> usize {
    bucket(key, 64 - PART_BITS)
}

/// Keys are spread well, so their high bits choose the bucket.
fn bucket(key: u64, shift: u32) -> usize {
    usize::try_from(key >> shift).unwrap_or(0)
}

fn low(key: u64) -> u32 {
    u32::try_from(key & u64::from(u32::MAX)).unwrap_or(0)
}
