"""CRLs and OCSP answers."""

from asn1crypto import core, crl as crl_asn1, x509

import sign
from pki import extension

LATER = "cannot_decide", "TRY_LATER"
REVOKED = "cannot_decide", "REVOKED_NO_POE"


def build(k):
    doc, field, p = k.document(), k.field(), k.pki
    bb = sign.sign_pdf(doc, k.leader, field)
    bt = sign.sign_pdf(doc, k.leader, field, tsa=k.tsa)

    def case(file, verdict, reason, things, data=bb, codes="", alternatives="", **options):
        verdict = verdict if isinstance(verdict, tuple) else (verdict, "")
        k.case(f"revocation-{file}.pdf", data, *verdict, reason, crl=k.revocation(f"case-{file}", *things) if things is not None else "",
               codes=codes, alternatives=alternatives, **options)

    root = k.root

    # Presence.
    case("crl", "accept", "CRLs of both authorities, as files", [root, k.ca])
    case("crl-before-signing", "accept", "The authority's CRL is from before the signing and still current", [root, k.crl(k.ca, -3, 18)],
         alternatives="cannot_decide")
    case("none", LATER, "No revocation data at all", None, codes="REVOCATION_MISSING")
    case("signer-only", LATER, "Revocation data for the signer, none for the authority", [k.ca], codes="REVOCATION_MISSING")
    case("authority-only", LATER, "Revocation data for the authority, none for the signer", [root], codes="REVOCATION_MISSING")
    k.case("revocation-single-file.pdf", bb, "cannot_decide", "TRY_LATER", "One CRL file is given, the root's: none for the signer",
           crl="revocation/case-crl/0.crl", codes="REVOCATION_MISSING")

    # Staleness.
    case("crl-stale", LATER, "The authority's CRL has passed nextUpdate", [root, k.crl(k.ca, 0, 4)], codes="REVOCATION_STALE")
    case("root-crl-stale", LATER, "The root's CRL has passed nextUpdate", [k.crl(root, -60, 4), k.ca], codes="REVOCATION_STALE")
    case("crl-future", LATER, "The authority's CRL is from the future", [root, k.crl(k.ca, 9, 30)], codes="REVOCATION_STALE|REVOCATION_MISSING",
         alternatives="cannot_decide|accept")
    case("crl-stale-and-current", "accept", "A stale and a current CRL of the authority", [root, k.crl(k.ca, -20, -6), k.crl(k.ca, 4, 18, number=2)])
    case("ocsp-stale", LATER, "The OCSP answer has passed nextUpdate", [root, k.ocsp(k.leader, 0, 1, 2)], codes="REVOCATION_STALE")
    case("ocsp", "accept", "An OCSP answer for the signer, a CRL for the authority", [root, k.ocsp(k.leader)])
    case("ocsp-by-authority", "accept", "An OCSP answer that the issuing authority signed itself", [root, k.ocsp(k.leader, responder=k.ca)])
    case("ocsp-for-authority", "accept", "OCSP answers for signer and authority", [k.ocsp(k.ca), k.ocsp(k.leader)])
    case("ocsp-no-next-update-old", LATER, "The OCSP answer has no nextUpdate and is five days old",
         [root, k.ocsp(k.leader, next_update=False)], codes="REVOCATION_STALE", alternatives="accept")

    # Wrong data.
    case("ocsp-other-certificate", LATER, "The OCSP answer is about another certificate", [root, k.ocsp(k.leader, about=k.initial)],
         codes="REVOCATION_MISSING")
    case("ocsp-unknown", LATER, "The OCSP answer says unknown", [root, k.ocsp(k.leader, status="unknown")],
         codes="REVOCATION_MISSING", alternatives="cannot_decide")
    case("ocsp-unauthorised", LATER, "The OCSP answer is signed by a person's certificate of the same authority",
         [root, k.ocsp(k.leader, responder=k.initial)], codes="REVOCATION_MISSING")
    case("ocsp-other-authority", LATER, "The OCSP answer is signed by a responder of another authority under the same root",
         [root, k.ocsp(k.leader, responder=k.tsa_responder)], codes="REVOCATION_MISSING")
    case("ocsp-stranger", LATER, "The OCSP answer is signed by a stranger's key", [root, k.ocsp(k.leader, responder=k.stranger)],
         codes="REVOCATION_MISSING")
    late = p.issue(k.authority_name("OCSP cũ"), k.ca, since="2018-01-01", until=k.day(-30)[:10], usage=("digital_signature",),
                   eku=["ocsp_signing"], extra=[k.no_check()])
    case("ocsp-responder-expired", LATER, "The OCSP responder's certificate had expired", [root, k.ocsp(k.leader, responder=late)],
         codes="REVOCATION_MISSING")
    good_answer = k.ocsp(k.leader)
    basic = good_answer["response_bytes"]["response"].parsed
    value = bytearray(basic["signature"].native)
    value[-4] ^= 1
    basic["signature"] = core.OctetBitString(bytes(value))
    good_answer["response_bytes"]["response"] = core.ParsableOctetString(basic.dump(force=True))
    case("ocsp-broken-signature", LATER, "The OCSP answer's signature is wrong", [root, type(good_answer).load(good_answer.dump(force=True))],
         codes="REVOCATION_MISSING")
    case("crl-other-issuer", LATER, "The CRL names another issuer", [root, k.crl(k.tsa_ca)], codes="REVOCATION_MISSING")
    case("crl-other-key", LATER, "The CRL names the authority but is signed by another key",
         [root, k.crl(k.ca, sign_with=k.tsa_ca)], codes="REVOCATION_MISSING")
    case("crl-by-root", LATER, "The root signed a CRL in the authority's name, not an indirect one",
         [root, k.crl(k.ca, sign_with=root)], codes="REVOCATION_MISSING")
    own = k.crl(k.ca).dump()
    flipped = own[:-6] + bytes([own[-6] ^ 1]) + own[-5:]
    k.revocation("case-crl-broken-signature", root)
    k.revocation_bytes("case-crl-broken-signature/1.crl", flipped)
    k.case("revocation-crl-broken-signature.pdf", bb, *LATER, "The CRL's signature is wrong", crl="revocation/case-crl-broken-signature",
           codes="REVOCATION_MISSING")
    revoked_leader = k.crl(k.ca, revoked={k.leader: (k.day(-10), "key_compromise")})
    tampered = without_entries(revoked_leader)
    case("crl-entry-removed", LATER, "The signer's entry was cut out of the CRL: its signature no longer fits",
         [root, tampered], codes="REVOCATION_MISSING")
    no_crl_sign = p.authority(k.authority_name("CA không ký CRL"), root, usage=("key_cert_sign",))
    leaf = p.issue(k.person("leader"), no_crl_sign)
    case("crl-issuer-without-crlsign", LATER, "The authority's key usage lacks cRLSign, yet it signed the CRL", [root, no_crl_sign],
         data=sign.sign_pdf(doc, leaf, field), codes="REVOCATION_MISSING", alternatives="cannot_decide")
    md5_ca = p.authority(k.authority_name("CA RSA CRL"), root, key="rsa2048")
    leaf = p.issue(k.person("leader"), md5_ca)
    case("crl-sha1", ("cannot_decide", "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"), "The CRL is signed with SHA-1", [root, k.crl(md5_ca, md="sha1")],
         data=sign.sign_pdf(doc, leaf, field), alternatives="cannot_decide")
    odd = crl_asn1.TBSCertListExtension({"extn_id": "1.3.6.1.4.1.99999.7", "critical": True, "extn_value": core.ParsableOctetString(b"\5\0")})
    case("crl-critical-extension", LATER, "The CRL has a critical extension that nobody knows: not usable", [root, k.crl(k.ca, extra=[odd])],
         codes="REVOCATION_MISSING", alternatives="cannot_decide")
    case("crl-only-authorities", LATER, "The CRL's issuing distribution point says that it is for authorities only",
         [root, k.crl(k.ca, distpoint={"only_contains_ca_certs": True})], codes="REVOCATION_MISSING")
    case("crl-only-users", "accept", "The CRL's issuing distribution point says that it is for users only, which the signer is",
         [root, k.crl(k.ca, distpoint={"only_contains_user_certs": True})])
    case("crl-some-reasons", LATER, "The CRL covers only some reasons", [root, k.crl(k.ca, distpoint={
        "only_some_reasons": {"key_compromise"}})], codes="REVOCATION_MISSING", alternatives="cannot_decide")
    delta = crl_asn1.TBSCertListExtension({"extn_id": "delta_crl_indicator", "critical": True, "extn_value": core.Integer(1)})
    case("crl-delta-only", LATER, "Only a delta CRL, which says nothing without its base", [root, k.crl(k.ca, extra=[delta], number=2)],
         codes="REVOCATION_MISSING", alternatives="cannot_decide")
    indirect(k, case, root, doc, field)

    # Revoked.
    for file, when, why in [("revoked-before", -10, "before the signing"), ("revoked-after", 2, "after the signing; no time stamp proves that")]:
        case(file, REVOKED, f"The signer's certificate was revoked {why}",
             [root, k.crl(k.ca, revoked={k.leader: (k.day(when), "cessation_of_operation")})], codes="SIGNER_REVOKED")
    after = {k.leader: (k.day(2), "key_compromise")}
    case("revoked-after-time-stamp", "accept", "The signer's certificate was revoked after the time stamp",
         [root, k.tsa_ca, k.crl(k.ca, revoked=after)], data=bt, codes="REVOKED_LATER")
    case("revoked-before-time-stamp", REVOKED, "The signer's certificate was revoked before the time stamp",
         [root, k.tsa_ca, k.crl(k.ca, revoked={k.leader: (k.day(-2), "key_compromise")})], data=bt, codes="SIGNER_REVOKED",
         alternatives="reject")
    case("revoked-after-bad-time-stamp", REVOKED, "Revoked after the time stamp, but the TSA's certificate has no revocation data",
         [root, k.crl(k.ca, revoked=after)], data=bt, codes="SIGNER_REVOKED")
    dts = sign.doc_time_stamp(bb, k.tsa)
    case("revoked-after-document-time-stamp", "accept", "The signer's certificate was revoked after the document time stamp",
         [root, k.tsa_ca, k.crl(k.ca, revoked=after)], data=dts, codes="REVOKED_LATER")
    case("ocsp-revoked", REVOKED, "The OCSP answer says revoked before the signing",
         [root, k.ocsp(k.leader, 4, status="revoked", revoked_at=k.day(-5), reason="key_compromise")], codes="SIGNER_REVOKED")
    case("ocsp-revoked-after-time-stamp", "accept", "The OCSP answer says revoked after the time stamp",
         [root, k.tsa_ca, k.ocsp(k.leader, 4, status="revoked", revoked_at=k.day(2), reason="superseded")], data=bt, codes="REVOKED_LATER")
    case("crl-good-ocsp-revoked", REVOKED, "An older CRL without entry, a newer OCSP answer that says revoked: the newer counts",
         [root, k.crl(k.ca, 0, 18), k.ocsp(k.leader, 4, status="revoked", revoked_at=k.day(1))], codes="SIGNER_REVOKED")
    case("crl-revoked-ocsp-good-older", REVOKED, "A newer CRL with the entry, an older OCSP answer that says good: the newer counts",
         [root, k.ocsp(k.leader, 0), k.crl(k.ca, 4, 18, revoked=after)], codes="SIGNER_REVOKED")
    case("two-crls-newer-revoked", REVOKED, "Two current CRLs; the newer one has the entry",
         [root, k.crl(k.ca, 0, 18), k.crl(k.ca, 4, 18, revoked=after, number=2)], codes="SIGNER_REVOKED")
    case("stale-crl-revoked", REVOKED, "A stale CRL already has the entry: a revocation is final",
         [root, k.crl(k.ca, -10, 1, revoked={k.leader: (k.day(-12), "key_compromise")})], codes="SIGNER_REVOKED|REVOCATION_STALE",
         alternatives="cannot_decide")
    case("other-revoked", "accept", "Other certificates of the authority are revoked, the signer's is not",
         [root, k.crl(k.ca, revoked={k.initial: (k.day(-30), "superseded"), k.seal: (k.day(-3), "key_compromise")})])
    hold = {k.leader: (k.day(-1), "certificate_hold")}
    case("on-hold", LATER, "The signer's certificate is on hold", [root, k.crl(k.ca, revoked=hold)], codes="CERTIFICATE_ON_HOLD",
         alternatives="cannot_decide")
    case("on-hold-after-time-stamp", "accept", "Put on hold after the time stamp",
         [root, k.tsa_ca, k.crl(k.ca, revoked={k.leader: (k.day(2), "certificate_hold")})], data=bt, alternatives="cannot_decide")
    case("ocsp-on-hold", LATER, "The OCSP answer says on hold",
         [root, k.ocsp(k.leader, 4, status="revoked", revoked_at=k.day(-1), reason="certificate_hold")], codes="CERTIFICATE_ON_HOLD",
         alternatives="cannot_decide")
    case("removed-from-hold", "accept", "An older CRL says on hold, a newer one no longer", [root, k.crl(k.ca, -3, 18, revoked={k.leader: (k.day(-5), "certificate_hold")}), k.crl(k.ca, 4, 18, number=2)],
         alternatives="cannot_decide")
    ca_revoked = {k.ca: (k.day(-10), "ca_compromise")}
    case("authority-revoked", ("cannot_decide", "REVOKED_CA_NO_POE"), "The issuing authority's certificate is revoked",
         [k.crl(root, revoked=ca_revoked), k.ca], codes="AUTHORITY_REVOKED")
    case("authority-revoked-after-time-stamp", "accept", "The issuing authority's certificate was revoked after the time stamp",
         [k.crl(root, revoked={k.ca: (k.day(2), "superseded")}), k.ca, k.tsa_ca], data=bt, alternatives="cannot_decide")
    case("authority-revoked-before-time-stamp", ("cannot_decide", "REVOKED_CA_NO_POE"), "The issuing authority's certificate was revoked "
         "before the time stamp", [k.crl(root, revoked=ca_revoked), k.ca, k.tsa_ca], data=bt, codes="AUTHORITY_REVOKED", alternatives="reject")
    case("authority-revoked-no-time-stamp", ("cannot_decide", "REVOKED_CA_NO_POE"), "The authority was revoked after the signing, which nothing proves",
         [k.crl(root, revoked={k.ca: (k.day(2), "superseded")}), k.ca], codes="AUTHORITY_REVOKED")
    responder_bad = k.crl(k.ca, revoked={k.responder: (k.day(-5), "key_compromise")})
    case("responder-revoked-no-check", "accept", "The responder is revoked in a CRL, but its certificate has id-pkix-ocsp-nocheck; "
         "the CRL itself says that the signer is good", [root, responder_bad, k.ocsp(k.leader)], alternatives="cannot_decide")
    # Inside the file.
    lt = sign.add_dss(bb, [], [], [k.crl(root, 4), k.crl(k.ca, 4)])
    k.case("revocation-dss-only.pdf", lt, "accept", reason="B-B whose DSS, added later, has current CRLs", crl="")
    k.case("revocation-dss-stale.pdf", sign.add_dss(bb, [], [], [k.crl(root, 4), k.crl(k.ca, 0, 3)]), *LATER,
           "B-B whose DSS has a stale CRL", crl="", codes="REVOCATION_STALE")
    k.case("revocation-dss-revoked.pdf", sign.add_dss(bb, [], [], [k.crl(root), k.crl(k.ca, revoked=after)]), *REVOKED,
           "The CRL in the DSS has the signer's entry", crl="", codes="SIGNER_REVOKED")
    k.case("revocation-dss-good-file-revoked.pdf", lt, *REVOKED, "The DSS says good, a newer given CRL says revoked", codes="SIGNER_REVOKED",
           crl=k.revocation("newer-revoked", root, newer(k, after)))


