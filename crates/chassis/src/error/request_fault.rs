use std::borrow::Cow;
use std::time::Duration;

use super::{Describe, ErrorKind, FieldFault, Title};

/// What can be wrong with any request, whatever the service.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestFault {
    /// There is nothing at the path.
    #[error("no such route")]
    RouteUnknown,
    /// The route does not know the method.
    #[error("method not allowed")]
    MethodNotAllowed,
    /// The body is not JSON.
    #[error("body is not json at line {line}, column {column}")]
    BodyMalformed {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1; 0 if the line ended too early.
        column: usize,
    },
    /// The body is larger than the route takes.
    #[error("body too large")]
    BodyTooLarge,
    /// The body broke off.
    #[error("body could not be read")]
    BodyUnreadable,
    /// The body stopped coming, or came too slowly.
    #[error("body stalled")]
    BodyStalled,
    /// The body is not of a type that the route reads.
    #[error("unsupported content type")]
    ContentTypeUnsupported {
        /// The type that it reads.
        accepted: &'static str,
    },
    /// The body is compressed or otherwise encoded.
    #[error("unsupported content encoding")]
    ContentEncodingUnsupported,
    /// The message of a gRPC call cannot be decoded.
    #[error("message cannot be decoded")]
    MessageMalformed,
    /// The page token is not one that this list returned.
    #[error("page token is not valid")]
    PageTokenInvalid,
    /// Fields, parameters or headers are at fault.
    #[error("{} field(s) at fault", .0.len())]
    Fields(Vec<FieldFault>),
    /// The change needs to say which version it is based on.
    #[error("if-match is missing")]
    IfMatchRequired,
    /// More requests at a time than the service takes.
    #[error("too many requests at a time")]
    Overloaded,
    /// More requests at a time than one caller may send.
    #[error("caller has its share of places")]
    TooManyAtATime,
    /// More requests in a short time than one caller or address may send.
    #[error("rate limited")]
    RateLimited {
        /// When the next one may come.
        wait: Duration,
    },
    /// The deadline of the request passed.
    #[error("deadline exceeded")]
    DeadlineExceeded,
    /// The handler panicked; the panic hook has logged where.
    #[error("handler panicked")]
    Panicked,
}

impl RequestFault {
    #[rustfmt::skip]
    const fn row(&self) -> (ErrorKind, &'static str, Title) {
        match self {
            Self::RouteUnknown => (ErrorKind::NotFound, "ROUTE_UNKNOWN", Title::new("No such route", "Đường dẫn không tồn tại")),
            Self::MethodNotAllowed => (ErrorKind::MethodNotAllowed, "METHOD_NOT_ALLOWED", Title::new("Method not allowed", "Phương thức không được phép")),
            Self::BodyMalformed { .. } => (ErrorKind::Invalid, "BODY_MALFORMED", Title::new("The body is not valid JSON", "Nội dung không phải JSON hợp lệ")),
            Self::BodyTooLarge => (ErrorKind::TooLarge, "BODY_TOO_LARGE", Title::new("The body is too large", "Nội dung vượt quá kích thước cho phép")),
            Self::BodyUnreadable => (ErrorKind::Invalid, "BODY_UNREADABLE", Title::new("The body could not be read", "Không đọc được nội dung yêu cầu")),
            Self::BodyStalled => (ErrorKind::Stalled, "REQUEST_TIMEOUT", Title::new("The body stopped coming", "Quá thời gian chờ nội dung yêu cầu")),
            Self::ContentTypeUnsupported { .. } => (ErrorKind::UnsupportedMediaType, "CONTENT_TYPE_UNSUPPORTED", Title::new("Unsupported content type", "Kiểu nội dung không được hỗ trợ")),
            Self::ContentEncodingUnsupported => (ErrorKind::UnsupportedMediaType, "CONTENT_ENCODING_UNSUPPORTED", Title::new("Unsupported content encoding", "Kiểu nén nội dung không được hỗ trợ")),
            Self::MessageMalformed => (ErrorKind::Invalid, "MESSAGE_MALFORMED", Title::new("The message cannot be decoded", "Không giải mã được thông điệp")),
            Self::PageTokenInvalid => (ErrorKind::Invalid, "INVALID_PAGE_TOKEN", Title::new("The page token is not valid", "Mã trang không hợp lệ")),
            Self::Fields(_) => (ErrorKind::Invalid, "REQUEST_INVALID", Title::new("The request is invalid", "Yêu cầu không hợp lệ")),
            Self::IfMatchRequired => (ErrorKind::PreconditionRequired, "IF_MATCH_REQUIRED", Title::new("If-Match is required", "Thiếu tiêu đề If-Match")),
            Self::Overloaded => (ErrorKind::Unavailable, "OVERLOADED", Title::new("The service is overloaded", "Hệ thống đang quá tải")),
            Self::TooManyAtATime => (ErrorKind::RateLimited, "TOO_MANY_AT_A_TIME", Title::new("Too many requests at a time", "Quá nhiều yêu cầu cùng lúc")),
            Self::RateLimited { .. } => (ErrorKind::RateLimited, "RATE_LIMITED", Title::new("Too many requests", "Gửi quá nhiều yêu cầu")),
            Self::DeadlineExceeded => (ErrorKind::Timeout, "DEADLINE_EXCEEDED", Title::new("The request took too long", "Yêu cầu xử lý quá thời hạn")),
            Self::Panicked => (ErrorKind::Internal, "INTERNAL", Title::new("Internal error", "Lỗi hệ thống")),
        }
    }
}

impl Describe for RequestFault {
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
            Self::BodyMalformed { line, column } => {
                Some(format!("line {line}, column {column}").into())
            }
            Self::ContentTypeUnsupported { accepted } => {
                Some(format!("expected {accepted} in UTF-8").into())
            }
            Self::ContentEncodingUnsupported => Some("expected identity".into()),
            _ => None,
        }
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::BodyMalformed { line, column } => {
                vec![("line", line.to_string()), ("column", column.to_string())]
            }
            Self::ContentTypeUnsupported { accepted } => vec![("accept", (*accepted).to_owned())],
            Self::ContentEncodingUnsupported => vec![("accept_encoding", "identity".to_owned())],
            _ => Vec::new(),
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        match self {
            Self::Fields(fields) => fields.clone(),
            Self::PageTokenInvalid => {
                let fault = FieldFault::new("page_token", FieldFault::INVALID_VALUE);
                vec![fault.expected("a next_page_token that this list returned")]
            }
            _ => Vec::new(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Overloaded | Self::TooManyAtATime => Some(Duration::from_secs(1)),
            Self::RateLimited { wait } => Some(*wait),
            _ => None,
        }
    }
}
