//! Reports made by hand, one for each kind of answer.

use chiso_signature::{
    BestTime, CertificateSummary, Change, ChangeKind, Code, Coverage, DocumentFormat,
    DocumentSummary, Finding, Indication, Level, MaterialSummary, PolicySummary, Report, Role,
    SignatureKind, SignatureReport, SubIndication, TimeSource, TimeStampReport, Verdict,
};
use chrono::{DateTime, Utc};

use crate::outcome::Outcome;

pub(crate) fn all() -> Vec<Outcome> {
    vec![
        valid(),
        worthless_stamp(),
        changed(),
        undecided(),
        unsigned(),
    ]
}

/// Initialled by a person, signed by the leader, sealed by the organisation, time-stamped.
pub(crate) fn valid() -> Outcome {
    let mut signatures = vec![
        signature("KyNhay", Role::Person, "Trần Thị Bích Ngọc"),
        signature("LanhDao", Role::Person, "Nguyễn Văn Thắng"),
        signature(
            "DauCoQuan",
            Role::Organisation,
            "Ủy ban nhân dân thành phố Từ Sơn",
        ),
    ];
    for (number, signature) in (1..).zip(&mut signatures) {
        let later = [ChangeKind::Signature, ChangeKind::SecurityStore];
        signature.coverage = Some(coverage(number, 4));
        signature.changes_after = later.map(|kind| change(kind, true, "")).to_vec();
    }
    signatures[0].kind = SignatureKind::Certification;
    signatures[1].findings = vec![finding(Code::ExpiredLater, "on 2026-01-01T00:00:00Z")];
    let mut stamp = signature("ThoiGian", Role::TimeStamp, "Dịch vụ cấp dấu thời gian");
    stamp.kind = SignatureKind::DocumentTimeStamp;
    stamp.claimed_time = None;
    stamp.level = None;
    stamp.best_time.source = TimeSource::DocumentTimeStamp;
    signatures.push(stamp);
    outcome("quyet-dinh-12.pdf", report(Verdict::Accept, signatures))
}

pub(crate) fn worthless_stamp() -> Outcome {
    let mut one = signature("Signature1", Role::Person, "Nguyễn Văn Thắng");
    one.verdict = Verdict::AcceptAsBOnly;
    one.best_time.source = TimeSource::ValidationTime;
    one.findings = vec![finding(Code::TimeStampWorthless, "")];
    one.time_stamps = vec![TimeStampReport {
        time: Some(at("2025-06-30T08:15:00Z")),
        signer: Some(certificate("Dịch vụ cấp dấu thời gian")),
        indication: Indication::Indeterminate,
        sub_indication: Some(SubIndication::NoCertificateChainFound),
        findings: vec![finding(Code::NoPath, "issuer CN=TSA Root")],
    }];
    outcome("to-trinh.pdf", report(Verdict::AcceptAsBOnly, vec![one]))
}

pub(crate) fn changed() -> Outcome {
    let mut one = signature("Signature1", Role::Person, "Nguyễn Văn Thắng");
    one.verdict = Verdict::Reject;
    one.indication = Indication::TotalFailed;
    one.sub_indication = Some(SubIndication::FormatFailure);
    one.coverage = Some(coverage(1, 2));
    one.changes_after = vec![
        change(ChangeKind::Metadata, true, "Info"),
        change(ChangeKind::Other, false, "page 1: Contents (object 12)"),
    ];
    one.findings = vec![
        finding(Code::ForbiddenChange, "revision 2"),
        finding(Code::LegacyProfile, ""),
    ];
    let mut report = report(Verdict::Reject, vec![one]);
    report.indication = Some(Indication::TotalFailed);
    report.sub_indication = Some(SubIndication::FormatFailure);
    outcome("thong-bao.pdf", report)
}

