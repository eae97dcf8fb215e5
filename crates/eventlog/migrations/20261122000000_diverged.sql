-- event_id is the id of the event event_sequence: a consumer knows by it whether the source's log is still the one that it
-- applied. It counts only while event_sequence = last_sequence, for the version before this one moves the latter alone.
-- A consumer applies nothing while diverged.
ALTER TABLE eventlog.checkpoint
    ADD COLUMN event_sequence bigint,
    ADD COLUMN event_id       uuid,
    ADD COLUMN diverged       boolean NOT NULL DEFAULT false;
