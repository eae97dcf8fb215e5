//! All SQL of the service.

pub mod damaged;
pub mod dossier;
pub mod due_revision;
pub mod facet;
pub mod import;
pub mod keys;
pub mod list;
pub mod locks;
mod personal;
pub mod procedure;
pub mod search;
pub mod series;

use std::sync::LazyLock;

use sqlx::migrate::Migrator;

/// Migrations of the schema `dossiers`, recorded in a table of that schema.
pub static MIGRATOR: LazyLock<Migrator> = LazyLock::new(|| {
    let mut migrator = sqlx::migrate!();
    migrator.create_schema("dossiers");
    migrator.dangerous_set_table_name("dossiers._sqlx_migrations");
    migrator
});

/// Whether the same transaction may succeed if it is tried again at once: a serialization failure or a deadlock.
pub fn is_transient(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| matches!(code.as_ref(), "40001" | "40P01"))
}
