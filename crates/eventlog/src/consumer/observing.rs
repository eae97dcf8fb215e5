use super::applier::Applier;
use super::view::View;
use crate::metric::number;
use crate::projection::Projection;
use crate::source_fault::SourceFault;
use crate::store::checkpoint::Standing;
use crate::store::{checkpoint, quarantine};

impl<P: Projection> Applier<'_, P> {
    /// Takes in and publishes where consumer and source stand; at the same time shows whether the connection lives.
    pub(super) async fn observe(
        &mut self,
        seen: Result<View, SourceFault>,
    ) -> Result<(), sqlx::Error> {
        let (consumer, source) = (&self.identity.consumer, &self.identity.uri);
        let quarantined = quarantine::count(&mut self.conn, consumer, source).await?;
        self.meters.in_quarantine.set(number(quarantined));
        self.reload().await?;
        match seen {
            // It was asked for by one who stood elsewhere, and the next one is on its way.
            Ok(view) if view.term != self.position().term => {}
            Ok(view) => self.see_source(view).await?,
            Err(fault) => {
                checkpoint::miss_source(&mut self.conn, consumer, source, fault.code()).await?;
                self.meters.miss_source(fault);
            }
        }
        self.meters.checkpoint.set(number(self.checkpoint()));
        let diverged = if self.standing().diverged { 1.0 } else { 0.0 };
        self.meters.diverged.set(diverged);
        Ok(())
    }

    async fn see_source(&mut self, view: View) -> Result<(), sqlx::Error> {
        let View { head, diverged, .. } = view;
        let (consumer, source) = (&self.identity.consumer, &self.identity.uri);
        let now = self.clock.now();
        checkpoint::see_source(&mut self.conn, consumer, source, (head, diverged), now).await?;
        if diverged && !self.standing().diverged {
            tracing::error!(
                head,
                checkpoint = self.checkpoint(),
                source,
                "the source's log is not the one that was applied: it was restored from an older state"
            );
        }
        self.stand(Standing {
            diverged,
            ..self.standing()
        });
        // A head that was asked for before the last events were applied says nothing about them.
        let head = if diverged {
            head
        } else {
            head.max(self.checkpoint())
        };
        self.meters.source_seen.set(number(now.timestamp()));
        self.meters.source_head.set(number(head));
        self.meters.lag.set(number(head - self.checkpoint()));
        Ok(())
    }
}
