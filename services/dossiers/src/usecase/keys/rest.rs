use std::collections::HashSet;

use chiso_eventlog::idempotency;
use chiso_vault::{KeyId, Keys};
use metrics::gauge;

use crate::store::keys::count_dossiers;
use crate::usecase::Dossiers;

/// Gauge by table and key: rows under a key that is not the active one.
const ROWS_UNDER_OLD_KEY: &str = "vault_rows_under_old_key";
/// Gauge: dossiers under keys that are not in the key file, which are damaged as long as they are not.
const ROWS_UNDER_MISSING_KEY: &str = "vault_rows_under_missing_key";

const DOSSIER: &str = "dossier";
const IDEMPOTENCY: &str = "idempotency";

/// A table and a key.
type Place = (&'static str, i16);

/// What is left under keys other than the active one.
#[derive(Default)]
pub(super) struct Rest {
    /// Where something was told of: it is 0 when nothing is there any more.
    told: HashSet<Place>,
}

impl Rest {
    /// Counts and tells. What cannot be counted is not 0.
    pub async fn tell(&mut self, dossiers: &Dossiers) {
        let keys = dossiers.vault.keys();
        let others = keys.ids().filter(|id| *id != keys.active()).map(number);
        self.told
            .extend(others.flat_map(|key| [(DOSSIER, key), (IDEMPOTENCY, key)]));
        let counted = count(dossiers, &keys).await;
        let counts = counted.as_deref().unwrap_or_default();
        self.told.extend(counts.iter().map(|(place, _)| *place));
        let known = |rows: i64| match &counted {
            #[expect(clippy::cast_precision_loss, reason = "a gauge of rows")]
            Ok(_) => rows as f64,
            Err(_) => f64::NAN,
        };
        for place @ (table, key) in &self.told {
            let rows = counts.iter().filter(|(at, _)| at == place);
            gauge!(ROWS_UNDER_OLD_KEY, "table" => *table, "key" => key.to_string())
                .set(known(rows.map(|(_, rows)| rows).sum()));
        }
        let missing = counts.iter().filter(|((table, key), _)| {
            *table == DOSSIER && !keys.ids().any(|id| number(id) == *key)
        });
        gauge!(ROWS_UNDER_MISSING_KEY).set(known(missing.map(|(_, rows)| rows).sum()));
    }
}

/// Rows by table and key. Idempotency records are looked at only while there is more than one key: they are many, and gone after
/// some days.
async fn count(dossiers: &Dossiers, keys: &Keys) -> Result<Vec<(Place, i64)>, sqlx::Error> {
    let mut conn = dossiers.pool.acquire().await?;
    let rows = count_dossiers(&mut conn, keys.active()).await?;
    let requests = if keys.ids().count() > 1 {
        idempotency::count_by_key(&mut conn).await?
    } else {
        Vec::new()
    };
    let rows = rows.into_iter().map(|(key, rows)| ((DOSSIER, key), rows));
    let requests = requests
        .into_iter()
        .filter(|(key, _)| *key != number(keys.active()))
        .map(|(key, rows)| ((IDEMPOTENCY, key), rows));
    Ok(rows.chain(requests).collect())
}

fn number(id: KeyId) -> i16 {
    id.0.into()
}
