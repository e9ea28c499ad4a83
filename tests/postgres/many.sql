-- 300 tables, each with a reference to one before it, and a few with two.
DO $$
BEGIN
    FOR i IN 1..300 LOOP
        EXECUTE format('CREATE TABLE form_%s (id serial PRIMARY KEY, code varchar(12) NOT NULL UNIQUE, first_name text, visited_on date NOT NULL,
            status varchar(10) NOT NULL DEFAULT ''open'' CHECK (status IN (''open'', ''done'')), weight numeric(5,2), created_at timestamptz NOT NULL DEFAULT now())', i);
        IF i > 1 THEN
            EXECUTE format('ALTER TABLE form_%s ADD COLUMN parent_form_id integer NOT NULL REFERENCES form_%s', i, (i * 7) % (i - 1) + 1);
        END IF;
        IF i > 10 AND i % 3 = 0 THEN
            EXECUTE format('ALTER TABLE form_%s ADD COLUMN related_id integer REFERENCES form_%s', i, i / 2);
            EXECUTE format('CREATE UNIQUE INDEX ON form_%s (parent_form_id, visited_on)', i);
        END IF;
    END LOOP;
END $$;
