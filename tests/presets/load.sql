-- a column is missing from the wide table
select 120 - count(*) from duckdb_columns() where table_name = 'wide';
-- orphan
select (select count(*) from events where account_id not in (select id from accounts) or resource_id not in (select id from resources))
  + (select count(*) from edges where from_id not in (select id from accounts) or to_id not in (select id from accounts) or previous_id >= id)
  + (select count(*) from items where account_id not in (select id from accounts));
-- hot accounts are not hot: the ten of them have less than a quarter of the events
select cast((select sum(n) from (select count(*) n from events group by account_id order by n desc limit 10)) * 4
  < (select count(*) from events) as integer);
-- some accounts have hardly an event
select count(*) from accounts a where (select count(*) from events e where e.account_id = a.id) < 10;
-- counters do not fall
select count(*) from (select hits, lag(hits) over (order by hits desc) as earlier from counters) where hits > earlier;
-- document whose JSON is not about its account
select count(*) from documents where json_extract_string(attributes, '$.account')::bigint <> account_id;
-- short document
select count(*) from documents where length(body) < 300;
