-- Checks as applications write them and the server spells them: blanks, the clock, ages, spans, times of day, items, documents,
-- cases, beginnings, lengths, sums, and ways that go together. Nothing may be absent, so that no check holds by NULL.

CREATE TABLE people (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    nick text NOT NULL CHECK (trim(both from coalesce(nick, '')) <> ''),
    call_sign text NOT NULL CHECK (call_sign = upper(call_sign)),
    handle text NOT NULL CHECK (handle = lower(handle) AND position(' ' IN handle) = 0),
    born date NOT NULL CHECK (born <= CURRENT_DATE AND born > CURRENT_DATE - interval '120 years'),
    joined date NOT NULL CHECK (age(joined) < interval '100 years'),
    enrolled date NOT NULL CHECK (date_part('year', age(enrolled)) < 100),
    seen_at timestamptz NOT NULL CHECK (seen_at <= now()),
    renewal date NOT NULL CHECK (renewal > CURRENT_DATE),
    pin text NOT NULL CHECK (pin !~ '[^0-9]'),
    badge varchar(20) NOT NULL CHECK (badge LIKE 'B-%'),
    folder text NOT NULL CHECK (folder NOT LIKE '% %' AND left(folder, 2) = 'F/'),
    plan text NOT NULL CHECK (starts_with(plan, 'PLAN')),
    bank_code text NOT NULL CHECK (length(bank_code) IN (8, 11)),
    area text NOT NULL CHECK (area SIMILAR TO '[0-9]{5}(-[0-9]{4})?')
);

CREATE TABLE shifts (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id integer NOT NULL REFERENCES people,
    begins time NOT NULL CHECK (begins >= '08:00' AND begins <= '18:00'),
    lasts interval NOT NULL CHECK (lasts >= interval '4 hours' AND lasts <= interval '12 hours'),
    pause interval NOT NULL CHECK (pause > '0'),
    tags text[] NOT NULL CHECK (cardinality(tags) BETWEEN 2 AND 5),
    roles text[] NOT NULL CHECK (array_length(roles, 1) > 0),
    settings jsonb NOT NULL CHECK (jsonb_typeof(settings) = 'object'),
    history jsonb NOT NULL CHECK (jsonb_typeof(history) = 'array'),
    month date NOT NULL CHECK (month = date_trunc('month', month)),
    comment text NOT NULL CHECK (octet_length(comment) > 0)
);

CREATE TABLE payments (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fee integer NOT NULL CHECK (fee >= 0),
    tax integer NOT NULL CHECK (tax >= 0),
    total integer NOT NULL CHECK (total = fee + tax),
    way text NOT NULL,
    share integer NOT NULL,
    closed_on date,
    reason text,
    CHECK ((way = 'percent' AND share <= 100) OR way = 'amount'),
    CHECK (reason = '' OR reason ~ '^[A-Z]{3}$'),
    CHECK ((way = 'percent' AND closed_on IS NOT NULL AND reason IS NULL)
        OR (way = 'amount' AND closed_on IS NULL AND reason IS NOT NULL))
);

CREATE TABLE remarks (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    body text NOT NULL CHECK (btrim(body) <> '')
);

CREATE TABLE labels (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sigil varchar(5) NOT NULL CHECK (sigil LIKE 'B-%'),
    letters varchar(3) NOT NULL CHECK (letters NOT LIKE '% %' AND letters NOT LIKE '%1%'),
    rating varchar(2) NOT NULL CHECK (rating::integer BETWEEN 1 AND 5),
    size varchar(4) NOT NULL CHECK (length(size) IN (2, 9) AND size <> 'extra large'),
    note text CHECK (note SIMILAR TO 'see [A-Z]{4}')
);

-- One column stands in two choices: a file has data and a name, or is a remark.
CREATE TABLE files (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    remark_id integer UNIQUE REFERENCES remarks,
    data bytea,
    file_name text,
    CHECK ((data IS NULL AND remark_id IS NOT NULL) OR (data IS NOT NULL AND remark_id IS NULL)),
    CHECK (num_nonnulls(file_name, remark_id) = 1)
);

