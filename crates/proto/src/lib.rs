//! Code generated from `proto/`, nothing else. Regenerate with `cargo xtask proto`.

/// Contracts of the dossiers service.
pub mod dossiers {
    /// Descriptors of what the service serves, the event log included, for gRPC reflection.
    pub const DESCRIPTORS: &[u8] = include_bytes!("generated/dossiers.bin");

    /// Package `chiso.dossiers.v1`.
    pub mod v1 {
        include!("generated/chiso.dossiers.v1.rs");
    }
}

/// Contract of the event log that every source serves.
pub mod eventlog {
    /// Package `chiso.eventlog.v1`.
    pub mod v1 {
        include!("generated/chiso.eventlog.v1.rs");
    }
}

/// Contract of the aggregator.
pub mod aggregator {
    /// Descriptors of what the service serves, for gRPC reflection.
    pub const DESCRIPTORS: &[u8] = include_bytes!("generated/aggregator.bin");

    /// Package `chiso.aggregator.v1`.
    pub mod v1 {
        include!("generated/chiso.aggregator.v1.rs");
    }
}
