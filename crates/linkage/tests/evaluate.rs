//! Answers held against the truth, and what another model would change.
use chiso_linkage::{
    Answer, Category, Decision, Evaluation, Language, Linker, Model, ModelChanges, Record,
    Register, RegisterBuilder, RegisterRow, SectorRow, Thresholds, Truth, VerdictChanges,
};

const fn answer(decision: Decision, person: Option<u32>, score: f64, category: Category) -> Answer {
    Answer {
        decision,
        person,
        score,
        category: Some(category),
    }
}

const fn truth(person: Option<u32>, category: Category) -> Truth {
    Truth {
        person,
        category: Some(category),
    }
}

/// Six records: two right, one right through a second entry, one wrong, one stranger linked, one left to review.
fn evaluation() -> Evaluation {
    let answers = [
        answer(Decision::Linked, Some(1), 20.0, Category::Ok),
        answer(Decision::Linked, Some(2), 18.0, Category::WrongId),
        answer(Decision::Linked, Some(9), 12.0, Category::Ok),
        answer(Decision::Linked, Some(5), 6.0, Category::WrongInfo),
        answer(Decision::Linked, Some(6), 4.0, Category::Ok),
        answer(Decision::Review, Some(7), 1.0, Category::Ok),
        answer(Decision::NotFound, None, -9.0, Category::NotInRegister),
    ];
    let truths = [
        truth(Some(1), Category::Ok),
        truth(Some(2), Category::WrongId),
        truth(Some(3), Category::Ok),
        truth(Some(4), Category::WrongInfo),
        truth(None, Category::NotInRegister),
        truth(Some(7), Category::Ok),
        truth(None, Category::NotInRegister),
    ];
    // 3 and 9 are one person, entered twice.
    Evaluation::new(&answers, &truths, |a, b| (a.min(b), a.max(b)) == (3, 9))
}

#[test]
fn what_is_right_is_counted() {
    let evaluation = evaluation();
    assert_eq!((evaluation.records, evaluation.positives), (7, 5));
    assert_eq!((evaluation.linked, evaluation.right), (5, 3));
    assert_eq!(evaluation.precision, Some(0.6));
    assert_eq!(evaluation.recall, Some(0.6));
    assert_eq!(evaluation.f1, Some(0.6));
    assert_eq!((evaluation.review, evaluation.review_right), (1, 1));
    assert_eq!(evaluation.false_link_rate, Some(0.5));
    let precise = evaluation.precision_99.unwrap();
    assert_eq!((precise.threshold, precise.recall), (12.0, 0.6));
    let best = evaluation.best_f1.unwrap();
    assert_eq!((best.threshold, best.precision), (12.0, 1.0));
    assert_eq!(evaluation.curve.len(), 6);
    let categories = evaluation.categories.unwrap();
    assert_eq!((categories.records, categories.right), (7, 6));
    assert_eq!(
        (
            categories.confusion[0].truth,
            categories.confusion[0].answer
        ),
        (Category::NotInRegister, Category::Ok)
    );
}

#[test]
fn nothing_to_evaluate_is_no_fault() {
    let evaluation = Evaluation::new(&[], &[], |_, _| false);
    assert_eq!((evaluation.precision, evaluation.best_f1), (None, None));
    assert!(evaluation.categories.is_none());
    let svg = evaluation.to_svg(Model::standard().thresholds(), Language::En);
    assert!(svg.ends_with("</svg>\n") && !svg.contains("NaN") && !svg.contains("inf"));
}

#[test]
fn a_long_curve_is_thinned_and_keeps_its_ends() {
    let answers: Vec<Answer> = (0..5000_u32)
        .map(|at| answer(Decision::Linked, Some(at), f64::from(at), Category::Ok))
        .collect();
    let truths: Vec<Truth> = (0..5000).map(|at| truth(Some(at), Category::Ok)).collect();
    let curve = Evaluation::new(&answers, &truths, |_, _| false).curve;
    assert_eq!(curve.len(), 200);
    assert_eq!((curve[0].threshold, curve[199].threshold), (4999.0, 0.0));
}

#[test]
fn the_chart_has_a_title_and_both_thresholds() {
    let thresholds = Thresholds {
        link: 2.5,
        review: -4.0,
    };
    let svg = evaluation().to_svg(thresholds, Language::Vi);
    for part in [
        r#"role="img""#,
        "<title>Độ chính xác và độ phủ theo ngưỡng điểm</title>",
        "xem xét từ -4,0",
        "khớp từ 2,5",
    ] {
        assert!(svg.contains(part), "{part}\n{svg}");
    }
}

fn register() -> Register {
    let mut builder = RegisterBuilder::new();
    for at in 0..200_u32 {
        builder.push(&RegisterRow {
            person_id: &at.to_string(),
            id12: &format!("0270{:02}{:06}", at % 60 + 30, at * 7919 % 1_000_000),
            full_name: ["Nguyễn Văn An", "Trần Thị Bình", "Lê Hữu Cường"][at as usize % 3],
            dob: &format!("19{:02}-{:02}-11", at % 60 + 30, at % 12 + 1),
            ..RegisterRow::default()
        });
    }
    builder.finish()
}

#[test]
fn another_model_shows_what_it_changes() {
    let register = register();
    let records: Vec<Record> = (0..200_u32)
        .map(|at| {
            Record::new(&SectorRow {
                full_name: ["Nguyễn Văn An", "Trần Thị Bình", "Lê Hữu Cường"][at as usize % 3],
                dob: &format!("11/{}/19{:02}", at % 12 + 1, at % 60 + 30),
                id_no: &format!("0270{:02}{:06}", at % 60 + 30, at * 7919 % 1_000_000),
                ..SectorRow::default()
            })
        })
        .collect();
    let ids: Vec<String> = (0..200).map(|at| at.to_string()).collect();
    let standard = Model::standard();
    let strict = standard.clone().released(
        "strict",
        Thresholds {
            link: 90.0,
            review: -4.0,
        },
    );
    let [before, after] =
        [standard, &strict].map(|model| Linker::new(&register, model).judge(&records));
    let changes = VerdictChanges::new(&before, &after, |at| &ids[at], |_, _| false);
    let linked = before
        .iter()
        .filter(|verdict| verdict.decision == Decision::Linked)
        .count();
    assert!(linked > 0);
    assert_eq!(changes.unchanged, 200 - linked);
    assert_eq!(changes.decisions.len(), 1);
    let change = &changes.decisions[0];
    assert_eq!(
        (change.from, change.to, change.records),
        (Decision::Linked, Decision::Review, linked)
    );
    assert!(!change.examples.is_empty() && change.examples.len() <= 5);
    assert!(
        VerdictChanges::new(&before, &before, |at| &ids[at], |_, _| false)
            .decisions
            .is_empty()
    );

    let models = ModelChanges::new(standard, &Model::default());
    assert_eq!(models.versions, ["2", "untrained"]);
    assert!(
        models
            .weights
            .is_sorted_by(|a, b| a.change.abs() >= b.change.abs())
    );
    let same = ModelChanges::new(standard, &strict);
    assert!(
        same.weights
            .iter()
            .all(|weight| weight.change.abs() < 1e-12)
    );
}
