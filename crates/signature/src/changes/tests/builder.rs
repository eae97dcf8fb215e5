use crate::{
    ChangeKind,
    changes::{StepChange, changes_since},
    pdf::{Document, Limits},
};

/// A PDF file that is written revision by revision.
pub(super) struct Builder {
    bytes: Vec<u8>,
    section: Option<usize>,
    size: u32,
    trailer: &'static str,
}

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            bytes: b"%PDF-1.7\n".to_vec(),
            section: None,
            size: 1,
            trailer: "/Root 1 0 R",
        }
    }

    /// A document with a form: text field `a` (7), check box `c` (13), field `g.k` (15, 16), signed field `Signed` (8), empty field `Empty` (14); a note (9) on page 3; font 10; and a reference to object 40, which is not there.
    pub(super) fn signed() -> Self {
        Self::new().revision(&[
            (1, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/Metadata 20 0 R/PieceInfo<</X 40 0 R>>>>"),
            (2, "<</Type/Pages/Kids[3 0 R]/Count 1>>"),
            (3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots 6 0 R/Resources<</Font<</F 10 0 R>>>>>>"),
            (4, &stream("", "BT /F 9 Tf (100) Tj ET")),
            (5, "<</Fields[7 0 R 8 0 R 13 0 R 14 0 R 15 0 R]/SigFlags 1/DR<</Font<</F 10 0 R>>>>>>"),
            (6, "[7 0 R 8 0 R 9 0 R 13 0 R 14 0 R 16 0 R]"),
            (7, TEXT_FIELD),
            (8, SIGNED_FIELD),
            (9, "<</Type/Annot/Subtype/Text/Rect[9 9 29 29]/Contents(note)>>"),
            (10, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"),
            (11, &stream("/Subtype/Form/BBox[0 0 9 9]", "(100) Tj")),
            (12, "<</Type/Sig/SubFilter/ETSI.CAdES.detached/ByteRange[0 1 2 3]/Contents<00>>>"),
            (13, CHECK_BOX),
            (14, EMPTY_FIELD),
            (15, "<</T(g)/Kids[16 0 R]>>"),
            (16, "<</Subtype/Widget/Rect[0 0 9 9]/Parent 15 0 R/FT/Tx/T(k)/V(100)>>"),
            (17, &stream("/Subtype/Form/BBox[0 0 9 9]", "0 0 9 9 re f")),
            (18, &stream("/Subtype/Form/BBox[0 0 9 9]", "")),
            (19, "(nobody uses this)"),
            (20, &stream("/Type/Metadata/Subtype/XML", "<x/>")),
        ])
    }

    pub(super) fn trailer(mut self, trailer: &'static str) -> Self {
        self.trailer = trailer;
        self
    }

    /// Writes a revision; an object without text is freed.
    pub(super) fn revision(mut self, objects: &[(u32, &str)]) -> Self {
        let mut section = String::from("xref\n");
        for (number, text) in objects {
            self.size = self.size.max(number + 1);
            if text.is_empty() {
                section.extend(format!("{number} 1\n0000000000 00001 f \n").chars());
            } else {
                section.extend(format!("{number} 1\n{:010} 00000 n \n", self.bytes.len()).chars());
                self.bytes
                    .extend(format!("{number} 0 obj\n{text}\nendobj\n").bytes());
            }
        }
        let previous = self
            .section
            .map_or(String::new(), |at| format!("/Prev {at}"));
        self.section = Some(self.bytes.len());
        let (size, trailer) = (self.size, self.trailer);
        let end = format!(
            "{section}trailer\n<</Size {size}{trailer}{previous}>>\nstartxref\n{}\n%%EOF\n",
            self.bytes.len()
        );
        self.bytes.extend(end.bytes());
        self
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// What each revision after the first changes.
    pub(super) fn changes(self) -> Vec<Vec<StepChange>> {
        let document = Document::read(&self.bytes, Limits::for_size(self.bytes.len()))
            .expect("a readable document");
        let steps = changes_since(&document, 0).expect("within the limits");
        steps.into_iter().map(|step| step.changes).collect()
    }
}

pub(super) const TEXT_FIELD: &str =
    "<</Subtype/Widget/FT/Tx/T(a)/V(100)/Rect[0 0 9 9]/F 4/P 3 0 R/AP<</N 11 0 R>>/DA(/F 9 Tf)>>";
pub(super) const SIGNED_FIELD: &str =
    "<</Subtype/Widget/FT/Sig/T(Signed)/V 12 0 R/Rect[0 0 0 0]/F 4>>";
pub(super) const EMPTY_FIELD: &str = "<</Subtype/Widget/FT/Sig/T(Empty)/Rect[0 0 9 9]/F 4>>";
pub(super) const CHECK_BOX: &str =
    "<</Subtype/Widget/FT/Btn/T(c)/V/Off/AS/Off/Rect[0 0 9 9]/AP<</N<</Yes 17 0 R/Off 18 0 R>>>>>>";
pub(super) const FORM: &str =
    "<</Fields[7 0 R 8 0 R 13 0 R 14 0 R 15 0 R]/SigFlags 1/DR<</Font<</F 10 0 R>>>>>>";
pub(super) const SIGNATURE: &str =
    "<</Type/Sig/SubFilter/ETSI.CAdES.detached/ByteRange[0 1 2 3]/Contents<00>>>";

/// A stream object.
pub(super) fn stream(entries: &str, data: &str) -> String {
    format!(
        "<<{entries}/Length {}>>stream\n{data}\nendstream",
        data.len()
    )
}

/// What one more revision changes in [`Builder::signed`].
pub(super) fn changes(update: &[(u32, &str)]) -> Vec<StepChange> {
    Builder::signed()
        .revision(update)
        .changes()
        .pop()
        .expect("one step")
}

/// The kinds of what one more revision changes.
pub(super) fn kinds(update: &[(u32, &str)]) -> Vec<ChangeKind> {
    changes(update)
        .into_iter()
        .map(|change| change.kind)
        .collect()
}

/// One more revision makes a change that no signature permits.
#[track_caller]
pub(super) fn assert_forbidden(update: &[(u32, &str)]) {
    let changes = changes(update);
    assert!(
        changes
            .iter()
            .any(|change| change.kind == ChangeKind::Other),
        "{changes:#?}"
    );
}
