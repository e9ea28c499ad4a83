-- what belongs to a patient is of another fund
select (select count(*) from calls c join patients p on c.patient_id = p.id where c.fund_id <> p.fund_id)
  + (select count(*) from fulfillments c join patients p on c.patient_id = p.id where c.fund_id <> p.fund_id)
  + (select count(*) from notes c join patients p on c.patient_id = p.id where c.fund_id <> p.fund_id)
  + (select count(*) from practical_supports c join patients p on c.patient_id = p.id where c.fund_id <> p.fund_id)
  + (select count(*) from external_pledges c join patients p on c.patient_id = p.id where c.fund_id <> p.fund_id)
  + (select count(*) from events c join patients p on c.patient_id = p.id where c.fund_id <> p.fund_id);
-- user, line or clinic of another fund, or none
select (select count(*) from calls c left join users u on c.user_id = u.id where u.fund_id is distinct from c.fund_id)
  + (select count(*) from notes c left join users u on c.user_id = u.id where u.fund_id is distinct from c.fund_id)
  + (select count(*) from events c left join users u on c.cm_id = u.id where u.fund_id is distinct from c.fund_id)
  + (select count(*) from call_list_entries c left join users u on c.user_id = u.id where u.fund_id is distinct from c.fund_id)
  + (select count(*) from patients p left join users u on p.pledge_sent_by_id = u.id where p.pledge_sent and u.fund_id is distinct from p.fund_id)
  + (select count(*) from patients p left join lines l on p.line_id = l.id where l.fund_id is distinct from p.fund_id)
  + (select count(*) from users p left join lines l on p.line_id = l.id where l.fund_id is distinct from p.fund_id)
  + (select count(*) from archived_patients p left join lines l on p.line_id = l.id where l.fund_id is distinct from p.fund_id)
  + (select count(*) from patients p left join clinics c on p.clinic_id = c.id where p.clinic_id is not null and c.fund_id is distinct from p.fund_id)
  + (select count(*) from archived_patients p left join clinics c on p.clinic_id = c.id where p.clinic_id is not null and c.fund_id is distinct from p.fund_id);
-- look-alike that is not one, or is of the same fund
select count(*) from patients b join patients a on a.id = b.id - 1 where b.id % 24 = 0
  and ((a.name, a.date_of_birth, a.primary_phone) is distinct from (b.name, b.date_of_birth, b.primary_phone) or a.fund_id = b.fund_id);
-- some look-alikes
select count(*) from patients a join patients b using (name, date_of_birth, primary_phone) where a.fund_id = 1 and b.fund_id = 2;
-- patient without a call
select count(*) from patients p where not exists (select 1 from calls c where c.patient_id = p.id);
-- call or note before the first call, or after the epoch
select (select count(*) from calls c join patients p on c.patient_id = p.id where c.created_at < p.initial_call_date or c.created_at > timestamp '2026-01-03')
  + (select count(*) from notes c join patients p on c.patient_id = p.id where c.created_at < p.initial_call_date or c.created_at > timestamp '2026-01-03');
-- pledge that was sent before the call, or after the appointment
select count(*) from patients where pledge_sent_at < initial_call_date or cast(pledge_sent_at as date) > appointment_date;
-- pledge beyond the limit, or money that exceeds the cost
select count(*) from patients p join funds f on p.fund_id = f.id
  where fund_pledge * 100 > f.pledge_limit_cents or fund_pledge < 0 or patient_contribution + fund_pledge > procedure_cost;
-- pledge without a clinic
select count(*) from patients where pledge_sent and (clinic_id is null or procedure_cost is null or fund_pledge is null);
-- status that does not agree
select count(*) from patients p join fulfillments f on f.patient_id = p.id
  where (status = 'Pledge Fulfilled') <> f.fulfilled or status in ('Pledge Sent', 'Pledge Fulfilled', 'Pledge Unfulfilled') <> p.pledge_sent;
-- fulfilled before it happened, or paid more than was promised
select count(*) from fulfillments f join patients p on f.patient_id = p.id
  where f.date_of_check > date '2026-01-01' or f.date_of_check < f.procedure_date or f.fund_payout > p.fund_pledge;
-- minor without a guardian
select count(*) from patients where date_diff('year', date_of_birth, date '2026-01-01') < 18 and (not other_contact_is_guardian
  or other_contact_relationship not in ('Mother', 'Father', 'Guardian', 'Foster parent', 'Grandmother', 'Grandfather') or other_phone is null);
-- archived patient of this year, or with what identifies
select count(*) from archived_patients where initial_call_date > date '2025-01-01' or identifier is not null;
-- setting that a fund has twice
select count(*) from (select fund_id, config_key from configs group by all having count(*) > 1);
-- fund without an administrator
select count(*) from funds f where not exists (select 1 from users u where u.fund_id = f.id and u.role = 'admin');
