use std::path::Path;
use std::sync::Arc;

use chiso_measure::IndicatorSet;
use chiso_org::OrgTree;

use super::{Aggregator, AggregatorError};

/// The catalogue files as they were last loaded.
#[derive(Debug)]
pub struct Catalogue {
    pub units: OrgTree,
    pub indicators: IndicatorSet,
}

/// What a load of the catalogue found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reloaded {
    pub units: usize,
    pub indicators: usize,
}

impl Catalogue {
    /// Reads `org_units.toml` and `indicators.toml` of a directory.
    ///
    /// # Errors
    /// Every fault of both files.
    pub fn read(dir: &Path) -> Result<Self, AggregatorError> {
        let units = parsed(dir, "org_units.toml", OrgTree::parse);
        let indicators = parsed(dir, "indicators.toml", IndicatorSet::parse);
        match (units, indicators) {
            (Ok(units), Ok(indicators)) => Ok(Self { units, indicators }),
            (units, indicators) => {
                let faults = [units.err(), indicators.err()]
                    .into_iter()
                    .flatten()
                    .flatten()
                    .collect();
                Err(AggregatorError::CatalogueRefused { faults })
            }
        }
    }
}

fn parsed<T, F: ToString>(
    dir: &Path,
    file: &str,
    parse: impl FnOnce(&str) -> Result<T, Vec<F>>,
) -> Result<T, Vec<String>> {
    let text = std::fs::read_to_string(dir.join(file))
        .map_err(|error| vec![format!("{file}: {}", error.kind())])?;
    parse(&text).map_err(|faults| {
        faults
            .iter()
            .map(|fault| format!("{file}: {}", fault.to_string()))
            .collect()
    })
}

impl Aggregator {
    /// Reads the catalogue files again. All or nothing.
    ///
    /// # Errors
    /// Refuses files with faults.
    pub async fn reload_catalogue(&self) -> Result<Reloaded, AggregatorError> {
        let dir = self.catalogue_dir.clone();
        let read = tokio::task::spawn_blocking(move || Catalogue::read(&dir)).await;
        let catalogue =
            read.map_err(|_| AggregatorError::CatalogueRefused { faults: Vec::new() })??;
        let reloaded = Reloaded {
            units: catalogue.units.units().count(),
            indicators: catalogue.indicators.iter().count(),
        };
        self.catalogue.store(Arc::new(catalogue));
        tracing::info!(
            units = reloaded.units,
            indicators = reloaded.indicators,
            "catalogue loaded"
        );
        Ok(reloaded)
    }
}
