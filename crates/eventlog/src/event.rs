use bytes::Bytes;
use chiso_proto::eventlog::v1::EventRecord;
use chrono::{DateTime, Utc};
use prost_types::Timestamp;
use uuid::Uuid;

/// An event that a service commits together with the state it tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// `UUIDv7`; `ce-id` and `Nats-Msg-Id` on the bus.
    pub event_id: Uuid,
    /// Business name in the past tense, e.g. `DossierAccepted`.
    pub event: &'static str,
    /// Id of the entity that changed.
    pub subject: String,
    /// Official code of the unit concerned, e.g. `H05.26`; it ends the bus subject.
    pub org_code: String,
    /// W3C trace context of the `create <event>` span, see [`crate::trace::traceparent`].
    pub traceparent: Option<String>,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// When the service recorded it.
    pub recorded_at: DateTime<Utc>,
    /// Protobuf message, without personal data.
    pub payload: Bytes,
    /// Numbers of earlier events of this log that could not be counted and that this one settles; empty unless it is a
    /// correction. See [`crate::history`] for how a producer finds them.
    pub corrects: Vec<i64>,
}

/// Row of `eventlog.log`, and of `eventlog.outbox` with the number 0.
pub(crate) type EventRow = (
    i64,
    Uuid,
    String,
    String,
    String,
    Option<String>,
    DateTime<Utc>,
    DateTime<Utc>,
    Vec<u8>,
    Vec<i64>,
);

pub(crate) fn record_of(row: EventRow) -> EventRecord {
    let (
        sequence,
        event_id,
        event_type,
        subject,
        org_code,
        traceparent,
        occurred,
        recorded,
        payload,
        corrects,
    ) = row;
    EventRecord {
        sequence,
        event_id: event_id.to_string(),
        r#type: event_type,
        subject,
        org_code,
        traceparent: traceparent.unwrap_or_default(),
        occur_time: Some(timestamp(occurred)),
        record_time: Some(timestamp(recorded)),
        payload: payload.into(),
        corrects,
    }
}

/// The event's id, unless the bus damaged it.
pub(crate) fn id_of(event: &EventRecord) -> Option<Uuid> {
    event.event_id.parse().ok()
}

/// The numbers with commas between them.
pub(crate) fn joined(numbers: &[i64]) -> String {
    let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
    numbers.join(",")
}

/// The instant as a protobuf timestamp.
pub(crate) fn timestamp(at: DateTime<Utc>) -> Timestamp {
    Timestamp {
        seconds: at.timestamp(),
        nanos: i32::try_from(at.timestamp_subsec_nanos()).unwrap_or(0),
    }
}

/// The instant that a protobuf timestamp names, if there is one.
pub(crate) fn instant(timestamp: Option<&Timestamp>) -> Option<DateTime<Utc>> {
    let timestamp = timestamp?;
    DateTime::from_timestamp(timestamp.seconds, u32::try_from(timestamp.nanos).ok()?)
}
