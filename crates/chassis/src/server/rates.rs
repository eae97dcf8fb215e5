use std::hash::Hash;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::auth::Caller;
use crate::config::LimitsConfig;
use crate::error::RequestFault;

/// Keys that are remembered of one kind; those beyond share one budget until others are forgotten.
const MAX_KEYS: usize = 50_000;

/// How many requests callers and unknown callers may send in a short time.
pub(super) struct Rates {
    callers: Budgets<Arc<str>>,
    /// Of requests without a good token, by address.
    strangers: Budgets<IpAddr>,
}

impl Rates {
    pub fn new(limits: &LimitsConfig) -> Self {
        Self {
            callers: Budgets::new(limits.caller_rate, limits.caller_burst, "".into()),
            strangers: Budgets::new(
                limits.stranger_rate,
                limits.stranger_burst,
                IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            ),
        }
    }

    /// Counts a request of a known caller.
    pub fn count_caller(&self, caller: &Caller) -> Result<(), RequestFault> {
        self.callers.count(&caller.shared_subject())
    }

    /// Counts a request without a good token.
    pub fn count_stranger(&self, address: IpAddr) -> Result<(), RequestFault> {
        self.strangers.count(&network(address))
    }

    /// Forgets whoever has sent nothing for a while.
    pub fn tidy(&self) {
        self.callers.tidy();
        self.strangers.tidy();
    }
}

struct Budgets<K: Clone + Hash + Eq> {
    limiter: DefaultKeyedRateLimiter<K>,
    clock: DefaultClock,
    /// The key of those that there is no room for.
    others: K,
}

impl<K: Clone + Hash + Eq> Budgets<K> {
    fn new(per_second: NonZeroU32, burst: NonZeroU32, others: K) -> Self {
        let quota = Quota::per_second(per_second).allow_burst(burst);
        Self {
            limiter: RateLimiter::dashmap(quota),
            clock: DefaultClock::default(),
            others,
        }
    }

    fn count(&self, key: &K) -> Result<(), RequestFault> {
        let full = self.limiter.len() > MAX_KEYS;
        let key = if full { &self.others } else { key };
        self.limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            RequestFault::RateLimited {
                wait: wait.max(Duration::from_millis(1)),
            }
        })
    }

    fn tidy(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

/// What one customer of a network has: an IPv4 address, or the first 64 bits of an IPv6 address.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into()
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_a_budget_of_its_own_and_is_told_when_to_come_back() {
        let one = NonZeroU32::MIN;
        let budgets = Budgets::new(one, NonZeroU32::new(3).unwrap(), "");
        let fails = |key| (0..1000).find_map(|_| budgets.count(&key).err());
        let Some(RequestFault::RateLimited { wait }) = fails("portal") else {
            panic!("a thousand requests do not fit into a second");
        };
        assert!(wait <= Duration::from_secs(1));
        assert!(budgets.count(&"clerk").is_ok());
        budgets.tidy();
        assert!(budgets.limiter.len() <= 2);
    }

    #[test]
    fn keys_without_end_take_memory_with_end() {
        let budgets = Budgets::new(NonZeroU32::MIN, NonZeroU32::MIN, 0);
        for key in 1..100_000_u32 {
            let _ = budgets.count(&key);
        }
        assert!(budgets.limiter.len() <= MAX_KEYS + 2);
    }

    #[test]
    fn a_network_is_an_address_or_64_bits_of_one() {
        let network = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(network("10.1.2.3"), "10.1.2.3");
        assert_eq!(network("::ffff:10.1.2.3"), "10.1.2.3");
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
    }
}
