//! Who calls: bearer tokens (JWT, RFC 7519) of one issuer, and what they allow.

mod authenticator;
mod caller;
mod fault;
mod key_source;
mod keys;
mod numeric_date;
mod token;

pub use crate::config::AuthConfig;
pub use authenticator::Authenticator;
pub use caller::{Caller, Grant, Role, UnknownRole, caller_of};
pub use fault::{AuthFault, KeyFault};
pub use key_source::KeysStatus;

pub(crate) use fault::challenge;
