use chiso_signature::{ChangeKind, Code, Role, SignatureKind, TimeSource, Verdict};

use super::{Label, Message, Saying, say};
use crate::outcome::Unread;

pub(super) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accept => "Valid",
        Verdict::AcceptAsBOnly => "Valid, but its time stamp proves nothing",
        Verdict::CannotDecide => "Cannot be decided",
        Verdict::NoSignature => "No signature",
        Verdict::Unsupported => "Not supported",
        Verdict::Error => "Cannot be read",
        Verdict::Reject => "Invalid",
    }
}

pub(super) fn role(role: Role) -> &'static str {
    match role {
        Role::Person => "person",
        Role::Organisation => "organisation",
        Role::TimeStamp => "time stamp",
        Role::Unknown => "unknown",
    }
}

/// What is worth telling beside the role.
pub(super) fn kind(kind: SignatureKind) -> Option<&'static str> {
    match kind {
        SignatureKind::Certification => Some("certifies"),
        SignatureKind::Approval | SignatureKind::DocumentTimeStamp | SignatureKind::Cms => None,
    }
}

pub(super) fn time_source(source: TimeSource) -> &'static str {
    match source {
        TimeSource::SignatureTimeStamp => "signature time stamp",
        TimeSource::DocumentTimeStamp => "document time stamp",
        TimeSource::ValidationTime => "no proof: time of verification",
    }
}

pub(super) fn change(change: ChangeKind) -> &'static str {
    match change {
        ChangeKind::Signature => "signature",
        ChangeKind::DocumentTimeStamp => "time stamp",
        ChangeKind::SecurityStore => "validation data",
        ChangeKind::Metadata => "metadata",
        ChangeKind::FormFilling => "form filling",
        ChangeKind::Annotation => "annotation",
        ChangeKind::Other => "other change",
    }
}

pub(super) fn label(label: Label) -> &'static str {
    match label {
        Label::Number => "No.",
        Label::Field => "Field",
        Label::Signer => "Signer",
        Label::Role => "Role",
        Label::ClaimedTime => "Claimed time",
        Label::BestTime => "Proven time",
        Label::Level => "Level",
        Label::Coverage => "Covers",
        Label::Verdict => "Verdict",
        Label::Signature => "Signature",
        Label::Reason => "Reason",
        Label::Note => "Note",
        Label::TimeStamp => "Time stamp",
        Label::Change => "Change",
        Label::Certificate => "Certificate",
        Label::Advice => "What to do",
        Label::AsOf => "Verified as of",
        Label::Policy => "policy",
        Label::VietnamTime => "Vietnam time",
        Label::Unknown => "unknown",
        Label::WholeDocument => "whole document",
        Label::Revision => "revision",
        Label::Of => " of ",
        Label::Later => "later",
        Label::Serial => "serial number",
        Label::IssuedBy => "issued by",
        Label::Valid => "valid",
        Label::DoesNotCount => "does not count",
        Label::Others => "more",
        Label::Documents => "Documents",
    }
}

pub(super) fn message(message: Message) -> &'static str {
    match message {
        Message::CannotUse => "cannot use",
        Message::NothingIn => "no certificate, revocation list or OCSP answer in",
        Message::NoDocument => "no *.pdf, *.p7s or *.p7m there",
        Message::ContentForDirectory => "--content is for single signatures, not for a directory",
        Message::CannotWrite => "cannot write",
        Message::CannotPrint => "cannot print",
    }
}

const DISCARD: &str = "Do not use the document. Ask the signer for it as it was signed.";
const SIGN_AGAIN: &str = "Ask the signer to sign again with a proper certificate or program.";
const RESEND: &str = "Ask the sender for the file again.";
const ASK_AUTHORITY: &str = "Ask the certification authority.";

