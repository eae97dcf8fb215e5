-- One projection of all sources. Queries are answered by the live one; a rebuild fills another beside it.
CREATE TABLE aggregator.generation (
    id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    state      text        NOT NULL CHECK (state IN ('building', 'live', 'retired')),
    started_at timestamptz NOT NULL
);

CREATE UNIQUE INDEX generation_live ON aggregator.generation (state) WHERE state = 'live';
CREATE UNIQUE INDEX generation_building ON aggregator.generation (state) WHERE state = 'building';

-- The dimensions of a generation. channel and service_level are the numbers of chiso_measure; channel 0 is none.
CREATE TABLE aggregator.cell (
    id            integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    generation    integer  NOT NULL REFERENCES aggregator.generation,
    unit          text     NOT NULL,
    procedure     text     NOT NULL,
    channel       smallint NOT NULL,
    service_level smallint NOT NULL,
    UNIQUE (generation, unit, procedure, channel, service_level)
);

-- Sum of the weights of a measure in a cell on a day of Asia/Ho_Chi_Minh. Values only ever change in place (room is left for
-- it, and no index holds them), and a row that came to 0 stays: there are at most cells x measures x days of them, and the
-- next event often touches it again. There is no foreign key, because its check would cost more than the row; cells are
-- committed before the first row that names them.
CREATE TABLE aggregator.daily (
    cell_id integer  NOT NULL,
    measure smallint NOT NULL,
    day     date     NOT NULL,
    value   bigint   NOT NULL,
    PRIMARY KEY (cell_id, measure, day)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);
