use std::collections::HashMap;

use tonic::Status;
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};

use super::{ApiError, Language};

/// Domain of the reasons in `google.rpc.ErrorInfo`.
pub const ERROR_DOMAIN: &str = "chiso";

/// Turns an error into the status that leaves the service, with `ErrorInfo`, `BadRequest`, `RetryInfo` and the Vietnamese title as
/// details, and logs it. Call it once, where the error leaves the service.
pub fn grpc_status(error: impl Into<ApiError>) -> Status {
    let error = error.into();
    error.record();
    let error = error.describe();
    let title = error.title();
    let metadata: HashMap<String, String> = error
        .metadata()
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect();
    let mut details = ErrorDetails::with_error_info(error.reason(), ERROR_DOMAIN, metadata);
    details.set_localized_message(Language::Vi.tag(), title.vi);
    let violations: Vec<FieldViolation> = error
        .fields()
        .into_iter()
        .map(|fault| FieldViolation {
            field: fault.field,
            description: fault.expected.map(Into::into).unwrap_or_default(),
            reason: fault.code.into(),
            localized_message: None,
        })
        .collect();
    if !violations.is_empty() {
        details.set_bad_request(violations);
    }
    if let Some(wait) = error.retry_after() {
        details.set_retry_info(Some(wait));
    }
    let message = match error.detail() {
        Some(detail) => format!("{}: {detail}", title.en),
        None => title.en.to_owned(),
    };
    Status::with_error_details(error.kind().grpc(), message, details)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tonic::Code;

    use super::*;
    use crate::error::{FieldFault, RequestFault};

    #[test]
    fn a_status_carries_reason_fields_and_delay() {
        let status = grpc_status(RequestFault::Fields(vec![
            FieldFault::new("page_size", FieldFault::INVALID_VALUE).expected("1 to 500"),
        ]));
        assert_eq!(status.code(), Code::InvalidArgument);
        let details = status.get_error_details();
        let info = details.error_info().unwrap();
        assert_eq!(
            (info.reason.as_str(), info.domain.as_str()),
            ("REQUEST_INVALID", "chiso")
        );
        let violation = &details.bad_request().unwrap().field_violations[0];
        assert_eq!(
            (
                violation.field.as_str(),
                violation.reason.as_str(),
                violation.description.as_str()
            ),
            ("page_size", "INVALID_VALUE", "1 to 500")
        );
        assert_eq!(
            details.localized_message().unwrap().message,
            "Yêu cầu không hợp lệ"
        );

        let status = grpc_status(RequestFault::Overloaded);
        assert_eq!(status.code(), Code::Unavailable);
        assert_eq!(
            status.get_error_details().retry_info().unwrap().retry_delay,
            Some(Duration::from_secs(1))
        );
    }
}
