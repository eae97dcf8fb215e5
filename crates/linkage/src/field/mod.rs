//! The other fields of a record: dates, numbers, sexes and places, as they are written in the field.
mod birth_date;
mod number;
mod pin;
mod place;
mod province;
mod sex;

pub use birth_date::{BirthDate, DateNotation};
pub use number::WrittenNumber;
pub use pin::{Pin, PinFault};
pub use place::{Place, neighbourhood_number, place_key};
pub use sex::Sex;

pub(crate) use province::is_named;
