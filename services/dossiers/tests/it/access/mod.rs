//! Who may do what where: every route and every call, with every role, at every place. A route or a call that is missing here
//! fails the test.

mod grpc;
mod rest;

use serde_json::{Value, json};

use crate::app::{TestApp, submission};

/// The unit of the dossier.
const UNIT: &str = "tp-tu-son";
/// Where a role is held, seen from that unit, in 2022.
const PLACES: [(&str, Option<&str>); 5] = [
    ("own", Some(UNIT)),
    ("below", Some("p-dong-ngan")),
    ("other", Some("p-suoi-hoa")),
    ("above", Some("tinh-bac-ninh")),
    ("none", None),
];
/// When the dossier was handed in, as a correction tells it.
const SUBMITTED: &str = "2022-06-06T08:00:00+07:00";
const ROLES: [&str; 5] = ["clerk", "importer", "reader", "operator", "peer"];

/// To whom something is open, and what the others are answered.
#[derive(Clone, Copy, Debug)]
enum Open {
    /// Clerks of the unit, or of one above it; to others it does not exist.
    ClerksOfTheDossier,
    /// Clerks of the unit, or of one above it; others are refused.
    ClerksOfTheUnit,
    /// Clerks of the unit, of one above or of one below it; others are refused.
    ClerksWithin,
    /// Importers of the unit, or of one above it; to others it does not exist.
    ImportersOfTheDossier,
    /// Clerks at whatever place: they get what is theirs.
    Clerks,
    /// Importers, at whatever place: each line is judged by itself.
    Importers,
    /// The account that made it; to others it does not exist.
    ItsMaker,
    /// Operators of everything.
    OperatorsOfAll,
    /// Other services.
    Peers,
}

use Open::{
    Clerks, ClerksOfTheDossier, ClerksOfTheUnit, ClerksWithin, Importers, ImportersOfTheDossier,
    ItsMaker, OperatorsOfAll, Peers,
};

#[rustfmt::skip]
const ROUTES: [(&str, &str, Open); 18] = [
    ("post", "/v1/dossiers",                         ClerksOfTheUnit),
    ("get",  "/v1/dossiers",                         ClerksWithin),
    ("post", "/v1/dossiers/search",                  ClerksWithin),
    ("get",  "/v1/dossiers/{id}",                    ClerksOfTheDossier),
    ("get",  "/v1/dossiers/by-code/{code}",          ClerksOfTheDossier),
    ("post", "/v1/dossiers/{id}/accept",             ClerksOfTheDossier),
    ("post", "/v1/dossiers/{id}/reject-intake",      ClerksOfTheDossier),
    ("post", "/v1/dossiers/{id}/request-supplement", ClerksOfTheDossier),
    ("post", "/v1/dossiers/{id}/receive-supplement", ClerksOfTheDossier),
    ("post", "/v1/dossiers/{id}/resolve",            ClerksOfTheDossier),
    ("post", "/v1/dossiers/{id}/refuse",             ClerksOfTheDossier),
    ("post", "/v1/dossiers/{id}/withdraw",           ClerksOfTheDossier),
    ("post", "/v1/dossiers/{id}/deliver",            ClerksOfTheDossier),
    ("post", "/v1/dossiers/{id}/correct",            ImportersOfTheDossier),
    ("get",  "/v1/due-revisions",                    Clerks),
    ("post", "/v1/imports",                          Importers),
    ("get",  "/v1/imports/{id}/refusals",            ItsMaker),
    ("post", "/v1/catalogue/reload",                 OperatorsOfAll),
];

#[rustfmt::skip]
const CALLS: [(&str, Open); 21] = [
    ("SubmitDossier",       ClerksOfTheUnit),
    ("AcceptDossier",       ClerksOfTheDossier),
    ("RejectIntake",        ClerksOfTheDossier),
    ("RequestSupplement",   ClerksOfTheDossier),
    ("ReceiveSupplement",   ClerksOfTheDossier),
    ("ResolveDossier",      ClerksOfTheDossier),
    ("RefuseDossier",       ClerksOfTheDossier),
    ("WithdrawDossier",     ClerksOfTheDossier),
    ("DeliverResult",       ClerksOfTheDossier),
    ("CorrectDossier",      ImportersOfTheDossier),
    ("ListDueRevisions",    Clerks),
    ("GetDossier",          ClerksOfTheDossier),
    ("LookupDossier",       ClerksOfTheDossier),
    ("ListDossiers",        ClerksWithin),
    ("SearchDossiers",      ClerksWithin),
    ("ImportDossiers",      Importers),
    ("ListImportRefusals",  ItsMaker),
    ("ReloadCatalogue",     OperatorsOfAll),
    ("GetHead",             Peers),
    ("ReadEvents",          Peers),
    ("TakeSnapshot",        Peers),
];

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Whatever else may be wrong with it, the caller may send it.
    Allowed,
    Refused,
    /// What it is about does not exist for the caller.
    Hidden,
}

impl Open {
    fn outcome(self, role: &str, place: &str) -> Outcome {
        let at = |places: &[&str]| places.contains(&place);
        let (allowed, otherwise) = match self {
            ClerksOfTheDossier => (role == "clerk" && at(&["own", "above"]), Outcome::Hidden),
            ClerksOfTheUnit => (role == "clerk" && at(&["own", "above"]), Outcome::Refused),
            ClerksWithin => (
                role == "clerk" && at(&["own", "above", "below"]),
                Outcome::Refused,
            ),
            ImportersOfTheDossier => (role == "importer" && at(&["own", "above"]), Outcome::Hidden),
            Clerks => (role == "clerk" && place != "none", Outcome::Refused),
            Importers => (role == "importer" && place != "none", Outcome::Refused),
            ItsMaker => (false, Outcome::Hidden),
            OperatorsOfAll => (role == "operator" && place == "above", Outcome::Refused),
            Peers => (role == "peer" && place != "none", Outcome::Refused),
        };
        if allowed { Outcome::Allowed } else { otherwise }
    }
}

/// A dossier of the unit and an import of somebody else.
struct Subject {
    id: String,
    code: String,
    import: String,
}

impl Subject {
    async fn make(app: &TestApp) -> Self {
        let clerk = app.tokens.mint("clerk", &[("clerk", UNIT)]);
        let filed = app.post("/v1/dossiers", &clerk, "first", filing()).await;
        assert_eq!(filed.status, 201, "{filed:?}");
        let import = app.import("no history\n".to_owned()).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self {
            id: text(&filed.json["id"]),
            code: text(&filed.json["code"]),
            import: text(&import["import_id"]),
        }
    }

    fn at(&self, path: &str) -> String {
        let id = if path.starts_with("/v1/imports") {
            &self.import
        } else {
            &self.id
        };
        path.replace("{id}", id).replace("{code}", &self.code)
    }
}

fn filing() -> Value {
    let mut body = submission();
    body["receiving_unit_id"] = json!(UNIT);
    body
}

/// Every role at every place, with its token.
fn everybody(app: &TestApp) -> Vec<(&'static str, &'static str, String)> {
    let mut all = Vec::new();
    for (place, unit) in PLACES {
        for role in ROLES {
            let grants: Vec<(&str, &str)> = unit.into_iter().map(|unit| (role, unit)).collect();
            all.push((
                place,
                role,
                app.tokens.mint(&format!("{role}-{place}"), &grants),
            ));
        }
    }
    all
}
