-- A line of an import may have several faults.
ALTER TABLE dossiers.import_refusal ADD COLUMN ordinal smallint NOT NULL DEFAULT 0;
ALTER TABLE dossiers.import_refusal DROP CONSTRAINT import_refusal_pkey;
ALTER TABLE dossiers.import_refusal ADD PRIMARY KEY (import_id, line, ordinal);

-- Open dossiers whose due time was computed over a year without a calendar.
ALTER TABLE dossiers.dossier ADD COLUMN due_provisional boolean NOT NULL DEFAULT false;
CREATE INDEX dossier_due_provisional ON dossiers.dossier (id) WHERE due_provisional;

-- Lists: the dossiers of a unit by role, state, procedure and day of acceptance.
CREATE INDEX dossier_receiving_state ON dossiers.dossier (receiving_unit, state, id DESC);
CREATE INDEX dossier_receiving_accepted ON dossiers.dossier (receiving_unit, accepted_on);
CREATE INDEX dossier_receiving_procedure ON dossiers.dossier (receiving_unit, procedure_code, id DESC);
CREATE INDEX dossier_competent ON dossiers.dossier (competent_unit, id DESC)
    WHERE competent_unit <> receiving_unit;
CREATE INDEX dossier_competent_state ON dossiers.dossier (competent_unit, state, id DESC)
    WHERE competent_unit <> receiving_unit;
CREATE INDEX dossier_competent_procedure ON dossiers.dossier (competent_unit, procedure_code, id DESC)
    WHERE competent_unit <> receiving_unit;
CREATE INDEX dossier_competent_accepted ON dossiers.dossier (competent_unit, accepted_on)
    WHERE competent_unit <> receiving_unit;

-- Codes are looked for by their beginnings.
CREATE INDEX dossier_code_prefix ON dossiers.dossier (code text_pattern_ops);

-- Due times that were computed again when the calendar of a year came.
CREATE TABLE dossiers.due_revision (
    dossier_id uuid NOT NULL REFERENCES dossiers.dossier,
    version bigint NOT NULL,
    revised_at timestamptz NOT NULL,
    was timestamptz NOT NULL,
    due timestamptz NOT NULL,
    PRIMARY KEY (dossier_id, version)
);
CREATE INDEX due_revision_time ON dossiers.due_revision (revised_at DESC, dossier_id DESC);
