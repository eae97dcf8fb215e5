//! One file per command.
pub(crate) mod check;
pub(crate) mod dedupe;
pub(crate) mod evaluate;
pub(crate) mod explain;
pub(crate) mod link;
pub(crate) mod profile;
pub(crate) mod train;
