-- Every type that a column may have.
CREATE TYPE mood AS ENUM ('calm', 'anxious', 'it''s "complicated"');
CREATE TYPE dose AS (amount numeric(6,2), unit varchar(8), taken_at timestamptz);
CREATE TYPE span AS RANGE (subtype = numeric);
CREATE DOMAIN percentage AS numeric(5,2) CHECK (VALUE >= 0 AND VALUE <= 100);
CREATE DOMAIN case_code AS text CHECK (VALUE ~ '^[A-Z]{2}-[0-9]{4}$') NOT NULL;
CREATE DOMAIN short_name AS varchar(12);
CREATE TABLE numbers (
    id bigserial PRIMARY KEY, small smallint NOT NULL, whole integer NOT NULL, big bigint NOT NULL,
    fixed numeric(7,3) NOT NULL, loose numeric NOT NULL, tiny numeric(3,3) NOT NULL, even numeric(20,0) NOT NULL,
    single real NOT NULL, twice double precision NOT NULL, cost money NOT NULL, flag boolean NOT NULL, reference oid NOT NULL,
    doubled bigint GENERATED ALWAYS AS (whole * 2) STORED
);
CREATE TABLE texts (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, free text NOT NULL, short varchar(3) NOT NULL, one "char" NOT NULL,
    padded char(5) NOT NULL, system name NOT NULL, code case_code, called short_name NOT NULL, feeling mood NOT NULL,
    share percentage NOT NULL, bits bit(7) NOT NULL, more_bits bit varying(12) NOT NULL, raw bytea NOT NULL,
    words tsvector NOT NULL, question tsquery NOT NULL, markup xml NOT NULL, details json NOT NULL, extra jsonb NOT NULL,
    path jsonpath NOT NULL, global_id uuid NOT NULL
);
CREATE TABLE times (
    id smallserial PRIMARY KEY, day date NOT NULL, moment timestamp NOT NULL, instant timestamptz(3) NOT NULL,
    clock time NOT NULL, zoned timetz NOT NULL, length interval NOT NULL, days daterange NOT NULL, hours tsrange NOT NULL,
    instants tstzrange NOT NULL, counts int4range NOT NULL, many int8range NOT NULL, amounts numrange NOT NULL,
    own span NOT NULL, several int4multirange NOT NULL, stays datemultirange NOT NULL
);
CREATE TABLE places (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), spot point NOT NULL, straight line NOT NULL, part lseg NOT NULL,
    area box NOT NULL, way path NOT NULL, shape polygon NOT NULL, round circle NOT NULL, address inet NOT NULL,
    network cidr NOT NULL, adapter macaddr NOT NULL, adapter8 macaddr8 NOT NULL, log_position pg_lsn NOT NULL
);
CREATE TABLE lists (
    id serial PRIMARY KEY, tags text[] NOT NULL, counts integer[] NOT NULL, moods mood[] NOT NULL, grid integer[][] NOT NULL,
    days date[] NOT NULL, keys uuid[] NOT NULL, flags boolean[] NOT NULL, last_dose dose NOT NULL, doses dose[] NOT NULL,
    amounts numeric(6,2)[] NOT NULL, documents jsonb[] NOT NULL, moments timestamptz[] NOT NULL, short varchar(4)[] NOT NULL
);
