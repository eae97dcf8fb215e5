//! The other fields of a record: dates, numbers, sexes and places, as they are written in the field.
mod address;
mod birth_date;
mod number;
mod pin;
mod place;
mod province;
mod sex;
mod unit;

pub use birth_date::{BirthDate, DateNotation};
pub use number::WrittenNumber;
pub use pin::{Pin, PinFault};
pub use place::{Place, neighbourhood_number, place_key};
pub use sex::Sex;

pub(crate) use address::Address;
pub(crate) use province::{is_merged, is_named, present_province};
pub(crate) use unit::split_unit;
