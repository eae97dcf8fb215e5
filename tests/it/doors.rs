//! Personal data through every door of the dossiers service, with all answers that must not repeat it.

use chiso_proto::dossiers::v1 as pb;
use chiso_tests::{Answer, Caller, System};
use reqwest::Method;
use serde_json::json;

use crate::personal::{
    NAME, NUMBER, Out, PHONE, REASON, broken_lines, broken_submissions, history, submission,
};
use crate::remote::{self, with};

/// Every verb of REST, and requests that are refused.
pub async fn through_rest(system: &System, out: &mut Out) {
    let clerk = system.everything();
    let url = format!("{}/v1/dossiers", system.dossiers.url());
    let reason = json!({ "reason": REASON });
    for (number, course) in [
        &[
            "accept",
            "request-supplement",
            "receive-supplement",
            "resolve",
            "deliver",
        ][..],
        &["reject-intake"],
        &["accept", "refuse"],
        &["withdraw"],
    ]
    .into_iter()
    .enumerate()
    {
        let write = clerk.write(&url, &format!("key-{number}"), None, Some(&submission()));
        let mut dossier = Answer::to(write).await.ok();
        assert_eq!(dossier["applicant"]["name"], NAME);
        let id = dossier["id"].as_str().unwrap().to_owned();
        for verb in course {
            let needs_reason =
                ["request-supplement", "reject-intake", "refuse", "withdraw"].contains(verb);
            let body = needs_reason.then_some(&reason);
            let etag = dossier["etag"].as_str();
            let write = clerk.write(
                &format!("{url}/{id}/{verb}"),
                &format!("{id}-{verb}"),
                etag,
                body,
            );
            dossier = Answer::to(write).await.ok();
        }
        // Illegal now, and raced.
        for etag in [dossier["etag"].as_str().unwrap(), "\"77\""] {
            let write = clerk.write(
                &format!("{url}/{id}/refuse"),
                &format!("{id}{etag}"),
                Some(etag),
                Some(&reason),
            );
            refused("an illegal step", Answer::to(write).await, out);
        }
    }
    searches(&clerk, &url, out).await;
    let stranger = system.caller(&[("clerk", "p-tan-hong")]);
    for (what, body) in broken_submissions() {
        let request = clerk
            .request(Method::POST, &url)
            .header("Idempotency-Key", what);
        let request = request
            .header("Content-Type", "application/json")
            .body(body.clone());
        refused(what, Answer::to(request).await, out);
        let request = stranger
            .request(Method::POST, &url)
            .header("Idempotency-Key", what);
        let request = request
            .header("Content-Type", "application/json")
            .body(body);
        refused(what, Answer::to(request).await, out);
    }
    misplaced(&clerk, &url).await;
}

/// Searches, whose bodies are personal data and nothing else.
async fn searches(clerk: &Caller, url: &str, out: &mut Out) {
    let search = async |body: serde_json::Value| {
        let request = clerk.request(Method::POST, &format!("{url}/search"));
        Answer::to(request.json(&body)).await
    };
    let found = search(json!({ "applicant_name": NAME, "applicant_id_number": NUMBER })).await;
    assert_eq!(found.ok()["dossiers"].as_array().map(Vec::len), Some(4));
    for body in [
        json!({ "applicant_id_number": format!("{NUMBER}1") }),
        json!({ "applicant_name": NAME.repeat(20) }),
        json!({ "applicant_name": NAME, "unit_id": NAME }),
        json!({ "applicant_name": NAME, "page_token": NUMBER }),
        json!({ "applicant_phone": PHONE }),
    ] {
        refused("a search", search(body).await, out);
    }
}

/// Personal data where none belongs; the answer may repeat the address that was asked for, but nobody else may hear of it.
async fn misplaced(clerk: &Caller, url: &str) {
    for path in [
        format!("{url}/by-code/{NUMBER}"),
        format!("{url}/{PHONE}/accept"),
        format!("{url}?unit_id={NUMBER}"),
        format!("{url}/../{NUMBER}"),
    ] {
        assert!(clerk.get(&path).await.status.is_client_error(), "{path}");
    }
    let request = clerk.write(url, NUMBER, None, Some(&submission()));
    Answer::to(request).await.ok();
}