pub(crate) fn undecided() -> Outcome {
    let mut one = signature("", Role::Unknown, "Văn thư \u{1b}[2J\u{202e}");
    one.field = None;
    one.kind = SignatureKind::Cms;
    one.format = "CMS".into();
    one.verdict = Verdict::CannotDecide;
    one.indication = Indication::Indeterminate;
    one.sub_indication = Some(SubIndication::TryLater);
    one.best_time.source = TimeSource::ValidationTime;
    one.coverage = None;
    one.level = Some(Level::BB);
    one.findings = (1..=7)
        .map(|number| {
            let detail = format!("certificate with serial 0{number} of CN=Sub CA {number}");
            finding(Code::RevocationMissing, &detail)
        })
        .chain([
            finding(Code::RevocationStale, "CN=Root CA"),
            finding(Code::RoleUnknown, ""),
        ])
        .collect();
    let mut report = report(Verdict::CannotDecide, vec![one]);
    report.indication = Some(Indication::Indeterminate);
    report.sub_indication = Some(SubIndication::TryLater);
    outcome("phu-luc.xlsx.p7s", report)
}

pub(crate) fn unsigned() -> Outcome {
    let mut report = report(Verdict::NoSignature, Vec::new());
    report.indication = None;
    report.findings = vec![
        finding(Code::Unsigned, ""),
        finding(Code::EmptyField, "LanhDao"),
    ];
    outcome("du-thao.pdf", report)
}

fn outcome(path: &str, report: Report) -> Outcome {
    Outcome {
        path: path.into(),
        result: Ok(report),
    }
}

fn report(verdict: Verdict, signatures: Vec<SignatureReport>) -> Report {
    Report {
        schema: "chiso-signature-report/1",
        verifier: "chiso-signature 0.1.0",
        validation_time: at("2026-03-01T02:00:00Z"),
        document: DocumentSummary {
            sha256: "5f".repeat(32),
            size: 52_143,
            format: DocumentFormat::Pdf,
            content_sha256: None,
        },
        policy: PolicySummary {
            id: "standard".into(),
            version: "1".into(),
            sha256: "0a".repeat(32),
        },
        material: MaterialSummary {
            anchors: vec!["ab".repeat(32)],
            intermediates: Vec::new(),
            crls: vec!["cd".repeat(32)],
            ocsps: Vec::new(),
        },
        verdict,
        indication: Some(Indication::TotalPassed),
        sub_indication: None,
        findings: Vec::new(),
        signatures,
    }
}

fn signature(field: &str, role: Role, name: &str) -> SignatureReport {
    SignatureReport {
        field: Some(field.into()),
        kind: SignatureKind::Approval,
        role,
        format: "ETSI.CAdES.detached".into(),
        level: Some(Level::BLTA),
        signer: Some(certificate(name)),
        chain: vec![certificate("Cơ quan chứng thực")],
        algorithm: Some("sha256 ecdsa-p256".into()),
        claimed_time: Some(at("2025-06-30T08:14:58Z")),
        best_time: BestTime {
            time: at("2025-06-30T08:15:00Z"),
            source: TimeSource::SignatureTimeStamp,
        },
        coverage: Some(Coverage {
            revision: 1,
            revisions: 1,
            signed_bytes: 52_000,
            whole_document: true,
        }),
        changes_after: Vec::new(),
        time_stamps: Vec::new(),
        verdict: Verdict::Accept,
        indication: Indication::TotalPassed,
        sub_indication: None,
        findings: Vec::new(),
    }
}

fn certificate(name: &str) -> CertificateSummary {
    CertificateSummary {
        name: name.into(),
        organisation: Some("Ủy ban nhân dân thành phố Từ Sơn".into()),
        subject: format!("CN={name},O=Ủy ban nhân dân thành phố Từ Sơn,C=VN"),
        issuer: "CN=Cơ quan chứng thực,C=VN".into(),
        serial: "54010203aabb".into(),
        not_before: at("2024-01-01T00:00:00Z"),
        not_after: at("2026-01-01T00:00:00Z"),
        sha256: "ef".repeat(32),
    }
}

fn coverage(revision: usize, revisions: usize) -> Coverage {
    Coverage {
        revision,
        revisions,
        signed_bytes: 52_000,
        whole_document: false,
    }
}

fn change(kind: ChangeKind, permitted: bool, detail: &str) -> Change {
    Change {
        revision: 2,
        kind,
        permitted,
        detail: detail.into(),
    }
}

fn finding(code: Code, detail: &str) -> Finding {
    Finding {
        code,
        severity: code.severity(),
        detail: detail.into(),
    }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}
