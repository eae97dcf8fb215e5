//! The test kit, used as tests use it.

mod backing;
mod otlp;
mod process;
mod tokens;
