use hmac::Mac as _;

use crate::Keys;
use crate::keys::{DataKey, Purpose};

/// Bytes of a blind value. Among 10^9 values two that are equal by chance are not to be expected.
const LENGTH: usize = 16;

/// A blind value: equal values of one index have equal ones, and without the key nothing is learnt of a value, not even by trying
/// all ID numbers.
pub type Blind = [u8; LENGTH];

impl Keys {
    /// The blind value to be stored, under the active key. Values of different indexes have nothing in common.
    pub fn blind(&self, index: &'static str, value: &[u8]) -> Blind {
        blind(self.active_key(), index, value)
    }

    /// The blind values to be looked for, one for each key of the file: rows that are not sealed anew yet are found too.
    pub fn blinds(&self, index: &'static str, value: &[u8]) -> Vec<Blind> {
        let (active, others) = self.active_and_others();
        std::iter::once(active)
            .chain(others)
            .map(|(_, key)| blind(key, index, value))
            .collect()
    }
}

fn blind(key: &DataKey, index: &str, value: &[u8]) -> Blind {
    let mac = key.mac(Purpose::Blind(index)).chain_update(value);
    let mac: [u8; 32] = mac.finalize().into_bytes().into();
    *mac.first_chunk()
        .expect("an HMAC with SHA-256 has 32 bytes")
}
