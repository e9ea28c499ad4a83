-- Names that need quotes.
CREATE TABLE "Patient Record" ("Id" serial PRIMARY KEY, "First Name" text NOT NULL, "DOB" date, "select" integer NOT NULL CHECK ("select" > 3), "naïve" text, "a-b" text UNIQUE, "_hidden" text NOT NULL, "it's" text NOT NULL DEFAULT 'x');
CREATE TABLE "order" ("user" integer NOT NULL, "from" date NOT NULL, "to" date NOT NULL, "group" varchar(5) NOT NULL CHECK ("group" IN ('a', 'b')), "PatientId" integer NOT NULL REFERENCES "Patient Record" ("Id"), PRIMARY KEY ("user", "PatientId"), CHECK ("to" >= "from"));
CREATE TABLE "Camel" ("camelCaseId" bigserial PRIMARY KEY, "createdAt" timestamptz NOT NULL, "updatedAt" timestamptz NOT NULL, "firstName" text NOT NULL, "isActive" boolean NOT NULL, "orderUser" integer, "orderPatient" integer, FOREIGN KEY ("orderUser", "orderPatient") REFERENCES "order" ("user", "PatientId"));
CREATE TYPE "Blood Type" AS ENUM ('A+', 'B"x', 'O''neg');
CREATE TABLE "100%" ("1st" "Blood Type" NOT NULL, "sum" numeric(10,2) NOT NULL, "100%" integer, PRIMARY KEY ("sum"));
