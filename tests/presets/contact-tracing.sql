-- infected before, or on the day of, the infector
select count(*) from cases c join cases i on c.infector_id = i.id where c.infected_on <= i.infected_on;
-- onset not after that of the infector
select count(*) from cases c join cases i on c.infector_id = i.id where c.onset_on <= i.onset_on;
-- infector who is not an earlier row of the same outbreak
select count(*) from cases c join cases i on c.infector_id = i.id where i.id >= c.id or i.outbreak_id <> c.outbreak_id;
-- infector who does not exist
select count(*) from cases where infector_id is not null and infector_id not in (select id from cases);
-- generation that is not the next
select count(*) from cases c join cases i on c.infector_id = i.id where c.generation <> least(i.generation + 1, 63);
-- outbreak without its first case
select count(*) from cases c left join cases f on c.outbreak_id = f.id where f.id is null or f.infector_id is not null;
-- infection before birth, or onset not after infection
select count(*) from cases where infected_on < birth_date or onset_on <= infected_on;
-- dates out of order
select count(*) from cases where reported_on < onset_on or admitted_on < onset_on or discharged_on < admitted_on
  or died_on < onset_on or outcome_on < onset_on or interviewed_on < reported_on or died_on < admitted_on;
-- anything after the epoch
select count(*) from cases where greatest(infected_on, onset_on, reported_on, admitted_on, discharged_on, died_on, outcome_on, interviewed_on) > date '2026-01-01';
-- outcome that does not agree with its dates
select count(*) from cases where (outcome = 'died') <> (died_on is not null) or (outcome = 'under_follow_up') <> (outcome_on is null)
  or (hospitalized <> (admitted_on is not null));
-- some are still followed at the epoch
select count(*) from cases where outcome = 'under_follow_up';
-- household with two addresses
select count(*) from (select household_id from cases group by 1 having count(distinct street || zip) > 1);
-- some households have several cases
select count(*) from (select household_id from cases group by 1 having count(*) > 2);
-- infected at home by somebody who lives elsewhere
select count(*) from cases c join cases i on c.infector_id = i.id
  where (c.exposure_setting = 'household') <> (c.household_id = i.household_id);
-- guardian who is a minor
select count(*) from cases c join cases g on c.guardian_id = g.id where date_diff('year', g.birth_date, date '2026-01-01') < 18;
-- minor without a guardian among the contacts
select count(*) from cases p where date_diff('year', p.birth_date, date '2026-01-01') < 18
  and not exists (select 1 from contacts c where c.case_id = p.id and c.is_guardian);
-- guardian who is not of age
select count(*) from contacts where is_guardian and date_diff('year', birth_date, date '2026-01-01') < 18;
-- exposed before birth, before the case was infectious, or after the report
select count(*) from contacts c join cases p on c.case_id = p.id
  where c.first_exposed_on < c.birth_date or c.first_exposed_on < p.onset_on - 2 or c.last_exposed_on < c.first_exposed_on
  or c.last_exposed_on > p.reported_on or c.notified_on < p.reported_on or c.became_ill_on <= c.last_exposed_on;
-- mother less than fifteen years older, child less than fifteen years younger
select count(*) from contacts c join cases p on c.case_id = p.id
  where c.relationship in ('Mother', 'Father') and c.birth_date + interval 15 year > p.birth_date
  or c.relationship in ('Son', 'Daughter') and p.birth_date + interval 15 year > c.birth_date;
-- sex that the relationship excludes
select count(*) from contacts where relationship in ('Mother', 'Daughter', 'Sister', 'Grandmother', 'Aunt') and sex <> 'F'
  or relationship in ('Father', 'Son', 'Brother', 'Grandfather') and sex <> 'M';
-- contact without a date of birth
select count(*) from contacts where birth_date is null;
-- specimen that precedes the onset, or its result
select count(*) from specimens s join cases c on s.case_id = c.id where s.collected_on < c.onset_on or s.resulted_on < s.collected_on;
-- confirmed case without a positive test
select count(*) from cases c where status = 'confirmed' and not exists (select 1 from specimens s where s.case_id = c.id and s.result = 'positive');
-- visit outside the infectious days
select count(*) from visits v join cases c on v.case_id = c.id
  where v.started_at < c.onset_on - interval 3 day or v.started_at > c.reported_on + interval 1 day;
-- venue that does not exist
select count(*) from cases where venue_id is not null and venue_id not in (select id from venues);
-- some outbreaks are large
select count(*) from (select outbreak_id from cases group by 1 having count(*) >= 10);
