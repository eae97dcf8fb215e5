//! What a refusal is to the outside: the one table of kinds, titles and fields of this service.

use std::borrow::Cow;
use std::time::Duration;

use chiso_chassis::error::{Describe, ErrorKind, FieldFault, Title};

use super::DossierError;
use crate::domain::{Fault, Refusal};

impl Describe for DossierError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Refused(refusal) => match refusal {
                Refusal::Invalid(_) | Refusal::UnknownProcedure | Refusal::UnknownUnit { .. } => {
                    ErrorKind::Invalid
                }
                Refusal::DuplicateCode
                | Refusal::CodeOfOtherUnit
                | Refusal::HistoryConflict { .. }
                | Refusal::ApplicantConflict => ErrorKind::AlreadyExists,
                Refusal::IllegalTransition { .. }
                | Refusal::IllegalStep { .. }
                | Refusal::ProcedureNotInForce
                | Refusal::UnitWithoutCode
                | Refusal::SeriesExhausted
                | Refusal::LifeTooLong
                | Refusal::TooManyCorrections
                | Refusal::Uncountable(_)
                | Refusal::UnitNotInForce { .. } => ErrorKind::IllegalState,
            },
            Self::NotFound | Self::ImportNotFound => ErrorKind::NotFound,
            Self::ImportTooLong { .. } => ErrorKind::TooLarge,
            Self::ForbiddenUnit | Self::ForbiddenCall => ErrorKind::Forbidden,
            Self::VersionConflict { .. } => ErrorKind::VersionConflict,
            Self::KeyReused => ErrorKind::AlreadyExists,
            Self::Overloaded | Self::Contention => ErrorKind::Unavailable,
            Self::Database(error) => chiso_chassis::database::kind_of(error),
            Self::Panicked => ErrorKind::Internal,
            Self::Damaged | Self::CatalogueRefused { .. } => ErrorKind::IllegalState,
        }
    }

    fn reason(&self) -> &'static str {
        match self {
            Self::Refused(Refusal::Invalid(_)) => "REQUEST_INVALID",
            Self::Refused(refusal) => refusal.code(),
            Self::Damaged => "DOSSIER_DAMAGED",
            Self::NotFound => "DOSSIER_NOT_FOUND",
            Self::ImportNotFound => "IMPORT_NOT_FOUND",
            Self::ImportTooLong { .. } => "IMPORT_TOO_LONG",
            Self::ForbiddenUnit => "FORBIDDEN_UNIT",
            Self::ForbiddenCall => "FORBIDDEN_CALL",
            Self::VersionConflict { .. } => "VERSION_CONFLICT",
            Self::KeyReused => "IDEMPOTENCY_KEY_REUSED",
            Self::Overloaded => "OVERLOADED",
            Self::Contention => "CONTENTION",
            Self::CatalogueRefused { .. } => "CATALOGUE_REFUSED",
            Self::Panicked => "INTERNAL",
            Self::Database(_) => match self.kind() {
                ErrorKind::Internal => "INTERNAL",
                _ => "DATABASE_UNAVAILABLE",
            },
        }
    }

    fn title(&self) -> Title {
        let (en, vi) = match self {
            Self::Refused(refusal) => match refusal {
                Refusal::Invalid(_) => ("The request is not valid", "Yêu cầu không hợp lệ"),
                Refusal::UnknownProcedure => {
                    ("Unknown procedure", "Không có thủ tục hành chính này")
                }
                Refusal::ProcedureNotInForce => (
                    "Procedure not in force",
                    "Thủ tục hành chính không còn hoặc chưa có hiệu lực",
                ),
                Refusal::UnknownUnit { .. } => ("Unknown unit", "Không có đơn vị này"),
                Refusal::UnitNotInForce { .. } => (
                    "Unit not in existence",
                    "Đơn vị không còn hoặc chưa hoạt động",
                ),
                Refusal::IllegalTransition { .. } | Refusal::IllegalStep { .. } => (
                    "The dossier is in another state",
                    "Trạng thái hồ sơ không cho phép thao tác này",
                ),
                Refusal::DuplicateCode => ("Dossier code in use", "Mã số hồ sơ đã được dùng"),
                Refusal::CodeOfOtherUnit => (
                    "Dossier code of another unit",
                    "Mã số hồ sơ thuộc đơn vị khác",
                ),
                Refusal::UnitWithoutCode => (
                    "Unit without a code",
                    "Đơn vị chưa có mã định danh để cấp mã hồ sơ",
                ),
                Refusal::SeriesExhausted => (
                    "No dossier codes left today",
                    "Đã hết số thứ tự mã hồ sơ trong ngày",
                ),
                Refusal::LifeTooLong => ("Too many steps", "Hồ sơ đã có quá nhiều bước xử lý"),
                Refusal::TooManyCorrections => (
                    "Too many corrections",
                    "Hồ sơ đã được đính chính quá nhiều lần",
                ),
                Refusal::ApplicantConflict => (
                    "Another applicant",
                    "Người nộp hồ sơ khác với dữ liệu đã có",
                ),
                Refusal::Uncountable(_) => (
                    "The dossier could not be counted",
                    "Hồ sơ không thể đưa vào thống kê",
                ),
                Refusal::HistoryConflict { .. } => (
                    "History conflict",
                    "Lịch sử hồ sơ mâu thuẫn với dữ liệu đã có",
                ),
            },
            Self::Damaged => (
                "The dossier cannot be read",
                "Dữ liệu hồ sơ bị hỏng, không đọc được",
            ),
            Self::NotFound => ("Dossier not found", "Không tìm thấy hồ sơ"),
            Self::ImportNotFound => ("Import not found", "Không tìm thấy lần nhập dữ liệu"),
            Self::ImportTooLong { .. } => ("The import is too long", "Lần nhập dữ liệu quá dài"),
            Self::ForbiddenUnit => ("Not your unit", "Đơn vị ngoài phạm vi được giao"),
            Self::ForbiddenCall => ("Not your role", "Vai trò không được phép thực hiện"),
            Self::VersionConflict { .. } => (
                "The dossier was changed in between",
                "Hồ sơ vừa được người khác thay đổi",
            ),
            Self::KeyReused => (
                "Idempotency key in use",
                "Khóa chống lặp đã dùng cho yêu cầu khác",
            ),
            Self::Overloaded => ("Too many requests at once", "Hệ thống đang quá tải"),
            Self::Contention => (
                "Too many writes to one dossier",
                "Quá nhiều thao tác cùng lúc trên hồ sơ",
            ),
            Self::CatalogueRefused { .. } => {
                ("The catalogue was not loaded", "Danh mục không được nạp")
            }
            Self::Panicked => ("Internal error", "Lỗi hệ thống"),
            Self::Database(_) => match self.kind() {
                ErrorKind::Internal => ("Internal error", "Lỗi hệ thống"),
                _ => (
                    "The service is not available",
                    "Dịch vụ tạm thời không sẵn sàng",
                ),
            },
        };
        Title::new(en, vi)
    }

    fn detail(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Refused(Refusal::Invalid(_)) | Self::Database(_) | Self::Panicked => None,
            Self::CatalogueRefused { faults } => Some(faults.join("; ").into()),
            other => Some(other.to_string().into()),
        }
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Refused(
                Refusal::IllegalTransition { from, to } | Refusal::IllegalStep { from, to, .. },
            ) => {
                vec![("state", from.to_string()), ("step", to.to_string())]
            }
            Self::ImportTooLong { max } => vec![("max_lines", max.to_string())],
            Self::VersionConflict { current } => vec![("current_etag", format!("\"{current}\""))],
            _ => Vec::new(),
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        let Self::Refused(refusal) = self else {
            return Vec::new();
        };
        let named = |fault: Fault| {
            let named = FieldFault::new(fault.field, fault.code);
            match fault.expected {
                Some(expected) => named.expected(expected),
                None => named,
            }
        };
        refusal.faults().into_iter().map(named).collect()
    }

    fn retry_after(&self) -> Option<Duration> {
        matches!(self.kind(), ErrorKind::Unavailable).then_some(Duration::from_secs(1))
    }
}
