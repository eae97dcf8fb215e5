use chiso_eventlog::quarantine::Rejection;
use chiso_measure::{Contribute, DossierLife, FacetFault, Fold, ProcedureOffer};
use chiso_proto::dossiers::v1::{DossierChanged, DossierFacet, ProcedureChanged, ProcedureFacet};
use chiso_proto::eventlog::v1::{EventRecord, FacetRecord};
use prost::{DecodeError, Message};
use thiserror::Error;

/// Why an event or a facet cannot be counted.
#[derive(Debug, Error)]
pub enum EventFault {
    #[error("type is not known")]
    UnknownType,
    #[error("payload is no message of its type")]
    Undecodable(#[from] DecodeError),
    #[error("{state}: {fault}")]
    Facet {
        state: &'static str,
        fault: FacetFault,
    },
}

impl EventFault {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownType => "UNKNOWN_TYPE",
            Self::Undecodable(_) => "UNDECODABLE",
            Self::Facet { fault, .. } => fault.code(),
        }
    }

    pub fn rejection(&self, sequence: i64) -> Rejection {
        Rejection {
            sequence,
            reason: self.code(),
            detail: self.to_string(),
        }
    }
}

/// Chênh lệch: adds what an event moves, `contributions(after) - contributions(before)`, times `sign`.
///
/// Both facets are checked before the first weight is added: an event that is refused leaves the fold as it was.
///
/// # Errors
/// A type that is not known (also a new one of a known source), a payload that is no message of it, a facet that breaks its rules.
pub fn add_event(fold: &mut Fold, event: &EventRecord, sign: i64) -> Result<(), EventFault> {
    match event.r#type.as_str() {
        "chiso.dossiers.v1.DossierSubmitted"
        | "chiso.dossiers.v1.DossierAccepted"
        | "chiso.dossiers.v1.IntakeRejected"
        | "chiso.dossiers.v1.SupplementRequested"
        | "chiso.dossiers.v1.SupplementReceived"
        | "chiso.dossiers.v1.DueTimeRevised"
        | "chiso.dossiers.v1.DossierResolved"
        | "chiso.dossiers.v1.DossierRefused"
        | "chiso.dossiers.v1.DossierWithdrawn"
        | "chiso.dossiers.v1.ResultDelivered"
        | "chiso.dossiers.v1.DossierCorrected" => {
            let DossierChanged { before, after, .. } =
                DossierChanged::decode(event.payload.as_ref())?;
            add_difference(fold, before.as_ref(), after.as_ref(), sign, read_dossier)
        }
        "chiso.dossiers.v1.ProcedurePublished" => {
            let ProcedureChanged { before, after, .. } =
                ProcedureChanged::decode(event.payload.as_ref())?;
            add_difference(fold, before.as_ref(), after.as_ref(), sign, read_procedure)
        }
        _ => Err(EventFault::UnknownType),
    }
}

/// Adds what a facet of a snapshot contributes.
///
/// # Errors
/// As [`add_event`].
pub fn add_facet(fold: &mut Fold, record: &FacetRecord) -> Result<(), EventFault> {
    match record.r#type.as_str() {
        "chiso.dossiers.v1.DossierFacet" => {
            let facet = DossierFacet::decode(record.facet.as_ref())?;
            fold.add(&read_dossier("facet", &facet)?, 1);
        }
        "chiso.dossiers.v1.ProcedureFacet" => {
            let facet = ProcedureFacet::decode(record.facet.as_ref())?;
            fold.add(&read_procedure("facet", &facet)?, 1);
        }
        _ => return Err(EventFault::UnknownType),
    }
    Ok(())
}

fn add_difference<'a, F, C: Contribute>(
    fold: &mut Fold,
    before: Option<&'a F>,
    after: Option<&'a F>,
    sign: i64,
    read: impl Fn(&'static str, &'a F) -> Result<C, EventFault>,
) -> Result<(), EventFault> {
    let missing = EventFault::Facet {
        state: "event",
        fault: FacetFault::Missing("after"),
    };
    let after = read("after", after.ok_or(missing)?)?;
    let before = before.map(|before| read("before", before)).transpose()?;
    fold.add(&after, sign);
    if let Some(before) = before {
        fold.add(&before, -sign);
    }
    Ok(())
}

fn read_dossier<'a>(
    state: &'static str,
    facet: &'a DossierFacet,
) -> Result<DossierLife<'a>, EventFault> {
    DossierLife::read(facet).map_err(|fault| EventFault::Facet { state, fault })
}

fn read_procedure<'a>(
    state: &'static str,
    facet: &'a ProcedureFacet,
) -> Result<ProcedureOffer<'a>, EventFault> {
    ProcedureOffer::read(facet).map_err(|fault| EventFault::Facet { state, fault })
}