-- Spans and times of day, compared with one another and with constants, in ways that are no bounds.
CREATE TABLE spans (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    shortest interval NOT NULL,
    longest interval,
    every interval,
    opens time NOT NULL,
    closes time NOT NULL,
    CHECK (shortest <= longest),
    CHECK ((every IS NULL) OR (every > '00:00:00' AND longest IS NOT NULL) OR every = '5555 years'),
    CHECK (opens < closes),
    CHECK (opens > '08:00' OR closes < '17:00' OR every < '-1 day')
);
-- A code of the form that its terminology has.
CREATE TABLE coded_problems (id serial PRIMARY KEY, terminology varchar NOT NULL CHECK (terminology IN ('icpc', 'icd')), code varchar(8) NOT NULL,
    CHECK (((terminology = 'icpc') AND (code ~ '^[A-Z][0-9]{2}$')) OR ((terminology = 'icd') AND (code ~ '^[A-Z][0-9]{2}\.[0-9X]$'))));
-- Rows of columns that are there together; numbers that are numbers; conditions with names of types; texts with one of each.
CREATE TYPE affiliation AS ENUM ('employee', 'member', 'other');
CREATE DOMAIN passphrase AS varchar(14) CHECK (char_length(VALUE) >= 8 AND char_length(VALUE) <= 14 AND VALUE ~ '[A-Z]' AND VALUE ~ '[a-z]' AND VALUE ~ '[0-9]' AND VALUE !~ '#');
CREATE TABLE holdings (id serial PRIMARY KEY, shape text, origin text, CHECK (ROW(shape, origin) IS NULL OR ROW(shape, origin) IS NOT NULL),
    kind affiliation, kind_other text, CHECK (CASE WHEN kind = 'other' THEN kind_other IS NOT NULL ELSE kind_other IS NULL END),
    price numeric NOT NULL CHECK (price <> 'NaN' AND price <> 'Infinity' AND price >= 0),
    scope text NOT NULL CHECK (scope IN ('ALL', 'SOME')), sites uuid[] NOT NULL, CHECK ((scope = 'ALL') = (cardinality(sites) = 0)),
    steps jsonb NOT NULL CHECK (jsonb_typeof(steps) = 'array' AND jsonb_array_length(steps) BETWEEN 3 AND 60),
    account text NOT NULL UNIQUE CHECK (char_length(account) = 12 AND account LIKE 'G%'), secret passphrase NOT NULL,
    token bytea NOT NULL UNIQUE CHECK (octet_length(token) = 32), label text NOT NULL CHECK (label ~ '[[:alnum:]_]'));
CREATE UNIQUE INDEX ON holdings (lower(label));
CREATE TABLE compatibility (class text NOT NULL CHECK (class IN ('red', 'plasma')), giver affiliation NOT NULL, taker affiliation NOT NULL, rank smallint NOT NULL DEFAULT 1, PRIMARY KEY (class, giver, taker));
-- A number that divides another.
CREATE TABLE slots (id serial PRIMARY KEY, weekday smallint NOT NULL CHECK (weekday BETWEEN 0 AND 6), from_time time NOT NULL, to_time time NOT NULL CHECK (to_time > from_time),
    every smallint NOT NULL CHECK (every > 0), CHECK (mod((EXTRACT(epoch FROM (to_time - from_time)) / 60)::integer, every) = 0));
-- A number that each of several cases computes otherwise.
CREATE TABLE sale_items (id serial PRIMARY KEY, unit text NOT NULL CHECK (unit IN ('PACK', 'PIECE')), quantity bigint NOT NULL CHECK (quantity > 0), size bigint NOT NULL CHECK (size > 0),
    pieces bigint NOT NULL CHECK (pieces > 0), price bigint NOT NULL CHECK (price >= 0), subtotal bigint NOT NULL CHECK (subtotal >= 0), discount bigint NOT NULL DEFAULT 0 CHECK (discount >= 0), total bigint NOT NULL CHECK (total >= 0),
    CHECK (subtotal = quantity * price AND total = subtotal - discount AND discount <= subtotal),
    CHECK ((unit = 'PACK' AND pieces = quantity * size) OR (unit = 'PIECE' AND pieces = quantity)));