pub async fn through_imports(system: &System, out: &mut Out) {
    let good = [
        history("H05.26.01-220301-0001", REASON),
        history("H05.26.01-220301-0002", REASON),
    ];
    let mut lines = good.map(|line| line.to_string()).to_vec();
    let broken = broken_lines();
    lines.extend(broken.clone());
    let report = system.import(lines.join("\n")).await;
    assert_eq!(report["created"], 2, "{report}");
    assert_eq!(report["refused"], broken.len(), "{report}");
    out.keep("an import report", report.to_string());
    let id = report["import_id"].as_str().unwrap();
    let url = format!("{}/v1/imports/{id}/refusals", system.dossiers.url());
    let refusals = system.everything().get(&url).await;
    out.keep("the list of refusals", refusals.ok().to_string());
}

pub async fn through_grpc(system: &System, out: &mut Out) {
    let mut client = remote::dossiers(system).await;
    let token = system.everything().token().to_owned();
    let submit = |request_id: &str, number: &str| pb::SubmitDossierRequest {
        request_id: request_id.to_owned(),
        procedure_code: "1.004873".to_owned(),
        receiving_unit_id: "p-tu-son".to_owned(),
        applicant: Some(pb::Applicant {
            name: NAME.to_owned(),
            id_number: number.to_owned(),
            phone: PHONE.to_owned(),
        }),
        ..pb::SubmitDossierRequest::default()
    };
    let good = client
        .submit_dossier(with(Some(&token), submit("grpc", NUMBER)))
        .await
        .unwrap();
    let dossier = good.into_inner().dossier.unwrap();
    let bad = client
        .submit_dossier(with(Some(&token), submit("bad", &format!("{NUMBER}1"))))
        .await;
    let search = |unit: &str| pb::SearchDossiersRequest {
        applicant_name: NAME.to_owned(),
        applicant_id_number: NUMBER.to_owned(),
        unit_id: unit.to_owned(),
        ..pb::SearchDossiersRequest::default()
    };
    let found = client.search_dossiers(with(Some(&token), search(""))).await;
    assert!(found.unwrap().into_inner().dossiers.contains(&dossier));
    let nowhere = client
        .search_dossiers(with(Some(&token), search(NAME)))
        .await;
    let withdraw = pb::WithdrawDossierRequest {
        request_id: "withdraw".to_owned(),
        id: dossier.id.clone(),
        etag: dossier.etag,
        reason: REASON.to_owned(),
    };
    client
        .withdraw_dossier(with(Some(&token), withdraw.clone()))
        .await
        .unwrap();
    let again = client.withdraw_dossier(with(
        Some(&token),
        pb::WithdrawDossierRequest {
            request_id: NAME.to_owned(),
            ..withdraw
        },
    ));
    for status in [
        bad.unwrap_err(),
        nowhere.unwrap_err(),
        again.await.unwrap_err(),
    ] {
        out.keep("a status", format!("{} {status:?}", status.message()));
        out.keep("the details of a status", status.details().to_vec());
    }
    let lines = ["", NAME].map(|code| pb::ImportDossiersRequest {
        history: Some(pb::DossierHistory {
            code: code.to_owned(),
            applicant: Some(pb::Applicant {
                name: NAME.to_owned(),
                ..pb::Applicant::default()
            }),
            ..pb::DossierHistory::default()
        }),
    });
    let report = client
        .import_dossiers(with(Some(&token), futures::stream::iter(lines)))
        .await;
    out.keep(
        "a report over gRPC",
        format!("{:?}", report.unwrap().into_inner()),
    );
}

fn refused(what: &str, answer: Answer, out: &mut Out) {
    assert!(
        answer.status.is_client_error(),
        "{what}: {} {}",
        answer.status,
        answer.text
    );
    out.keep(format!("the refusal of {what}"), answer.text);
}
