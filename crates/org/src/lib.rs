//! Organisation units (đơn vị) with permanent ids and attributes that hold for a time.
//!
//! Reorganisations reuse official codes and repeat names, so neither identifies a unit: code 24 was Bắc Giang and became
//! Bắc Ninh on 2025-07-01 (QĐ 19/2025/QĐ-TTg), and Thanh Hóa alone had two wards named Bắc Sơn. A unit's id never changes; name,
//! code, level and parent are looked up for a calendar day (`Asia/Ho_Chi_Minh`).
#![warn(missing_docs)]

mod check;
mod fault;
mod file;
mod level;
mod succession;
mod timeline;
mod tree;
mod unit;
mod unit_id;

pub use fault::OrgFault;
pub use level::Level;
pub use succession::{Extent, Succession};
pub use tree::OrgTree;
pub use unit::Unit;
pub use unit_id::{MalformedUnitId, UnitId};
