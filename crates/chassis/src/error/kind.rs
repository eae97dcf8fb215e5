use http::StatusCode;
use tonic::Code;
use tracing::Level;

/// The closed list of ways in which a request can fail; everything that depends on the kind is in one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The request is wrong by itself; sending it again does not help.
    Invalid,
    /// The body has a content type that the operation does not read.
    UnsupportedMediaType,
    /// The body or message is larger than the operation takes.
    TooLarge,
    /// The caller did not prove who it is.
    Unauthenticated,
    /// The caller is known and may not do this.
    Forbidden,
    /// The entity or route does not exist, or the caller may not know that it does.
    NotFound,
    /// The route exists, but not with this method.
    MethodNotAllowed,
    /// The entity exists already, or an idempotency key was used for another request.
    AlreadyExists,
    /// The entity is in a state that does not allow the operation.
    IllegalState,
    /// The entity was changed since the caller read it.
    VersionConflict,
    /// The operation needs a precondition that the caller left out.
    PreconditionRequired,
    /// The caller sends too much.
    RateLimited,
    /// The client stopped sending in the middle of its request.
    Stalled,
    /// The deadline passed before the answer was there.
    Timeout,
    /// The service or something it needs is down or overloaded.
    Unavailable,
    /// A defect of the service.
    Internal,
}

impl ErrorKind {
    /// The one table: gRPC code, HTTP status, log level, whether the same request may succeed later.
    #[rustfmt::skip]
    const fn row(self) -> (Code, StatusCode, Level, bool) {
        match self {
            Self::Invalid              => (Code::InvalidArgument,    StatusCode::BAD_REQUEST,            Level::DEBUG, false),
            Self::UnsupportedMediaType => (Code::InvalidArgument,    StatusCode::UNSUPPORTED_MEDIA_TYPE, Level::DEBUG, false),
            Self::TooLarge             => (Code::OutOfRange,         StatusCode::PAYLOAD_TOO_LARGE,      Level::DEBUG, false),
            Self::Unauthenticated      => (Code::Unauthenticated,    StatusCode::UNAUTHORIZED,           Level::INFO,  false),
            Self::Forbidden            => (Code::PermissionDenied,   StatusCode::FORBIDDEN,              Level::INFO,  false),
            Self::NotFound             => (Code::NotFound,           StatusCode::NOT_FOUND,              Level::DEBUG, false),
            Self::MethodNotAllowed     => (Code::Unimplemented,      StatusCode::METHOD_NOT_ALLOWED,     Level::DEBUG, false),
            Self::AlreadyExists        => (Code::AlreadyExists,      StatusCode::CONFLICT,               Level::DEBUG, false),
            Self::IllegalState         => (Code::FailedPrecondition, StatusCode::CONFLICT,               Level::DEBUG, false),
            Self::VersionConflict      => (Code::Aborted,            StatusCode::PRECONDITION_FAILED,    Level::DEBUG, false),
            Self::PreconditionRequired => (Code::FailedPrecondition, StatusCode::PRECONDITION_REQUIRED,  Level::DEBUG, false),
            Self::RateLimited          => (Code::ResourceExhausted,  StatusCode::TOO_MANY_REQUESTS,      Level::DEBUG, true),
            Self::Stalled              => (Code::Aborted,            StatusCode::REQUEST_TIMEOUT,        Level::DEBUG, true),
            Self::Timeout              => (Code::DeadlineExceeded,   StatusCode::GATEWAY_TIMEOUT,        Level::WARN,  true),
            Self::Unavailable          => (Code::Unavailable,        StatusCode::SERVICE_UNAVAILABLE,    Level::WARN,  true),
            Self::Internal             => (Code::Internal,           StatusCode::INTERNAL_SERVER_ERROR,  Level::ERROR, false),
        }
    }

    /// The gRPC status code.
    pub const fn grpc(self) -> Code {
        self.row().0
    }

    /// The HTTP status.
    pub const fn http(self) -> StatusCode {
        self.row().1
    }

    /// The level at which the boundary logs an error of this kind.
    pub const fn level(self) -> Level {
        self.row().2
    }

    /// Whether the same request may succeed when it is sent again later.
    pub const fn retryable(self) -> bool {
        self.row().3
    }
}
