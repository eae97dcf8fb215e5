//! The document of the events (docs/asyncapi.yaml) says what the service does, neither more nor less.

use std::collections::{BTreeMap, BTreeSet};

use chiso_eventlog::Source;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::log::events;

const DOCUMENT: &str = include_str!("../../../../docs/asyncapi.yaml");
const TOPOLOGY: &str = include_str!("../../../../deploy/nats/topology.toml");
const SOURCE: Source = Source { domain: "dossiers" };

/// Subjects by event type, with `{org_code}` for what the unit decides.
type Subjects = BTreeMap<String, String>;

#[tokio::test]
async fn every_event_and_no_other_is_in_the_document() {
    let app = TestApp::start().await;
    live_every_life(&app).await;
    let later = TestApp::start_at("2026-12-30T09:00:00+07:00").await;
    crate::due_times::revised(&later).await;
    let mut seen = Subjects::new();
    for event in events(&app).await.into_iter().chain(events(&later).await) {
        let subject = SOURCE.bus_subject(&event.r#type, &event.org_code);
        let end = format!(".{}", event.org_code);
        let template = subject.strip_suffix(&end).unwrap().to_owned() + ".{org_code}";
        seen.insert(event.r#type, template);
    }
    assert_eq!(seen, documented_subjects(&document()));
}

#[test]
fn every_event_is_sent_by_the_source_and_received_through_the_durable() {
    let document = document();
    let messages = &document["components"]["messages"];
    for (name, message) in messages.as_object().unwrap() {
        assert_eq!(message["name"], SOURCE.event_type(name), "{name}");
    }
    let event = &document["components"]["schemas"]["CloudEvent"]["properties"];
    assert_eq!(event["ce-source"]["const"], SOURCE.uri());

    let mut channels: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for operation in document["operations"].as_object().unwrap().values() {
        let channel = operation["channel"]["$ref"].as_str().unwrap();
        let action = operation["action"].as_str().unwrap();
        channels
            .entry(channel.strip_prefix("#/channels/").unwrap())
            .or_default()
            .insert(action);
        if action == "receive" {
            assert_eq!(operation["x-stream"], SOURCE.stream(), "{channel}");
            assert_eq!(operation["x-durable"], "aggregator", "{channel}");
        }
    }
    let documented = document["channels"].as_object().unwrap();
    assert!(channels.keys().eq(documented.keys()), "{channels:?}");
    let both = BTreeSet::from(["receive", "send"]);
    assert!(channels.values().all(|actions| *actions == both));
}

#[test]
fn streams_and_durables_are_those_that_are_provisioned() {
    let provisioned: Topology = toml::from_str(TOPOLOGY).unwrap();
    let provisioned: Vec<Value> = provisioned
        .stream
        .into_iter()
        .map(|stream| {
            let durables: Vec<_> = stream.consumer.into_iter().map(|c| c.name).collect();
            json!({ "name": stream.name, "subjects": stream.subjects, "durables": durables })
        })
        .collect();
    let document = document();
    let documented: Vec<Value> = document["x-streams"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stream| {
            let durables = stream["durables"].as_array().unwrap();
            let durables: Vec<_> = durables.iter().map(|durable| &durable["name"]).collect();
            json!({ "name": stream["name"], "subjects": stream["subjects"], "durables": durables })
        })
        .collect();
    assert_eq!(documented, provisioned);
    let own = json!({ "name": SOURCE.stream(), "subjects": [SOURCE.subjects()], "durables": ["aggregator"] });
    assert!(documented.contains(&own), "{documented:?}");
}

/// Takes every transition that there is, through the public interface.
async fn live_every_life(app: &TestApp) {
    let lives: [&[&str]; 4] = [
        &["reject-intake"],
        &[
            "accept",
            "request-supplement",
            "receive-supplement",
            "resolve",
            "deliver",
        ],
        &["accept", "refuse"],
        &["accept", "withdraw"],
    ];
    for life in lives {
        let mut dossier = app.submitted().await;
        for verb in life {
            let needs_reason = ["reject-intake", "request-supplement", "refuse", "withdraw"];
            let body = needs_reason
                .contains(verb)
                .then(|| json!({ "reason": "Thiếu bản sao" }));
            let answer = app.step(&dossier, verb, body).await;
            assert_eq!(answer.status, 200, "{verb}: {:?}", answer.json);
            dossier = answer.json;
        }
        assert_eq!(crate::correct::undone(app, &dossier).await.status, 200);
    }
}

fn document() -> Value {
    serde_norway::from_str(DOCUMENT).unwrap()
}

fn documented_subjects(document: &Value) -> Subjects {
    let channels = document["channels"].as_object().unwrap().values();
    channels
        .map(|channel| {
            let messages = channel["messages"].as_object().unwrap();
            assert_eq!(messages.len(), 1, "one event, one channel");
            let reference = messages.values().next().unwrap()["$ref"].as_str().unwrap();
            let message = document.pointer(&reference[1..]).unwrap();
            let subject = channel["address"].as_str().unwrap();
            (
                message["name"].as_str().unwrap().to_owned(),
                subject.to_owned(),
            )
        })
        .collect()
}

#[derive(Deserialize)]
struct Topology {
    stream: Vec<Stream>,
}

#[derive(Deserialize)]
struct Stream {
    name: String,
    subjects: Vec<String>,
    #[serde(default)]
    consumer: Vec<Consumer>,
}

#[derive(Deserialize)]
struct Consumer {
    name: String,
}
