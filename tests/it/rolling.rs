//! A rolling update: two replicas of each service at a time, then only the new ones.

use chiso_tests::System;

use crate::load::Load;

#[tokio::test]
async fn replicas_take_over_from_each_other() {
    let mut system = System::start().await;
    let load = Load::start(&system, 12, 2000, 400);
    load.progress(200).await;
    tokio::join!(system.dossiers.start(), system.aggregator.start());
    load.progress(500).await;
    // The old ones end in order, one of them with the lead of the relay, the other one with that of the consumer.
    tokio::join!(system.dossiers.stop(), system.aggregator.stop());
    load.progress(500).await;
    load.finish(&system).await;
}
