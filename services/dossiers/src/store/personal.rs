//! What a person typed into a dossier: it is sealed as one value, and leaves nothing of it in the other columns.

use chiso_vault::{Blind, Keys, Place, Unopenable, text};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::damaged::Fault;
use crate::domain::{Applicant, Dossier, Step};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Personal {
    applicant: Applicant,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    former_applicants: Vec<Applicant>,
    /// In the order of the steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    reasons: Vec<String>,
}

impl Personal {
    /// Parts a dossier into what is personal and the steps without it.
    pub fn split(dossier: &Dossier) -> (Self, Vec<Step>) {
        let mut steps = dossier.steps.clone();
        let reasons = steps.iter_mut().flat_map(Step::reasons_mut);
        let personal = Self {
            reasons: reasons.map(std::mem::take).collect(),
            applicant: dossier.applicant.clone(),
            former_applicants: dossier.former_applicants.clone(),
        };
        (personal, steps)
    }

    /// Gives the steps their reasons back. Returns the applicant and those before.
    pub fn join(self, steps: &mut [Step]) -> Result<(Applicant, Vec<Applicant>), Fault> {
        let mut places: Vec<_> = steps.iter_mut().flat_map(Step::reasons_mut).collect();
        if places.len() != self.reasons.len() {
            return Err(Fault::Column("steps"));
        }
        for (place, reason) in places.iter_mut().zip(self.reasons) {
            **place = reason;
        }
        Ok((self.applicant, self.former_applicants))
    }

    pub fn open(keys: &Keys, dossier: Uuid, sealed: &[u8]) -> Result<Self, Unopenable> {
        let plain = keys.open(place(dossier.as_bytes()), sealed)?;
        serde_json::from_slice(&plain).map_err(|_| Unopenable::Damaged)
    }

    fn seal(&self, keys: &Keys, dossier: Uuid) -> Vec<u8> {
        let plain = serde_json::to_vec(self).expect("strings and numbers can be written as JSON");
        keys.seal(place(dossier.as_bytes()), &plain)
    }
}

/// The columns under a data key, as arrays.
#[derive(Default)]
pub(super) struct SealedColumns {
    pub personal: Vec<Vec<u8>>,
    pub id_number_blinds: Vec<Option<Blind>>,
    pub name_blinds: Vec<Blind>,
    pub folded_name_blinds: Vec<Blind>,
    pub key_ids: Vec<i16>,
}

impl SealedColumns {
    /// Seals what is personal in a dossier under the active key.
    pub fn push(&mut self, keys: &Keys, dossier: Uuid, personal: &Personal) {
        let Applicant {
            name, id_number, ..
        } = &personal.applicant;
        self.personal.push(personal.seal(keys, dossier));
        let number = id_number.as_deref();
        self.id_number_blinds
            .push(number.map(|number| keys.blind(ID_NUMBER, number.as_bytes())));
        self.name_blinds
            .push(keys.blind(NAME, text::spelt(name).as_bytes()));
        self.folded_name_blinds
            .push(keys.blind(FOLDED_NAME, text::folded(name).as_bytes()));
        self.key_ids.push(keys.active().0.into());
    }
}

/// The blind values of an ID number, under every key.
pub(super) fn id_number_blinds(keys: &Keys, number: &str) -> Vec<Blind> {
    keys.blinds(ID_NUMBER, number.as_bytes())
}

/// The blind values of a name as it is spelt, under every key.
pub(super) fn name_blinds(keys: &Keys, name: &str) -> Vec<Blind> {
    keys.blinds(NAME, text::spelt(name).as_bytes())
}

/// The blind values of a name without its marks, under every key.
pub(super) fn folded_name_blinds(keys: &Keys, name: &str) -> Vec<Blind> {
    keys.blinds(FOLDED_NAME, text::folded(name).as_bytes())
}

const ID_NUMBER: &str = "dossiers.dossier.id_number";
const NAME: &str = "dossiers.dossier.name";
const FOLDED_NAME: &str = "dossiers.dossier.folded_name";

fn place(row: &[u8]) -> Place<'_> {
    Place {
        table: "dossiers.dossier",
        column: "personal",
        row,
    }
}
