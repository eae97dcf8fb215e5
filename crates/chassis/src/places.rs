//! Places at a time: so many in all, and of these so many for one caller.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::auth::Caller;
use crate::error::RequestFault;

/// Places for work of one kind. One caller never takes all of them, as long as `per_caller` is less than `total`. Clones share them.
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
        let mut taken = self.taken();
        if taken.all >= self.0.total {
            return Err(RequestFault::Overloaded);
        }
        let subject = caller.shared_subject();
        let own = taken.by_subject.entry(Arc::clone(&subject)).or_default();
        if *own >= self.0.per_caller {
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
