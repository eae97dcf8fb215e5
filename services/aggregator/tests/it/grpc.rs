use chiso_proto::aggregator::v1 as pb;
use chiso_proto::aggregator::v1::job::Result as JobResult;
use chiso_testkit::wait_for;
use serde_json::{Value, json};
use tonic::Code;
use tonic_types::StatusExt;

use crate::app::{PATIENCE, TestApp, authorised};
use crate::lives;

/// A group of gRPC in the form of REST.
fn as_json(group: &pb::FigureGroup) -> Value {
    let measures: serde_json::Map<_, _> = group
        .measures
        .iter()
        .map(|measure| (measure.measure.clone(), json!(measure.value)))
        .collect();
    let indicators = group.indicators.iter().map(|indicator| {
        json!({
            "code": indicator.indicator,
            "definition_version": indicator.definition_version,
            "numerator": indicator.numerator,
            "denominator": indicator.denominator,
            "percent": indicator.percent,
        })
    });
    let (a, b) = (group.partition_a.unwrap(), group.partition_b.unwrap());
    let mut json = json!({
        "key": group.key,
        "measures": measures,
        "indicators": indicators.collect::<Vec<_>>(),
        "partition_a": {
            "received": a.received,
            "carried_forward": a.carried_forward,
            "resolved": a.resolved,
            "refused": a.refused,
            "withdrawn": a.withdrawn,
            "pending": a.pending,
            "awaiting_supplement": a.awaiting_supplement,
            "holds": a.holds,
        },
        "partition_b": {
            "received_in_person_or_post": b.received_in_person_or_post,
            "received_online": b.received_online,
            "carried_forward": b.carried_forward,
            "settled_early": b.settled_early,
            "settled_on_time": b.settled_on_time,
            "settled_late": b.settled_late,
            "pending_in_time": b.pending_in_time,
            "pending_overdue": b.pending_overdue,
            "holds": b.holds,
        },
    });
    if !group.name_vi.is_empty() {
        json["name_vi"] = json!(group.name_vi);
    }
    json
}

#[tokio::test]
async fn both_interfaces_tell_the_same_figures() {
    let app = TestApp::start().await;
    app.source.live(&lives::random(8, 150)).await;
    app.caught_up().await;
    let mut client = app.grpc().await;
    for (breakdown, name) in [
        (pb::Breakdown::Unit, "&breakdown=unit"),
        (pb::Breakdown::Procedure, "&breakdown=procedure"),
        (pb::Breakdown::Channel, "&breakdown=channel"),
        (pb::Breakdown::Month, "&breakdown=month"),
        (pb::Breakdown::Unspecified, ""),
    ] {
        let rest = app
            .figures(&format!(
                "unit_id=tp-tu-son&from_date=2022-02-10&until_date=2022-11-05{name}"
            ))
            .await;
        let request = pb::QueryFiguresRequest {
            unit_id: "tp-tu-son".to_owned(),
            from_date: "2022-02-10".to_owned(),
            until_date: "2022-11-05".to_owned(),
            as_of_date: String::new(),
            breakdown: breakdown.into(),
            ..Default::default()
        };
        let grpc = client
            .query_figures(authorised(request, &app.reader()))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(as_json(grpc.total.as_ref().unwrap()), rest["total"]);
        assert_eq!(
            json!(grpc.groups.iter().map(as_json).collect::<Vec<_>>()),
            rest["groups"]
        );
        assert_eq!(
            (json!(grpc.as_of_date), grpc.lag_events),
            (rest["as_of_date"].clone(), rest["lag_events"].as_i64())
        );
    }

    let indicators = client
        .list_indicators(authorised(pb::ListIndicatorsRequest {}, &app.reader()))
        .await
        .unwrap();
    let rest = app.get("/v1/indicators", &app.reader()).await.json;
    for (grpc, rest) in indicators
        .into_inner()
        .indicators
        .iter()
        .zip(rest["indicators"].as_array().unwrap())
    {
        assert_eq!(rest["code"], grpc.code);
        assert_eq!(rest["definition_vi"], grpc.definition_vi);
    }
}

/// A job, when it has ended.
async fn ended(app: &TestApp, job: Option<pb::Job>) -> pb::Job {
    let mut job = job.unwrap();
    let mut client = app.grpc().await;
    wait_for("the job to end", PATIENCE, async || {
        let request = pb::GetJobRequest {
            job_id: job.id.clone(),
        };
        let answer = client.get_job(authorised(request, &app.operator())).await;
        job = answer.unwrap().into_inner().job.unwrap();
        job.state() != pb::JobState::Running
    })
    .await;
    job
}

