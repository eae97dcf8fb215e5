-- One row per dossier. The life of a dossier is `steps`; the columns beside it repeat what lists filter by.
CREATE TABLE dossiers.dossier (
    id uuid PRIMARY KEY,
    code text NOT NULL CONSTRAINT dossier_code_key UNIQUE,
    procedure_code text NOT NULL,
    receiving_unit text NOT NULL,
    competent_unit text NOT NULL,
    channel smallint NOT NULL,
    state smallint NOT NULL,
    accepted_on date,
    -- what a person typed (the applicant's data, the reasons of steps), sealed with a key that the database does not have
    personal bytea NOT NULL,
    -- what the applicant is found by: keyed digests of the id number, and of the name as it is spelt and without its marks
    id_number_blind bytea,
    name_blind bytea NOT NULL,
    folded_name_blind bytea NOT NULL,
    -- the key of the four columns above
    key_id smallint NOT NULL,
    -- without reasons
    steps jsonb NOT NULL,
    -- the facet as it was last published
    facet bytea NOT NULL,
    version bigint NOT NULL
);

CREATE INDEX dossier_receiving_unit ON dossiers.dossier (receiving_unit, id DESC);
CREATE INDEX dossier_id_number ON dossiers.dossier (id_number_blind, id DESC) WHERE id_number_blind IS NOT NULL;
CREATE INDEX dossier_folded_name ON dossiers.dossier (folded_name_blind, id DESC);
CREATE INDEX dossier_key ON dossiers.dossier (key_id, id);

-- The last sequence number given out for a unit and day.
CREATE TABLE dossiers.code_series (
    unit_code text NOT NULL,
    day date NOT NULL,
    last_sequence bigint NOT NULL,
    PRIMARY KEY (unit_code, day)
);

-- Procedure versions once published stay, whatever becomes of the catalogue files.
CREATE TABLE dossiers.procedure_version (
    code text NOT NULL,
    version integer NOT NULL,
    definition text NOT NULL,
    facet bytea NOT NULL,
    PRIMARY KEY (code, version)
);

CREATE TABLE dossiers.import (
    id uuid PRIMARY KEY,
    subject text NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    lines bigint NOT NULL DEFAULT 0,
    created bigint NOT NULL DEFAULT 0,
    continued bigint NOT NULL DEFAULT 0,
    unchanged bigint NOT NULL DEFAULT 0,
    refused bigint NOT NULL DEFAULT 0
);

CREATE TABLE dossiers.import_refusal (
    import_id uuid NOT NULL REFERENCES dossiers.import,
    line bigint NOT NULL,
    field text NOT NULL,
    code text NOT NULL,
    message text NOT NULL,
    PRIMARY KEY (import_id, line)
);
