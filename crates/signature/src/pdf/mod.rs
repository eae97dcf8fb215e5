//! Reading PDF files, ISO 32000-2: strict where readers may differ, without repair of broken files.

mod budget;
mod chain;
mod coverage;
mod date;
mod document;
mod fault;
mod field;
mod filter;
mod indirect;
mod lexer;
mod lzw;
mod object;
mod object_stream;
mod parser;
mod predictor;
mod revision;
mod scan;
mod signature;
mod signatures;
mod text;
mod transform;
mod view;
mod xref;
mod xref_stream;
mod xref_table;

pub(crate) use budget::Limits;
pub(crate) use document::Document;
pub(crate) use fault::PdfFault;
pub(crate) use object::{Dictionary, Name, Object, ObjectId, Stream};
pub(crate) use signature::{Attachment, Signature, SignatureType};
pub(crate) use text::decode_text;
pub(crate) use transform::{FieldLock, LockAction, Transform};
pub(crate) use view::View;
pub(crate) use xref::Entry;

#[cfg(test)]
mod tests;
