use std::str::FromStr;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use chiso_org::{OrgTree, UnitId};
use chrono::NaiveDate;
use http::request::Parts;
use tonic::Status;

use super::AuthFault;
use crate::error::{ApiError, grpc_status};

/// What a caller may do within a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Cán bộ một cửa: reads and writes dossiers.
    Clerk,
    /// Imports whole histories.
    Importer,
    /// Reads figures.
    Reader,
    /// Reloads, verifies, rebuilds and works on the quarantine.
    Operator,
    /// Another service, which reads the event log.
    Peer,
}

/// A text that is not a [`Role`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown role")]
pub struct UnknownRole;

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        match text {
            "clerk" => Ok(Self::Clerk),
            "importer" => Ok(Self::Importer),
            "reader" => Ok(Self::Reader),
            "operator" => Ok(Self::Operator),
            "peer" => Ok(Self::Peer),
            _ => Err(UnknownRole),
        }
    }
}

/// A role that holds for a unit and everything under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The top of the subtree.
    pub unit: UnitId,
}

/// Who sent a request, as its token says. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    subject: Arc<str>,
    grants: Arc<[Grant]>,
}

impl Caller {
    /// A caller with these grants.
    pub fn new(subject: impl Into<Arc<str>>, grants: impl Into<Arc<[Grant]>>) -> Self {
        Self {
            subject: subject.into(),
            grants: grants.into(),
        }
    }

    /// The `sub` claim: an account, not to be written to logs or traces.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    pub(crate) fn shared_subject(&self) -> Arc<str> {
        Arc::clone(&self.subject)
    }

    /// Everything that the token grants.
    pub fn grants(&self) -> &[Grant] {
        &self.grants
    }

    /// Units in whose subtrees the caller has the role.
    pub fn units(&self, role: Role) -> impl Iterator<Item = &UnitId> {
        self.grants
            .iter()
            .filter(move |grant| grant.role == role)
            .map(|grant| &grant.unit)
    }

    /// Whether the caller has the role for the unit on the day: granted at a unit that answers for it then
    /// ([`OrgTree::answers_to`]).
    pub fn may(&self, role: Role, unit: &str, tree: &OrgTree, on: NaiveDate) -> bool {
        self.units(role)
            .any(|granted| tree.answers_to(unit, granted.as_str(), on))
    }

    /// Whether the caller has the role for everything: at a unit that exists on the day and has nothing above it then.
    pub fn may_everywhere(&self, role: Role, tree: &OrgTree, on: NaiveDate) -> bool {
        self.units(role)
            .filter_map(|granted| tree.get(granted.as_str()))
            .any(|unit| unit.valid_on(on) && unit.parent_on(on).is_none())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let caller = parts.extensions.get::<Self>().cloned();
        caller.ok_or_else(|| AuthFault::Missing.into())
    }
}

/// The caller of a gRPC call.
///
/// # Errors
/// `UNAUTHENTICATED`, if the call did not come through the server of this crate.
pub fn caller_of<T>(request: &tonic::Request<T>) -> Result<Caller, Status> {
    let caller = request.extensions().get::<Caller>().cloned();
    caller.ok_or_else(|| grpc_status(AuthFault::Missing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_holds_for_the_subtree_and_for_nothing_else() {
        let file = include_str!("../../../../catalogue/org_units.toml");
        let tree = OrgTree::parse(file).unwrap();
        let on = NaiveDate::from_ymd_opt(2022, 6, 1).unwrap();
        let grant = |role, unit: &str| Grant {
            role,
            unit: unit.parse().unwrap(),
        };
        let caller = Caller::new(
            "clerk-7",
            [
                grant(Role::Clerk, "p-dong-ngan"),
                grant(Role::Reader, "tp-tu-son"),
            ],
        );
        assert!(caller.may(Role::Clerk, "p-dong-ngan", &tree, on));
        assert!(!caller.may(Role::Clerk, "tp-tu-son", &tree, on));
        assert!(caller.may(Role::Reader, "p-dong-ngan", &tree, on));
        assert!(!caller.may(Role::Reader, "tinh-bac-ninh", &tree, on));
        assert!(!caller.may(Role::Operator, "p-dong-ngan", &tree, on));
        assert!(!caller.may(Role::Clerk, "nowhere", &tree, on));
    }

    #[test]
    fn a_role_holds_everywhere_only_at_a_top_that_exists_on_the_day() {
        let file = include_str!("../../../../catalogue/org_units.toml");
        let tree = OrgTree::parse(file).unwrap();
        let day = |year| NaiveDate::from_ymd_opt(year, 8, 1).unwrap();
        let operator = |unit: &str| {
            let unit = unit.parse().unwrap();
            Caller::new(
                "operator",
                [Grant {
                    role: Role::Operator,
                    unit,
                }],
            )
        };
        let everywhere =
            |unit, year| operator(unit).may_everywhere(Role::Operator, &tree, day(year));
        assert!(everywhere("tinh-bac-ninh", 2022));
        assert!(!everywhere("tinh-bac-ninh", 2025));
        assert!(everywhere("tinh-bac-ninh-2025", 2025));
        assert!(!everywhere("tinh-bac-ninh-2025", 2022));
        assert!(!everywhere("tp-tu-son", 2022));
        assert!(!everywhere("nowhere", 2022));
        assert!(!operator("tinh-bac-ninh").may_everywhere(Role::Clerk, &tree, day(2022)));
    }
}
