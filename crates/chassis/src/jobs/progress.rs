use tokio::sync::watch;

/// How much of how much, in which unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count<U> {
    /// What is done.
    pub done: i64,
    /// What there is to do, where that is known.
    pub total: Option<i64>,
    /// What is counted, e.g. `events`; empty before anything is.
    pub unit: U,
}

/// Tiến độ: where a job tells how far it has come. Clones tell of the same job.
#[derive(Clone, Debug)]
pub struct Progress(watch::Sender<Count<&'static str>>);

impl Progress {
    pub(super) fn new() -> (Self, watch::Receiver<Count<&'static str>>) {
        let (sender, receiver) = watch::channel(Count::default());
        (Self(sender), receiver)
    }

    /// Begins to count something.
    pub fn begin(&self, unit: &'static str, total: Option<i64>) {
        self.0.send_replace(Count {
            done: 0,
            total,
            unit,
        });
    }

    /// So many more are done; never more than there are.
    pub fn add(&self, done: usize) {
        let done = i64::try_from(done).unwrap_or(i64::MAX);
        self.0.send_modify(|count| {
            let sum = count.done.saturating_add(done);
            count.done = count.total.map_or(sum, |total| sum.min(total));
        });
    }
}
