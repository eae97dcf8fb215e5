use chiso_chassis::error::FieldFault;
use chiso_chassis::jobs::JobFault;
use thiserror::Error;
use tonic::Status;

/// Everything that a use case answers instead of a result.
#[derive(Debug, Error)]
pub enum AggregatorError {
    #[error("{} field(s) at fault", .0.len())]
    Invalid(Vec<FieldFault>),
    #[error("your roles do not cover the unit")]
    ForbiddenUnit,
    #[error("your roles do not cover this call")]
    ForbiddenCall,
    #[error("another rebuild is running")]
    RebuildRunning,
    #[error("the rebuild lost its generation to another one")]
    RebuildAbandoned,
    #[error("the catalogue was not loaded: {}", .faults.join("; "))]
    CatalogueRefused { faults: Vec<String> },
    #[error("the event log of {uri} cannot be read")]
    Source { uri: String, source: Box<Status> },
    #[error(transparent)]
    Job(#[from] JobFault),
    #[error("the database did not answer as it should")]
    Database(#[from] sqlx::Error),
}
