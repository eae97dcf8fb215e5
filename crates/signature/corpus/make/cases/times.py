"""Time stamps and what they prove."""

from asn1crypto import cms

import sign
from pki import Tsa

B_ONLY = "accept_as_b_only"


def build(k):
    doc, field, p = k.document(), k.field(), k.pki
    year = k.t0.year

    def signed(tsa, who=None, **options):
        return sign.sign_pdf(doc, who or k.leader, field, tsa=tsa, **options)

    def authority(text, **options):
        options = {"usage": ("digital_signature",), "eku": ["time_stamping"], "eku_critical": True, **options}
        return p.issue(k.authority_name(text), options.pop("issuer", k.tsa_ca), **options)

    def case(file, data, verdict, reason, sub="", **options):
        k.case(f"time-{file}.pdf", data, verdict, sub, reason, **options)

    worthless = {"codes": "TIME_STAMP_WORTHLESS"}
    case("stamp-good", signed(Tsa(authority("TSA 02"))), "accept", "A good time stamp of another TSA")
    case("stamp-sha512", signed(Tsa(authority("TSA 03", key="p384"), md="sha512")), "accept", "The token is signed with SHA-512")
    case("stamp-untrusted", signed(Tsa(p.issue(k.authority_name("TSA lạ"), k.stranger_root, usage=("digital_signature",),
                                               eku=["time_stamping"], eku_critical=True))),
         B_ONLY, "The TSA's root is not configured", **worthless)
    case("stamp-self-signed", signed(Tsa(p.issue(k.authority_name("TSA tự ký"), None, usage=("digital_signature",),
                                                 eku=["time_stamping"], eku_critical=True))),
         B_ONLY, "The TSA's certificate is self-signed", **worthless)
    case("stamp-imprint-wrong", signed(Tsa(k.tsa_cert, imprint=lambda h: bytes(len(h)))), B_ONLY,
         "The token stamps another hash", codes="TIME_STAMP_WORTHLESS|TIME_STAMP_IMPRINT")
    case("stamp-broken-signature", signed(Tsa(k.tsa_cert, break_signature=True)), B_ONLY, "The token's signature value is wrong", **worthless)
    no_eku = p.issue(k.authority_name("TSA không EKU"), k.tsa_ca, usage=("digital_signature",))
    case("stamp-no-eku", signed(Tsa(no_eku)), B_ONLY, "The TSA's certificate has no extended key usage", **worthless)
    wrong = p.issue(k.authority_name("TSA sai EKU"), k.tsa_ca, usage=("digital_signature",), eku=["server_auth"], eku_critical=True)
    case("stamp-wrong-eku", signed(Tsa(wrong)), B_ONLY, "The TSA's certificate is a web server's", **worthless)
    mixed = authority("TSA lẫn EKU", eku=["time_stamping", "client_auth"])
    case("stamp-eku-not-alone", signed(Tsa(mixed)), B_ONLY, "timeStamping is not the only extended key usage: RFC 3161, 2.3", 
         alternatives="accept", **worthless)
    loose = authority("TSA EKU thường", eku_critical=False)
    case("stamp-eku-not-critical", signed(Tsa(loose)), B_ONLY, "The extended key usage is not critical: RFC 3161, 2.3 wants that",
         alternatives="accept", **worthless)
    case("stamp-by-signer", signed(Tsa(k.leader)), B_ONLY, "The signer's own key made the token", **worthless)
    revoked = authority("TSA thu hồi")
    case("stamp-tsa-revoked-before", signed(Tsa(revoked)), B_ONLY, "The TSA's certificate was revoked before the time stamp",
         crl=k.revocation("tsa-revoked-before", k.root, k.ca, k.crl(k.tsa_ca, revoked={revoked: (k.day(-20), "key_compromise")})), **worthless)
    case("stamp-tsa-revoked-after", signed(Tsa(revoked)), B_ONLY, "The TSA's key was compromised after the time stamp, which could be forged",
         crl=k.revocation("tsa-revoked-after", k.root, k.ca, k.crl(k.tsa_ca, revoked={revoked: (k.day(2), "key_compromise")})), **worthless)
    expired = authority("TSA hết hạn", since="2018-01-01", until=k.day(-30)[:10])
    case("stamp-tsa-expired-before", signed(Tsa(expired)), B_ONLY, "The TSA's certificate had expired before the time stamp", **worthless)
    soon = authority("TSA sắp hết hạn", since=f"{year - 3}-01-01", until=k.day(2)[:10])
    case("stamp-tsa-expired-since", signed(Tsa(soon)), B_ONLY, "The TSA's certificate expired since, and nothing proves that the token is older",
         alternatives="accept", **worthless)
    young = authority("TSA tương lai", since=k.day(30)[:10])
    case("stamp-tsa-not-yet-valid", signed(Tsa(young)), B_ONLY, "The TSA's certificate is not valid yet", **worthless)
    case("stamp-future", signed(Tsa(k.tsa_cert, gen_time=k.day(30))), B_ONLY, "The token's time lies after the verification",
         alternatives="cannot_decide", **worthless)
    case("stamp-no-certificate", signed(Bare(k.tsa_cert)), B_ONLY, "The TSA's certificate is not in the token",
         alternatives="accept", **worthless)
    case("stamp-no-signing-certificate", signed(Tsa(k.tsa_cert, signing_certificate=False)), B_ONLY,
         "The token lacks the signing-certificate attribute that RFC 3161, 2.4.1 wants", alternatives="accept", **worthless)
    # A token of another signature.
    first = signed(k.tsa, reserve=k.pick(13500, 17500, 17500))
    second = sign.sign_pdf(doc, k.leader, field, tsa=k.tsa, reason="khac", reserve=k.pick(13500, 17500, 17500))
    case("stamp-of-other-signature", sign.with_contents(first, with_token(sign.cms_of(first), token(sign.cms_of(second)))), B_ONLY,
         "The token of another signature was put in", codes="TIME_STAMP_WORTHLESS|TIME_STAMP_IMPRINT")
    good, bad = token(sign.cms_of(first)), token(sign.cms_of(sign.sign_pdf(doc, k.leader, field, tsa=Tsa(k.tsa_cert, break_signature=True), reserve=k.pick(13500, 17500, 17500))))
    case("stamp-two-one-bad", sign.with_contents(first, with_token(sign.cms_of(first), good, bad)), "accept",
         "Two time stamps, one of them worthless: the good one counts", alternatives="accept_as_b_only")
    case("stamp-garbage", sign.with_contents(first, with_token(sign.cms_of(first), None)), B_ONLY, "The attribute holds no token",
         alternatives="reject", codes="TIME_STAMP_WORTHLESS|TIME_STAMP_FORMAT")
    case("stamp-trailing-attribute", sign.with_contents(first, with_token(sign.cms_of(first), good)), "accept", "The token, put in again")

    # What the proven time means for the signer's certificate.
    brief = p.issue(k.person("leader"), k.ca, since=f"{year - 2}-01-01", until=k.day(3)[:10])
    crls = k.revocation("time-expired", k.root, k.tsa_ca, k.crl(k.ca, 1, 12))
    case("expired-after-stamp", signed(k.tsa, brief), "accept", "The signer's certificate expired after the time stamp", crl=crls,
         alternatives="cannot_decide", codes="EXPIRED_LATER")
    case("expired-after-untrusted-stamp", signed(Tsa(p.issue(k.authority_name("TSA lạ 2"), k.stranger_root, usage=("digital_signature",),
                                                           eku=["time_stamping"], eku_critical=True)), brief),
         "cannot_decide", "The signer's certificate expired, the time stamp proves nothing", "OUT_OF_BOUNDS_NO_POE", crl=crls,
         codes="CERTIFICATE_EXPIRED")
    case("expired-after-tampered-stamp", signed(Tsa(k.tsa_cert, imprint=lambda h: h[::-1]), brief),
         "cannot_decide", "The signer's certificate expired, the time stamp is of something else", "OUT_OF_BOUNDS_NO_POE", crl=crls,
         codes="CERTIFICATE_EXPIRED")
    case("expired-no-stamp", sign.sign_pdf(doc, brief, field), "cannot_decide", "The signer's certificate expired, there is no time stamp",
         "OUT_OF_BOUNDS_NO_POE", crl=crls, codes="CERTIFICATE_EXPIRED")
    gone = p.issue(k.person("leader"), k.ca, since=f"{year - 2}-01-01", until=k.day(-5)[:10])
    case("expired-before-stamp", signed(k.tsa, gone), "cannot_decide", "The signer's certificate had expired before the time stamp",
         "OUT_OF_BOUNDS_NO_POE", alternatives="reject", codes="CERTIFICATE_EXPIRED")
    future = p.issue(k.person("leader"), k.ca, since=k.day(4)[:10], until=f"{year + 3}-01-01")
    case("stamp-before-validity-verified-before", signed(k.tsa, future), "reject", "The same, verified before the certificate is valid",
         "NOT_YET_VALID", codes="SIGNED_BEFORE_VALIDITY", days=2, alternatives="cannot_decide",
         crl=k.revocation("two-days-all", *(k.crl(a, 1) for a in (k.root, k.ca, k.tsa_ca))))
    case("stamp-before-validity", signed(k.tsa, future), "reject", "The time stamp proves that the signature existed before its "
         "certificate was valid (EN 319 102-1, 5.5.4)", "NOT_YET_VALID", codes="SIGNED_BEFORE_VALIDITY")
    # Document time stamps.
    k.set_clock(1)
    base = sign.sign_pdf(doc, brief, field)
    case("document-stamp", sign.doc_time_stamp(base, k.tsa), "accept", "The signer's certificate expired after the document time stamp",
         crl=crls, alternatives="cannot_decide")
    case("document-stamp-untrusted", sign.doc_time_stamp(base, Tsa(p.issue(
        k.authority_name("TSA lạ 3"), k.stranger_root, usage=("digital_signature",), eku=["time_stamping"], eku_critical=True))),
         "cannot_decide", "The signer's certificate expired, the document time stamp's TSA is a stranger", "OUT_OF_BOUNDS_NO_POE", crl=crls,
         codes="CERTIFICATE_EXPIRED")
    case("document-stamp-imprint", sign.doc_time_stamp(base, Tsa(k.tsa_cert, imprint=lambda h: bytes(len(h)))),
         "cannot_decide", "The signer's certificate expired, the document time stamp stamps another hash", "OUT_OF_BOUNDS_NO_POE", crl=crls,
         codes="CERTIFICATE_EXPIRED", alternatives="reject")
    k.set_clock(4)
    case("document-stamp-after-expiry", sign.doc_time_stamp(base, k.tsa), "cannot_decide",
         "The document time stamp came after the signer's certificate had expired", "OUT_OF_BOUNDS_NO_POE", crl=crls, codes="CERTIFICATE_EXPIRED")
    k.set_clock()
    # The order of time stamps.
    late_then_early = sign.doc_time_stamp(signed(Tsa(k.tsa_cert, gen_time=k.day(1))), Tsa(k.tsa_cert, gen_time=k.day(0, 1)))
    case("stamps-out-of-order", late_then_early, "cannot_decide", "The document time stamp is older than the signature time stamp inside "
         "what it stamps", "TIMESTAMP_ORDER_FAILURE", codes="TIME_STAMP_ORDER", alternatives="accept|accept_as_b_only|reject")


class Bare(Tsa):
    """Leaves its certificate out of the token."""

    def _build_signed_data(self, *args):
        made = super()._build_signed_data(*args)
        made["certificates"] = []
        return made


def token(der):
    info = cms.ContentInfo.load(der)
    return next(a["values"][0] for a in info["content"]["signer_infos"][0]["unsigned_attrs"]
                if a["type"].native == "signature_time_stamp_token")


def with_token(der, *tokens):
    info = cms.ContentInfo.load(der)
    signer = info["content"]["signer_infos"][0]
    values = [cms.ContentInfo({"content_type": "data", "content": b"khong phai token"}) if t is None else t for t in tokens]
    signer["unsigned_attrs"] = cms.CMSAttributes([cms.CMSAttribute({"type": "signature_time_stamp_token", "values": values})])
    return info.dump()
