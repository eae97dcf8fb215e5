use chiso_chassis::error::FieldFault;

/// A page size as it came in: `default` where absent, 1 to `max`.
///
/// # Errors
/// The fault of the field.
pub fn page_size(size: Option<i32>, default: u16, max: u16) -> Result<u16, FieldFault> {
    match size.map(u16::try_from) {
        None => Ok(default),
        Some(Ok(size)) if (1..=max).contains(&size) => Ok(size),
        Some(_) => {
            Err(FieldFault::new("page_size", FieldFault::INVALID_VALUE)
                .expected(format!("1 to {max}")))
        }
    }
}
