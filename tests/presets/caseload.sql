-- minor without a guardian
select count(*) from patients p where date_diff('year', p.birth_date, date '2026-01-01') < 18
  and not exists (select 1 from contacts c where c.patient_id = p.id and c.is_guardian);
-- two mothers, fathers, spouses or partners of one patient
select count(*) from (select patient_id from contacts where relationship in ('Mother', 'Father', 'Spouse', 'Domestic partner')
  group by patient_id, case when relationship in ('Spouse', 'Domestic partner') then 'couple' else relationship end having count(*) > 1);
-- spouse of somebody who is not married
select count(*) from contacts c join patients p on c.patient_id = p.id
  where c.relationship = 'Spouse' and p.marital_status not in ('married', 'separated');
-- contact who lives with the patient elsewhere
select count(*) from contacts c join patients p on c.patient_id = p.id
  where c.lives_with_patient and (c.street, c.city, c.zip) is distinct from (p.street, p.city, p.zip);
-- preferred method that there is no way for
select count(*) from contacts where preferred_contact_method = 'email' and email is null
  or preferred_contact_method in ('call', 'text') and phone is null or preferred_contact_method = 'text' and phone_type <> 'mobile';
-- message to a contact whom it is not safe to contact
select count(*) from contacts where safe_to_leave_message and not safe_to_contact;
-- guardian of an adult
select count(*) from contacts c join patients p on c.patient_id = p.id
  where c.is_guardian and p.birth_date <= date '2008-01-01';
-- some spouses bear the name of the patient
select count(*) from contacts c join patients p on c.patient_id = p.id
  where c.relationship = 'Spouse' and c.last_name = p.last_name and c.lives_with_patient;
-- cases are hardly ever for what the patient has
select greatest(0, 350 - 1000 * avg(list_contains(string_split(p.conditions, '|'), c.primary_diagnosis)::int))::int
  from cases c join patients p on c.patient_id = p.id where p.conditions is not null;
-- lasting diagnosis that the patient does not have
select count(*) from cases c join patients p on c.patient_id = p.id
  where c.primary_diagnosis in ('E11.9', 'I10', 'E66.9', 'F41.1', 'N18.30') and not list_contains(string_split(coalesce(p.conditions, ''), '|'), c.primary_diagnosis);
-- patient without a contact to call first
select count(*) from patients p where not exists (select 1 from contacts c where c.patient_id = p.id and c.is_emergency);
