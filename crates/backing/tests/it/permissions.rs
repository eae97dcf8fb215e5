use std::time::Duration;

use async_nats::jetstream::consumer::PullConsumer;
use async_nats::jetstream::{self, AckKind};
use async_nats::{Client, ConnectOptions, Event};
use chiso_backing::{Backing, Durability, NatsLogin, Service};
use futures::StreamExt;
use tokio::sync::mpsc;

const SUBJECT: &str = "chiso.dossiers.v1.dossier_received.H05.26";

/// A client with what the server complained about.
struct Watched {
    client: Client,
    complaints: mpsc::UnboundedReceiver<String>,
}

impl Watched {
    async fn connect(login: NatsLogin) -> anyhow::Result<Self> {
        let (report, complaints) = mpsc::unbounded_channel();
        let options = ConnectOptions::new().event_callback(move |event| {
            let report = report.clone();
            async move {
                if let Event::ServerError(complaint) = event {
                    report.send(complaint.to_string()).ok();
                }
            }
        });
        Ok(Self {
            client: login.connect_with(options).await?,
            complaints,
        })
    }

    /// The server's complaint about a forbidden publish or subscription.
    async fn violation(&mut self) -> anyhow::Result<String> {
        let complaint =
            tokio::time::timeout(Duration::from_secs(10), self.complaints.recv()).await?;
        Ok(complaint.unwrap_or_default().to_lowercase())
    }

    async fn may_not_publish(&mut self, subject: &str) -> anyhow::Result<()> {
        self.client.publish(subject.to_owned(), "x".into()).await?;
        self.client.flush().await?;
        let complaint = self.violation().await?;
        let expected = format!("permissions violation for publish to \"{subject}\"");
        assert!(complaint.contains(&expected.to_lowercase()), "{complaint}");
        Ok(())
    }

    async fn may_not_subscribe(&mut self, subject: &str) -> anyhow::Result<()> {
        let _subscription = self.client.subscribe(subject.to_owned()).await?;
        self.client.flush().await?;
        let complaint = self.violation().await?;
        let expected = format!("permissions violation for subscription to \"{subject}\"");
        assert!(complaint.contains(&expected.to_lowercase()), "{complaint}");
        Ok(())
    }
}

#[tokio::test]
async fn the_producer_publishes_its_events_and_nothing_else() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let backing = Backing::start(home.path(), Durability::Volatile).await?;
    let mut dossiers = Watched::connect(backing.nats_login(Service::Dossiers)?).await?;
    let jetstream = jetstream::new(dossiers.client.clone());
    let ack = jetstream.publish(SUBJECT, "event".into()).await?.await?;
    assert_eq!((ack.stream.as_str(), ack.sequence), ("CHISO_DOSSIERS", 1));

    for subject in [
        "chiso.documents.v1.document_signed.H05.26",
        "$JS.API.CONSUMER.CREATE.CHISO_DOSSIERS.mine",
        "$JS.API.CONSUMER.DURABLE.CREATE.CHISO_DOSSIERS.mine",
        "$JS.API.CONSUMER.MSG.NEXT.CHISO_DOSSIERS.aggregator",
        "$JS.API.STREAM.PURGE.CHISO_DOSSIERS",
        "$JS.API.STREAM.DELETE.CHISO_DOSSIERS",
        "$JS.API.STREAM.MSG.GET.CHISO_DOSSIERS",
        "$JS.ACK.CHISO_DOSSIERS.aggregator.1.1.1.1.0",
    ] {
        dossiers.may_not_publish(subject).await?;
    }
    for subject in [
        "chiso.dossiers.v1.>",
        "_INBOX_aggregator.>",
        "_INBOX.>",
        ">",
    ] {
        dossiers.may_not_subscribe(subject).await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_consumer_reads_through_its_durable_and_nothing_else() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let backing = Backing::start(home.path(), Durability::Volatile).await?;
    let producer = backing.nats_login(Service::Dossiers)?.connect().await?;
    for _ in 0..3 {
        jetstream::new(producer.clone())
            .publish(SUBJECT, "event".into())
            .await?
            .await?;
    }

    let mut aggregator = Watched::connect(backing.nats_login(Service::Aggregator)?).await?;
    let jetstream = jetstream::new(aggregator.client.clone());
    let mut consumer: PullConsumer = jetstream
        .get_consumer_from_stream("aggregator", "CHISO_DOSSIERS")
        .await?;
    let mut batch = consumer.fetch().max_messages(10).messages().await?;
    let mut last = None;
    while let Some(message) = batch.next().await {
        let message = message.map_err(anyhow::Error::msg)?;
        last = Some(message);
    }
    let last = last.expect("three messages were published");
    assert_eq!(&*last.payload, b"event");
    last.double_ack_with(AckKind::Ack)
        .await
        .map_err(anyhow::Error::msg)?;
    let info = consumer.info().await?;
    assert_eq!(
        (info.ack_floor.stream_sequence, info.num_ack_pending),
        (3, 0)
    );

    for subject in [
        "chiso.dossiers.v1.x",
        "$JS.API.CONSUMER.CREATE.CHISO_DOSSIERS.mine",
        "$JS.API.CONSUMER.DELETE.CHISO_DOSSIERS.aggregator",
        "$JS.API.STREAM.INFO.CHISO_DOSSIERS",
        "$JS.API.STREAM.MSG.GET.CHISO_DOSSIERS",
        "$JS.API.DIRECT.GET.CHISO_DOSSIERS",
    ] {
        aggregator.may_not_publish(subject).await?;
    }
    for subject in ["chiso.dossiers.v1.>", "_INBOX_dossiers.>", ">"] {
        aggregator.may_not_subscribe(subject).await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_provisioner_cannot_publish_an_event_and_strangers_cannot_log_in() -> anyhow::Result<()>
{
    let home = tempfile::tempdir()?;
    let backing = Backing::start(home.path(), Durability::Volatile).await?;
    let mut admin = Watched::connect(backing.nats_admin()?).await?;
    admin.may_not_publish(SUBJECT).await?;
    admin.may_not_subscribe("chiso.>").await?;
    // What exists already is no fault.
    backing.provision().await?;

    let url = backing.nats_admin()?.url;
    assert!(async_nats::connect(&url).await.is_err());
    Ok(())
}
