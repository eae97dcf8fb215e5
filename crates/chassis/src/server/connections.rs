use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use super::rates::network;

/// How long a client may leave an answer that it asked for unread.
const UNREAD_TIME: Duration = Duration::from_mins(1);

/// All open connections.
///
/// A connection without a request under way (silent, in the middle of a head, idle between two requests) never keeps another one out: when
/// there is no room, the one that has waited longest is closed, first of all among those of the address that wants one more.
#[derive(Debug)]
pub(super) struct Connections {
    total: usize,
    per_address: usize,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    last: u64,
    seats: HashMap<u64, (IpAddr, Arc<State>)>,
}

/// The place of one connection, until it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    number: u64,
    state: Arc<State>,
    of: Arc<Connections>,
}

#[derive(Debug)]
struct State {
    evicted: CancellationToken,
    activity: Mutex<Activity>,
}

#[derive(Debug)]
struct Activity {
    /// Requests under way.
    requests: usize,
    /// Since when there are none, or any.
    since: Instant,
    last: u64,
    /// Parts of answers that have been handed over and that the client has not taken yet.
    unread: HashMap<u64, Instant>,
}

/// A request under way, with the reading of its answer.
#[derive(Debug)]
pub(super) struct Exchange {
    number: u64,
    state: Arc<State>,
}

impl Connections {
    pub fn new(total: usize, per_address: usize) -> Arc<Self> {
        Arc::new(Self {
            total,
            per_address,
            open: Mutex::default(),
        })
    }

    /// A place for a connection from the address; none, if all places or those of the address are taken by connections with requests.
    pub fn admit(self: &Arc<Self>, address: IpAddr) -> Option<Seat> {
        let address = network(address);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let own = open.seats.values().filter(|(of, _)| *of == address).count();
        if own >= self.per_address {
            open.evict(|of| of == address)?;
        } else if open.seats.len() >= self.total {
            open.evict(|_| true)?;
        }
        open.last += 1;
        let number = open.last;
        let state = Arc::new(State {
            evicted: CancellationToken::new(),
            activity: Mutex::new(Activity {
                requests: 0,
                since: Instant::now(),
                last: 0,
                unread: HashMap::new(),
            }),
        });
        open.seats.insert(number, (address, Arc::clone(&state)));
        Some(Seat {
            number,
            state,
            of: Arc::clone(self),
        })
    }
}

impl Open {
    fn evict(&mut self, of: impl Fn(IpAddr) -> bool) -> Option<()> {
        let waiting = self.seats.iter().filter(|(_, (address, _))| of(*address));
        let waiting = waiting.filter_map(|(number, (_, state))| {
            let activity = state.activity();
            (activity.requests == 0).then_some((activity.since, *number))
        });
        let (_, number) = waiting.min()?;
        let (_, state) = self.seats.remove(&number)?;
        state.evicted.cancel();
        Some(())
    }
}

impl Seat {
    /// Begins a request.
    pub fn begin(&self) -> Exchange {
        let mut activity = self.state.activity();
        activity.requests += 1;
        activity.since = Instant::now();
        activity.last += 1;
        let number = activity.last;
        drop(activity);
        Exchange {
            number,
            state: Arc::clone(&self.state),
        }
    }

    /// Waits until the connection has to make room.
    pub async fn evicted(&self) {
        self.state.evicted.cancelled().await;
    }

    /// Waits until there has been no request for a while.
    pub async fn idle(&self, time: Duration) {
        loop {
            let (requests, since) = self.state.requests();
            let end = since + time;
            if requests > 0 {
                sleep(time).await;
            } else if end <= Instant::now() {
                return;
            } else {
                sleep_until(end).await;
            }
        }
    }

    /// Waits until the client has left an answer unread for too long.
    pub async fn unread(&self) {
        loop {
            let oldest = self.state.activity().unread.values().min().copied();
            let now = Instant::now();
            match oldest.map(|since| since + UNREAD_TIME) {
                Some(end) if end <= now => return,
                Some(end) => sleep_until(end).await,
                None => sleep(UNREAD_TIME).await,
            }
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.of.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.seats.remove(&self.number);
    }
}

impl State {
    fn activity(&self) -> MutexGuard<'_, Activity> {
        self.activity.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn requests(&self) -> (usize, Instant) {
        let activity = self.activity();
        (activity.requests, activity.since)
    }
}

impl Exchange {
    /// A part of the answer has been handed over to the connection.
    pub fn sent(&self) {
        self.state
            .activity()
            .unread
            .insert(self.number, Instant::now());
    }

    /// The connection asks for more: the client has taken what was sent.
    pub fn taken(&self) {
        self.state.activity().unread.remove(&self.number);
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        let mut activity = self.state.activity();
        activity.requests -= 1;
        activity.since = Instant::now();
        activity.unread.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn is_evicted(seat: &Seat) -> bool {
        seat.state.evicted.is_cancelled()
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_longest_makes_room_and_who_works_does_not() {
        let connections = Connections::new(3, 3);
        let first = connections.admit(HERE).unwrap();
        tokio::time::advance(Duration::from_secs(1)).await;
        let second = connections.admit(HERE).unwrap();
        let third = connections.admit(HERE).unwrap();
        let work = first.begin();
        let fourth = connections.admit(HERE).unwrap();
        assert!(is_evicted(&second) && !is_evicted(&first) && !is_evicted(&third));
        drop(second);
        let (_a, _b) = (third.begin(), fourth.begin());
        assert!(connections.admit(HERE).is_none());
        drop(work);
        assert!(connections.admit(HERE).is_some());
        assert!(is_evicted(&first));
    }

    #[tokio::test(start_paused = true)]
    async fn one_address_only_ever_displaces_itself_beyond_its_share() {
        let there = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));
        let connections = Connections::new(4, 2);
        let other = connections.admit(there).unwrap();
        tokio::time::advance(Duration::from_secs(1)).await;
        let mine: Vec<Seat> = (0..50).map(|_| connections.admit(HERE).unwrap()).collect();
        assert!(!is_evicted(&other));
        assert_eq!(mine.iter().filter(|seat| !is_evicted(seat)).count(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn idle_is_without_request_and_unread_is_without_reader() {
        let connections = Connections::new(1, 1);
        let seat = connections.admit(HERE).unwrap();
        let started = Instant::now();
        let limit = Duration::from_secs(30);
        let exchange = seat.begin();
        exchange.sent();
        seat.unread().await;
        assert!(started.elapsed() >= UNREAD_TIME);
        exchange.taken();
        assert!(
            tokio::time::timeout(limit * 10, seat.unread())
                .await
                .is_err()
        );
        assert!(
            tokio::time::timeout(limit * 10, seat.idle(limit))
                .await
                .is_err()
        );
        drop(exchange);
        let quiet = Instant::now();
        seat.idle(limit).await;
        assert!(quiet.elapsed() >= limit);
    }
}
