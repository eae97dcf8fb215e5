use chiso_chassis::error::FieldFault;

/// A page size as it came in: `default` where 0, at most `max`.
///
/// # Errors
/// The fault of the field.
pub fn page_size(size: i32, default: u16, max: u16) -> Result<u16, FieldFault> {
    match u16::try_from(size) {
        Ok(0) => Ok(default),
        Ok(size) if size <= max => Ok(size),
        _ => {
            Err(FieldFault::new("page_size", FieldFault::INVALID_VALUE)
                .expected(format!("1 to {max}")))
        }
    }
}
