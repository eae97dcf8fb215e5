use chiso_proto::dossiers::v1 as pb;
use chrono::NaiveDate;

use crate::instant::{date, identifier, in_order};
use crate::{Cell, Contribute, FacetFault, Measure, ServiceLevel};

/// Thủ tục hành chính được cung cấp: a facet of a procedure version that keeps its own rules.
///
/// For every offering unit it contributes to `procedures_offered`, and with an online service to `procedures_online`: 1 on the
/// first day of validity, -1 on the first day after it.
#[derive(Debug, Clone, Copy)]
pub struct ProcedureOffer<'a> {
    units: &'a [String],
    procedure: &'a str,
    service_level: ServiceLevel,
    from: NaiveDate,
    until: Option<NaiveDate>,
}

impl<'a> ProcedureOffer<'a> {
    /// Checks a facet.
    ///
    /// # Errors
    /// The first rule that the facet breaks: a missing or unknown value, an unreadable day, a validity that ends before it
    /// begins, a unit listed twice.
    pub fn read(facet: &'a pb::ProcedureFacet) -> Result<Self, FacetFault> {
        let procedure = identifier(&facet.procedure_code, "procedure_code")?;
        let service_level = ServiceLevel::from_proto(facet.service_level)
            .ok_or(FacetFault::UnknownValue("service_level"))?;
        if facet.valid_from_date.is_empty() {
            return Err(FacetFault::Missing("valid_from_date"));
        }
        let from = date(&facet.valid_from_date, "valid_from_date")?;
        let until = match facet.valid_until_date.as_str() {
            "" => None,
            day => Some(date(day, "valid_until_date")?),
        };
        if let Some(until) = until {
            in_order(&from, &until, "valid_until_date")?;
        }
        let units = facet.offering_unit_ids.as_slice();
        for (index, unit) in units.iter().enumerate() {
            identifier(unit, "offering_unit_ids")?;
            if units[..index].contains(unit) {
                return Err(FacetFault::DuplicateUnit);
            }
        }
        Ok(Self {
            units,
            procedure,
            service_level,
            from,
            until,
        })
    }
}

impl Contribute for ProcedureOffer<'_> {
    fn contribute(&self, visit: &mut impl FnMut(Cell<'_>, Measure, NaiveDate, i64)) {
        let online = self
            .service_level
            .is_online()
            .then_some(Measure::ProceduresOnline);
        for unit in self.units {
            let cell = Cell {
                unit,
                procedure: self.procedure,
                channel: None,
                service_level: self.service_level,
            };
            for measure in [Some(Measure::ProceduresOffered), online]
                .into_iter()
                .flatten()
            {
                visit(cell, measure, self.from, 1);
                if let Some(until) = self.until {
                    visit(cell, measure, until, -1);
                }
            }
        }
    }
}
