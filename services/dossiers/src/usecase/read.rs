use chiso_chassis::auth::{Caller, Role};
use chiso_org::UnitId;
use uuid::Uuid;

use super::{DossierError, Dossiers};
use crate::domain::{Dossier, DossierCode, DossierId};
use crate::store;
use crate::store::damaged::Damaged;
use crate::store::dossier::{Found, Stored};
use crate::store::import::{ImportRefusal, RefusalPlace};
use crate::store::list::Filter;

/// What a caller wants listed.
#[derive(Clone, Debug, Default)]
pub struct ListQuery {
    /// Only this unit and its subtree; all units of the caller where absent.
    pub unit: Option<UnitId>,
    pub filter: Filter,
    /// The last dossier of the page before.
    pub after: Option<Uuid>,
    pub limit: u16,
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct ListPage {
    pub dossiers: Vec<Dossier>,
    /// Dossiers of the page that cannot be read.
    pub damaged: Vec<Damaged>,
    /// Pass it as `after` for the next page; `None` on the last.
    pub next: Option<Uuid>,
}

impl ListPage {
    /// The page of up to `limit` dossiers, of which one more was looked for.
    pub fn of(mut found: Vec<Found>, limit: u16) -> Self {
        let more = found.len() > usize::from(limit);
        found.truncate(usize::from(limit));
        let next = found.last().filter(|_| more).map(Found::id);
        let (mut dossiers, mut damaged) = (Vec::with_capacity(found.len()), Vec::new());
        for found in found {
            match found {
                Found::Whole(stored) => dossiers.push(stored.dossier),
                Found::Damaged(row) => damaged.push(row),
            }
        }
        Self {
            dossiers,
            damaged,
            next,
        }
    }
}

impl Dossiers {
    /// # Errors
    /// Not found, also where the dossier is not one of the caller's units.
    pub async fn get(&self, caller: &Caller, id: DossierId) -> Result<Dossier, DossierError> {
        let mut conn = self.pool.acquire().await?;
        self.visible(
            caller,
            store::dossier::load(&mut conn, &self.vault.keys(), &[id], &[]).await?,
        )
    }

    /// # Errors
    /// Not found, also where the dossier is not one of the caller's units.
    pub async fn lookup(
        &self,
        caller: &Caller,
        code: &DossierCode,
    ) -> Result<Dossier, DossierError> {
        let mut conn = self.pool.acquire().await?;
        self.visible(
            caller,
            store::dossier::load(&mut conn, &self.vault.keys(), &[], &[code.as_str()]).await?,
        )
    }

    pub async fn list(&self, caller: &Caller, query: ListQuery) -> Result<ListPage, DossierError> {
        let units = self.visible_units(caller, query.unit.as_ref())?;
        // Whoever sees every unit needs no look at each of them.
        let sees_all = units.len() == self.catalogue().units.units().count();
        let filter = Filter {
            units: (!sees_all || !query.filter.is_open()).then_some(units),
            ..query.filter
        };
        let limit = i64::from(query.limit) + 1;
        let keys = self.vault.keys();
        let mut conn = self.pool.acquire().await?;
        let found = store::list::list(&mut conn, &keys, &filter, query.after, limit).await?;
        Ok(ListPage::of(found, query.limit))
    }

    /// The units whose dossiers the caller sees, of those for which `within` answers.
    pub(super) fn visible_units(
        &self,
        caller: &Caller,
        within: Option<&UnitId>,
    ) -> Result<Vec<String>, DossierError> {
        let catalogue = self.catalogue();
        let (tree, today) = (&catalogue.units, self.today());
        let wanted =
            |unit: &str| within.is_none_or(|root| tree.answers_to(unit, root.as_str(), today));
        let units: Vec<String> = tree
            .units()
            .map(|unit| unit.id().as_str())
            .filter(|unit| wanted(unit) && caller.may(Role::Clerk, unit, tree, today))
            .map(str::to_owned)
            .collect();
        if units.is_empty() {
            return Err(DossierError::ForbiddenUnit);
        }
        Ok(units)
    }

    /// Refusals of an import of the caller, after a place.
    pub async fn import_refusals(
        &self,
        caller: &Caller,
        import: Uuid,
        after: RefusalPlace,
        limit: u16,
    ) -> Result<Vec<ImportRefusal>, DossierError> {
        let mut conn = self.pool.acquire().await?;
        let found =
            store::import::refusals(&mut conn, import, caller.subject(), after, i64::from(limit))
                .await?;
        found.ok_or(DossierError::ImportNotFound)
    }

    /// Calls that concern all units: an operator of all of them may make them.
    ///
    /// # Errors
    /// Refuses everybody else.
    pub fn check_operator(&self, caller: &Caller) -> Result<(), DossierError> {
        let units = &self.catalogue().units;
        if caller.may_everywhere(Role::Operator, units, self.today()) {
            Ok(())
        } else {
            Err(DossierError::ForbiddenCall)
        }
    }

    /// Another unit's dossier looks like none.
    fn visible(&self, caller: &Caller, found: Vec<Found>) -> Result<Dossier, DossierError> {
        let catalogue = self.catalogue();
        let today = self.today();
        let may = |unit: &str| caller.may(Role::Clerk, unit, &catalogue.units, today);
        let sees = |receiving: &str, competent: &str| may(receiving) || may(competent);
        match found.into_iter().next() {
            Some(Found::Whole(Stored { dossier, .. }))
                if sees(
                    dossier.particulars.receiving_unit.as_str(),
                    dossier.particulars.competent_unit.as_str(),
                ) =>
            {
                Ok(dossier)
            }
            Some(Found::Damaged(row)) if sees(&row.receiving_unit, &row.competent_unit) => {
                Err(DossierError::Damaged)
            }
            _ => Err(DossierError::NotFound),
        }
    }
}
