use std::fmt::Write as _;

/// Writes small PDF files, revision by revision.
#[derive(Clone)]
pub(super) struct Builder {
    pub(super) bytes: Vec<u8>,
    previous: Option<usize>,
    size: u32,
}

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            bytes: b"%PDF-1.7\n".to_vec(),
            previous: None,
            size: 1,
        }
    }

    /// A catalogue and nothing else.
    pub(super) fn minimal() -> Self {
        Self::new().save(&[(1, "<< /Type /Catalog >>")])
    }

    /// Adds a revision with a table.
    pub(super) fn save(self, objects: &[(u32, &str)]) -> Self {
        self.save_with(objects, "", "")
    }

    /// Adds a revision with further table subsections and trailer entries.
    pub(super) fn save_with(
        mut self,
        objects: &[(u32, &str)],
        subsections: &str,
        trailer: &str,
    ) -> Self {
        let mut table = String::from("xref\n0 1\n0000000000 65535 f\r\n");
        for (number, body) in objects {
            let offset = self.add(*number, body);
            write!(table, "{number} 1\n{offset:010} 00000 n\r\n").unwrap();
        }
        table.push_str(subsections);
        let section = self.bytes.len();
        self.text(&table);
        let previous = self
            .previous
            .map(|previous| format!("/Prev {previous} "))
            .unwrap_or_default();
        let size = self.size;
        self.text(&format!(
            "trailer\n<< /Size {size} /Root 1 0 R {previous}{trailer}>>\n"
        ));
        self.finish(section)
    }

    /// Adds a revision with a cross-reference stream that has the number 90; rows of one, two and one byte.
    pub(super) fn save_stream(
        mut self,
        objects: &[(u32, &str)],
        members: &[(u32, u16, u8)],
    ) -> Self {
        let mut index = String::new();
        let mut rows = String::new();
        for (number, body) in objects {
            let offset = self.add(*number, body);
            write!(index, "{number} 1 ").unwrap();
            write!(rows, "01{offset:04x}00").unwrap();
        }
        for (number, container, at) in members {
            write!(index, "{number} 1 ").unwrap();
            write!(rows, "02{container:04x}{at:02x}").unwrap();
        }
        self.size = 91;
        let previous = self
            .previous
            .map(|previous| format!("/Prev {previous} "))
            .unwrap_or_default();
        let dictionary = format!(
            "/Type /XRef /Size 91 /Root 1 0 R /W [1 2 1] /Index [{index}] {previous}/Filter /ASCIIHexDecode"
        );
        let section = self.add(90, &stream(&dictionary, &rows));
        self.finish(section)
    }

    /// Appends an object without listing it, gives its position.
    pub(super) fn add(&mut self, number: u32, body: &str) -> usize {
        let offset = self.bytes.len();
        self.text(&format!("{number} 0 obj\n{body}\nendobj\n"));
        self.size = self.size.max(number + 1);
        offset
    }

    /// Ends a revision whose section is at a position.
    pub(super) fn finish(mut self, section: usize) -> Self {
        self.text(&format!("startxref\n{section}\n%%EOF\n"));
        self.previous = Some(section);
        self
    }

    pub(super) fn text(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }
}

/// A stream object.
pub(super) fn stream(dictionary: &str, data: &str) -> String {
    let length = data.len();
    format!("<< {dictionary} /Length {length} >>\nstream\n{data}\nendstream")
}

/// An object stream with these objects.
pub(super) fn object_stream(objects: &[(u32, &str)]) -> String {
    let (mut header, mut data) = (String::new(), String::new());
    for (number, body) in objects {
        write!(header, "{number} {} ", data.len()).unwrap();
        write!(data, "{body} ").unwrap();
    }
    let dictionary = format!("/Type /ObjStm /N {} /First {}", objects.len(), header.len());
    stream(&dictionary, &(header + &data))
}
