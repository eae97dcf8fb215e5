use crate::pdf::{Dictionary, Object};

use super::{
    delta::{Delta, Spot},
    index::TRAILER,
    place::{Key, references},
};

/// Entries of trailers and cross-reference streams that say how to read the file, not what it shows.
const READING: [&[u8]; 11] = [
    b"DecodeParms",
    b"DocChecksum",
    b"Filter",
    b"ID",
    b"Index",
    b"Length",
    b"Prev",
    b"Size",
    b"Type",
    b"W",
    b"XRefStm",
];

impl Delta<'_> {
    /// The trailer and the document catalogue (ISO 32000-2, 7.5.5 and 7.7.2): which of their entries may change.
    pub(super) fn compare_document(&mut self) {
        let (Some(old), Some(new)) = (
            self.history.trailer(self.old),
            self.history.trailer(self.new),
        ) else {
            return self.forbid(None, "a trailer is missing");
        };
        for key in self.altered_keys(old, new) {
            match key.as_slice() {
                b"Info" => {}
                key if READING.contains(&key) => {}
                key if !new.contains(key) && key != b"Root" && key != b"Encrypt" => {}
                key => self.forbid(
                    None,
                    format!(
                        "trailer entry /{} was changed",
                        String::from_utf8_lossy(key)
                    ),
                ),
            }
        }
        self.compare_info(old, new);
        let (Some(old), Some(new)) = (
            old.get(b"Root").and_then(Object::as_reference),
            new.get(b"Root").and_then(Object::as_reference),
        ) else {
            return self.forbid(None, "a trailer has no catalogue");
        };
        if old == new {
            self.compare_catalogue(old.number);
        }
    }

    fn compare_info(&mut self, old: &Dictionary, new: &Dictionary) {
        let (old, new) = (old.get(b"Info"), new.get(b"Info"));
        if !self.altered(old, new) {
            return;
        }
        match self.new_value(new) {
            None | Some(Object::Dictionary(_)) => {
                self.explain_entry(Spot::of(TRAILER), Key::Info, old, new);
                self.report_metadata(
                    new.and_then(Object::as_reference).map(|id| id.number),
                    "document information was changed",
                );
            }
            Some(_) => self.forbid(None, "document information is no dictionary any more"),
        }
    }

    fn compare_catalogue(&mut self, number: u32) {
        let (Some(Object::Dictionary(old)), Some(Object::Dictionary(new))) =
            (self.old_object(number), self.new_object(number))
        else {
            return self.forbid(Some(number), "the catalogue is no dictionary");
        };
        if new.duplicate_key().is_some() {
            self.forbid(Some(number), "the catalogue has an entry twice");
        }
        for key in self.altered_keys(&old, &new) {
            match key.as_slice() {
                b"AcroForm" | b"DSS" | b"Extensions" | b"MarkInfo" | b"Metadata" => {}
                b"Version"
                    if new
                        .get(b"Version")
                        .and_then(Object::as_name)
                        .is_some_and(is_version) =>
                {
                    self.report_metadata(Some(number), "the PDF version was changed");
                }
                key => {
                    self.forbid(
                        Some(number),
                        format!(
                            "catalogue entry /{} was changed",
                            String::from_utf8_lossy(key)
                        ),
                    );
                }
            }
        }
        self.explain(number, |edge| {
            (edge.holder == TRAILER && edge.place.is(&[Key::Root]))
                || matches!(edge.place.tail(), (_, Some(Key::Data)))
        });
        let spot = Spot::of(number);
        self.compare_plain_entry(spot, Key::Extensions, b"Extensions", &old, &new);
        self.compare_plain_entry(spot, Key::MarkInfo, b"MarkInfo", &old, &new);
        self.compare_metadata(spot, &old, &new);
        self.compare_security_store(spot, &old, &new);
        self.compare_form(spot, &old, &new);
    }

    /// An entry whose value is a dictionary of direct objects, which changes nothing that a page shows.
    fn compare_plain_entry(
        &mut self,
        spot: Spot,
        key: Key,
        name: &[u8],
        old: &Dictionary,
        new: &Dictionary,
    ) {
        let (old, new) = (old.get(name), new.get(name));
        if !self.altered(old, new) {
            return;
        }
        let entry = String::from_utf8_lossy(name);
        let value = self.new_value(new);
        let mut plain = value
            .as_ref()
            .is_none_or(|value| value.as_dictionary().is_some());
        if let Some(value) = &value {
            references(value, |_, _| plain = false);
        }
        if plain {
            self.explain_entry(spot, key, old, new);
            self.report_metadata(None, format!("catalogue entry /{entry} was changed"));
        } else {
            self.forbid(
                None,
                format!("catalogue entry /{entry} is no plain dictionary"),
            );
        }
    }

    /// The metadata of the document (14.3.2): an XMP packet that could not be taken for other parts of the file.
    fn compare_metadata(&mut self, spot: Spot, old: &Dictionary, new: &Dictionary) {
        let (old, new) = (old.get(b"Metadata"), new.get(b"Metadata"));
        if !self.altered(old, new) {
            return;
        }
        let number = new.and_then(Object::as_reference).map(|id| id.number);
        let harmless = match self.new_value(new) {
            None => true,
            Some(Object::Stream(stream)) => {
                stream.dictionary.is(b"Type", b"Metadata")
                    && stream.dictionary.is(b"Subtype", b"XML")
                    && !holds_file_structure(self.history.data(&stream))
            }
            Some(_) => false,
        };
        if harmless {
            self.explain_entry(spot, Key::Metadata, old, new);
            self.report_metadata(number, "metadata was changed");
        } else {
            self.forbid(number, "metadata was replaced by something else");
        }
    }
}

fn is_version(name: &[u8]) -> bool {
    matches!(name, [b'1', b'.', b'0'..=b'7'] | [b'2', b'.', b'0'])
}

/// Readers that repair files by searching them would find objects in such data.
fn holds_file_structure(data: &[u8]) -> bool {
    [b"endobj".as_slice(), b"endstream", b"startxref"]
        .iter()
        .any(|keyword| data.windows(keyword.len()).any(|window| window == *keyword))
}
