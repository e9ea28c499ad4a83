//! Tables by which frameworks keep their own books: never written, emptied or counted.

/// Names of such tables, in lower case, each with whose it is.
const TABLES: [(&str, &str); 31] = [
    ("schema_migrations", "Rails, golang-migrate, dbmate"),
    ("ar_internal_metadata", "Rails"),
    ("data_migrations", "Rails"),
    ("django_migrations", "Django"),
    ("django_content_type", "Django"),
    ("auth_permission", "Django"),
    ("django_site", "Django"),
    ("flyway_schema_history", "Flyway"),
    ("schema_version", "Flyway"),
    ("databasechangelog", "Liquibase"),
    ("databasechangeloglock", "Liquibase"),
    ("alembic_version", "Alembic"),
    ("_prisma_migrations", "Prisma"),
    ("_sqlx_migrations", "sqlx"),
    ("__diesel_schema_migrations", "Diesel"),
    ("seaql_migrations", "SeaORM"),
    ("refinery_schema_history", "Refinery"),
    ("__efmigrationshistory", "Entity Framework"),
    ("knex_migrations", "Knex"),
    ("knex_migrations_lock", "Knex"),
    ("sequelizemeta", "Sequelize"),
    ("typeorm_metadata", "TypeORM"),
    ("__drizzle_migrations", "Drizzle"),
    ("mikro_orm_migrations", "MikroORM"),
    ("goose_db_version", "Goose"),
    ("gorp_migrations", "sql-migrate"),
    ("doctrine_migration_versions", "Doctrine"),
    ("phinxlog", "Phinx"),
    ("pgmigrations", "node-pg-migrate"),
    ("hdb_catalog", "Hasura"),
    ("spatial_ref_sys", "PostGIS"),
];

/// Our own, by their whole names: what is called so elsewhere is anybody's.
const OURS: [&str; 2] = ["placebo.manifest", "placebo.progress"];

/// Whose books a table keeps, where it is one of those, whatever schema it is in, or one of ours.
pub fn bookkeeper(table: &str) -> Option<&'static str> {
    if OURS.contains(&table) {
        return Some("placebo");
    }
    let bare = table.rsplit('.').next().unwrap_or(table).to_lowercase();
    TABLES.iter().find(|(name, _)| *name == bare).map(|(_, whose)| *whose)
}

#[cfg(test)]
mod tests {
    use super::bookkeeper;

    #[test]
    fn books_are_known_by_name_in_any_schema() {
        assert_eq!(bookkeeper("ar_internal_metadata"), Some("Rails"));
        assert_eq!(bookkeeper("public.SequelizeMeta"), Some("Sequelize"));
        assert_eq!(bookkeeper("patients"), None);
        assert_eq!(bookkeeper("placebo.manifest"), Some("placebo"));
        assert_eq!(bookkeeper("manifest"), None);
    }
}
