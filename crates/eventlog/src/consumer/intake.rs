use chiso_proto::eventlog::v1::EventRecord;
use tonic::Status;
use tracing::{Instrument, Span};

use super::applier::{Applier, Origin};
use super::bus::Delivery;
use super::replay::ReplayError;
use super::view::View;
use super::{Consumer, spans};
use crate::backoff::Backoff;
use crate::projection::Projection;
use crate::source_fault::SourceFault;

impl<P: Projection> Consumer<P> {
    /// Applies what came over the bus, then acknowledges it.
    pub(super) async fn take(
        &self,
        applier: &mut Applier<'_, P>,
        deliveries: &mut Vec<Delivery>,
    ) -> Result<(), sqlx::Error> {
        let mut events = Vec::with_capacity(deliveries.len());
        let mut strays = 0;
        let mut last = None;
        for delivery in deliveries.drain(..) {
            match delivery.event {
                Some(event) => events.push(event),
                None => strays += 1,
            }
            last = Some(delivery.acker);
        }
        if strays > 0 {
            applier.meters.stray.increment(strays);
            tracing::warn!(
                strays,
                stream = self.identity.stream,
                "messages on the stream that are not of the log"
            );
        }
        let receive = spans::receive(&self.identity, &events);
        let done = self.apply_all(applier, events, &receive).await?;
        if let (true, Some(last)) = (done, last) {
            // Lost acknowledgements come back as duplicates.
            if let Err(error) = last.ack().instrument(spans::ack(&receive)).await {
                tracing::debug!(error = %error, "batch was not acknowledged");
            }
        }
        Ok(())
    }

    /// Applies events in the order of their numbers; what is missing between them is read from the log. False if it was
    /// cancelled before the end, or the log has diverged.
    async fn apply_all(
        &self,
        applier: &mut Applier<'_, P>,
        mut events: Vec<EventRecord>,
        receive: &Span,
    ) -> Result<bool, sqlx::Error> {
        events.sort_by_key(|event| event.sequence);
        let received = events.len();
        events.dedup_by(|a, b| (a.sequence, &a.event_id) == (b.sequence, &b.event_id));
        applier
            .meters
            .duplicate
            .increment((received - events.len()) as u64);
        let mut rest = events.as_slice();
        while !applier.is_halted() {
            let known = rest.partition_point(|event| event.sequence <= applier.checkpoint());
            if applier.is_contradicted_by(&rest[..known]) {
                if self.ask_again(applier).await? {
                    self.distrust(applier, rest);
                    return Ok(true);
                }
                continue;
            }
            applier.meters.duplicate.increment(known as u64);
            spans::duplicates(&rest[..known], &self.identity, receive);
            rest = &rest[known..];
            let Some(first) = rest.first().map(|event| event.sequence) else {
                return Ok(true);
            };
            if first > applier.checkpoint() + 1 {
                self.fill(applier, first - 1, Origin::Gap).await?;
                if applier.checkpoint() < first - 1 && !applier.is_halted() {
                    self.distrust(applier, rest);
                    return Ok(true);
                }
                continue;
            }
            let run = rest
                .iter()
                .zip(first..)
                .take_while(|(event, number)| event.sequence == *number)
                .count();
            let count = applier.apply(&rest[..run], Origin::Bus, receive).await?;
            rest = &rest[count..];
        }
        Ok(false)
    }

    /// The bus has another event under the number of the one that was applied last, and the log is the record: true if that has
    /// it as it was applied.
    async fn ask_again(&self, applier: &mut Applier<'_, P>) -> Result<bool, sqlx::Error> {
        let mut backoff = Backoff::new();
        while let Some(asked) = applier
            .cancel
            .run_until_cancelled(View::ask(&self.log, applier.position()))
            .await
        {
            match asked {
                Ok(view) => {
                    applier.observe(Ok(view)).await?;
                    return Ok(!view.diverged);
                }
                Err(status) => self.wait_for_log(applier, &status, &mut backoff).await,
            }
        }
        Ok(false)
    }

    fn distrust(&self, applier: &Applier<'_, P>, events: &[EventRecord]) {
        applier.meters.unknown.increment(events.len() as u64);
        tracing::error!(
            sequence = events.first().map(|event| event.sequence),
            source = self.identity.uri,
            "the bus has events that the source's log does not have"
        );
    }

    async fn wait_for_log(&self, applier: &Applier<'_, P>, status: &Status, backoff: &mut Backoff) {
        tracing::warn!(source = self.identity.uri, status = %status, "the source's log cannot be read");
        backoff.pause(applier.cancel).await;
    }

    /// Reads events up to `to` from the log, and waits for the log if it is away.
    async fn fill(
        &self,
        applier: &mut Applier<'_, P>,
        to: i64,
        origin: Origin,
    ) -> Result<(), sqlx::Error> {
        let mut backoff = Backoff::new();
        tracing::info!(
            from = applier.checkpoint() + 1,
            to,
            source = self.identity.uri,
            "events are read from the log"
        );
        while !applier.is_halted() {
            match applier.replay(&self.log, to, origin).await {
                Ok(()) => return Ok(()),
                Err(ReplayError::Database(error)) => return Err(error),
                Err(ReplayError::Log(status)) => {
                    self.wait_for_log(applier, &status, &mut backoff).await;
                }
            }
        }
        Ok(())
    }

    /// Compares with the source's log; what the bus has not brought since the last time is read from it.
    pub(super) async fn compare(
        &self,
        applier: &mut Applier<'_, P>,
        seen: Result<View, SourceFault>,
        bus_moved: bool,
    ) -> Result<(), sqlx::Error> {
        applier.observe(seen).await?;
        match seen {
            Ok(View { head, .. })
                if head > applier.checkpoint() && !bus_moved && !applier.is_halted() =>
            {
                self.fill(applier, head, Origin::Replay).await
            }
            _ => Ok(()),
        }
    }
}
