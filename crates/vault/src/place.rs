/// Where a sealed value stands. A value opens nowhere else, so a row cannot be given the value of another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// Schema and table.
    pub table: &'static str,
    /// Column of the table.
    pub column: &'static str,
    /// Primary key of the row.
    pub row: &'a [u8],
}

impl Place<'_> {
    /// The place in bytes, no two places alike: each part goes after its length.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        [self.table.as_bytes(), self.column.as_bytes(), self.row]
            .into_iter()
            .flat_map(|part| {
                let length = u32::try_from(part.len()).expect("parts of a place are short");
                length.to_be_bytes().into_iter().chain(part.iter().copied())
            })
            .collect()
    }
}
