-- fix for Rosa
UPDATE people SET phone='617-482-2225', ssn = '412-64-3381' WHERE email = 'rowe@placebo-check.dev';
DELETE FROM people WHERE ssn IN ('412-64-3382','412-64-3383');
INSERT INTO audit(data) VALUES ('{"ssn": "412-64-3384", "to": "+1-617-482-2226"}');
MERGE INTO t USING (SELECT '412-64-3385' AS ssn, '617-482-2227' AS phone) s ON (1=1);
