-- References in circles: nullable, deferrable, to the own table, of several columns.
CREATE TABLE departments (id serial PRIMARY KEY, name text NOT NULL UNIQUE, head_id integer, parent_id integer REFERENCES departments);
CREATE TABLE employees (id serial PRIMARY KEY, name text NOT NULL, department_id integer NOT NULL REFERENCES departments, manager_id integer REFERENCES employees, mentor_id integer NOT NULL REFERENCES employees);
ALTER TABLE departments ADD FOREIGN KEY (head_id) REFERENCES employees;
CREATE TABLE hens (id serial PRIMARY KEY, egg_id integer NOT NULL);
CREATE TABLE eggs (id serial PRIMARY KEY, hen_id integer NOT NULL REFERENCES hens DEFERRABLE INITIALLY DEFERRED);
ALTER TABLE hens ADD FOREIGN KEY (egg_id) REFERENCES eggs DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE chapters (book_id integer NOT NULL, number integer NOT NULL, previous_number integer, title text NOT NULL, PRIMARY KEY (book_id, number), FOREIGN KEY (book_id, previous_number) REFERENCES chapters);
CREATE TABLE nodes (id uuid PRIMARY KEY, path text NOT NULL, parent_id uuid REFERENCES nodes, root_id uuid NOT NULL REFERENCES nodes);
CREATE TABLE a (id serial PRIMARY KEY, b_id integer); CREATE TABLE b (id serial PRIMARY KEY, c_id integer); CREATE TABLE c (id serial PRIMARY KEY, a_id integer NOT NULL REFERENCES a);
ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b; ALTER TABLE b ADD FOREIGN KEY (c_id) REFERENCES c;
-- A circle of which one column may not wait, as a check asks for it.
CREATE TABLE boards (id serial PRIMARY KEY, title text NOT NULL, start_card_id integer, last_card_id integer);
CREATE TABLE cards (id serial PRIMARY KEY, board_id integer REFERENCES boards, is_loose boolean NOT NULL, CHECK (is_loose OR board_id IS NOT NULL));
ALTER TABLE boards ADD FOREIGN KEY (start_card_id) REFERENCES cards, ADD FOREIGN KEY (last_card_id) REFERENCES cards;
-- Rows that refer to each other, each with a reference that the other one has, too; and one whose witness has a witness itself.
CREATE TABLE rooms (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE reporters (id serial PRIMARY KEY, room_id integer NOT NULL REFERENCES rooms);
CREATE TABLE surgeries (id serial PRIMARY KEY, room_id integer REFERENCES rooms, assessment_id integer);
CREATE TABLE assessments (id serial PRIMARY KEY, room_id integer REFERENCES rooms, surgery_id integer REFERENCES surgeries);
ALTER TABLE surgeries ADD FOREIGN KEY (assessment_id) REFERENCES assessments;
CREATE TABLE incidents (id serial PRIMARY KEY, reporter_id integer REFERENCES reporters, room_id integer REFERENCES rooms);
CREATE TABLE statements (id serial PRIMARY KEY, room_id integer REFERENCES rooms, reporter_id integer NOT NULL REFERENCES reporters, incident_id integer REFERENCES incidents);
-- A circle of which checks ask for every reference at once, or for another one.
CREATE TABLE calls (id serial PRIMARY KEY);
CREATE TABLE orders (id serial PRIMARY KEY, call_id integer, visit_id integer, urgent boolean NOT NULL, CHECK ((call_id IS NULL) <> (visit_id IS NULL)));
CREATE TABLE bookings (id serial PRIMARY KEY, order_id integer NOT NULL REFERENCES orders);
CREATE TABLE arrivals (id serial PRIMARY KEY, booking_id integer UNIQUE REFERENCES bookings, call_id integer UNIQUE REFERENCES calls, CHECK ((booking_id IS NULL) <> (call_id IS NULL)));
ALTER TABLE orders ADD FOREIGN KEY (call_id) REFERENCES calls, ADD FOREIGN KEY (visit_id) REFERENCES arrivals;
