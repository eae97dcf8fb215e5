use std::sync::Arc;

use thiserror::Error;

use crate::domain::Refusal;

/// Everything that a use case answers instead of a result.
#[derive(Clone, Debug, Error)]
pub enum DossierError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("no such dossier, or not one of your units")]
    NotFound,
    #[error("what is stored of the dossier cannot be read; the operator was told")]
    Damaged,
    #[error("no such import")]
    ImportNotFound,
    #[error(
        "an import has at most {max} lines; those before are loaded, send the rest as another import"
    )]
    ImportTooLong { max: i64 },
    #[error("your roles do not cover the unit")]
    ForbiddenUnit,
    #[error("your roles do not cover this call")]
    ForbiddenCall,
    #[error("the dossier was changed in between")]
    VersionConflict { current: i64 },
    #[error("the key was used for another request")]
    KeyReused,
    #[error("too many requests are waiting")]
    Overloaded,
    #[error("the dossier is changed by many at once")]
    Contention,
    #[error("the catalogue was not loaded")]
    CatalogueRefused { faults: Vec<String> },
    #[error("the database did not answer as it should")]
    Database(#[from] Arc<sqlx::Error>),
    #[error("the request could not be carried out")]
    Panicked,
}

impl From<sqlx::Error> for DossierError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(Arc::new(error))
    }
}
