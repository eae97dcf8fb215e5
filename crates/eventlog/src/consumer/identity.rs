use crate::source::Source;

/// Who consumes what.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    pub(super) consumer: String,
    pub(super) uri: String,
    pub(super) stream: String,
    pub(super) subjects: String,
}

impl Identity {
    pub(super) fn new(consumer: &str, source: Source) -> Self {
        Self {
            consumer: consumer.to_owned(),
            uri: source.uri(),
            stream: source.stream(),
            subjects: source.subjects(),
        }
    }

    /// Name of the leader's lock.
    pub(super) fn lock(&self) -> String {
        format!("chiso.eventlog.consumer.{}{}", self.consumer, self.uri)
    }
}
