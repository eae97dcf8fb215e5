//! `chiso-cleanse` as whoever sits before it uses it: real files, the real command.
#![expect(clippy::unwrap_used, reason = "tests")]

mod check;
mod columns;
mod dedupe;
mod desk;
mod evaluate;
mod explain;
mod files;
mod interrupt;
mod link;
mod people;
mod train;
