use chrono::NaiveDate;

use crate::timeline::Timeline;
use crate::{Level, Succession, UnitId};

/// Đơn vị: an organisation unit that reports figures or handles dossiers.
///
/// Attributes are those in force on the day asked for; before the founding the first ones, after the dissolution the last ones, so
/// that old figures keep their place.
#[derive(Clone, Debug)]
pub struct Unit {
    pub(crate) id: UnitId,
    pub(crate) founded: NaiveDate,
    pub(crate) dissolved: NaiveDate,
    pub(crate) name: Timeline<String>,
    pub(crate) code: Option<Timeline<String>>,
    pub(crate) level: Timeline<Level>,
    pub(crate) parent: Option<Timeline<UnitId>>,
    pub(crate) successions: Vec<Succession>,
}

impl Unit {
    /// The permanent id.
    pub fn id(&self) -> &UnitId {
        &self.id
    }

    /// Tên đơn vị. Names repeat: never look a unit up by name.
    pub fn name_on(&self, day: NaiveDate) -> &str {
        self.name.on(day)
    }

    /// Mã định danh: the official code, if the unit has one.
    pub fn code_on(&self, day: NaiveDate) -> Option<&str> {
        self.code.as_ref().map(|code| code.on(day).as_str())
    }

    /// Cấp.
    pub fn level_on(&self, day: NaiveDate) -> Level {
        *self.level.on(day)
    }

    /// Đơn vị cấp trên: the unit directly above, if any.
    pub fn parent_on(&self, day: NaiveDate) -> Option<&UnitId> {
        self.parent.as_ref().map(|parent| parent.on(day))
    }

    /// The first day of the unit.
    pub fn founded(&self) -> NaiveDate {
        self.founded
    }

    /// The first day after the unit; none while it goes on.
    pub fn dissolved(&self) -> Option<NaiveDate> {
        (self.dissolved < NaiveDate::MAX).then_some(self.dissolved)
    }

    /// Whether the unit exists on the day.
    pub fn valid_on(&self, day: NaiveDate) -> bool {
        self.founded <= day && day < self.dissolved
    }
}
