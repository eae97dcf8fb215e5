-- Work that outlives the request that started it. A job is running as long as somebody holds the advisory lock of its id: the
-- replica that runs it does, on a connection of its own. A row that says so without the lock is of a replica that died.
CREATE TABLE jobs.job (
    id               uuid        PRIMARY KEY,
    kind             text        NOT NULL,
    -- Jobs with the same one exclude each other.
    exclusion        text        NOT NULL,
    state            text        NOT NULL CHECK (state IN ('running', 'succeeded', 'failed', 'cancelled')),
    started_by       text        NOT NULL,
    request_key      text        NOT NULL,
    started_at       timestamptz NOT NULL,
    ended_at         timestamptz,
    done             bigint      NOT NULL DEFAULT 0,
    total            bigint,
    unit             text        NOT NULL DEFAULT '',
    cancel_requested boolean     NOT NULL DEFAULT false,
    result           jsonb,
    error_code       text,
    error_detail     text,
    CHECK ((state = 'running') = (ended_at IS NULL)),
    UNIQUE (started_by, request_key)
);

CREATE UNIQUE INDEX job_running ON jobs.job (exclusion) WHERE state = 'running';
