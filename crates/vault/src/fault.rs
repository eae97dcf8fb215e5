use crate::KeyId;

/// Why a key file cannot be used. Nothing of what stands in it is repeated.
#[derive(Debug, thiserror::Error)]
pub enum KeyFault {
    /// The file cannot be read.
    #[error("the key file cannot be read")]
    Unreadable(#[from] std::io::Error),
    /// The file is not TOML of the known form.
    #[error("the key file is no TOML with `active` and `[keys]`")]
    Malformed,
    /// A key has a name that is no number from 0 to 255.
    #[error("the key file has a key whose id is no number from 0 to 255")]
    BadId,
    /// A key is not 32 bytes in base64.
    #[error("key {0} is not base64 of 32 bytes")]
    BadKey(KeyId),
    /// The active key is not among the keys.
    #[error("the active key {0} is missing")]
    NoActiveKey(KeyId),
}

/// Why a sealed value does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unopenable {
    /// The value was sealed under a key that the key file does not have.
    #[error("sealed under key {0}, which is not in the key file")]
    UnknownKey(KeyId),
    /// The value was cut, changed, or sealed for another place.
    #[error("damaged, or sealed for another place")]
    Damaged,
}
