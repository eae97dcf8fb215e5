use chiso_proto::dossiers::v1 as pb;
use tonic::{Code, Request};
use tonic_types::StatusExt;

use crate::app::{CITY, TestApp};

pub fn with<T>(token: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    request
        .metadata_mut()
        .insert("authorization", format!("Bearer {token}").parse().unwrap());
    request
}

fn submission(request_id: &str) -> pb::SubmitDossierRequest {
    pb::SubmitDossierRequest {
        request_id: request_id.to_owned(),
        procedure_code: "1.004873.000.00.00.H05".to_owned(),
        receiving_unit_id: CITY.to_owned(),
        applicant: Some(pb::Applicant {
            name: "Lê Thị Hồng Gấm".to_owned(),
            ..Default::default()
        }),
        ..Default::default()
    }
}

#[tokio::test]
async fn rest_and_grpc_show_the_same_dossier() {
    let app = TestApp::start().await;
    let mut client = app.grpc().await;
    let token = app.clerk();
    let dossier = client
        .submit_dossier(with(&token, submission("one")))
        .await
        .unwrap()
        .into_inner()
        .dossier
        .unwrap();
    let again = client
        .submit_dossier(with(&token, submission("one")))
        .await
        .unwrap()
        .into_inner()
        .dossier
        .unwrap();
    assert_eq!(again, dossier);
    assert_eq!(
        (dossier.procedure_code.as_str(), dossier.channel()),
        ("1.004873", pb::Channel::InPerson)
    );

    let accept = pb::AcceptDossierRequest {
        request_id: "two".into(),
        id: dossier.id.clone(),
        etag: dossier.etag,
    };
    let accepted = client
        .accept_dossier(with(&token, accept))
        .await
        .unwrap()
        .into_inner()
        .dossier
        .unwrap();
    assert_eq!(
        (accepted.state(), accepted.etag.as_str()),
        (pb::DossierState::Processing, "2")
    );
    let shown = app
        .get(&format!("/v1/dossiers/{}", dossier.id), &token)
        .await
        .json;
    assert_eq!(
        (&shown["state"], &shown["applicant"]["name"]),
        (&"processing".into(), &"Lê Thị Hồng Gấm".into())
    );
    let lookup = pb::LookupDossierRequest {
        code: accepted.code.clone(),
    };
    assert_eq!(
        client
            .lookup_dossier(with(&token, lookup))
            .await
            .unwrap()
            .into_inner()
            .dossier,
        Some(accepted.clone())
    );
    let list = client
        .list_dossiers(with(&token, pb::ListDossiersRequest::default()))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(list.dossiers, [accepted]);
}

#[tokio::test]
async fn refusals_are_status_codes_with_details() {
    let app = TestApp::start().await;
    let mut client = app.grpc().await;
    let token = app.clerk();
    let dossier = client
        .submit_dossier(with(&token, submission("one")))
        .await
        .unwrap()
        .into_inner()
        .dossier
        .unwrap();

    let resolve = |etag: &str| pb::ResolveDossierRequest {
        request_id: "r".into(),
        id: dossier.id.clone(),
        etag: etag.into(),
    };
    let illegal = client
        .resolve_dossier(with(&token, resolve("1")))
        .await
        .unwrap_err();
    assert_eq!(illegal.code(), Code::FailedPrecondition);
    assert_eq!(
        illegal.get_details_error_info().unwrap().reason,
        "ILLEGAL_TRANSITION"
    );
    let lost = client
        .resolve_dossier(with(&token, resolve("9")))
        .await
        .unwrap_err();
    assert_eq!(
        (
            lost.code(),
            lost.get_details_error_info().unwrap().reason.as_str()
        ),
        (Code::Aborted, "VERSION_CONFLICT")
    );

    let mut other = submission("one");
    other.channel = pb::Channel::Online.into();
    assert_eq!(
        client
            .submit_dossier(with(&token, other))
            .await
            .unwrap_err()
            .code(),
        Code::AlreadyExists
    );
    let mut nameless = submission("three");
    nameless.applicant = None;
    let invalid = client
        .submit_dossier(with(&token, nameless))
        .await
        .unwrap_err();
    assert_eq!(invalid.code(), Code::InvalidArgument);
    assert_eq!(
        invalid.get_details_bad_request().unwrap().field_violations[0].field,
        "applicant"
    );
    let keyless = client
        .submit_dossier(with(&token, submission("")))
        .await
        .unwrap_err();
    assert_eq!(
        keyless.get_details_bad_request().unwrap().field_violations[0].field,
        "request_id"
    );

    let get = pb::GetDossierRequest {
        id: dossier.id.clone(),
    };
    assert_eq!(
        client
            .get_dossier(Request::new(get.clone()))
            .await
            .unwrap_err()
            .code(),
        Code::Unauthenticated
    );
    let elsewhere = app.tokens.mint("other", &[("clerk", "tp-bac-ninh")]);
    assert_eq!(
        client
            .get_dossier(with(&elsewhere, get))
            .await
            .unwrap_err()
            .code(),
        Code::NotFound
    );
}

#[tokio::test]
async fn histories_stream_in() {
    let app = TestApp::start().await;
    let mut client = app.grpc().await;
    let at = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
    let history = move |number: i64| pb::ImportDossiersRequest {
        history: Some(pb::DossierHistory {
            code: format!("H05.26-220301-{number:04}"),
            procedure_code: if number == 7 { "1.999999" } else { "1.004873" }.to_owned(),
            receiving_unit_id: CITY.to_owned(),
            applicant: Some(pb::Applicant {
                name: "Phạm Văn Hai".to_owned(),
                ..Default::default()
            }),
            steps: vec![
                pb::DossierStep {
                    kind: pb::StepKind::Submitted.into(),
                    occur_time: at(1_646_100_000),
                    ..Default::default()
                },
                pb::DossierStep {
                    kind: pb::StepKind::Accepted.into(),
                    occur_time: at(1_646_100_600),
                    ..Default::default()
                },
            ],
            ..Default::default()
        }),
    };
    let stream = futures::stream::iter((1..=20).map(history));
    let report = client
        .import_dossiers(with(&app.importer(), stream))
        .await
        .unwrap()
        .into_inner()
        .report
        .unwrap();
    assert_eq!((report.lines, report.created, report.refused), (20, 19, 1));
    assert_eq!(
        (report.refusals[0].line, report.refusals[0].code.as_str()),
        (7, "UNKNOWN_PROCEDURE")
    );
}
