-- Whoever appends has a transaction id before the first row draws its number, whatever it did before. So a number that was drawn
-- by some instant belongs to a transaction with an id from before it, and the relay knows when there can be no more rows up to
-- that number: when all of these transactions have ended. It then no more walks over what it has taken from the outbox, which a
-- long snapshot keeps from being vacuumed.
CREATE FUNCTION eventlog.assign_transaction_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_current_xact_id();
    RETURN NULL;
END
$$;

CREATE TRIGGER outbox_transaction_id BEFORE INSERT ON eventlog.outbox
    FOR EACH STATEMENT EXECUTE FUNCTION eventlog.assign_transaction_id();

-- The last number given is that of the log's last event. A row of its own would be rewritten with every window, and a long
-- snapshot would keep each of its versions.
ALTER TABLE eventlog.head DROP COLUMN sequence;

-- When the source's log was seen last, and why it cannot be seen since.
ALTER TABLE eventlog.checkpoint
    ADD COLUMN source_seen_at timestamptz,
    ADD COLUMN source_fault   text;
