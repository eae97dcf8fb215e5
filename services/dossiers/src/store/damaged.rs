use chiso_vault::Unopenable;
use uuid::Uuid;

/// Counter: damaged rows that were met, each time that one is.
const DAMAGED_ROWS: &str = "dossiers_damaged_rows_total";

/// A dossier of which the row cannot be read. What is left is as it stands in the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    pub id: Uuid,
    pub code: String,
    pub receiving_unit: String,
    pub competent_unit: String,
}

/// What is wrong with a row, without what stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("{0} has a value that the service does not write")]
    Column(&'static str),
    #[error("personal: {0}")]
    Personal(#[from] Unopenable),
}

impl Damaged {
    /// Tells the operator: whoever asked for the dossier cannot help it.
    pub(super) fn tell(&self, fault: Fault) {
        metrics::counter!(DAMAGED_ROWS).increment(1);
        tracing::error!(dossier.id = %self.id, fault = %fault, "the row of a dossier cannot be read");
    }
}

/// Makes the counter exist before the first damage.
pub fn register_metric() {
    metrics::describe_counter!(
        DAMAGED_ROWS,
        "rows of dossiers that were met and could not be read"
    );
    metrics::counter!(DAMAGED_ROWS).increment(0);
}
