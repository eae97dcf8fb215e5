//! The event log against real servers.

#[cfg(test)]
mod bus_faults;
#[cfg(test)]
mod consumer;
#[cfg(test)]
mod correction;
#[cfg(test)]
mod divergence;
#[cfg(test)]
mod house;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod log_service;
#[cfg(test)]
mod numbering;
#[cfg(test)]
mod panics;
#[cfg(test)]
mod rebuild;
#[cfg(test)]
mod relay;
#[cfg(test)]
mod sight;
#[cfg(test)]
mod snapshot;
#[cfg(test)]
mod tally;
#[cfg(test)]
mod traces;
