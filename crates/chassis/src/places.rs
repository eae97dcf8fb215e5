//! Places at a time: so many in all, and of these so many for one caller.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::auth::Caller;
use crate::error::RequestFault;

/// How many places a caller may hold for each that is still free, so that several callers never take all of them together: of 512
/// places one caller takes at most 384, two 480, and three 504.
const HELD_FOR_ONE_FREE: usize = 3;

/// Places for work of one kind. Neither one caller nor a few take all of them, as long as `per_caller` is less than `total`. Clones share
/// them.
#[derive(Clone, Debug)]
pub struct Places(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    total: usize,
    per_caller: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    /// Of callers that hold any.
    by_subject: HashMap<Arc<str>, usize>,
}

/// A place that is given back when this is dropped.
#[derive(Debug)]
pub struct Place {
    of: Places,
    subject: Arc<str>,
}

impl Places {
    /// Places in all and for one caller.
    pub fn new(total: usize, per_caller: usize) -> Self {
        Self(Arc::new(Shared {
            total,
            per_caller,
            taken: Mutex::default(),
        }))
    }

    /// A place for the caller, by the subject of its token; nobody waits.
    ///
    /// # Errors
    /// [`RequestFault::Overloaded`], if all places are taken, and [`RequestFault::TooManyAtATime`], if the caller has its share.
    pub fn take(&self, caller: &Caller) -> Result<Place, RequestFault> {
        let mut guard = self.taken();
        let taken = &mut *guard;
        if taken.all >= self.0.total {
            return Err(RequestFault::Overloaded);
        }
        let subject = caller.shared_subject();
        let own = taken.by_subject.entry(Arc::clone(&subject)).or_default();
        let free_then = self.0.total - taken.all - 1;
        let own_then = *own + 1;
        if own_then > self.0.per_caller
            || (own_then > 1 && own_then > HELD_FOR_ONE_FREE * free_then)
        {
            return Err(RequestFault::TooManyAtATime);
        }
        *own += 1;
        taken.all += 1;
        Ok(Place {
            of: self.clone(),
            subject,
        })
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.0.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.of.taken();
        taken.all -= 1;
        if let Some(own) = taken.by_subject.get_mut(&self.subject) {
            *own -= 1;
            if *own == 0 {
                taken.by_subject.remove(&self.subject);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_callers_leave_places_to_others() {
        let places = Places::new(512, 384);
        let take_all = |caller: &Caller| -> Vec<Place> {
            std::iter::from_fn(|| places.take(caller).ok()).collect()
        };
        let few = ["a", "b", "c"].map(|name| take_all(&Caller::new(name, [])));
        assert_eq!(few[0].len(), 384);
        assert_eq!(few[1].len(), 96);
        assert_eq!(few[2].len(), 24);
        assert!(places.take(&Caller::new("other", [])).is_ok());
    }

    #[test]
    fn one_caller_never_takes_all_places() {
        let places = Places::new(3, 2);
        let [portal, clerk, other] = ["portal", "clerk", "other"].map(|name| Caller::new(name, []));
        let first = places.take(&portal).unwrap();
        let _second = places.take(&portal).unwrap();
        let refused = |caller| places.take(caller).unwrap_err();
        assert_eq!(refused(&portal), RequestFault::TooManyAtATime);
        let third = places.take(&clerk).unwrap();
        assert_eq!(refused(&portal), RequestFault::Overloaded);
        assert_eq!(refused(&other), RequestFault::Overloaded);
        drop(third);
        assert_eq!(refused(&portal), RequestFault::TooManyAtATime);
        drop(first);
        let _again = places.take(&portal).unwrap();
        let _other = places.take(&other).unwrap();
        assert_eq!(places.taken().by_subject.len(), 2);
    }
}
