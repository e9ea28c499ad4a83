WITH spaces AS (
    SELECT oid, nspname FROM pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), relations AS (
    SELECT c.oid, s.nspname, c.relname, c.relkind, c.reltuples, pg_has_role(c.relowner, 'USAGE') AS owned
    FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND NOT (s.nspname = 'placebo' AND c.relname IN ('manifest', 'progress'))
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
), columns AS (
    SELECT a.attrelid AS rel, jsonb_agg(jsonb_build_object(
        'name', a.attname, 'type_oid', a.atttypid::bigint, 'type_modifier', a.atttypmod,
        'type_name', format_type(a.atttypid, a.atttypmod), 'not_null', a.attnotnull,
        'default', CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END,
        'identity', a.attidentity, 'generated', a.attgenerated <> '',
        'computed', CASE WHEN a.attgenerated <> '' THEN 'GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ')'
            || CASE a.attgenerated WHEN 's' THEN ' STORED' ELSE '' END END,
        'comment', col_description(a.attrelid, a.attnum),
        'null_share', st.null_frac, 'distinct', st.n_distinct) ORDER BY a.attnum) AS list
    FROM pg_attribute a JOIN relations r ON r.oid = a.attrelid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN pg_stats st ON @statistics@ AND st.schemaname = r.nspname AND st.tablename = r.relname AND st.attname = a.attname AND NOT st.inherited
    WHERE a.attnum > 0 AND NOT a.attisdropped GROUP BY a.attrelid
), constraints AS (
    SELECT k.conrelid AS rel, jsonb_agg(jsonb_build_object(
        'name', k.conname, 'kind', k.contype, 'deferrable', k.condeferrable, 'on_delete', k.confdeltype,
        'columns', COALESCE((SELECT jsonb_agg(a.attname ORDER BY u.n) FROM unnest(k.conkey) WITH ORDINALITY u(num, n)
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num), '[]'),
        'target', (SELECT jsonb_build_array(n.nspname, t.relname) FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
            WHERE t.oid = k.confrelid),
        'target_columns', COALESCE((SELECT jsonb_agg(a.attname ORDER BY u.n) FROM unnest(k.confkey) WITH ORDINALITY u(num, n)
            JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num), '[]'),
        'definition', pg_get_constraintdef(k.oid)) ORDER BY k.contype, k.conname) AS list
    FROM pg_constraint k JOIN relations r ON r.oid = k.conrelid
    WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND k.conparentid = 0 GROUP BY k.conrelid
), indexes AS (
    SELECT i.indrelid AS rel, jsonb_agg(jsonb_build_object(
        'name', c.relname, 'predicate', pg_get_expr(i.indpred, i.indrelid),
        'definition', regexp_replace(pg_get_indexdef(i.indexrelid), '^.*? USING ', ''),
        'keys', (SELECT jsonb_agg(jsonb_build_object(
            'column', (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[n - 1] AND i.indkey[n - 1] > 0),
            'text', pg_get_indexdef(i.indexrelid, n, true)) ORDER BY n) FROM generate_series(1, i.indnkeyatts) n)
        ) ORDER BY c.relname) AS list
    FROM pg_index i JOIN relations r ON r.oid = i.indrelid JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indisunique AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
    GROUP BY i.indrelid
), expressions AS (
    SELECT e.rel, jsonb_agg(e.text ORDER BY e.text) AS list FROM (
        SELECT i.indrelid AS rel, pg_get_indexdef(i.indexrelid, n, true) AS text
        FROM pg_index i JOIN relations r ON r.oid = i.indrelid, generate_series(1, i.indnkeyatts) n
        WHERE NOT i.indisunique AND i.indkey[n - 1] = 0
        UNION SELECT d.adrelid, pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d JOIN relations r ON r.oid = d.adrelid
        JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE a.attgenerated <> '') e
    GROUP BY e.rel
), triggers AS (
    -- Those that are on and run for rows that are inserted, but for what only keeps a text search up to date.
    SELECT t.tgrelid AS rel, jsonb_agg(jsonb_build_object(
        'name', t.tgname, 'before', t.tgtype::int & 3 = 3, 'definition', pg_get_triggerdef(t.oid),
        'body', CASE WHEN l.lanname = 'plpgsql' AND t.tgtype::int & 1 = 1 AND length(p.prosrc) < 20000 THEN p.prosrc END) ORDER BY t.tgname) AS list
    FROM pg_trigger t JOIN relations r ON r.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_language l ON l.oid = p.prolang
    WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgtype::int & 4 = 4
      AND t.tgfoid NOT IN ('pg_catalog.tsvector_update_trigger'::regproc, 'pg_catalog.tsvector_update_trigger_column'::regproc)
    GROUP BY t.tgrelid
), tables AS (
    SELECT jsonb_agg(jsonb_build_object(
        'schema', r.nspname, 'name', r.relname, 'owned', r.owned, 'partitioned', r.relkind = 'p', 'row_estimate', r.reltuples,
        'partition_key', CASE WHEN r.relkind = 'p' THEN pg_get_partkeydef(r.oid) END,
        'partitions', COALESCE((SELECT jsonb_agg(pg_get_expr(p.relpartbound, p.oid) ORDER BY p.relname)
            FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhrelid WHERE h.inhparent = r.oid AND p.relispartition), '[]'),
        'comment', obj_description(r.oid, 'pg_class'), 'columns', COALESCE(c.list, '[]'),
        'constraints', COALESCE(k.list, '[]'), 'indexes', COALESCE(i.list, '[]'),
        'expressions', COALESCE(e.list, '[]'), 'triggers', COALESCE(g.list, '[]')) ORDER BY r.nspname, r.relname) AS list
    FROM relations r LEFT JOIN columns c ON c.rel = r.oid LEFT JOIN constraints k ON k.rel = r.oid LEFT JOIN indexes i ON i.rel = r.oid
    LEFT JOIN expressions e ON e.rel = r.oid LEFT JOIN triggers g ON g.rel = r.oid
), types AS (
    SELECT jsonb_agg(jsonb_build_object(
        'oid', t.oid::bigint, 'schema', n.nspname, 'name', t.typname, 'kind', t.typtype,
        'item', CASE WHEN t.typcategory = 'A' THEN t.typelem::bigint ELSE 0 END,
        'base', CASE WHEN t.typtype = 'd' THEN t.typbasetype::bigint ELSE COALESCE(
            (SELECT g.rngsubtype::bigint FROM pg_range g WHERE g.rngtypid = t.oid), @multirange@, 0) END,
        'modifier', t.typtypmod, 'not_null', t.typnotnull,
        'values', COALESCE((SELECT jsonb_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid), '[]'),
        'fields', COALESCE((SELECT jsonb_agg(jsonb_build_array(a.attname, a.atttypid::bigint, a.atttypmod) ORDER BY a.attnum)
            FROM pg_attribute a WHERE a.attrelid = t.typrelid AND t.typrelid <> 0 AND a.attnum > 0 AND NOT a.attisdropped), '[]'),
        'checks', COALESCE((SELECT jsonb_agg(pg_get_constraintdef(k.oid) ORDER BY k.conname) FROM pg_constraint k
            WHERE k.contypid = t.oid AND k.contype = 'c'), '[]'),
        'definition', COALESCE(CASE t.typtype
            WHEN 'e' THEN 'ENUM (' || COALESCE((SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
                FROM pg_enum e WHERE e.enumtypid = t.oid), '') || ')'
            WHEN 'r' THEN 'RANGE (SUBTYPE = ' || (SELECT format_type(g.rngsubtype, -1) FROM pg_range g WHERE g.rngtypid = t.oid) || ')'
            WHEN 'c' THEN '(' || COALESCE((SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod), ', '
                ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), '') || ')'
            WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
                || COALESCE((SELECT string_agg(' ' || pg_get_constraintdef(k.oid), '' ORDER BY k.conname) FROM pg_constraint k
                    WHERE k.contypid = t.oid AND k.contype = 'c'), '') END, '')) ORDER BY t.oid) AS list
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
    WHERE t.typtype IN ('b', 'd', 'e', 'r', 'm')
       OR (t.typtype = 'c' AND EXISTS (SELECT 1 FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
), functions AS (
    SELECT jsonb_agg(jsonb_build_object(
        'schema', s.nspname, 'name', p.proname, 'language', l.lanname, 'strict', p.proisstrict, 'body', @body@,
        'parameters', COALESCE((SELECT jsonb_agg(COALESCE(p.proargnames[n], '') ORDER BY n) FROM generate_series(1, p.pronargs) n), '[]'))
        ORDER BY s.nspname, p.proname, p.oid) AS list
    FROM pg_proc p JOIN spaces s ON s.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
    WHERE l.lanname IN ('sql', 'plpgsql') AND p.prokind = 'f' AND NOT p.proretset AND p.provariadic = 0
      AND p.proallargtypes IS NULL AND length(p.prosrc) < 4000
      AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype, 'void'::regtype)
      -- A call without a schema means the server's own function of that name.
      AND NOT EXISTS (SELECT 1 FROM pg_proc b WHERE b.proname = p.proname AND b.pronargs = p.pronargs
          AND b.pronamespace = 'pg_catalog'::regnamespace)
)
SELECT jsonb_build_object('version', current_setting('server_version_num')::int,
    'tables', COALESCE((SELECT list FROM tables), '[]'), 'types', COALESCE((SELECT list FROM types), '[]'),
    'functions', COALESCE((SELECT list FROM functions), '[]'))::text
