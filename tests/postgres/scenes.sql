-- Checks that only together say what may stand in a row: places that are inherited, who may do what, entries of one of several sorts.
CREATE TABLE sections (
    id serial PRIMARY KEY, parent_id integer REFERENCES sections, title varchar(60) NOT NULL, hidden boolean NOT NULL,
    CHECK ((parent_id IS NULL) = (id = 0)), CHECK (id <> 0 OR NOT hidden)
);
CREATE TABLE rooms (id serial PRIMARY KEY, name varchar(40) NOT NULL);
CREATE TABLE meetings (
    id serial PRIMARY KEY, section_id integer REFERENCES sections, inherits_place boolean NOT NULL, open smallint NOT NULL CHECK (open IN (0, 1, 2)),
    room_id integer REFERENCES rooms, room_name text NOT NULL, venue_name text NOT NULL, address text NOT NULL,
    CHECK (NOT inherits_place OR (room_id IS NULL AND room_name = '' AND venue_name = '' AND address = '')),
    CHECK (room_id IS NULL OR (room_name = '' AND venue_name = '')), CHECK (room_name = '' OR venue_name <> ''),
    CHECK (section_id IS NOT NULL OR open = 1)
);
CREATE TABLE groups (id serial PRIMARY KEY, name varchar(80) NOT NULL UNIQUE);
CREATE TABLE people (id serial PRIMARY KEY, first_name varchar(40) NOT NULL, last_name varchar(40) NOT NULL);
CREATE TABLE grants (
    id serial PRIMARY KEY, meeting_id integer NOT NULL REFERENCES meetings, type smallint NOT NULL CHECK (type IN (1, 2, 3, 4)),
    person_id integer REFERENCES people, group_id integer REFERENCES groups, provider varchar(20), provider_group varchar(60), email varchar(80),
    may_read boolean NOT NULL, may_all boolean NOT NULL, permissions varchar(20)[] NOT NULL,
    CHECK (type <> 1 OR (person_id IS NOT NULL AND group_id IS NULL AND provider IS NULL AND provider_group IS NULL AND email IS NULL)),
    CHECK (type <> 2 OR (person_id IS NULL AND group_id IS NOT NULL AND provider IS NULL AND provider_group IS NULL AND email IS NULL)),
    CHECK (type <> 3 OR (person_id IS NULL AND group_id IS NULL AND provider IS NOT NULL AND provider_group IS NOT NULL AND email IS NULL)),
    CHECK (type <> 4 OR (person_id IS NULL AND group_id IS NULL AND provider IS NULL AND provider_group IS NULL AND email IS NOT NULL)),
    CHECK (may_read OR may_all OR array_length(permissions, 1) IS NOT NULL), CHECK (type NOT IN (2, 3) OR NOT (permissions && ARRAY['edit'::varchar]))
);
CREATE UNIQUE INDEX grants_person ON grants (person_id, meeting_id) WHERE type = 1;
CREATE UNIQUE INDEX grants_group ON grants (group_id, meeting_id) WHERE type = 2;
CREATE UNIQUE INDEX grants_provider ON grants (provider, provider_group, meeting_id) WHERE type = 3;
CREATE TABLE talks (id serial PRIMARY KEY, meeting_id integer NOT NULL REFERENCES meetings, title text NOT NULL);
CREATE TABLE breaks (id serial PRIMARY KEY, title text NOT NULL);
CREATE TABLE blocks (id serial PRIMARY KEY, title text NOT NULL);
CREATE TABLE entries (
    id serial PRIMARY KEY, meeting_id integer NOT NULL REFERENCES meetings, parent_id integer REFERENCES entries, type smallint NOT NULL CHECK (type IN (1, 2, 3)),
    block_id integer UNIQUE REFERENCES blocks, talk_id integer UNIQUE REFERENCES talks, break_id integer UNIQUE REFERENCES breaks,
    CHECK (type <> 1 OR (parent_id IS NULL AND block_id IS NOT NULL AND talk_id IS NULL AND break_id IS NULL)),
    CHECK (type <> 2 OR (block_id IS NULL AND talk_id IS NOT NULL AND break_id IS NULL)),
    CHECK (type <> 3 OR (block_id IS NULL AND talk_id IS NULL AND break_id IS NOT NULL))
);
CREATE TABLE badges (id serial PRIMARY KEY, talk_id integer UNIQUE REFERENCES talks, replaces_id integer UNIQUE REFERENCES badges, label text NOT NULL);
-- More rows than there are to refer to, each by itself: some are of a sort that refers to none, or there is one of each.
CREATE TABLE slots (id serial PRIMARY KEY, meeting_id integer NOT NULL REFERENCES meetings, sort text NOT NULL CHECK (sort IN ('talk', 'break', 'free')),
    talk_id integer UNIQUE REFERENCES talks, break_id integer UNIQUE REFERENCES breaks,
    CHECK ((sort = 'talk') = (talk_id IS NOT NULL)), CHECK ((sort = 'break') = (break_id IS NOT NULL)));
CREATE TABLE posters (id serial PRIMARY KEY, room_id integer NOT NULL REFERENCES rooms, block_id integer UNIQUE REFERENCES blocks, break_id integer UNIQUE REFERENCES breaks,
    CHECK (num_nonnulls(block_id, break_id) = 1));
-- What one column must hold is no question of the others; there are fewer documents than exports.
CREATE TABLE exports (id serial PRIMARY KEY, meeting_id integer NOT NULL REFERENCES meetings, document_id integer UNIQUE REFERENCES blocks, data bytea, filename text,
    CHECK ((data IS NULL AND document_id IS NOT NULL) OR (data IS NOT NULL AND document_id IS NULL)), CHECK (data IS NULL OR length(data) > 0),
    CHECK ((filename IS NULL) = (document_id IS NOT NULL)));
-- What is there exactly where something is one thing and no other, absent or not.
CREATE TABLE screenings (id serial PRIMARY KEY, destination text CHECK (destination IN ('same_day', 'schedule', 'oriented')), appointment_number integer, orientation_note text,
    CHECK ((NOT (destination IS DISTINCT FROM 'schedule')) = (appointment_number IS NOT NULL)),
    CHECK ((destination IS DISTINCT FROM 'oriented' AND orientation_note IS NULL)
        OR ((NOT (destination IS DISTINCT FROM 'oriented')) AND orientation_note IS NOT NULL AND length(btrim(orientation_note)) BETWEEN 1 AND 500)));
