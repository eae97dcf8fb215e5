-- A correction names the events that could not be counted and that it settles.
ALTER TABLE eventlog.outbox ADD COLUMN corrects bigint[] NOT NULL DEFAULT '{}';
ALTER TABLE eventlog.log ADD COLUMN corrects bigint[] NOT NULL DEFAULT '{}';

-- The events of one entity are looked for once in a while, by who corrects it. A BTREE would cost every event more than the
-- event itself; Bloom filters per range cost next to nothing.
CREATE INDEX log_subject ON eventlog.log USING brin (subject text_bloom_ops) WITH (autosummarize = on);
