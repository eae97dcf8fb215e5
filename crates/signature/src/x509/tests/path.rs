use super::*;
use crate::Code;

const LOOP: [&[u8]; 3] = [fixture!("loop_a"), fixture!("loop_b"), fixture!("ica")];
const DEEP: [&[u8]; 9] = [
    fixture!("deep_0"),
    fixture!("deep_1"),
    fixture!("deep_2"),
    fixture!("deep_3"),
    fixture!("deep_4"),
    fixture!("deep_5"),
    fixture!("deep_6"),
    fixture!("deep_7"),
    fixture!("deep_8"),
];

fn codes(search: &PathSearch) -> Vec<(usize, Code)> {
    assert!(search.paths.is_empty());
    let faults = search.faults.iter();
    faults.map(|f| (f.certificate, f.code)).collect()
}

#[test]
fn a_path_leads_through_the_pool_to_an_anchor() {
    let found = search(fixture!("leaf"), &[fixture!("ica"), fixture!("not_ca")]);
    let expected = [fixture!("leaf"), fixture!("ica"), fixture!("root")].map(certificate);
    assert_eq!(found.paths.len(), 1);
    assert_eq!(found.paths[0].certificates(), expected);
    assert_eq!(found.paths[0].issuer_of(0), expected.get(1));
    assert_eq!(found.paths[0].issuer_of(2), None);
    assert!(found.faults.is_empty() && found.partial.is_empty());
    assert_eq!(search(fixture!("leaf_of_root"), &[]).paths.len(), 1);
    assert_eq!(
        search(fixture!("leaf_issuer_in_other_case"), &[fixture!("ica")])
            .paths
            .len(),
        1
    );
}

#[test]
fn an_anchor_itself_is_a_path() {
    let found = search(fixture!("root"), &[]);
    assert_eq!(
        found.paths[0].certificates(),
        [certificate(fixture!("root"))]
    );
    // Another certificate for its key must still be signed by it.
    let found = search(fixture!("root_reissued"), &[]);
    assert_eq!(found.paths[0].certificates().len(), 2);
}

#[test]
fn a_missing_intermediate_is_named() {
    let found = search(fixture!("leaf"), &[fixture!("root")]);
    assert_eq!(codes(&found), [(0, Code::NoPath)]);
    assert_eq!(
        found.faults[0].detail,
        "no certificate of CN=Issuing,O=Test is known"
    );
    assert_eq!(found.partial, [certificate(fixture!("leaf"))]);
}

#[test]
fn the_name_of_an_anchor_with_another_key_is_not_trusted() {
    let given = [fixture!("ica_by_other_root"), fixture!("root_other_key")];
    let found = search(fixture!("leaf"), &given);
    assert!(found.paths.is_empty());
    assert_eq!(found.partial.len(), 3);
    assert!(found.faults.iter().all(|fault| fault.code == Code::NoPath));
    let found = search(fixture!("root_other_key"), &[]);
    assert_eq!(codes(&found), [(0, Code::NoPath)]);
    // With the cross certificate beside the right one, only the right one counts.
    let found = search(fixture!("leaf"), &[given[0], given[1], fixture!("ica")]);
    assert_eq!(found.paths.len(), 1);
    assert_eq!(
        found.paths[0].certificates()[1],
        certificate(fixture!("ica"))
    );
}

#[test]
fn all_paths_are_found_in_one_order() {
    let anchors = [fixture!("root_other_key"), fixture!("root")].map(certificate);
    let mut authorities = [fixture!("ica_by_other_root"), fixture!("ica")];
    let leaf = certificate(fixture!("leaf"));
    let mut found = || {
        let mut checks = SignatureChecks::new(100);
        let pool = pool(&authorities);
        authorities.reverse();
        find_paths(&leaf, &pool, &Anchors::new(anchors.clone()), &mut checks)
    };
    let first = found();
    assert_eq!(first.paths.len(), 2);
    assert_eq!(first, found());
}

#[test]
fn other_certificates_of_an_anchor_add_no_paths() {
    let found = search(
        fixture!("leaf"),
        &[fixture!("ica"), fixture!("root"), fixture!("root_reissued")],
    );
    assert_eq!(found.paths.len(), 1);
    assert_eq!(
        found.paths[0].certificates().last(),
        Some(&certificate(fixture!("root")))
    );
}

#[test]
fn a_changed_certificate_has_no_path() {
    let mut der = fixture!("leaf").to_vec();
    let last = der.len() - 1;
    der[last] ^= 1;
    let found = search(&der, &[fixture!("ica")]);
    assert_eq!(codes(&found), [(0, Code::NoPath)]);
    assert!(found.faults[0].detail.contains("does not verify"));
}

#[test]
fn authorities_that_certified_each_other_are_no_endless_path() {
    let found = search(fixture!("leaf_of_loop"), &LOOP);
    assert!(found.paths.is_empty());
    assert_eq!(found.partial.len(), 3);
    let mut checks = SignatureChecks::new(100);
    let anchors = Anchors::new([certificate(fixture!("loop_b"))]);
    let leaf = certificate(fixture!("leaf_of_loop"));
    assert_eq!(
        find_paths(&leaf, &pool(&LOOP), &anchors, &mut checks)
            .paths
            .len(),
        1
    );
}

#[test]
fn paths_have_an_end() {
    let found = search(fixture!("leaf_depth_10"), &DEEP);
    assert_eq!(found.paths[0].certificates().len(), 10);
    let found = search(fixture!("leaf_depth_11"), &DEEP);
    assert_eq!(codes(&found), [(8, Code::LimitExceeded)]);
}

#[test]
fn a_spent_budget_is_told() {
    let anchors = Anchors::new([certificate(fixture!("root"))]);
    let mut checks = SignatureChecks::new(1);
    let leaf = certificate(fixture!("leaf"));
    let found = find_paths(&leaf, &pool(&[fixture!("ica")]), &anchors, &mut checks);
    assert_eq!(codes(&found), [(1, Code::LimitExceeded)]);
}
