//! `CloudEvents` 1.0 in binary mode over NATS headers, with extensions for the number, the clocks and corrections.

use async_nats::HeaderMap;
use async_nats::header::{HeaderName, NATS_MESSAGE_ID};
use chiso_proto::eventlog::v1::EventRecord;
use chrono::{DateTime, SecondsFormat, Utc};

use crate::event::{instant, joined, timestamp};

const SPEC_VERSION: HeaderName = HeaderName::from_static("ce-specversion");
const ID: HeaderName = HeaderName::from_static("ce-id");
const SOURCE: HeaderName = HeaderName::from_static("ce-source");
const TYPE: HeaderName = HeaderName::from_static("ce-type");
const TIME: HeaderName = HeaderName::from_static("ce-time");
const SUBJECT: HeaderName = HeaderName::from_static("ce-subject");
const SEQUENCE: HeaderName = HeaderName::from_static("ce-sequence");
const CORRECTS: HeaderName = HeaderName::from_static("ce-corrects");
const RECORDED_TIME: HeaderName = HeaderName::from_static("ce-recordedtime");
const PUBLISHED_TIME: HeaderName = HeaderName::from_static("ce-publishedtime");
const CONTENT_TYPE: HeaderName = HeaderName::from_static("content-type");
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// RFC 3339 in UTC with microseconds.
pub(crate) fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// Headers of a numbered event.
pub(crate) fn encode(event: &EventRecord, source: &str, published: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(SPEC_VERSION, "1.0");
    headers.insert(CONTENT_TYPE, "application/protobuf");
    headers.insert(SOURCE, source);
    headers.insert(PUBLISHED_TIME, published);
    headers.insert(NATS_MESSAGE_ID, event.event_id.as_str());
    headers.insert(ID, event.event_id.as_str());
    headers.insert(TYPE, one_line(&event.r#type));
    headers.insert(SUBJECT, one_line(&event.subject));
    headers.insert(SEQUENCE, format!("{:020}", event.sequence));
    for (name, time) in [
        (TIME, &event.occur_time),
        (RECORDED_TIME, &event.record_time),
    ] {
        if let Some(at) = instant(time.as_ref()) {
            headers.insert(name, rfc3339(at));
        }
    }
    if !event.traceparent.is_empty() {
        headers.insert(TRACEPARENT, one_line(&event.traceparent));
    }
    if !event.corrects.is_empty() {
        headers.insert(CORRECTS, joined(&event.corrects));
    }
    headers
}

/// The event that a message carries, or nothing if it is none of this source's log.
///
/// A message whose other headers are damaged counts as absent too: its number is then a gap, and the log has the record.
pub(crate) fn decode(message: async_nats::Message, source: &str) -> Option<EventRecord> {
    let headers = message.headers.as_ref()?;
    let text = |name| headers.get(name).map(async_nats::HeaderValue::as_str);
    let time = |name| {
        text(name)
            .and_then(|at| DateTime::parse_from_rfc3339(at).ok())
            .map(|at| timestamp(at.to_utc()))
    };
    if text(SOURCE)? != source {
        return None;
    }
    let sequence = text(SEQUENCE)?.parse().ok().filter(|number| *number > 0)?;
    Some(EventRecord {
        sequence,
        event_id: text(ID)?.to_owned(),
        r#type: text(TYPE)?.to_owned(),
        subject: text(SUBJECT)?.to_owned(),
        org_code: message
            .subject
            .splitn(5, '.')
            .nth(4)
            .unwrap_or_default()
            .to_owned(),
        traceparent: text(TRACEPARENT).unwrap_or_default().to_owned(),
        occur_time: Some(time(TIME)?),
        record_time: Some(time(RECORDED_TIME)?),
        payload: message.payload,
        corrects: text(CORRECTS).map_or(Some(Vec::new()), numbers)?,
    })
}

fn numbers(joined: &str) -> Option<Vec<i64>> {
    joined
        .split(',')
        .map(|number| number.parse().ok())
        .collect()
}

/// NATS headers end at a line break, and the client panics on one.
fn one_line(value: &str) -> String {
    value.replace(['\r', '\n'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> EventRecord {
        EventRecord {
            sequence: 42,
            event_id: "017e9ffe-6e60-7000-8000-000000000000".into(),
            r#type: "chiso.dossiers.v1.DossierAccepted".into(),
            subject: "017e9ffe-6e60-7000-8000-000000000001".into(),
            org_code: "H05.26".into(),
            traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".into(),
            occur_time: Some(timestamp("2022-01-28T09:45:00Z".parse().unwrap())),
            record_time: Some(timestamp("2022-01-28T09:45:00.000123Z".parse().unwrap())),
            payload: vec![1, 2, 3].into(),
            corrects: vec![7, 41],
        }
    }

    fn message(headers: HeaderMap) -> async_nats::Message {
        async_nats::Message {
            subject: "chiso.dossiers.v1.dossier_accepted.H05.26".into(),
            reply: None,
            payload: vec![1, 2, 3].into(),
            headers: Some(headers),
            status: None,
            description: None,
            length: 0,
        }
    }

    #[test]
    fn an_event_comes_back_as_it_went() {
        let headers = encode(&event(), "/chiso/dossiers", "2022-01-28T09:45:01.000000Z");
        assert_eq!(
            headers.get("ce-sequence").unwrap().as_str(),
            "00000000000000000042"
        );
        assert_eq!(
            headers.get("ce-recordedtime").unwrap().as_str(),
            "2022-01-28T09:45:00.000123Z"
        );
        assert_eq!(headers.get("ce-corrects").unwrap().as_str(), "7,41");
        assert_eq!(decode(message(headers), "/chiso/dossiers"), Some(event()));
    }

    #[test]
    fn what_is_not_of_the_log_is_none() {
        let headers = encode(&event(), "/chiso/dossiers", "");
        assert_eq!(decode(message(headers.clone()), "/chiso/documents"), None);
        for (name, value) in [
            ("ce-sequence", "0"),
            ("ce-sequence", "x"),
            ("ce-time", "yesterday"),
            ("ce-corrects", ""),
            ("ce-corrects", "7,,41"),
        ] {
            let mut damaged = headers.clone();
            damaged.insert(name, value);
            assert_eq!(decode(message(damaged), "/chiso/dossiers"), None);
        }
        assert_eq!(decode(message(HeaderMap::new()), "/chiso/dossiers"), None);
    }

    #[test]
    fn a_line_break_does_not_split_a_header() {
        let mut event = event();
        event.subject = "a\r\nce-type: forged".into();
        let headers = encode(&event, "/chiso/dossiers", "");
        assert_eq!(
            headers.get("ce-subject").unwrap().as_str(),
            "a  ce-type: forged"
        );
    }
}
