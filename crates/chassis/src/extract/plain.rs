use std::borrow::Cow;

/// What was expected, without names of Rust types.
pub(super) fn plain(expected: &str) -> Cow<'static, str> {
    match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number that is not negative".into(),
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number".into(),
        "f32" | "f64" => "a number".into(),
        _ if expected.starts_with("struct ") => "an object".into(),
        _ => expected.to_owned().into(),
    }
}
