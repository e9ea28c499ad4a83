-- headings that are not those of the export, in its order
select count(*) from (values
  ('patients', 'Id,BIRTHDATE,DEATHDATE,SSN,DRIVERS,PASSPORT,PREFIX,FIRST,MIDDLE,LAST,SUFFIX,MAIDEN,MARITAL,RACE,ETHNICITY,GENDER,BIRTHPLACE,ADDRESS,CITY,STATE,COUNTY,FIPS,ZIP,LAT,LON,HEALTHCARE_EXPENSES,HEALTHCARE_COVERAGE,INCOME'),
  ('encounters', 'Id,START,STOP,PATIENT,ORGANIZATION,PROVIDER,PAYER,ENCOUNTERCLASS,CODE,DESCRIPTION,BASE_ENCOUNTER_COST,TOTAL_CLAIM_COST,PAYER_COVERAGE,REASONCODE,REASONDESCRIPTION'),
  ('conditions', 'START,STOP,PATIENT,ENCOUNTER,SYSTEM,CODE,DESCRIPTION'),
  ('observations', 'DATE,PATIENT,ENCOUNTER,CATEGORY,CODE,DESCRIPTION,VALUE,UNITS,TYPE'),
  ('medications', 'START,STOP,PATIENT,PAYER,ENCOUNTER,CODE,DESCRIPTION,BASE_COST,PAYER_COVERAGE,DISPENSES,TOTALCOST,REASONCODE,REASONDESCRIPTION'),
  ('immunizations', 'DATE,PATIENT,ENCOUNTER,CODE,DESCRIPTION,BASE_COST'),
  ('procedures', 'START,STOP,PATIENT,ENCOUNTER,SYSTEM,CODE,DESCRIPTION,BASE_COST,REASONCODE,REASONDESCRIPTION'),
  ('allergies', 'START,STOP,PATIENT,ENCOUNTER,CODE,SYSTEM,DESCRIPTION,TYPE,CATEGORY,REACTION1,DESCRIPTION1,SEVERITY1,REACTION2,DESCRIPTION2,SEVERITY2'),
  ('organizations', 'Id,NAME,ADDRESS,CITY,STATE,ZIP,LAT,LON,PHONE,REVENUE,UTILIZATION,NPI'),
  ('providers', 'Id,ORGANIZATION,NAME,GENDER,SPECIALITY,ADDRESS,CITY,STATE,ZIP,LAT,LON,ENCOUNTERS,PROCEDURES,NPI'),
  ('payers', 'Id,NAME,OWNERSHIP,ADDRESS,CITY,STATE_HEADQUARTERED,ZIP,PHONE,AMOUNT_COVERED,AMOUNT_UNCOVERED,REVENUE,COVERED_ENCOUNTERS,UNCOVERED_ENCOUNTERS,COVERED_MEDICATIONS,UNCOVERED_MEDICATIONS,COVERED_PROCEDURES,UNCOVERED_PROCEDURES,COVERED_IMMUNIZATIONS,UNCOVERED_IMMUNIZATIONS,UNIQUE_CUSTOMERS,QOLS_AVG,MEMBER_MONTHS'),
  ('payer_transitions', 'PATIENT,MEMBERID,START_DATE,END_DATE,PAYER,SECONDARY_PAYER,PLAN_OWNERSHIP,OWNER_NAME'),
  ('claims', 'Id,PATIENTID,PROVIDERID,PRIMARYPATIENTINSURANCEID,SECONDARYPATIENTINSURANCEID,DEPARTMENTID,PATIENTDEPARTMENTID,DIAGNOSIS1,DIAGNOSIS2,DIAGNOSIS3,DIAGNOSIS4,DIAGNOSIS5,DIAGNOSIS6,DIAGNOSIS7,DIAGNOSIS8,REFERRINGPROVIDERID,APPOINTMENTID,CURRENTILLNESSDATE,SERVICEDATE,SUPERVISINGPROVIDERID,STATUS1,STATUS2,STATUSP,OUTSTANDING1,OUTSTANDING2,OUTSTANDINGP,LASTBILLEDDATE1,LASTBILLEDDATE2,LASTBILLEDDATEP,HEALTHCARECLAIMTYPEID1,HEALTHCARECLAIMTYPEID2'),
  ('claims_transactions', 'ID,CLAIMID,CHARGEID,PATIENTID,TYPE,AMOUNT,METHOD,FROMDATE,TODATE,PLACEOFSERVICE,PROCEDURECODE,MODIFIER1,MODIFIER2,DIAGNOSISREF1,DIAGNOSISREF2,DIAGNOSISREF3,DIAGNOSISREF4,UNITS,DEPARTMENTID,NOTES,UNITAMOUNT,TRANSFEROUTID,TRANSFERTYPE,PAYMENTS,ADJUSTMENTS,TRANSFERS,OUTSTANDING,APPOINTMENTID,LINENOTE,PATIENTINSURANCEID,FEESCHEDULEID,PROVIDERID,SUPERVISINGPROVIDERID')) expected(name, heading)
  where heading is distinct from (select string_agg(column_name, ',' order by column_index) from duckdb_columns() where table_name = name);
-- orphan
select (select count(*) from encounters where PATIENT not in (select Id from patients) or PROVIDER not in (select Id from providers)
    or ORGANIZATION not in (select Id from organizations) or PAYER not in (select Id from payers))
  + (select count(*) from claims where APPOINTMENTID not in (select Id from encounters))
  + (select count(*) from claims_transactions where CLAIMID not in (select Id from claims));
