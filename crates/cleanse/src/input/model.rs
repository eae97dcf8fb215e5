use std::fs;
use std::path::Path;

use chiso_linkage::Model;

use crate::misuse::Misuse;

/// Reads a model; without a file it is the one that comes with the program.
pub(crate) fn load(path: Option<&Path>) -> Result<Model, Misuse> {
    let Some(path) = path else {
        return Ok(Model::standard().clone());
    };
    let text = fs::read_to_string(path).map_err(Misuse::file(path))?;
    Model::parse(&text).map_err(|fault| Misuse::Model {
        path: path.to_owned(),
        fault,
    })
}
