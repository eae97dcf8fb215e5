//! Certificates and revocation data in the document security store (`DSS`, EN 319 142-1, 5.4).

use super::examination::Examination;
use crate::pdf::{Dictionary, Document, Object, View};

/// Entries of VRI dictionaries that are looked at.
const MAX_VRI: usize = 1_000;

/// Takes all that the store of the last revision holds, with the revisions that brought it.
pub(super) fn collect(examination: &mut Examination<'_>, document: &Document<'_>) {
    let view = document.latest();
    let Ok(catalog) = view.catalog() else {
        return;
    };
    let Some(store) = dictionary(view, &catalog, b"DSS") else {
        return;
    };
    collect_lists(
        examination,
        view,
        &store,
        [&b"Certs"[..], b"CRLs", b"OCSPs"],
    );
    if let Some(by_signature) = dictionary(view, &store, b"VRI") {
        for (_, entry) in by_signature.iter().take(MAX_VRI) {
            if let Ok(Object::Dictionary(entry)) = view.resolve(entry) {
                collect_lists(examination, view, &entry, [&b"Cert"[..], b"CRL", b"OCSP"]);
            }
        }
    }
}

fn dictionary(view: View<'_, '_>, parent: &Dictionary, key: &[u8]) -> Option<Dictionary> {
    match view.get(parent, key) {
        Ok(Object::Dictionary(found)) => Some(found),
        _ => None,
    }
}

fn collect_lists(
    examination: &mut Examination<'_>,
    view: View<'_, '_>,
    holder: &Dictionary,
    [certificates, crls, ocsps]: [&[u8]; 3],
) {
    for (der, _) in streams(view, holder, certificates) {
        examination.add_certificate(&der);
    }
    for (der, revision) in streams(view, holder, crls) {
        examination.add_crl(&der, revision);
    }
    for (der, revision) in streams(view, holder, ocsps) {
        examination.add_ocsp(&der, revision);
    }
}

/// The decoded streams of a list, with the index of the revision that defines each.
fn streams(view: View<'_, '_>, holder: &Dictionary, key: &[u8]) -> Vec<(Vec<u8>, Option<usize>)> {
    let Ok(Object::Array(list)) = view.get(holder, key) else {
        return Vec::new();
    };
    list.iter()
        .filter_map(|item| {
            let Ok(Object::Stream(stream)) = view.resolve(item) else {
                return None;
            };
            let revision = item
                .as_reference()
                .and_then(|id| view.document().definition(id.number, view.revision()))
                .map(|definition| definition.revision);
            Some((view.decode(&stream).ok()?, revision))
        })
        .collect()
}
