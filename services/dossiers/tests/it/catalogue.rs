use chiso_proto::dossiers::v1::ProcedureChanged;
use prost::Message as _;
use serde_json::json;

use crate::app::{Answer, TestApp, submission};
use crate::log::events;

async fn reload(app: &TestApp) -> Answer {
    let operator = app
        .tokens
        .mint("operator", &[("operator", "tinh-bac-ninh")]);
    app.post("/v1/catalogue/reload", &operator, "key", json!({}))
        .await
}

fn edit(app: &TestApp, file: &str, change: impl FnOnce(String) -> String) {
    let path = app.catalogue.join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(path, change(text)).unwrap();
}

const NEW_PROCEDURE: &str = r#"
[[procedure]]
code = "1.999991"

[[procedure.version]]
version = 1
valid_from = "2022-01-01"
name_vi = "Thủ tục thử nghiệm"
field_vi = "Thử nghiệm"
level = "district"
service_level = "full"
time_limit = "3 working_days"
pause = "resume"
source = "test"
"#;

#[tokio::test]
async fn a_reload_publishes_what_is_new_and_nothing_twice() {
    let app = TestApp::start().await;
    let first = reload(&app).await;
    assert_eq!(
        (first.status.as_u16(), &first.json["published"]),
        (200, &json!(0)),
        "{:?}",
        first.json
    );
    edit(&app, "procedures.toml", |text| text + NEW_PROCEDURE);
    assert_eq!(reload(&app).await.json["published"], 1);
    assert_eq!(reload(&app).await.json["published"], 0);
    let mut body = submission();
    body["procedure_code"] = json!("1.999991");
    assert_eq!(
        app.post("/v1/dossiers", &app.clerk(), "key", body)
            .await
            .status,
        201
    );
}

#[tokio::test]
async fn a_faulty_file_is_refused_as_a_whole_with_every_fault() {
    let app = TestApp::start().await;
    edit(&app, "procedures.toml", |text| {
        text + NEW_PROCEDURE + "\n[[procedure]]\ncode = \"x\"\n"
    });
    edit(&app, "calendars/2022.toml", |_| "year = 'x'".to_owned());
    let answer = reload(&app).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code()),
        (409, "CATALOGUE_REFUSED")
    );
    let detail = answer.json["detail"].as_str().unwrap();
    assert!(
        detail.contains("procedures.toml") && detail.contains("2022.toml"),
        "{detail}"
    );
    let mut body = submission();
    body["procedure_code"] = json!("1.999991");
    assert_eq!(
        app.post("/v1/dossiers", &app.clerk(), "key", body)
            .await
            .code(),
        "UNKNOWN_PROCEDURE"
    );
}

#[tokio::test]
async fn a_published_version_neither_disappears_nor_changes_its_meaning() {
    let app = TestApp::start().await;
    edit(&app, "procedures.toml", |text| text + NEW_PROCEDURE);
    assert_eq!(reload(&app).await.status, 200);
    edit(&app, "procedures.toml", |text| {
        text.replace(NEW_PROCEDURE, "")
    });
    let gone = reload(&app).await;
    assert_eq!(
        (
            gone.code(),
            gone.json["detail"].as_str().unwrap().contains("must stay")
        ),
        ("CATALOGUE_REFUSED", true)
    );
    edit(&app, "procedures.toml", |text| {
        text + &NEW_PROCEDURE.replace("3 working_days", "5 working_days")
    });
    assert!(
        reload(&app).await.json["detail"]
            .as_str()
            .unwrap()
            .contains("another meaning")
    );
}

const NEW_UNIT: &str = r#"
[[unit]]
id = "p-thu-nghiem"
name = "UBND phường Thử Nghiệm"
code = "H05.26.99"
level = "commune"
parent = "tp-tu-son"
valid_until = "2025-07-01"
source = "test"
"#;

#[tokio::test]
async fn a_procedure_that_could_not_be_counted_is_refused() {
    let app = TestApp::start().await;
    edit(&app, "procedures.toml", |text| {
        text + &NEW_PROCEDURE.replace("2022-01-01", "1066-10-14")
    });
    let answer = reload(&app).await;
    let detail = answer.json["detail"].as_str().unwrap();
    assert!(detail.contains("1.999991 version 1"), "{detail}");
}

#[tokio::test]
async fn a_unit_that_dossiers_name_stays() {
    let app = TestApp::start().await;
    edit(&app, "org_units.toml", |text| text + NEW_UNIT);
    assert_eq!(reload(&app).await.status, 200);
    edit(&app, "org_units.toml", |text| text.replace(NEW_UNIT, ""));
    assert_eq!(reload(&app).await.status, 200, "nobody has used it");

    edit(&app, "org_units.toml", |text| text + NEW_UNIT);
    assert_eq!(reload(&app).await.status, 200);
    let mut body = submission();
    body["competent_unit_id"] = json!("p-thu-nghiem");
    let filed = app.post("/v1/dossiers", &app.clerk(), "key", body).await;
    assert_eq!(filed.status, 201, "{:?}", filed.json);
    edit(&app, "org_units.toml", |text| text.replace(NEW_UNIT, ""));
    let gone = reload(&app).await;
    let detail = gone.json["detail"].as_str().unwrap();
    assert_eq!(gone.code(), "CATALOGUE_REFUSED");
    assert!(
        detail.contains("p-thu-nghiem") && detail.contains("must stay"),
        "{detail}"
    );
}

/// A ward that is dissolved offers nothing from that day on, its successor does.
#[tokio::test]
async fn a_unit_offers_a_procedure_as_long_as_it_exists() {
    let app = TestApp::start().await;
    let mut published = events(&app).await.into_iter().filter_map(|event| {
        let changed = ProcedureChanged::decode(event.payload.as_ref()).ok()?;
        changed.after.filter(|_| event.subject == "1.004873/1")
    });
    let offerings = published.next().unwrap().offerings;
    let of = |unit: &str| {
        let offering = offerings.iter().find(|offering| offering.unit_id == unit);
        offering.map(|offering| (offering.from_date.as_str(), offering.until_date.as_str()))
    };
    assert_eq!(of("p-dong-ngan"), Some(("2020-01-01", "2025-07-01")));
    assert_eq!(of("p-tu-son"), Some(("2025-07-01", "")));
    assert_eq!(of("tp-tu-son"), None);
}
