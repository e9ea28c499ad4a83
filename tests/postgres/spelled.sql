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
