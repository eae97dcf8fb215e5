//! What a refusal is to the outside: the one table of kinds, codes and titles of this service.

use std::borrow::Cow;
use std::time::Duration;

use chiso_chassis::database;
use chiso_chassis::error::{Describe, ErrorKind, FieldFault, Title};

use super::AggregatorError;

impl AggregatorError {
    #[rustfmt::skip]
    fn row(&self) -> (ErrorKind, &'static str, Title) {
        match self {
            Self::Invalid(_) => (ErrorKind::Invalid, "REQUEST_INVALID", Title::new("The request is invalid", "Yêu cầu không hợp lệ")),
            Self::ForbiddenUnit => (ErrorKind::Forbidden, "FORBIDDEN_UNIT", Title::new("Not your unit", "Đơn vị ngoài phạm vi được giao")),
            Self::ForbiddenCall => (ErrorKind::Forbidden, "FORBIDDEN_CALL", Title::new("Not your role", "Vai trò không được phép thực hiện")),
            Self::RebuildRunning => (ErrorKind::IllegalState, "REBUILD_RUNNING", Title::new("A rebuild is running", "Đang có một lần dựng lại số liệu")),
            Self::RebuildAbandoned => (ErrorKind::IllegalState, "REBUILD_ABANDONED", Title::new("The rebuild was given up", "Lần dựng lại số liệu bị hủy")),
            Self::CatalogueRefused { .. } => (ErrorKind::IllegalState, "CATALOGUE_REFUSED", Title::new("The catalogue was not loaded", "Danh mục không được nạp")),
            Self::Source { .. } => (ErrorKind::Unavailable, "SOURCE_UNAVAILABLE", Title::new("A source is not available", "Nguồn dữ liệu tạm thời không sẵn sàng")),
            Self::Job(fault) => (fault.kind(), fault.reason(), fault.title()),
            Self::Database(error) => match database::kind_of(error) {
                ErrorKind::Internal => (ErrorKind::Internal, "INTERNAL", Title::new("Internal error", "Lỗi hệ thống")),
                kind => (kind, "DATABASE_UNAVAILABLE", Title::new("The service is not available", "Dịch vụ tạm thời không sẵn sàng")),
            },
        }
    }
}

impl Describe for AggregatorError {
    fn kind(&self) -> ErrorKind {
        self.row().0
    }

    fn reason(&self) -> &'static str {
        self.row().1
    }

    fn title(&self) -> Title {
        self.row().2
    }

    fn detail(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::CatalogueRefused { faults } => Some(faults.join("; ").into()),
            Self::Source { uri, .. } => {
                Some(format!("the event log of {uri} cannot be read").into())
            }
            Self::Job(fault) => fault.detail(),
            _ => None,
        }
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Source { uri, .. } => vec![("source", uri.clone())],
            Self::Job(fault) => fault.metadata(),
            _ => Vec::new(),
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        match self {
            Self::Invalid(faults) => faults.clone(),
            _ => Vec::new(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        self.kind().retryable().then_some(Duration::from_secs(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_away_is_told_from_a_defect() {
        for (error, expected) in [
            (
                sqlx::Error::PoolTimedOut,
                (ErrorKind::Unavailable, "DATABASE_UNAVAILABLE"),
            ),
            (sqlx::Error::RowNotFound, (ErrorKind::Internal, "INTERNAL")),
        ] {
            let error = AggregatorError::from(error);
            assert_eq!((error.kind(), error.reason()), expected);
        }
    }
}
