use calamine::{DataRef, ExcelDateTime};
use chrono::{NaiveDateTime, Timelike};

/// The largest number up to which a float is a certain integer.
const EXACT: f64 = 9_007_199_254_740_992.0;
/// From here on digits are invented by printing them all.
const LARGE: f64 = 1e21;
/// Days of 9999-12-31.
const LAST_DAY: f64 = 2_958_466.0;

/// Gives a cell as text.
pub(super) fn write(value: &DataRef<'_>, take: impl FnOnce(&str)) {
    match value {
        DataRef::Empty => {}
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            take(text);
        }
        DataRef::SharedString(text) => take(text),
        DataRef::Int(number) => take(&number.to_string()),
        DataRef::Float(value) => take(&number(*value)),
        DataRef::Bool(true) => take("true"),
        DataRef::Bool(false) => take("false"),
        DataRef::DateTime(date) => take(&date_time(date)),
        DataRef::Error(error) => take(&error.to_string()),
    }
}

/// A number without exponent and without `.0`.
pub(crate) fn number(value: f64) -> String {
    if value.abs() <= EXACT && value.fract() == 0.0 {
        // The digits of a float without a fraction; no minus before zero.
        format!("{:.0}", value + 0.0)
    } else if value.abs() < LARGE {
        value.to_string()
    } else {
        format!("{value:E}")
    }
}

/// A day as YYYY-MM-DD, with the time of day if there is one.
fn date_time(date: &ExcelDateTime) -> String {
    let days = date.as_f64();
    if date.is_duration() || !(0.0..LAST_DAY).contains(&days) {
        return number(days);
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if days < 1.0 && days > 0.0 {
        time
    } else if time == "00:00:00" {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{time}")
    }
}

/// A moment in the same form.
pub(crate) fn instant(moment: NaiveDateTime) -> String {
    if moment.num_seconds_from_midnight() == 0 && moment.nanosecond() == 0 {
        moment.format("%Y-%m-%d").to_string()
    } else {
        moment.format("%Y-%m-%dT%H:%M:%S%.f").to_string()
    }
}
