//! A worked example for each category and each defect that records have, in an invented register of two thousand people with
//! honest collisions: what a field is worth depends on how many share it, so ten people would not do.
mod categories;
mod defects;
mod town;