pub(super) fn unread(unread: &Unread) -> Saying {
    match unread {
        Unread::NotFound => say("There is no such file.", "Check the name and run again."),
        Unread::Denied => say(
            "You have no permission to read the file.",
            "Get permission and run again.",
        ),
        Unread::NotAFile => say(
            "This is a device, a pipe or a directory, not a document.",
            "Check the name and run again.",
        ),
        Unread::Other(_) => say(
            "The file cannot be read.",
            "Check the disk or the share that it is on and run again.",
        ),
        Unread::Failed => say(
            "The verifier itself failed on this document.",
            "Do not use the document, and report the defect together with it.",
        ),
    }
}

#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn code(code: Code) -> Saying {
    match code {
        Code::Empty => say("The file is empty.", RESEND),
        Code::UnknownFormat => say(
            "The file is neither a PDF document nor a CMS signature.",
            "Check that it is the right file.",
        ),
        Code::PdfUnreadable => say("The PDF file is damaged.", RESEND),
        Code::LimitExceeded => say(
            "Reading the file would take more memory, time or depth than is allowed.",
            "Treat the file as suspicious. Ask the sender for another copy.",
        ),
        Code::Encrypted => say(
            "The PDF file is encrypted, and signatures in encrypted files are not supported.",
            "Ask for the document without a password, as it was signed.",
        ),
        Code::UnsupportedSignature => say(
            "The signature has a form that is not supported, such as XAdES.",
            "Ask for the document signed as PDF (PAdES) or CMS (CAdES).",
        ),
        Code::Unsigned => say(
            "The document has no digital signature.",
            "If it should have one, ask the sender for the signed document, not a print or scan.",
        ),
        Code::EmptyField => say(
            "There is a signature field that nobody has signed.",
            "Ask whether a signature is still to come.",
        ),
        Code::SignatureDictionary => say(
            "The description of the signature in the PDF file is incomplete or wrong.",
            DISCARD,
        ),
        Code::ByteRange => say(
            "The signature does not cover all that it must: parts could have been exchanged.",
            DISCARD,
        ),
        Code::Contents => say(
            "The place that holds the signature was tampered with or is malformed.",
            DISCARD,
        ),
        Code::AmbiguousStructure => say(
            "The file is built so that different programs may show different content.",
            DISCARD,
        ),
        Code::ForbiddenChange => say(
            "The document was changed after signing in a way that the signature does not permit.",
            DISCARD,
        ),
        Code::UndecidedChange => say(
            "The document was changed after signing, and whether that is permitted is unclear.",
            "Ask the signer for the document as it was signed and compare.",
        ),
        Code::CmsFormat => say(
            "The signature data (CMS) cannot be read or break the rules of their profile.",
            DISCARD,
        ),
        Code::SignerCount => say(
            "The signature data have no signer, or more than the one that is allowed.",
            SIGN_AGAIN,
        ),
        Code::ContentMissing => say(
            "The signature is separate from its content, and the content was not given.",
            "Run again with --content and the file that was signed.",
        ),
        Code::AttributesAsContent => say(
            "The content is no document but the inner part of another signature: nobody signed it as it stands.",
            "Do not use it; ask the signer for the document itself.",
        ),
        Code::MessageDigest => say(
            "The content is not what was signed.",
            "Do not use the document: it was changed after signing, or it is the wrong file.",
        ),
        Code::ContentType => say(
            "The signature does not say, or says wrongly, what kind of content it signs.",
            SIGN_AGAIN,
        ),
        Code::SignatureValue => say(
            "The signature was not made with the key of the signer's certificate.",
            DISCARD,
        ),
        Code::SignerCertificateMissing => say(
            "The signer's certificate is neither in the file nor among those given.",
            "Get the certificate, give it with --intermediates and run again.",
        ),
        Code::SigningCertificateAttribute => say(
            "The signature does not name its certificate (signing-certificate) as it must.",
            SIGN_AGAIN,
        ),
        Code::SigningCertificateMismatch => say(
            "The signature names another certificate than the one that is there.",
            DISCARD,
        ),
        Code::UnknownAlgorithm => say(
            "The signature uses an algorithm that is not supported.",
            "Ask the signer to sign again with RSA or ECDSA and SHA-2.",
        ),
        Code::WeakAlgorithm => say(
            "The signature uses an algorithm or key that is too weak for the policy.",
            "Ask the signer to sign again with RSA of 2048 bits or more, or ECDSA, and SHA-2.",
        ),
        Code::CertificateUnreadable => say("A certificate cannot be read.", SIGN_AGAIN),
        Code::NoPath => say(
            "The certificate does not lead to any certification authority that is trusted here.",
            "Find out who issued the certificate. If the authority is recognised, give its certificates with \
             --intermediates and --trust and run again.",
        ),
        Code::BasicConstraints => say(
            "A certificate was issued by somebody who is no certification authority for it.",
            DISCARD,
        ),
        Code::KeyUsage => say(
            "A certificate is not meant for this use (key usage).",
            SIGN_AGAIN,
        ),
        Code::NameConstraints => say(
            "A certificate bears a name that its authority may not certify (name constraints).",
            ASK_AUTHORITY,
        ),
        Code::CriticalExtension => say(
            "A certificate has a critical extension that is not supported.",
            ASK_AUTHORITY,
        ),
        Code::CertificateExpired => say(
            "A certificate has expired, and nothing proves that the signature is older.",
            "Ask for the document with a time stamp from before the end of validity, or signed \
             again with a valid certificate.",
        ),
        Code::CertificateNotYetValid => say(
            "A certificate was not valid yet.",
            "Check the moment of verification (--at) and the certificate.",
        ),
        Code::SignedBeforeValidity => say(
            "The document was signed before the certificate became valid.",
            SIGN_AGAIN,
        ),
        Code::RevocationMissing => say(
            "Whether a certificate has been revoked is not known: there is no revocation data.",
            "Get the revocation list (CRL) or an OCSP answer from the authority that issued the \
             certificate, give it with --crl and run again.",
        ),
        Code::RevocationStale => say(
            "The revocation data (CRL, OCSP) are older than they must be.",
            "Get the current revocation list (CRL), give it with --crl and run again.",
        ),
        Code::CertificateOnHold => say(
            "A certificate is suspended.",
            "Wait until its authority has released or revoked it, and run again with the new CRL.",
        ),
        Code::SignerRevoked => say(
            "The signer's certificate is revoked, and nothing proves that the signature is older.",
            "Do not rely on the document. Ask the signer to sign again with a valid certificate.",
        ),
        Code::AuthorityRevoked => say(
            "The certificate of a certification authority is revoked.",
            "Do not rely on the document. Ask the signer to sign again with a valid certificate.",
        ),
        Code::RevokedLater => say(
            "The certificate has been revoked since; the signature is proven to be older.",
            "Keep the document together with its time stamp.",
        ),
        Code::ExpiredLater => say(
            "The certificate has expired since; the signature is proven to be older.",
            "Keep the document together with its time stamp.",
        ),
        Code::TimeStampImprint => say(
            "The time stamp belongs to something else.",
            "Do not rely on its time. Ask the signer for the document as it was signed.",
        ),
        Code::TimeStampFormat => say(
            "The time stamp cannot be read or breaks the rules (RFC 3161).",
            "Do not rely on its time. Ask the signer to sign again with a proper time stamp.",
        ),
        Code::TimeStampOrder => say(
            "Time stamps contradict each other or the time of verification.",
            "Check the moment of verification (--at) and the clock of this machine.",
        ),
        Code::TimeStampWorthless => say(
            "A time stamp proves nothing; its own reasons are told beside it.",
            "Give the certificates and revocation lists of the time-stamping authority and run \
             again.",
        ),
        Code::RoleUnknown => say(
            "The certificate does not tell whether its holder is a person or an organisation.",
            "Check the name of the holder yourself.",
        ),
        Code::ClaimedTimeImplausible => say(
            "The signer claims to have signed later than is proven.",
            "Rely on the proven time only.",
        ),
        Code::LegacyProfile => say(
            "The signature has an old form that does not name its certificate.",
            "Ask the signer to use PAdES from now on.",
        ),
    }
}