#[tokio::test]
async fn operations_work_over_grpc() {
    let app = TestApp::start().await;
    app.source.live(&lives::random(9, 30)).await;
    app.source.emit("DossierAccepted", vec![0xff]).await;
    app.caught_up().await;
    let operator = app.operator();
    let mut client = app.grpc().await;
    let head = app.source.head().await;

    let status = client
        .get_projection_status(authorised(pb::GetProjectionStatusRequest {}, &operator))
        .await;
    let status = status.unwrap().into_inner();
    assert_eq!(
        (
            status.generation,
            status.sources[0].checkpoint,
            status.sources[0].quarantined
        ),
        (1, head, 1)
    );
    let request = pb::StartRebuildRequest {
        request_id: "rebuild-1".to_owned(),
    };
    let job = client.start_rebuild(authorised(request, &operator)).await;
    let job = ended(&app, job.unwrap().into_inner().job).await;
    let done = pb::Rebuild {
        generation: 2,
        events: head,
    };
    assert_eq!(job.kind(), pb::JobKind::Rebuild);
    assert_eq!(job.result, Some(JobResult::Rebuild(done)));
    let request = pb::StartVerificationRequest {
        request_id: "verification-1".to_owned(),
    };
    let job = client
        .start_verification(authorised(request, &operator))
        .await;
    let found = ended(&app, job.unwrap().into_inner().job).await;
    let Some(JobResult::Verification(found)) = found.result else {
        panic!("{found:?}");
    };
    assert_eq!(
        (
            found.generation,
            found.facets,
            found.drifted,
            found.quarantined,
            found.sources[0].verified,
        ),
        (2, 30, 0, 1, true)
    );
    let listed = client
        .list_quarantine(authorised(pb::ListQuarantineRequest::default(), &operator))
        .await;
    assert_eq!(listed.unwrap().into_inner().events[0].reason, "UNDECODABLE");
    let request = pb::StartReapplicationRequest {
        request_id: "reapplication-1".to_owned(),
    };
    let job = client
        .start_reapplication(authorised(request, &operator))
        .await;
    let job = ended(&app, job.unwrap().into_inner().job).await;
    let done = pb::Reapplication {
        applied: 0,
        still_quarantined: 1,
    };
    assert_eq!(job.result, Some(JobResult::Reapplication(done)));
    let reloaded = client
        .reload_catalogue(authorised(pb::ReloadCatalogueRequest {}, &operator))
        .await;
    assert!(reloaded.unwrap().into_inner().units > 10);
}

#[tokio::test]
async fn jobs_are_listed_cancelled_and_started_once_over_grpc() {
    let app = TestApp::start().await;
    let operator = app.operator();
    let mut client = app.grpc().await;
    let verification = |request_id: &str| {
        let request_id = request_id.to_owned();
        authorised(pb::StartVerificationRequest { request_id }, &operator)
    };
    let started = client.start_verification(verification("1")).await;
    let first = ended(&app, started.unwrap().into_inner().job).await;
    let started = client.start_verification(verification("2")).await;
    let second = ended(&app, started.unwrap().into_inner().job).await;
    let again = client.start_verification(verification("1")).await;
    assert_eq!(again.unwrap().into_inner().job.unwrap().id, first.id);
    let keyless = client.start_verification(verification("")).await;
    assert_eq!(keyless.unwrap_err().code(), Code::InvalidArgument);

    // After its end it stays as it is.
    let request = pb::CancelJobRequest {
        job_id: first.id.clone(),
    };
    let cancelled = client.cancel_job(authorised(request, &operator)).await;
    assert_eq!(
        cancelled.unwrap().into_inner().job.unwrap().state(),
        pb::JobState::Succeeded
    );
    let mut list = async |page_token: String| {
        let request = pb::ListJobsRequest {
            page_size: 1,
            page_token,
        };
        let page = client.list_jobs(authorised(request, &operator)).await;
        page.unwrap().into_inner()
    };
    let page = list(String::new()).await;
    assert_eq!(page.jobs[0].id, second.id);
    let page = list(page.next_page_token).await;
    assert_eq!(
        (page.jobs[0].id.as_str(), page.next_page_token.as_str()),
        (first.id.as_str(), "")
    );
    for (job_id, code) in [
        ("7", Code::InvalidArgument),
        ("00000000-0000-0000-0000-000000000000", Code::NotFound),
    ] {
        let request = pb::GetJobRequest {
            job_id: job_id.to_owned(),
        };
        let refused = client.get_job(authorised(request, &operator)).await;
        assert_eq!(refused.unwrap_err().code(), code, "{job_id}");
    }
}

#[tokio::test]
async fn every_field_at_fault_is_in_the_status() {
    let app = TestApp::start().await;
    let request = pb::QueryFiguresRequest {
        unit_id: "nowhere".to_owned(),
        ..pb::QueryFiguresRequest::default()
    };
    let status = app
        .grpc()
        .await
        .query_figures(authorised(request, &app.reader()))
        .await
        .unwrap_err();
    assert_eq!(status.code(), tonic::Code::InvalidArgument);
    let details = status.get_error_details();
    assert_eq!(details.error_info().unwrap().reason, "REQUEST_INVALID");
    let violations = &details.bad_request().unwrap().field_violations;
    let told: Vec<_> = violations
        .iter()
        .map(|fault| (fault.field.as_str(), fault.reason.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("unit_id", "UNKNOWN_UNIT"),
            ("from_date", "REQUIRED"),
            ("until_date", "REQUIRED")
        ]
    );
    let request = pb::QueryFiguresRequest {
        breakdown: 77,
        ..pb::QueryFiguresRequest::default()
    };
    let status = app
        .grpc()
        .await
        .query_figures(authorised(request, &app.reader()))
        .await
        .unwrap_err();
    assert_eq!(
        status
            .get_error_details()
            .bad_request()
            .unwrap()
            .field_violations[0]
            .field,
        "breakdown"
    );
}
