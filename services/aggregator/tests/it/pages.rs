use serde_json::{Value, json};

use crate::app::{TestApp, page_token};
use crate::lives;

const YEAR: &str = "unit_id=tinh-bac-ninh&from_date=2022-01-10&until_date=2023-01-01";

/// All groups, page by page; every page has the total.
async fn paged(app: &TestApp, breakdown: &str, size: usize, total: &Value) -> (Vec<Value>, usize) {
    let (mut groups, mut pages) = (Vec::new(), 0);
    let mut token = String::new();
    loop {
        let query = format!("{YEAR}&breakdown={breakdown}&page_size={size}{token}");
        let page = app.figures(&query).await;
        assert_eq!(&page["total"], total, "{breakdown}");
        let part = page["groups"].as_array().unwrap();
        assert!(part.len() <= size, "{breakdown}");
        groups.extend(part.iter().cloned());
        pages += 1;
        match page.get("next_page_token") {
            Some(next) => token = format!("&page_token={}", next.as_str().unwrap()),
            None => return (groups, pages),
        }
    }
}

#[tokio::test]
async fn pages_make_the_whole_breakdown() {
    let app = TestApp::start().await;
    app.source.live(&lives::random(21, 300)).await;
    app.caught_up().await;
    for (breakdown, size, at_least) in [
        ("unit", 2, 2),
        ("procedure", 1, 3),
        ("channel", 2, 2),
        ("month", 5, 3),
    ] {
        let whole = app.figures(&format!("{YEAR}&breakdown={breakdown}")).await;
        assert_eq!(whole.get("next_page_token"), None);
        let (groups, pages) = paged(&app, breakdown, size, &whole["total"]).await;
        assert_eq!(json!(groups), whole["groups"], "{breakdown}");
        assert!(pages >= at_least, "{breakdown}: {pages}");
        let keys: Vec<_> = groups
            .iter()
            .map(|group| group["key"].as_str().unwrap())
            .collect();
        assert!(keys.is_sorted(), "{keys:?}");
    }
}

#[tokio::test]
async fn what_is_no_page_of_the_question_is_refused() {
    let app = TestApp::start().await;
    let position = |breakdown: &str, after: &str| {
        page_token(&json!({ "breakdown": breakdown, "after": after }))
    };
    let (fits, other) = (position("unit", "p-a"), position("month", "2022-01"));
    let (nul, long) = (position("unit", "a\0"), position("unit", &"a".repeat(65)));
    for (query, field) in [
        ("breakdown=unit&page_size=101".to_owned(), "page_size"),
        ("breakdown=unit&page_size=-1".to_owned(), "page_size"),
        ("breakdown=unit&page_size=0".to_owned(), "page_size"),
        ("breakdown=unit&page_token=x".to_owned(), "page_token"),
        ("breakdown=unit&page_token=".to_owned(), "page_token"),
        ("as_of_date=".to_owned(), "as_of_date"),
        (format!("breakdown=unit&page_token={other}"), "page_token"),
        (format!("breakdown=unit&page_token={nul}"), "page_token"),
        (format!("breakdown=unit&page_token={long}"), "page_token"),
        (format!("page_token={fits}"), "page_token"),
        ("as_of_date=-5000-01-01".to_owned(), "as_of_date"),
        ("as_of_date=262142-01-01".to_owned(), "as_of_date"),
        ("as_of_date=2022-01-01%00".to_owned(), "as_of_date"),
    ] {
        let answer = app
            .get(&format!("/v1/figures?{YEAR}&{query}"), &app.reader())
            .await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json["fields"][0]["field"]),
            (400, &json!(field)),
            "{query}"
        );
    }
    for (path, field) in [
        ("/v1/jobs?page_token=x", "page_token"),
        ("/v1/jobs?page_token=", "page_token"),
        ("/v1/jobs?page_size=0", "page_size"),
        ("/v1/jobs?page_size=201", "page_size"),
        ("/v1/jobs/x%00", "job_id"),
        (
            "/v1/figures?unit_id=a%00&from_date=2022-01-01&until_date=2023-01-01",
            "unit_id",
        ),
        (
            "/v1/figures?unit_id=tp-tu-son&from_date=-5000-01-01&until_date=262142-01-01",
            "from_date",
        ),
    ] {
        let answer = app.get(path, &app.operator()).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json["fields"][0]["field"]),
            (400, &json!(field)),
            "{path}"
        );
    }
}
