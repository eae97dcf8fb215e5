use chiso_chassis::auth::Caller;
use chiso_org::UnitId;
use uuid::Uuid;

use super::read::ListPage;
use super::{DossierError, Dossiers};
use crate::store;
use crate::store::search::Wanted;

/// Whose dossiers a caller looks for: an ID number, a name, or both. Personal data: it stands in no URL, trace or log.
#[derive(Clone)]
pub struct SearchQuery {
    pub id_number: Option<String>,
    pub name: Option<String>,
    /// Whether the marks of the name's letters count.
    pub exact_name: bool,
    /// Only this unit and its subtree; all units of the caller where absent.
    pub unit: Option<UnitId>,
    /// The last dossier of the page before.
    pub after: Option<Uuid>,
    pub limit: u16,
}

impl Dossiers {
    /// # Errors
    /// Refuses a unit that the caller's roles do not cover.
    pub async fn search(
        &self,
        caller: &Caller,
        query: SearchQuery,
    ) -> Result<ListPage, DossierError> {
        let units = self.visible_units(caller, query.unit.as_ref())?;
        let wanted = Wanted {
            id_number: query.id_number.as_deref(),
            name: query.name.as_deref(),
            exact_name: query.exact_name,
        };
        let keys = self.vault.keys();
        let mut conn = self.pool.acquire().await?;
        let limit = i64::from(query.limit) + 1;
        let found =
            store::search::search(&mut conn, &keys, &wanted, &units, query.after, limit).await?;
        Ok(ListPage::of(found, query.limit))
    }
}

impl std::fmt::Debug for SearchQuery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SearchQuery(..)")
    }
}
