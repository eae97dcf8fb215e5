//! All SQL of the service.

pub mod cell;
pub mod daily;
pub mod expected;
pub mod figures;
pub mod generation;
pub mod rebuild_lock;

use std::sync::LazyLock;

use sqlx::migrate::Migrator;

/// Migrations of the schema `aggregator`, recorded in a table of that schema.
pub static MIGRATOR: LazyLock<Migrator> = LazyLock::new(|| {
    let mut migrator = sqlx::migrate!();
    migrator.create_schema("aggregator");
    migrator.dangerous_set_table_name("aggregator._sqlx_migrations");
    migrator
});

/// A value of the database that this version does not know.
pub(crate) fn unknown(column: &'static str) -> sqlx::Error {
    sqlx::Error::Decode(format!("{column} has a value that is not known").into())
}
