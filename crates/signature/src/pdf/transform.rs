use super::fault::PdfFault;
use super::object::{Dictionary, Object};
use super::view::View;

/// Transforms of one signature.
const MAX_TRANSFORMS: usize = 16;

/// What a signature says about later changes, ISO 32000-2, 12.8.2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Transform {
    /// `DocMDP`: the permission `P` as written, 2 if it is absent.
    DocMdp(i64),
    /// `FieldMDP`.
    FieldMdp(FieldLock),
    /// Usage rights.
    UsageRights,
    /// One that the standard does not know, or that is malformed.
    Unknown,
}

/// Fields that may not change, ISO 32000-2, tables 236 and 259.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldLock {
    /// Which of the fields.
    pub(crate) action: LockAction,
    /// Fully qualified names.
    pub(crate) fields: Vec<String>,
    /// `P` of a lock dictionary.
    pub(crate) permission: Option<i64>,
}

/// Which fields a lock is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LockAction {
    /// All.
    All,
    /// Those named.
    Include,
    /// All but those named.
    Exclude,
}

impl FieldLock {
    /// Reads the parameters of `FieldMDP` or a lock dictionary; nothing if they are malformed.
    pub(crate) fn read(
        view: View<'_, '_>,
        dictionary: &Dictionary,
    ) -> Result<Option<Self>, PdfFault> {
        let action = match view.get(dictionary, b"Action")?.as_name() {
            Some(b"All") => LockAction::All,
            Some(b"Include") => LockAction::Include,
            Some(b"Exclude") => LockAction::Exclude,
            _ => return Ok(None),
        };
        let permission = match view.get(dictionary, b"P")? {
            Object::Null => None,
            Object::Integer(permission) => Some(permission),
            _ => return Ok(None),
        };
        let names = view.get(dictionary, b"Fields")?;
        let mut fields = Vec::new();
        if action != LockAction::All {
            let Some(names) = names.as_array() else {
                return Ok(None);
            };
            for name in names {
                let name = view.resolve(name)?;
                let Some(name) = name.as_string() else {
                    return Ok(None);
                };
                fields.push(view.text(name)?);
            }
        }
        Ok(Some(Self {
            action,
            fields,
            permission,
        }))
    }
}

impl Transform {
    /// Reads the `Reference` array of a signature.
    pub(crate) fn read_all(
        view: View<'_, '_>,
        signature: &Dictionary,
    ) -> Result<Vec<Self>, PdfFault> {
        match view.get(signature, b"Reference")? {
            Object::Null => Ok(Vec::new()),
            Object::Array(references) if references.len() <= MAX_TRANSFORMS => references
                .iter()
                .map(|item| Self::read(view, item))
                .collect(),
            _ => Ok(vec![Self::Unknown]),
        }
    }

    fn read(view: View<'_, '_>, reference: &Object) -> Result<Self, PdfFault> {
        let reference = view.resolve(reference)?;
        let Some(reference) = reference.as_dictionary() else {
            return Ok(Self::Unknown);
        };
        let parameters = view.get(reference, b"TransformParams")?;
        let parameters = parameters.as_dictionary();
        Ok(match view.get(reference, b"TransformMethod")?.as_name() {
            Some(b"DocMDP") => match parameters
                .map_or(Ok(Object::Null), |parameters| view.get(parameters, b"P"))?
            {
                Object::Null => Self::DocMdp(2),
                Object::Integer(permission) => Self::DocMdp(permission),
                _ => Self::Unknown,
            },
            Some(b"FieldMDP") => {
                let lock =
                    parameters.map_or(Ok(None), |parameters| FieldLock::read(view, parameters))?;
                lock.map_or(Self::Unknown, Self::FieldMdp)
            }
            Some(b"UR" | b"UR3") => Self::UsageRights,
            _ => Self::Unknown,
        })
    }
}
