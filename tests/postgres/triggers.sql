-- What triggers refuse: of the new row alone, of an update, of other tables, and rows that they leave out; and what else they do.
CREATE TABLE wards (id serial PRIMARY KEY, name varchar(60) NOT NULL, beds integer NOT NULL, closed_on date);
CREATE TABLE admissions (
    id serial PRIMARY KEY, ward_id integer NOT NULL REFERENCES wards, status text NOT NULL, admitted_on date NOT NULL, discharged_on date,
    discharged_to text, weight_kg numeric(5,1), bed_no integer, updated_at timestamptz, reviewed boolean NOT NULL, reviewer text
);
CREATE FUNCTION check_admission() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    days integer;
BEGIN
    -- Whoever left was there before.
    IF NEW.discharged_on IS NOT NULL AND NEW.discharged_on < NEW.admitted_on THEN
        RAISE EXCEPTION 'discharged before admitted: %', NEW.discharged_on USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.status NOT IN ('in', 'out', 'transferred') THEN
        RAISE EXCEPTION 'no status: %', NEW.status;
    ELSIF NEW.status = 'in' AND NEW.discharged_on IS NOT NULL THEN
        RAISE EXCEPTION 'still in';
    ELSIF NEW.status <> 'in' AND (NEW.discharged_on IS NULL OR NEW.discharged_to IS NULL) THEN
        RAISE EXCEPTION USING MESSAGE = 'left without a day or a place';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.status <> 'in' THEN
        RAISE EXCEPTION 'closed';
    END IF;
    IF NEW.bed_no IS NOT NULL THEN
        IF NEW.bed_no < 1 OR NEW.bed_no > 400 THEN
            RAISE EXCEPTION 'no such bed';
        END IF;
    END IF;
    NEW.updated_at := now();
    RETURN NEW;
END $$;
CREATE TRIGGER check_admission BEFORE INSERT OR UPDATE ON admissions FOR EACH ROW EXECUTE FUNCTION check_admission();
CREATE FUNCTION check_review() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NOT NEW.reviewed THEN RETURN NEW; END IF;
    IF NEW.reviewer IS NULL OR length(btrim(NEW.reviewer)) = 0 THEN RAISE EXCEPTION 'nobody reviewed it'; END IF;
    RETURN NEW;
END $$;
CREATE CONSTRAINT TRIGGER check_review AFTER INSERT OR UPDATE OF reviewed ON admissions DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_review();
CREATE TABLE doses (id serial PRIMARY KEY, admission_id integer NOT NULL REFERENCES admissions, quantity numeric(6,2), unit varchar(5), given_by text);
CREATE FUNCTION check_dose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.quantity > 500 THEN RAISE 'too much'; ELSIF NEW.quantity <= 0 THEN RAISE 'too little'; END IF;
    IF NEW.unit NOT IN ('mg', 'ml', 'g') THEN RETURN NULL; END IF;
    IF EXISTS (SELECT 1 FROM wards WHERE beds < 0) THEN RAISE EXCEPTION 'no ward'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER check_dose BEFORE INSERT ON doses FOR EACH ROW WHEN (NEW.quantity IS NOT NULL) EXECUTE FUNCTION check_dose();
CREATE TABLE log (id serial PRIMARY KEY, what text NOT NULL);
CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the log is written once'; END $$;
CREATE TRIGGER never BEFORE UPDATE OR DELETE ON log FOR EACH ROW EXECUTE FUNCTION never();
-- Of a row that is referred to, other tables are asked.
CREATE TABLE kinds (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE materials (id serial PRIMARY KEY, kind_id integer NOT NULL REFERENCES kinds);
CREATE TABLE properties (id serial PRIMARY KEY, kind_id integer REFERENCES kinds, material_id integer REFERENCES materials, value text);
CREATE FUNCTION check_material() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE other integer; BEGIN
    IF NEW.material_id IS NOT NULL THEN
        SELECT kind_id INTO other FROM materials WHERE id = NEW.material_id;
        IF other IS DISTINCT FROM NEW.kind_id THEN RAISE EXCEPTION 'of another kind'; END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER check_material BEFORE INSERT OR UPDATE ON properties FOR EACH ROW EXECUTE FUNCTION check_material();
-- Those that write rows of other tables, which have rows of their own, and that ask all other rows.
CREATE TABLE beds (id serial PRIMARY KEY, ward_id integer NOT NULL REFERENCES wards, label varchar(10) NOT NULL, search tsvector, label_key text NOT NULL);
CREATE TABLE bed_audits (id serial PRIMARY KEY, bed_id integer NOT NULL REFERENCES beds, what text NOT NULL, at timestamptz NOT NULL DEFAULT now());
CREATE FUNCTION audit_bed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO bed_audits (bed_id, what) VALUES (NEW.id, 'made');
    RETURN NULL;
END $$;
CREATE TRIGGER audit_bed AFTER INSERT ON beds FOR EACH ROW EXECUTE FUNCTION audit_bed();
CREATE FUNCTION few_beds() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF (SELECT count(*) FROM beds) > 3 THEN RAISE EXCEPTION 'too many'; END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "few, if any" AFTER INSERT ON beds FOR EACH STATEMENT EXECUTE FUNCTION few_beds();
CREATE FUNCTION find_bed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    NEW.search := setweight(to_tsvector('simple', coalesce(NEW.label, '')), 'A');
    NEW.label_key := lower(NEW.label);
    RETURN NEW;
END $$;
CREATE TRIGGER find_bed BEFORE INSERT OR UPDATE ON beds FOR EACH ROW EXECUTE FUNCTION find_bed();
