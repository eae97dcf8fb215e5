use std::collections::HashSet;

use chiso_proto::dossiers::v1 as pb;
use chrono::NaiveDate;

use crate::instant::{date, identifier, in_order};
use crate::{Cell, Contribute, FacetFault, Measure, ServiceLevel};

/// Thủ tục hành chính được cung cấp: a facet of a procedure version that keeps its own rules.
///
/// For every offering unit it contributes to `procedures_offered`, and with an online service to `procedures_online`: 1 on the
/// first day on which the unit offers it, -1 on the first day after: the version has ended, or the unit was dissolved.
#[derive(Debug, Clone)]
pub struct ProcedureOffer<'a> {
    procedure: &'a str,
    service_level: ServiceLevel,
    offerings: Vec<Offering<'a>>,
}

#[derive(Debug, Clone, Copy)]
struct Offering<'a> {
    unit: &'a str,
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
        validity(
            &facet.valid_from_date,
            "valid_from_date",
            &facet.valid_until_date,
            "valid_until_date",
        )?;
        let mut offerings = Vec::with_capacity(facet.offerings.len());
        let mut units = HashSet::with_capacity(facet.offerings.len());
        for offering in &facet.offerings {
            let unit = identifier(&offering.unit_id, "offerings.unit_id")?;
            let (from, until) = validity(
                &offering.from_date,
                "offerings.from_date",
                &offering.until_date,
                "offerings.until_date",
            )?;
            if !units.insert(unit) {
                return Err(FacetFault::DuplicateUnit);
            }
            offerings.push(Offering { unit, from, until });
        }
        Ok(Self {
            procedure,
            service_level,
            offerings,
        })
    }
}

/// The first day, and the first day after; none where it is open-ended.
fn validity(
    from: &str,
    from_field: &'static str,
    until: &str,
    until_field: &'static str,
) -> Result<(NaiveDate, Option<NaiveDate>), FacetFault> {
    if from.is_empty() {
        return Err(FacetFault::Missing(from_field));
    }
    let from = date(from, from_field)?;
    if until.is_empty() {
        return Ok((from, None));
    }
    let until = date(until, until_field)?;
    in_order(&from, &until, until_field)?;
    Ok((from, Some(until)))
}

impl Contribute for ProcedureOffer<'_> {
    fn contribute(&self, visit: &mut impl FnMut(Cell<'_>, Measure, NaiveDate, i64)) {
        let online = self
            .service_level
            .is_online()
            .then_some(Measure::ProceduresOnline);
        for offering in &self.offerings {
            let cell = Cell {
                unit: offering.unit,
                procedure: self.procedure,
                channel: None,
                service_level: self.service_level,
            };
            for measure in [Some(Measure::ProceduresOffered), online]
                .into_iter()
                .flatten()
            {
                visit(cell, measure, offering.from, 1);
                if let Some(until) = offering.until {
                    visit(cell, measure, until, -1);
                }
            }
        }
    }
}
