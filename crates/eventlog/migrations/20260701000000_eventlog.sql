-- Events that are committed with the state they tell of, and not numbered yet. Rows live for milliseconds: the table is
-- all churn, so it is vacuumed by count and not by share.
CREATE TABLE eventlog.outbox (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id    uuid        NOT NULL,
    type        text        NOT NULL,
    subject     text        NOT NULL,
    org_code    text        NOT NULL,
    traceparent text,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    payload     bytea       NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);

-- The source's event log: 1..head without gaps, append only, for ever.
CREATE TABLE eventlog.log (
    sequence    bigint PRIMARY KEY CHECK (sequence > 0),
    event_id    uuid        NOT NULL,
    type        text        NOT NULL,
    subject     text        NOT NULL,
    org_code    text        NOT NULL,
    traceparent text,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    payload     bytea       NOT NULL
);

-- One row: the last number given, and up to which number the bus has acknowledged.
CREATE TABLE eventlog.head (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    sequence  bigint NOT NULL CHECK (sequence >= 0),
    published bigint NOT NULL CHECK (published >= 0 AND published <= sequence)
) WITH (fillfactor = 50);

INSERT INTO eventlog.head (sequence, published) VALUES (0, 0);

-- How far a consumer of a source has come. source_head is the source's head as it was last seen.
CREATE TABLE eventlog.checkpoint (
    consumer      text   NOT NULL,
    source        text   NOT NULL,
    last_sequence bigint NOT NULL DEFAULT 0 CHECK (last_sequence >= 0),
    source_head   bigint NOT NULL DEFAULT 0 CHECK (source_head >= 0),
    PRIMARY KEY (consumer, source)
) WITH (fillfactor = 50);

-- Events that a consumer could not apply. event is an encoded chiso.eventlog.v1.EventRecord.
CREATE TABLE eventlog.quarantine (
    consumer       text        NOT NULL,
    source         text        NOT NULL,
    sequence       bigint      NOT NULL,
    event          bytea       NOT NULL,
    reason         text        NOT NULL,
    detail         text        NOT NULL,
    quarantined_at timestamptz NOT NULL,
    PRIMARY KEY (consumer, source, sequence)
);

-- Answers that were given to keyed requests. Pruned by age, for which a BRIN index is enough and costs writes nothing.
CREATE TABLE eventlog.idempotency (
    scope        text        NOT NULL,
    key          text        NOT NULL,
    request_hash bytea       NOT NULL,
    response     bytea       NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (scope, key)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.05);

CREATE INDEX idempotency_created_at ON eventlog.idempotency USING brin (created_at) WITH (autosummarize = on);