-- organization that is not the provider's
select count(*) from encounters e join providers p on e.PROVIDER = p.Id where e.ORGANIZATION <> p.ORGANIZATION;
-- what is found belongs to another patient than its encounter
select (select count(*) from conditions c join encounters e on c.ENCOUNTER = e.Id where c.PATIENT <> e.PATIENT)
  + (select count(*) from medications c join encounters e on c.ENCOUNTER = e.Id where c.PATIENT <> e.PATIENT)
  + (select count(*) from observations c join encounters e on c.ENCOUNTER = e.Id where c.PATIENT <> e.PATIENT);
-- body mass index that is not the weight by the square of the height in the same encounter
select count(*) from observations i
  join observations w on w.ENCOUNTER = i.ENCOUNTER and w.CODE = '29463-7'
  join observations h on h.ENCOUNTER = i.ENCOUNTER and h.CODE = '8302-2'
  where i.CODE = '39156-5'
    and abs(cast(i.VALUE as double) - cast(w.VALUE as double) / (cast(h.VALUE as double) / 100) ^ 2) > 0.051;
-- encounter before birth or after death
select count(*) from encounters e join patients p on e.PATIENT = p.Id
  where e.START < p.BIRTHDATE::timestamp - interval 1 day or e.START > coalesce(p.DEATHDATE, date '2026-01-01') + interval 1 day or e.STOP < e.START;
-- condition that ends before it starts or after death
select count(*) from conditions c join patients p on c.PATIENT = p.Id where c.STOP < c.START or c.STOP > coalesce(p.DEATHDATE, date '2026-01-01');
-- lasting condition that a patient has twice, or a condition twice at one visit
select (select count(*) from (select PATIENT, CODE from conditions where CODE in ('E11.9', 'I10', 'E66.9', 'F41.1', 'N18.30') group by all having count(*) > 1))
  + (select count(*) from (select ENCOUNTER, CODE from conditions group by all having count(*) > 1));
-- condition that does not begin at its encounter
select count(*) from conditions c join encounters e on c.ENCOUNTER = e.Id where c.START <> e.START::date;
-- visit for a lasting condition that the patient does not have
select count(*) from encounters e where e.REASONCODE in ('E11.9', 'I10', 'E66.9', 'F41.1', 'N18.30')
  and not exists (select 1 from conditions c where c.PATIENT = e.PATIENT and c.CODE = e.REASONCODE);
-- some have hypertension, diabetes and kidney disease together
select count(*) from (select PATIENT from conditions where CODE in ('I10', 'E11.9', 'N18.30', 'N18.9') group by 1 having count(distinct left(CODE, 1)) = 3);
-- visits are hardly ever for what a patient has
select greatest(0, 200 - 1000 * avg((exists (select 1 from conditions c where c.PATIENT = e.PATIENT and c.CODE = e.REASONCODE))::int))::int
  from encounters e where e.REASONCODE is not null;
-- observation outside its encounter
select count(*) from observations o join encounters e on o.ENCOUNTER = e.Id where o.DATE not between e.START and e.STOP;
-- medication for what was not diagnosed in the encounter
select count(*) from medications m where not exists (select 1 from conditions c where c.ENCOUNTER = m.ENCOUNTER and c.CODE = m.REASONCODE);
-- medication that ends after death or the epoch
select count(*) from medications m join patients p on m.PATIENT = p.Id where m.STOP > coalesce(p.DEATHDATE, date '2026-01-01') + interval 1 day;
-- code without a description
select (select count(*) from conditions where CODE is null or DESCRIPTION is null)
  + (select count(*) from allergies where DESCRIPTION is null or (REACTION1 is null) <> (DESCRIPTION1 is null))
  + (select count(*) from procedures where DESCRIPTION is null) + (select count(*) from observations where DESCRIPTION is null);
-- one procedure code with two descriptions
select count(*) from (select CODE from procedures group by 1 having count(distinct DESCRIPTION) > 1);
-- one observation code with two descriptions or units
select count(*) from (select CODE from observations group by 1 having count(distinct DESCRIPTION) > 1 or count(distinct UNITS) > 1);
-- payment of more than is claimed
select count(*) from encounters where PAYER_COVERAGE > TOTAL_CLAIM_COST;
-- coverage by nobody
select count(*) from encounters e join payers p on e.PAYER = p.Id where p.NAME = 'NO_INSURANCE' and e.PAYER_COVERAGE <> 0;
-- claim without a charge
select count(*) from claims c where (select count(*) from claims_transactions t where t.CLAIMID = c.Id and t.TYPE = 'CHARGE') <> 1;
-- married child, prefix or licence of a child
select count(*) from patients where BIRTHDATE > date '2010-01-01' and (MARITAL is not null or PREFIX is not null or DRIVERS is not null);
-- maiden name of somebody who did not marry
select count(*) from patients where MAIDEN is not null and (GENDER <> 'F' or MARITAL not in ('M', 'W') or MAIDEN = LAST);
-- some live together under one name and one roof
select count(*) from (select ADDRESS, ZIP, LAST from patients group by all having count(*) >= 3);
-- codes of systems that may not be here
select count(*) from conditions where SYSTEM <> 'http://hl7.org/fhir/sid/icd-10-cm' or not regexp_matches(CODE, '^[A-Z][0-9][0-9A-Z]');