def newer(k, revoked):
    from pki import revocation_list
    return revocation_list(k.ca, k.day(4, 12), k.day(18), revoked=revoked, number=3)


def without_entries(made):
    tbs = made["tbs_cert_list"]
    kept = {key: tbs[key] for key in ("version", "signature", "issuer", "this_update", "next_update", "crl_extensions")}
    return crl_asn1.CertificateList.load(crl_asn1.CertificateList({
        "tbs_cert_list": crl_asn1.TbsCertList(kept), "signature_algorithm": made["signature_algorithm"],
        "signature": made["signature"].native}).dump())


def indirect(k, case, root, doc, field):
    """A CRL that another entity signs for the authority."""
    p = k.pki
    issuer = p.issue(k.authority_name("Nơi phát hành CRL"), root, usage=("crl_sign",))
    point = x509.DistributionPoint({
        "distribution_point": x509.DistributionPointName("full_name", x509.GeneralNames([
            x509.GeneralName("uniform_resource_identifier", "http://indirect.invalid/all.crl")])),
        "crl_issuer": x509.GeneralNames([x509.GeneralName("directory_name", issuer.cert.subject)])})
    leaf = p.issue(k.person("leader"), k.ca, pointers=False,
                   extra=[extension("crl_distribution_points", x509.CRLDistributionPoints([point]))])
    data = sign.sign_pdf(doc, leaf, field)
    where = {"distribution_point": x509.DistributionPointName("full_name", x509.GeneralNames([
        x509.GeneralName("uniform_resource_identifier", "http://indirect.invalid/all.crl")])), "indirect_crl": True}
    of = crl_asn1.CRLEntryExtension({"extn_id": "certificate_issuer", "critical": True, "extn_value": x509.GeneralNames([
        x509.GeneralName("directory_name", k.ca.cert.subject)])})
    entries = {"entry_extensions": {leaf: [of], k.initial: [of]}}
    given = k.trust("crl-issuer", issuer)
    case("crl-indirect", "accept", "An indirect CRL whose issuer the signer's certificate names; another certificate is listed",
         [root, k.crl(issuer, distpoint=where, revoked={k.initial: (k.day(-30), "superseded")}, **entries)], data=data,
         intermediates=given, alternatives="cannot_decide")
    case("crl-indirect-revoked", REVOKED, "The same indirect CRL lists the signer's certificate",
         [root, k.crl(issuer, distpoint=where, revoked={leaf: (k.day(-30), "superseded")}, **entries)], data=data, intermediates=given,
         alternatives="cannot_decide")
    case("crl-indirect-unnamed", LATER, "An indirect CRL of an issuer that the signer's certificate does not name",
         [root, k.crl(issuer, distpoint=where, revoked={k.initial: (k.day(-30), "superseded")}, **entries)],
         intermediates=given, codes="REVOCATION_MISSING")
