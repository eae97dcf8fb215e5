use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use chiso_chassis::auth::Caller;
use chiso_chassis::error::ApiError;
use chiso_chassis::extract::{IdempotencyKey, IfMatch, Json, Path};
use uuid::Uuid;

use super::dossiers::tagged;
use super::view::{DossierView, Reason};
use crate::Api;
use crate::domain::Action;
use crate::usecase::Command;

async fn take(
    api: &Api,
    caller: Caller,
    key: IdempotencyKey,
    id: Uuid,
    IfMatch(expected_version): IfMatch,
    action: Action,
) -> Result<Response, ApiError> {
    let command = Command::Take {
        id,
        expected_version,
        action,
    };
    Ok(tagged(
        api.writer.write(caller, key, command).await?.dossier,
    ))
}

/// A route for one transition: its doc comment, its name, its path and the action, with or without a reason.
macro_rules! transition {
    ($(#[$doc:meta])* $name:ident, $operation:literal, $path:literal, $action:expr) => {
        $(#[$doc])*
        #[utoipa::path(
            post,
            path = $path,
            operation_id = $operation,
            tag = "dossiers",
            params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header), ("If-Match" = String, Header)),
            responses(
                (status = 200, body = DossierView, headers(("ETag" = String))),
                (status = 403, description = "`FORBIDDEN_UNIT`"),
                (status = 404, description = "`DOSSIER_NOT_FOUND`"),
                (status = 409, description = "`IDEMPOTENCY_KEY_REUSED`, `ILLEGAL_TRANSITION`, `PROCEDURE_NOT_IN_FORCE`, `DOSSIER_DAMAGED`"),
                (status = 412, description = "`VERSION_CONFLICT`"),
                (status = 503, description = "`CONTENTION`, `DATABASE_UNAVAILABLE`"),
            ),
        )]
        pub async fn $name(
            State(api): State<Arc<Api>>,
            caller: Caller,
            Path(id): Path<Uuid>,
            key: IdempotencyKey,
            version: IfMatch,
        ) -> Result<Response, ApiError> {
            take(&api, caller, key, id, version, $action).await
        }
    };
    ($(#[$doc:meta])* $name:ident, $operation:literal, $path:literal, reason => $action:ident) => {
        $(#[$doc])*
        #[utoipa::path(
            post,
            path = $path,
            operation_id = $operation,
            tag = "dossiers",
            params(("id" = Uuid, Path), ("Idempotency-Key" = String, Header), ("If-Match" = String, Header)),
            request_body = Reason,
            responses(
                (status = 200, body = DossierView, headers(("ETag" = String))),
                (status = 403, description = "`FORBIDDEN_UNIT`"),
                (status = 404, description = "`DOSSIER_NOT_FOUND`"),
                (status = 409, description = "`IDEMPOTENCY_KEY_REUSED`, `ILLEGAL_TRANSITION`, `LIFE_TOO_LONG`, `DOSSIER_DAMAGED`"),
                (status = 412, description = "`VERSION_CONFLICT`"),
                (status = 503, description = "`CONTENTION`, `DATABASE_UNAVAILABLE`"),
            ),
        )]
        pub async fn $name(
            State(api): State<Arc<Api>>,
            caller: Caller,
            Path(id): Path<Uuid>,
            key: IdempotencyKey,
            version: IfMatch,
            Json(Reason { reason }): Json<Reason>,
        ) -> Result<Response, ApiError> {
            take(&api, caller, key, id, version, Action::$action { reason }).await
        }
    };
}

transition! {
    /// Finds the dossier valid: it is received and the handling clock starts (Mẫu 01).
    accept_dossier, "accept_dossier", "/v1/dossiers/{id}/accept", Action::Accept { due: None }
}
transition! {
    /// Rejects a submitted dossier at intake (Mẫu 03).
    reject_intake, "reject_intake", "/v1/dossiers/{id}/reject-intake", reason => RejectIntake
}
transition! {
    /// Asks the applicant for a supplement (Mẫu 02); the clock stops.
    request_supplement, "request_supplement", "/v1/dossiers/{id}/request-supplement", reason => RequestSupplement
}
transition! {
    /// Takes the supplement in; the clock goes on or starts again, as the procedure version says.
    receive_supplement, "receive_supplement", "/v1/dossiers/{id}/receive-supplement", Action::ReceiveSupplement
}
transition! {
    /// Records the agency's decision.
    resolve_dossier, "resolve_dossier", "/v1/dossiers/{id}/resolve", Action::Resolve
}
transition! {
    /// Ends an accepted dossier without the requested result (Mẫu 05).
    refuse_dossier, "refuse_dossier", "/v1/dossiers/{id}/refuse", reason => Refuse
}
transition! {
    /// Ends a dossier because the applicant takes it back.
    withdraw_dossier, "withdraw_dossier", "/v1/dossiers/{id}/withdraw", reason => Withdraw
}
transition! {
    /// Records that the result reached the applicant.
    deliver_result, "deliver_result", "/v1/dossiers/{id}/deliver", Action::Deliver
}
