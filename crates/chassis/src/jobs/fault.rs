use std::borrow::Cow;
use std::time::Duration;

use super::Job;
use crate::database;
use crate::error::{Describe, ErrorKind, Title};

/// Why a job was not started or found.
#[derive(Debug, thiserror::Error)]
pub enum JobFault {
    /// One runs that excludes it.
    #[error("job {} is running", .0.id)]
    Running(Box<Job>),
    /// The key has started a job of another kind.
    #[error("the key was used for another request")]
    KeyReused,
    /// There is none with this id, or it is so old that it was removed.
    #[error("no such job")]
    NotFound,
    /// Others started and ended whenever it was tried.
    #[error("jobs start and end at once")]
    Contention,
    /// The database failed.
    #[error("the database did not answer as it should")]
    Database(#[from] sqlx::Error),
}

impl JobFault {
    #[rustfmt::skip]
    fn row(&self) -> (ErrorKind, &'static str, Title) {
        match self {
            Self::Running(_) => (ErrorKind::IllegalState, "JOB_RUNNING", Title::new("Another job is running", "Đang có một công việc khác chạy")),
            Self::KeyReused => (ErrorKind::AlreadyExists, "IDEMPOTENCY_KEY_REUSED", Title::new("The idempotency key was used for another request", "Khóa chống trùng đã dùng cho yêu cầu khác")),
            Self::NotFound => (ErrorKind::NotFound, "JOB_NOT_FOUND", Title::new("No such job", "Không tìm thấy công việc")),
            Self::Contention => (ErrorKind::Unavailable, "CONTENTION", Title::new("Try again", "Vui lòng thử lại")),
            Self::Database(error) => match database::kind_of(error) {
                ErrorKind::Internal => (ErrorKind::Internal, "INTERNAL", Title::new("Internal error", "Lỗi hệ thống")),
                kind => (kind, "DATABASE_UNAVAILABLE", Title::new("The service is not available", "Dịch vụ tạm thời không sẵn sàng")),
            },
        }
    }
}

impl Describe for JobFault {
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
            Self::Running(job) => Some(format!("{} {} is running", job.kind, job.id).into()),
            _ => None,
        }
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Running(job) => vec![("job_id", job.id.to_string()), ("kind", job.kind.clone())],
            _ => Vec::new(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        self.kind().retryable().then_some(Duration::from_secs(1))
    }
}
