use chiso_proto::dossiers::v1 as pb;
use serde_json::{Value, json};
use tonic::Request;

use crate::app::{Answer, CITY, OTHER_WARD, TestApp, WARD, submission};

const NUMBER: &str = "027185001234";

async fn submit(app: &TestApp, unit: &str, key: &str, name: &str, number: Option<&str>) -> String {
    let mut body = submission();
    body["receiving_unit_id"] = json!(unit);
    body["applicant"] = json!({ "name": name });
    if let Some(number) = number {
        body["applicant"]["id_number"] = json!(number);
    }
    let token = app.tokens.mint("clerk", &[("clerk", unit)]);
    let answer = app.post("/v1/dossiers", &token, key, body).await;
    assert_eq!(answer.status, 201, "{:?}", answer.json);
    answer.json["id"].as_str().unwrap().to_owned()
}

async fn search(app: &TestApp, token: &str, body: Value) -> Answer {
    app.post("/v1/dossiers/search", token, "", body).await
}

fn ids(answer: &Answer) -> Vec<&str> {
    assert_eq!(answer.status, 200, "{:?}", answer.json);
    let dossiers = answer.json["dossiers"].as_array().unwrap();
    dossiers.iter().map(|d| d["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_applicant_is_found_by_number_and_by_name_with_and_without_marks() {
    let app = TestApp::start().await;
    let marked = submit(&app, CITY, "1", "Đặng Thị Ánh", Some(NUMBER)).await;
    let bare = submit(&app, CITY, "2", "DANG THI ANH", None).await;
    let other = submit(&app, CITY, "3", "Đặng Thị Anh", Some("027185005678")).await;
    submit(&app, CITY, "4", "Đặng Thị Ánh Nguyệt", None).await;
    let token = app.clerk();
    let all = [marked.as_str(), &bare, &other];
    for (body, expected) in [
        (
            json!({ "applicant_id_number": NUMBER }),
            &[marked.as_str()][..],
        ),
        (json!({ "applicant_name": "dang thi anh" }), &all),
        (json!({ "applicant_name": " đặng  thị ÁNH" }), &all),
        (
            json!({ "applicant_name": "đặng thị a\u{301}nh", "exact_name": true }),
            &[&marked],
        ),
        (
            json!({ "applicant_name": "Dang Thi Anh", "applicant_id_number": NUMBER }),
            &[&marked],
        ),
        (
            json!({ "applicant_name": "Lê Văn Tám", "applicant_id_number": NUMBER }),
            &[],
        ),
        (json!({ "applicant_id_number": "027185001235" }), &[]),
    ] {
        let answer = search(&app, &token, body.clone()).await;
        let mut expected = expected.to_vec();
        expected.sort_unstable_by(|a, b| b.cmp(a));
        assert_eq!(ids(&answer), expected, "{body}");
    }
}

#[tokio::test]
async fn pages_join_and_other_units_are_not_shown() {
    let app = TestApp::start().await;
    let mut here = Vec::new();
    for number in 0..5 {
        here.push(
            submit(
                &app,
                WARD,
                &format!("w{number}"),
                "Trần Văn Đức",
                Some(NUMBER),
            )
            .await,
        );
        submit(
            &app,
            OTHER_WARD,
            &format!("o{number}"),
            "Trần Văn Đức",
            Some(NUMBER),
        )
        .await;
    }
    // Made in one and the same millisecond of a clock that stands: any order, but the same on all pages.
    here.sort_unstable_by(|a, b| b.cmp(a));
    let token = app.tokens.mint("ward", &[("clerk", WARD)]);
    let mut body = json!({ "applicant_name": "tran van duc", "page_size": 2 });
    let mut seen = Vec::new();
    loop {
        let page = search(&app, &token, body.clone()).await;
        seen.extend(ids(&page).into_iter().map(str::to_owned));
        match &page.json["next_page_token"] {
            Value::Null => break,
            next => body["page_token"] = next.clone(),
        }
    }
    assert_eq!(seen, here);
    let province = app.importer();
    let body = |unit: &str| json!({ "applicant_id_number": NUMBER, "unit_id": unit });
    assert_eq!(
        ids(&search(&app, &province, body("tinh-bac-ninh")).await).len(),
        10
    );
    assert_eq!(ids(&search(&app, &province, body(WARD)).await), here);
    let refused = search(&app, &token, body(OTHER_WARD)).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (403, "FORBIDDEN_UNIT")
    );
}

#[tokio::test]
async fn grpc_finds_the_same() {
    let app = TestApp::start().await;
    for key in ["1", "2", "3"] {
        submit(&app, CITY, key, "Đặng Thị Ánh", Some(NUMBER)).await;
    }
    let mut client = app.grpc().await;
    let mut page = pb::SearchDossiersRequest {
        applicant_id_number: NUMBER.to_owned(),
        applicant_name: "Dang Thi Anh".to_owned(),
        page_size: 2,
        ..Default::default()
    };
    let mut call = async |message: pb::SearchDossiersRequest| {
        let mut request = Request::new(message);
        let bearer = format!("Bearer {}", app.clerk()).parse().unwrap();
        request.metadata_mut().insert("authorization", bearer);
        client.search_dossiers(request).await
    };
    let first = call(page.clone()).await.unwrap().into_inner();
    page.page_token = first.next_page_token;
    let second = call(page).await.unwrap().into_inner();
    assert_eq!((first.dossiers.len(), second.dossiers.len()), (2, 1));
    assert_eq!(second.next_page_token, "");
    let nobody = call(pb::SearchDossiersRequest::default()).await;
    assert_eq!(nobody.unwrap_err().code(), tonic::Code::InvalidArgument);
}

#[tokio::test]
async fn a_search_names_the_field_at_fault_and_not_its_value() {
    let app = TestApp::start().await;
    for (body, field) in [
        (json!({}), "applicant_id_number"),
        (
            json!({ "applicant_id_number": "0271850x" }),
            "applicant_id_number",
        ),
        (json!({ "applicant_name": "  " }), "applicant_name"),
        (json!({ "applicant_name": "Ánh\u{0}" }), "applicant_name"),
        (
            json!({ "applicant_name": "x".repeat(201) }),
            "applicant_name",
        ),
        (
            json!({ "applicant_name": "Ánh", "unit_id": "\u{0}" }),
            "unit_id",
        ),
        (
            json!({ "applicant_name": "Ánh", "page_size": 201 }),
            "page_size",
        ),
        (
            json!({ "applicant_name": "Ánh", "page_token": "x" }),
            "page_token",
        ),
    ] {
        let answer = search(&app, &app.clerk(), body.clone()).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json["fields"][0]["field"]),
            (400, &json!(field)),
            "{body}"
        );
        assert!(!answer.json.to_string().contains("0271850x"));
    }
}
