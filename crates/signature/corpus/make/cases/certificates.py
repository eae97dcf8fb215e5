"""Certification paths: anchors, intermediates, constraints, key usage, names, validity."""

from asn1crypto import core, x509

import sign
from pki import extension, name

CHAIN = "cannot_decide", "CHAIN_CONSTRAINTS_FAILURE"
NONE = "cannot_decide", "NO_CERTIFICATE_CHAIN_FOUND"
OUT = "cannot_decide", "OUT_OF_BOUNDS_NO_POE"


def build(k):
    doc, field, p = k.document(), k.field(), k.pki
    person = k.person("leader")

    def signed(who, **options):
        return sign.sign_pdf(doc, who, field, **options)

    def case(file, who, verdict, reason, authorities=(), anchors=None, codes="", alternatives="", signing=None, **options):
        """`authorities`: whose CRLs to give beside those of the usual PKI."""
        verdict = verdict if isinstance(verdict, tuple) else (verdict, "")
        crl = k.revocation(f"certificate-{file}", k.root, k.ca, *authorities) if authorities else "revocation/current"
        if anchors:
            options["trust"] = anchors
        k.case(f"certificate-{file}.pdf", signed(who, **(signing or {})), *verdict, reason, crl=crl, codes=codes,
               alternatives=alternatives, **options)

    # Anchors.
    case("untrusted-root", k.stranger, NONE, "Issued by a root that nobody configured", [k.stranger_root], codes="NO_PATH")
    both = k.trust("two-roots", k.root, k.stranger_root)
    case("second-anchor", k.stranger, "accept", "The same, with two configured roots, one of them the issuer", [k.stranger_root], anchors=both)
    self_signed = p.issue(person, None)
    case("self-signed", self_signed, NONE, "The signer's certificate is self-signed", codes="NO_PATH")
    case("anchor-is-signer", self_signed, "accept", "The signer's certificate itself is configured as an anchor",
         anchors=k.trust("signer", self_signed), alternatives="cannot_decide")
    case("anchor-is-intermediate", k.leader, "accept", "The issuing authority is configured as an anchor: no path to the root is needed",
         anchors="trust/ca.pem")
    fake_root = p.authority(k.root.cert.subject, None, key="p256")
    fake_ca = p.authority(k.ca.cert.subject, fake_root, key="p256")
    fake = p.issue(person, fake_ca)
    case("same-root-name-other-key", fake, NONE, "Root and authority carry the trusted names but other keys", [fake_root, fake_ca],
         codes="NO_PATH", signing={"certs": [fake_ca.cert, fake_root.cert]}, alternatives="reject")
    case("same-issuer-name-other-key", p.issue(person, fake_root, issuer_name=k.ca.cert.subject, aki=False), NONE,
         "The issuer's name is that of the trusted authority, the signature is another key's", codes="NO_PATH",
         signing={"certs": [k.ca.cert]}, alternatives="reject|cannot_decide")
    broken = p.issue(person, k.ca)
    value = bytearray(broken.cert.dump())
    value[-5] ^= 1
    broken.cert = x509.Certificate.load(bytes(value))
    case("broken-signature", broken, NONE, "A bit of the certificate's signature is turned", codes="NO_PATH", alternatives="reject")
    changed = p.issue(person, k.ca)
    changed.cert = x509.Certificate.load(changed.cert.dump().replace(
        k.words["ids"][1].encode(), k.words["ids"][0].encode()))
    case("changed-name", changed, NONE, "The number in the signer's name was changed after issuing", codes="NO_PATH", alternatives="reject")

    # Intermediates.
    middle = p.authority(k.authority_name("CA trung gian"), k.root)
    issuing = p.authority(k.authority_name("CA cấp 2"), middle, pathlen=0)
    deep = p.issue(person, issuing)
    case("two-intermediates", deep, "accept", "Two authorities between root and signer, both in the file", [middle, issuing])
    alone = {"certs": []}
    case("missing-intermediate", deep, NONE, "The authorities between root and signer are missing", [middle, issuing], codes="NO_PATH",
         signing=alone)
    case("missing-upper-intermediate", deep, NONE, "The upper authority is missing", [middle, issuing], codes="NO_PATH",
         signing={"certs": [issuing.cert]})
    case("intermediates-given", deep, "accept", "The authorities are missing in the file but given", [middle, issuing], signing=alone,
         intermediates=k.trust("intermediates", middle, issuing))
    case("wrong-intermediates-given", deep, NONE, "Other authorities than the needed ones are given", [middle, issuing], signing=alone,
         intermediates="trust/ca.pem", codes="NO_PATH")
    case("many-certificates", deep, "accept", "The authorities stand among many others in the file", [middle, issuing], signing={
        "certs": [k.stranger_root.cert, k.tsa_ca.cert, k.ca.cert, middle.cert, k.initial.cert, issuing.cert, k.seal.cert]})
    cross_root = p.authority(k.authority_name("Root CA G0"), None, key="p256")
    crossed = p.authority(k.root.cert.subject, cross_root, keys_of=k.root)
    case("cross-certified", k.leader, "accept", "The trusted root is reached over a cross certificate of another root", [cross_root],
         anchors=k.trust("old-root", cross_root), signing={"certs": [k.ca.cert, crossed.cert]})
    loop_a = p.authority(k.authority_name("CA vòng A"), k.root)
    loop_b = p.authority(k.authority_name("CA vòng B"), loop_a)
    loop_a2 = p.authority(loop_a.cert.subject, loop_b, keys_of=loop_a)
    looped = p.issue(person, loop_a2)
    case("loop", looped, NONE, "Two authorities certify each other, neither leads to an anchor", [loop_a, loop_b], codes="NO_PATH",
         signing={"certs": [loop_a2.cert, loop_b.cert]})

    # Constraints.
    plain = p.authority(k.authority_name("Không phải CA"), k.root, constraints=False)
    case("issuer-without-basic-constraints", p.issue(person, plain), CHAIN, "The issuer has no basic constraints", [plain], codes="BASIC_CONSTRAINTS", alternatives="cannot_decide")
    no_ca = p.issue(k.authority_name("CA giả"), k.root, ca=False, pathlen=None, usage=("key_cert_sign", "crl_sign", "digital_signature"),
                    extra=[extension("basic_constraints", x509.BasicConstraints({"ca": False}), True)])
    case("issuer-ca-false", p.issue(person, no_ca), CHAIN, "The issuer's basic constraints say that it is no authority", [no_ca], codes="BASIC_CONSTRAINTS")
    case("issued-by-leaf", p.issue(person, k.initial), CHAIN, "Issued by a person's certificate", [k.initial], codes="BASIC_CONSTRAINTS")
    exceeding = p.authority(k.authority_name("CA dưới CA"), k.ca)
    case("pathlen-exceeded", p.issue(person, exceeding), CHAIN, "An authority below one with a path length of 0", [exceeding], codes="BASIC_CONSTRAINTS")
    one = p.authority(k.authority_name("CA pathlen 1"), k.root, pathlen=1)
    below = p.authority(k.authority_name("CA pathlen 1 dưới"), one)
    case("pathlen-kept", p.issue(person, below), "accept", "An authority below one with a path length of 1", [one, below])
    no_sign = p.authority(k.authority_name("CA không ký"), k.root, usage=("crl_sign",))
    case("issuer-without-keycertsign", p.issue(person, no_sign), CHAIN, "The issuer's key usage lacks keyCertSign", [no_sign], codes="KEY_USAGE")

    # Key usage.
    for file, usage, verdict, why in [
        ("usage-nonrepudiation", ("non_repudiation",), "accept", "Key usage nonRepudiation only"),
        ("usage-digitalsignature", ("digital_signature",), "accept", "Key usage digitalSignature only"),
        ("usage-none", (), "accept", "No key usage extension: no restriction"),
        ("usage-encipherment", ("key_encipherment",), CHAIN, "Key usage keyEncipherment only"),
        ("usage-agreement", ("key_agreement",), CHAIN, "Key usage keyAgreement only"),
        ("usage-certsign", ("key_cert_sign", "crl_sign"), CHAIN, "Key usage of an authority only"),
    ]:
        case(file, p.issue(person, k.ca, usage=usage), verdict, why, codes="KEY_USAGE" if verdict == CHAIN else "",
             alternatives="cannot_decide" if file == "usage-none" else "")
    for file, eku, verdict, why in [
        ("eku-document-signing", ["1.3.6.1.5.5.7.3.36"], "accept", "Extended key usage documentSigning (RFC 9336)"),
        ("eku-email-and-client", ["email_protection", "client_auth"], "accept", "Extended key usage of a personal certificate"),
        ("eku-adobe", ["1.2.840.113583.1.1.5"], "accept", "Extended key usage Adobe PDF signing"),
        ("eku-server", ["server_auth"], CHAIN, "Extended key usage serverAuth only: a web server's certificate"),
        ("eku-time-stamping", ["time_stamping"], CHAIN, "Extended key usage timeStamping only: a TSA's certificate signs a document"),
        ("eku-ocsp", ["ocsp_signing"], CHAIN, "Extended key usage OCSPSigning only"),
        ("eku-code", ["code_signing"], CHAIN, "Extended key usage codeSigning only"),
    ]:
        case(file, p.issue(person, k.ca, eku=eku, eku_critical=k.pick(False, True)), verdict, why, codes="KEY_USAGE" if verdict == CHAIN else "",
             alternatives="cannot_decide" if file in ("eku-adobe", "eku-email-and-client") else "")
    authority_signs = p.authority(k.authority_name("CA cũng ký"), k.root, usage=("key_cert_sign", "crl_sign", "digital_signature"))
    case("authority-signs-document", authority_signs, "accept", "An authority's certificate whose key usage allows it signs a document",
         alternatives="cannot_decide")

    # Extensions.
    odd = "1.3.6.1.4.1.99999.77"
    case("critical-extension", p.issue(person, k.ca, extra=[extension(odd, core.ParsableOctetString(core.Null().dump()), True)]), CHAIN,
         "A critical extension that nobody knows", codes="CRITICAL_EXTENSION")
    case("other-extension", p.issue(person, k.ca, extra=[extension(odd, core.ParsableOctetString(core.Null().dump()), False)]), "accept",
         "An extension that nobody knows and that is not critical")
    strange = p.authority(k.authority_name("CA lạ"), k.root, extra=[extension(odd, core.ParsableOctetString(core.Null().dump()), True)])
    case("authority-critical-extension", p.issue(person, strange), CHAIN, "A critical extension in the authority's certificate", [strange],
         codes="CRITICAL_EXTENSION")
    policies = extension("certificate_policies", x509.CertificatePolicies([{"policy_identifier": "1.3.6.1.4.1.99999.5"}]), True)
    case("policies-critical", p.issue(person, k.ca, extra=[policies]), "accept", "Certificate policies, critical: known and without demand")

    # Names.
    def directory(*parts):
        return x509.GeneralName("directory_name", name(*parts))

    def constrained(text, permitted=(), excluded=()):
        value = {}
        if permitted:
            value["permitted_subtrees"] = [{"base": base} for base in permitted]
        if excluded:
            value["excluded_subtrees"] = [{"base": base} for base in excluded]
        return p.authority(k.authority_name(text), k.root, extra=[extension("name_constraints", x509.NameConstraints(value), True)])

    state = k.words["state"]
    inside = constrained("CA giới hạn 1", [directory(("C", "VN"), ("O", state))])
    case("names-permitted", p.issue(person, inside), "accept", "The authority may issue for this organisation, and does", [inside])
    outside = constrained("CA giới hạn 2", [directory(("C", "VN"), ("O", "UBND TỈNH KHÁC"))])
    case("names-not-permitted", p.issue(person, outside), CHAIN, "The authority may issue for another organisation only", [outside],
         codes="NAME_CONSTRAINTS")
    excluded = constrained("CA giới hạn 3", [], [directory(("C", "VN"), ("O", state))])
    case("names-excluded", p.issue(person, excluded), CHAIN, "The authority may not issue for this organisation", [excluded],
         codes="NAME_CONSTRAINTS")
    mail = constrained("CA giới hạn 4", [x509.GeneralName("rfc822_name", "thainguyen.invalid")])

    def with_mail(address):
        return extension("subject_alt_name", x509.GeneralNames([x509.GeneralName("rfc822_name", x509.EmailAddress(address))]))

    case("names-mail-permitted", p.issue(person, mail, extra=[with_mail("binh@thainguyen.invalid")]), "accept",
         "The e-mail address in the alternative name is permitted", [mail])
    case("names-mail-not-permitted", p.issue(person, mail, extra=[with_mail("binh@khac.invalid")]), CHAIN,
         "The e-mail address in the alternative name is not permitted", [mail], codes="NAME_CONSTRAINTS")
    upper = p.authority(k.authority_name("CA con"), outside)
    case("names-inherited", p.issue(person, upper), CHAIN, "The name constraints stand two authorities above", [outside, upper],
         codes="NAME_CONSTRAINTS")

    # Validity.
    year = k.t0.year
    young = p.issue(person, k.ca, since=k.day(10)[:10], until=f"{year + 3}-01-01")
    case("not-yet-valid", young, OUT, "The signer's certificate is not valid yet", codes="CERTIFICATE_NOT_YET_VALID", alternatives="reject")
    k.case("certificate-not-yet-valid-when-signed.pdf", signed(young), "accept", days=15,
           reason="Signed before the certificate was valid, if the claimed time is right, which proves nothing; now it is valid",
           alternatives="cannot_decide|reject")
    old = p.issue(person, k.ca, since=f"{year - 3}-01-01", until=k.day(-20)[:10])
    case("expired-before", old, OUT, "The signer's certificate expired before the signing", codes="CERTIFICATE_EXPIRED")
    soon = p.issue(person, k.ca, since=f"{year - 3}-01-01", until=k.day(3)[:10])
    case("expired-since", soon, OUT, "The signer's certificate expired after the signing; no time stamp proves when that was",
         codes="CERTIFICATE_EXPIRED")
    k.case("certificate-expired-since-verified-before.pdf", signed(soon), "accept", days=2,
           reason="The same, verified before the expiry", crl=k.revocation("two-days", k.crl(k.root, 1), k.crl(k.ca, 1)))
    k.case("certificate-expired-since-time-stamp.pdf", signed(soon, tsa=k.tsa), "accept",
           reason="The signer's certificate expired after the time stamp", alternatives="cannot_decide",
           crl=k.revocation("before-expiry", k.root, k.tsa_ca, k.crl(k.ca, 1)))
    late_ca = p.authority(k.authority_name("CA hết hạn"), k.root, since=f"{year - 6}-01-01", until=k.day(-10)[:10])
    case("authority-expired", p.issue(person, late_ca), OUT, "The issuing authority's certificate has expired", [late_ca],
         codes="CERTIFICATE_EXPIRED", alternatives="cannot_decide")
    early_ca = p.authority(k.authority_name("CA tương lai"), k.root, since=k.day(30)[:10])
    case("authority-not-yet-valid", p.issue(person, early_ca), OUT, "The issuing authority's certificate is not valid yet", [early_ca],
         codes="CERTIFICATE_NOT_YET_VALID", alternatives="cannot_decide|reject")
    old_root = p.authority(k.authority_name("Root cũ"), None, since="2005-01-01", until=k.day(-100)[:10])
    case("anchor-expired", p.issue(person, old_root), "accept", "The configured root's certificate has expired: an anchor is a name and a key "
         "(RFC 5280, 6.1.1), its validity is not checked", [old_root], anchors=k.trust("expired-root", old_root), alternatives="cannot_decide")
