use std::collections::BTreeSet;

use crate::{
    ChangeKind,
    pdf::{Dictionary, Object, decode_text},
};

use super::{StepChange, delta::Delta, equal::number};

/// Entries of signature fields and their widgets that do nothing but describe and show them.
const FIELD: [&[u8]; 11] = [
    b"FT", b"T", b"TU", b"TM", b"Ff", b"V", b"Lock", b"SV", b"Kids", b"DA", b"Q",
];
const WIDGET: [&[u8]; 19] = [
    b"Type",
    b"Subtype",
    b"Rect",
    b"P",
    b"F",
    b"AP",
    b"AS",
    b"MK",
    b"BS",
    b"Border",
    b"C",
    b"M",
    b"NM",
    b"H",
    b"Contents",
    b"DA",
    b"Q",
    b"DR",
    b"StructParent",
];

impl Delta<'_> {
    /// A field that the form got: it must be a signature field that this revision defines, with all that belongs to it.
    pub(super) fn compare_new_field(&mut self, raw: &Object, names: &mut BTreeSet<String>) {
        let Some(number) = raw.as_reference().map(|id| id.number) else {
            return self.forbid(None, "a form field was added that is no object of its own");
        };
        match self.try_new_field(number, names) {
            Ok(change) => self.report(change),
            Err(reason) => self.forbid(
                Some(number),
                format!("form field {number} was added: {reason}"),
            ),
        }
    }

    fn try_new_field(
        &mut self,
        number: u32,
        names: &mut BTreeSet<String>,
    ) -> Result<StepChange, &'static str> {
        if !self.is_new(number) {
            return Err("its object was there before");
        }
        let object = self.new_object(number);
        let field = object
            .as_ref()
            .and_then(Object::as_dictionary)
            .ok_or("no dictionary")?;
        if !field.is(b"FT", b"Sig") {
            return Err("no signature field");
        }
        let name = field
            .get(b"T")
            .and_then(Object::as_string)
            .map(|text| decode_text(&text.bytes))
            .ok_or("no name")?;
        if name.is_empty() || name.contains('.') || !names.insert(name.clone()) {
            return Err("its name is that of another field or no name");
        }
        let own_widget = field.is(b"Subtype", b"Widget");
        has_only(field, |key| {
            FIELD.contains(&key) || (own_widget && WIDGET.contains(&key))
        })?;
        let mut visible = own_widget && self.is_visible(field);
        if own_widget {
            self.new_widgets.insert(number, false);
        }
        if let Some(kids) = self.new_value(field.get(b"Kids")) {
            for kid in kids.as_array().ok_or("its kids are no array")? {
                visible |= self.new_widget(kid, number)?;
            }
        }
        self.fields.insert(number);
        let signed = field.contains(b"V");
        let change = |kind, detail: String| StepChange {
            kind,
            detail,
            field: Some(name.clone()),
            object: Some(number),
            repaints: visible && !signed,
        };
        let appearance = if visible { "visible" } else { "invisible" };
        Ok(match field.get(b"V") {
            None => change(
                ChangeKind::Signature,
                format!("{appearance} signature field {name} was added, not signed"),
            ),
            Some(value) => match self.new_signature(value, visible)? {
                kind @ ChangeKind::DocumentTimeStamp => {
                    change(kind, format!("document time stamp {name} was added"))
                }
                kind => change(kind, format!("{appearance} signature {name} was added")),
            },
        })
    }

    fn new_widget(&mut self, raw: &Object, field: u32) -> Result<bool, &'static str> {
        let number = raw
            .as_reference()
            .ok_or("a widget is no object of its own")?
            .number;
        if !self.is_new(number) {
            return Err("a widget was there before");
        }
        let object = self.new_object(number);
        let widget = object
            .as_ref()
            .and_then(Object::as_dictionary)
            .ok_or("a widget is no dictionary")?;
        if !widget.is(b"Subtype", b"Widget")
            || widget
                .get(b"Parent")
                .and_then(Object::as_reference)
                .map(|id| id.number)
                != Some(field)
        {
            return Err("its kids are no widgets");
        }
        has_only(widget, |key| key == b"Parent" || WIDGET.contains(&key))?;
        self.new_widgets.insert(number, false);
        Ok(self.is_visible(widget))
    }

    /// What kind of signature a field got; this revision must define it.
    pub(super) fn new_signature(
        &self,
        raw: &Object,
        visible: bool,
    ) -> Result<ChangeKind, &'static str> {
        if raw.as_reference().is_some_and(|id| !self.is_new(id.number)) {
            return Err("its signature is an object that was there before");
        }
        let object = self.new_value(Some(raw));
        let signature = object
            .as_ref()
            .and_then(Object::as_dictionary)
            .ok_or("its signature is no dictionary")?;
        if signature.contains(b"Type")
            && !signature.is(b"Type", b"Sig")
            && !signature.is(b"Type", b"DocTimeStamp")
        {
            return Err("its value is no signature");
        }
        if !signature.contains(b"Contents") || !signature.contains(b"ByteRange") {
            return Err("its signature signs nothing");
        }
        let time_stamp =
            signature.is(b"Type", b"DocTimeStamp") && signature.is(b"SubFilter", b"ETSI.RFC3161");
        Ok(if time_stamp && !visible {
            ChangeKind::DocumentTimeStamp
        } else {
            ChangeKind::Signature
        })
    }

    /// Whether a widget takes up room on a page. What cannot be read is taken for visible.
    pub(super) fn is_visible(&self, widget: &Dictionary) -> bool {
        let Some(rectangle) = self.new_value(widget.get(b"Rect")) else {
            return widget.contains(b"Rect");
        };
        let sides: Option<Vec<f64>> = rectangle.as_array().and_then(|sides| {
            sides
                .iter()
                .map(|side| self.new_value(Some(side)).and_then(|side| number(&side)))
                .collect()
        });
        match sides.as_deref() {
            Some([left, bottom, right, top]) => {
                (right - left).abs() > 0.0 && (top - bottom).abs() > 0.0
            }
            _ => true,
        }
    }
}

fn has_only(dictionary: &Dictionary, known: impl Fn(&[u8]) -> bool) -> Result<(), &'static str> {
    if dictionary.duplicate_key().is_some()
        || dictionary.iter().any(|(key, _)| !known(key.as_bytes()))
    {
        return Err("it has entries that a signature field need not have");
    }
    Ok(())
}
