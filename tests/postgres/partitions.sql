-- Partitions by range, list and hash.
CREATE TABLE events (id bigserial, happened_at timestamptz NOT NULL, patient_id integer NOT NULL, kind text NOT NULL, PRIMARY KEY (id, happened_at)) PARTITION BY RANGE (happened_at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE regions (id serial, region varchar(10) NOT NULL, population integer, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
CREATE TABLE regions_n PARTITION OF regions FOR VALUES IN ('north', 'east');
CREATE TABLE regions_s PARTITION OF regions FOR VALUES IN ('south');
CREATE TABLE readings (device uuid NOT NULL, at timestamp NOT NULL, value double precision, PRIMARY KEY (device, at)) PARTITION BY HASH (device);
CREATE TABLE readings_0 PARTITION OF readings FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE readings_1 PARTITION OF readings FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE buckets (number integer NOT NULL, label text) PARTITION BY RANGE (number);
CREATE TABLE buckets_a PARTITION OF buckets FOR VALUES FROM (0) TO (500);
CREATE TABLE buckets_b PARTITION OF buckets FOR VALUES FROM (500) TO (1000);
CREATE TABLE logs (day date NOT NULL, line text) PARTITION BY RANGE (day);
CREATE TABLE logs_rest PARTITION OF logs DEFAULT;
