use std::fmt::{self, Display};

use crate::{Code, asn1::Asn1Fault};

/// A rule that is broken: what [`crate::Finding`] says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: Code,
    /// Particulars, in English.
    pub(crate) detail: String,
}

impl Fault {
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
        }
    }

    /// The structure named `what` breaks the rules of CMS.
    pub(super) fn format(detail: impl Into<String>) -> Self {
        Self::new(Code::CmsFormat, detail)
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.code, self.detail)
    }
}

/// Says which structure could not be read.
pub(super) trait Context<T> {
    /// The fault [`Code::CmsFormat`] in `what`.
    fn within(self, what: &str) -> Result<T, Fault>;
}

impl<T> Context<T> for Result<T, Asn1Fault> {
    fn within(self, what: &str) -> Result<T, Fault> {
        self.map_err(|fault| Fault::format(format!("{what}: {fault}")))
    }
}
