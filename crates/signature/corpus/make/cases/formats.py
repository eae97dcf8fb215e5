"""Formats, levels and algorithms."""

import base64
import hashlib
import io

from asn1crypto import algos, cms, core
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import SigSeedSubFilter

import base
import sign
from kit import flipped
from pki import Tsa, raw_rsa_sign

OLD = SigSeedSubFilter.ADOBE_PKCS7_DETACHED


def build(k):
    levels(k)
    archive(k)
    algorithms(k)
    containers(k)
    unsupported(k)


def long_term(k, data, who=None, hours=1, vri=True, index=-1):
    """Adds what B-LT needs: certificates, an OCSP answer for the signer, CRLs for the rest."""
    who = who or k.leader
    return sign.add_dss(
        data, [who.cert, *who.chain, k.tsa_cert.cert, *k.tsa_cert.chain], [k.ocsp(who, 0, hours)],
        [k.crl(k.root, 0, 180), k.crl(k.tsa_ca, 0, 30)], vri=vri, index=index)


def levels(k):
    doc = k.document()
    field = k.field()
    bb = sign.sign_pdf(doc, k.leader, field, box=k.box())
    k.case("pades-bb.pdf", bb, "accept", reason="PAdES B-B with current CRLs for every certificate of its path", signatures="person B-B")
    k.case("pades-bb-no-revocation-data.pdf", bb, "cannot_decide", "TRY_LATER", crl="",
           codes="REVOCATION_MISSING", reason="The same file, but no revocation data is given")
    k.case("pades-bb-invisible.pdf", sign.sign_pdf(doc, k.leader, field), "accept", reason="An invisible signature field")
    k.case("pades-bb-broken-value.pdf", sign.sign_pdf(doc, k.leader, field, break_value=lambda v: flipped(v, len(v) - 3)),
           "reject", "SIG_CRYPTO_FAILURE", "A bit of the signature value is turned")
    bt = sign.sign_pdf(doc, k.leader, field, tsa=k.tsa, box=k.box())
    k.case("pades-bt.pdf", bt, "accept", reason="PAdES B-T with a good signature time stamp", signatures="person B-T")
    k.case("pades-bt-no-tsa-revocation-data.pdf", bt, "accept_as_b_only", crl=k.revocation("without-tsa", k.root, k.ca),
           reason="No revocation data for the TSA's certificate: the time stamp cannot be verified and proves nothing",
           alternatives="cannot_decide")
    lt = long_term(k, bt)
    k.case("pades-blt.pdf", lt, "accept", crl="", reason="PAdES B-LT: all revocation data is in the DSS", signatures="person B-LT")
    k.case("pades-blt-without-vri.pdf", long_term(k, bt, vri=False), "accept", crl="",
           reason="PAdES B-LT with a DSS that has no VRI, which is optional")
    k.case("pades-blt-half-a-year-later.pdf", lt, "accept", crl="", days=170,
           reason="B-LT, verified when the OCSP answer has passed nextUpdate: it was fresh at the time stamp's time, which "
                  "counts (EN 319 102-1, 5.5.4)", alternatives="cannot_decide")
    missing = sign.add_dss(bt, k.leader.chain, [], [k.crl(k.root, 0, 180), k.crl(k.tsa_ca, 0, 30)])
    k.case("pades-blt-signer-not-in-dss.pdf", missing, "cannot_decide", "TRY_LATER", crl="",
           codes="REVOCATION_MISSING", reason="The DSS has no revocation data for the signer's certificate")
    k.case("pades-blt-changed-byte.pdf", flipped(lt, 12), "reject", "HASH_FAILURE",
           "A byte of the signed revision changed that no reader looks at", crl="", alternatives="error")
    old = sign.sign_pdf(doc, k.leader, field, subfilter=OLD)
    k.case("adbe-detached.pdf", old, "accept", reason="Legacy adbe.pkcs7.detached")
    k.case("adbe-detached-time-stamp.pdf", sign.sign_pdf(doc, k.leader, field, subfilter=OLD, tsa=k.tsa), "accept",
           reason="Legacy adbe.pkcs7.detached with a signature time stamp")
    k.case("adbe-detached-broken-value.pdf", sign.sign_pdf(doc, k.leader, field, subfilter=OLD, break_value=lambda v: flipped(v, 40)),
           "reject", "SIG_CRYPTO_FAILURE", "Legacy adbe.pkcs7.detached with a wrong signature value")
    archived = sign.sign_pdf(doc, k.leader, field, subfilter=OLD, attributes=lambda attrs: [*attrs, cms.CMSAttribute({
        "type": "adobe_revocation_info_archival",
        "values": [sign.Signer.format_revinfo([k.ocsp(k.leader)], [k.crl(k.root, 0, 180)])]})])
    k.case("adbe-revocation-info-archival.pdf", archived, "accept", crl="",
           reason="Legacy adbe.pkcs7.detached with revocation data in the signed attribute adbe-revocationInfoArchival")
    k.case("adbe-revocation-info-archival-late.pdf", archived, "cannot_decide", "TRY_LATER", crl="", days=400,
           codes="REVOCATION_STALE", reason="The same, verified a year later without time stamp: the revocation data is stale")


def archive(k):
    """B-LTA: certificates that expire one after another."""
    p, t = k.pki, k.t0.year
    brief = p.issue(k.person("leader"), k.ca, since=f"{t - 2}-01-01", until=f"{t + 1}-06-01")
    first_cert = p.issue(k.authority_name("TSA ngắn hạn"), k.tsa_ca, since=f"{t - 1}-01-01", until=f"{t + 2}-01-01",
                         usage=("digital_signature",), eku=["time_stamping"], eku_critical=True)
    first = Tsa(first_cert)
    bt = sign.sign_pdf(k.document(), brief, k.field(), tsa=first)
    lt = sign.add_dss(bt, [brief.cert, k.ca.cert, first_cert.cert, k.tsa_ca.cert], [k.ocsp(brief), k.ocsp(first_cert)],
                      [k.crl(k.root, 0, 180)])
    k.set_clock(0, 2)
    lta = sign.doc_time_stamp(lt, first)
    k.case("pades-blta.pdf", lta, "accept", crl="", reason="PAdES B-LTA: signature, time stamp, DSS, document time stamp", signatures="person B-LTA;time_stamp")
    late = k.revocation("three-years-later", *(k.crl(a, 1090, 1120) for a in (k.root, k.ca, k.tsa_ca)))
    later = {"days": 1100, "crl": late}
    k.case("pades-blta-one-archive-time-stamp-tsa-expired.pdf", lta, "cannot_decide", "OUT_OF_BOUNDS_NO_POE",
           "Three years later the signer's and the TSA's certificates have expired, and no later time stamp proves anything", **later)
    k.set_clock(400)
    renewed = sign.add_dss(lta, [first_cert.cert, k.tsa_cert.cert, k.tsa_ca.cert],
                           [k.ocsp(first_cert, 399), k.ocsp(k.tsa_cert, 399)], [k.crl(k.root, 399, 600)], index=-1)
    twice = sign.doc_time_stamp(renewed, k.tsa, "DocTimeStamp2")
    k.case("pades-blta-two-archive-time-stamps.pdf", twice, "accept", reason="The first TSA's certificate expired later, but a second "
           "archive time stamp from before proves the first", **later)
    k.set_clock(1000)
    too_late = sign.doc_time_stamp(sign.add_dss(lta, [k.tsa_cert.cert], [k.ocsp(k.tsa_cert, 999)], [k.crl(k.root, 999, 1200)]),
                                   k.tsa, "DocTimeStamp2")
    k.case("pades-blta-second-archive-time-stamp-too-late.pdf", too_late, "cannot_decide", "OUT_OF_BOUNDS_NO_POE",
           "The second archive time stamp came after the first TSA's and the signer's certificate had expired", **later)
    k.set_clock()
    bad = sign.doc_time_stamp(lt, Tsa(first_cert, break_signature=True))
    k.case("pades-blta-broken-document-time-stamp.pdf", bad, "accept_as_b_only", crl="",
           reason="The document time stamp's signature value is wrong: it proves nothing; the signature and its own time stamp are good",
           alternatives="accept|reject")
    lone = sign.doc_time_stamp(k.document(), k.tsa)
    k.case("document-time-stamp-only.pdf", lone, "accept", reason="No signature but a document time stamp, which is valid",
           alternatives="no_signature", signatures="time_stamp")
    k.case("document-time-stamp-only-changed.pdf", flipped(lone, 12), "reject", "HASH_FAILURE",
           "No signature but a document time stamp, and a byte of what it stamps changed")


def algorithms(k):
    doc = k.document()
    field = k.field()

    def leaf(kind, **options):
        return k.pki.issue(k.person("leader"), k.ca, key=kind, **options)

    def good(file, who, reason, **options):
        k.case(f"algorithm-{file}.pdf", sign.sign_pdf(doc, who, field, **options), "accept", reason=reason)

    def bad(file, who, reason, **options):
        k.case(f"algorithm-{file}-broken.pdf", sign.sign_pdf(doc, who, field, break_value=lambda v: flipped(v, len(v) // 2), **options),
               "reject", "SIG_CRYPTO_FAILURE", reason)

    big = leaf("rsa4096")
    mid = leaf("rsa3072")
    rsa = leaf("rsa2048")
    for md in ("sha256", "sha384", "sha512"):
        good(f"rsa2048-{md}", rsa, f"RSA 2048 PKCS#1 v1.5 with {md}", md=md)
    good("rsa3072", mid, "RSA 3072 PKCS#1 v1.5")
    good("rsa4096-sha512", big, "RSA 4096 PKCS#1 v1.5 with SHA-512", md="sha512")
    bad("rsa2048", rsa, "RSA 2048 PKCS#1 v1.5, a bit of the value turned")
    good("pss-sha256", rsa, "RSASSA-PSS with SHA-256", pss=True)
    good("pss-sha512-3072", mid, "RSASSA-PSS with SHA-512 and RSA 3072", pss=True, md="sha512")
    bad("pss", rsa, "RSASSA-PSS, a bit of the value turned", pss=True)
    pss_32 = algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": algos.RSASSAPSSParams({
        "hash_algorithm": {"algorithm": "sha256"},
        "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": "sha256"}}, "salt_length": 32})})
    good("pss-salt-32", rsa, "RSASSA-PSS with a salt as long as the hash", mechanism=pss_32)
    for kind, md in (("p256", "sha256"), ("p384", "sha384"), ("p521", "sha512")):
        who = leaf(kind)
        good(f"ecdsa-{kind}", who, f"ECDSA {kind.upper()} with {md}", md=md)
        bad(f"ecdsa-{kind}", who, f"ECDSA {kind.upper()}, a bit of the value turned", md=md)
    edwards = leaf("ed25519")
    k.case("algorithm-ed25519.pdf", sign.sign_pdf(doc, edwards, field, md="sha512"), "accept", reason="Ed25519 (RFC 8419: SHA-512)",
           alternatives="unsupported|cannot_decide")
    bad("ed25519", edwards, "Ed25519, a bit of the value turned", md="sha512")
    weak = "cannot_decide", "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    code = {"codes": "WEAK_ALGORITHM"}
    k.case("algorithm-sha1.pdf", sign.sign_pdf(doc, rsa, field, md="sha1"), *weak, "Message digest and signature with SHA-1", **code)
    k.case("algorithm-sha1-time-stamp.pdf", sign.sign_pdf(doc, rsa, field, md="sha1", tsa=Tsa(k.tsa_cert, md="sha256")), *weak,
           "SHA-1; the time stamp is from when SHA-1 was long too weak", alternatives="reject", **code)
    k.case("algorithm-md5.pdf", sign.sign_pdf(doc, rsa, field, md="md5", subfilter=OLD), *weak, "Message digest and signature with MD5", **code)
    k.case("algorithm-rsa1024.pdf", sign.sign_pdf(doc, leaf("rsa1024"), field), *weak, "RSA 1024", **code)
    k.case("algorithm-rsa1024-pss.pdf", sign.sign_pdf(doc, leaf("rsa1024"), field, pss=True), *weak, "RSA 1024 with PSS", **code)
    k.case("algorithm-leaf-signed-with-sha1.pdf", sign.sign_pdf(doc, k.pki.issue(k.person("leader"), rsa_ca(k), md="sha1"), field), *weak,
           "The signer's certificate is signed with SHA-1", trust="trust/root.pem", crl=rsa_ca_crls(k), **code)
    weak_ca = k.pki.authority(k.authority_name("CA 1024"), k.root, key="rsa1024")
    k.case("algorithm-authority-rsa1024.pdf", sign.sign_pdf(doc, k.pki.issue(k.person("leader"), weak_ca), field), *weak,
           "The issuing authority has an RSA 1024 key", crl=k.revocation("weak-authority", k.root, weak_ca), **code)
    k.case("algorithm-digest-and-signature-differ.pdf", sign.sign_pdf(
        doc, rsa, field, md="sha256", signer=OtherDigest(rsa, "sha512")), "reject", "SIG_CRYPTO_FAILURE",
        "digestAlgorithm says SHA-256, signatureAlgorithm says sha512WithRSA, the value is over SHA-256", alternatives="cannot_decide")


class OtherDigest(sign.Signer):
    """States another signature algorithm than the one used."""

    def __init__(self, entity, md):
        super().__init__(entity)
        self.stated = md

    def signer_info(self, digest_algorithm, signed_attrs, signature):
        info = super().signer_info(digest_algorithm, signed_attrs, signature)
        info["signature_algorithm"] = {"algorithm": f"{self.stated}_rsa"}
        return info


def rsa_ca(k):
    if not hasattr(k, "_rsa_ca"):
        k._rsa_ca = k.pki.authority(k.authority_name("CA RSA"), k.root, key="rsa2048")
    return k._rsa_ca


def rsa_ca_crls(k):
    return k.revocation("rsa-authority", k.root, rsa_ca(k))


def containers(k):
    text = ("\n".join(k.words["lines"]) + "\n").encode()
    name = k.content("van-ban.txt", text)
    other = k.content("van-ban-sua.txt", text.replace(k.words["amount"][0].encode(), k.words["amount"][1].encode()))
    detached = sign.sign_cms(text, k.leader)
    k.case("cades-detached.p7s", detached, "accept", reason="CAdES detached, content given", content=name)
    k.case("cades-detached-other-content.p7s", detached, "reject", "HASH_FAILURE", "The given content is another one", content=other)
    k.case("cades-detached-no-content.p7s", detached, "cannot_decide", "SIGNED_DATA_NOT_FOUND", "No content is given", codes="CONTENT_MISSING")
    stamped = sign.sign_cms(text, k.leader, tsa=k.tsa)
    k.case("cades-detached-time-stamp.p7s", stamped, "accept", reason="CAdES-T detached", content=name)
    k.case("cades-detached-broken-time-stamp.p7s", sign.sign_cms(text, k.leader, tsa=Tsa(k.tsa_cert, break_signature=True)),
           "accept_as_b_only", reason="The time stamp's signature value is wrong", content=name)
    attached = sign.sign_cms(text, k.leader, detached=False)
    k.case("cades-attached.p7m", attached, "accept", reason="CAdES with its content inside")
    k.case("cades-attached-time-stamp.p7m", sign.sign_cms(text, k.leader, detached=False, tsa=k.tsa), "accept",
           reason="CAdES-T with its content inside")
    amount = k.words["amount"][0].encode()
    k.case("cades-attached-changed.p7m", attached.replace(amount, b"9" + amount[1:], 1), "reject", "HASH_FAILURE",
           "The content inside was changed")
    k.case("cms-detached.p7s", sign.sign_cms(text, k.leader, cades=False), "accept",
           reason="Plain CMS without signing-certificate attribute, which only CAdES requires", content=name, alternatives="cannot_decide")
    k.case("cms-detached-broken-value.p7s", sign.sign_cms(text, k.leader, cades=False, break_value=lambda v: flipped(v, 50)),
           "reject", "SIG_CRYPTO_FAILURE", "Plain CMS, wrong signature value", content=name)
    with_crl = cms.ContentInfo.load(sign.sign_cms(text, k.leader))
    with_crl["content"]["crls"] = cms.RevocationInfoChoices([
        cms.RevocationInfoChoice(name="crl", value=made) for made in (k.crl(k.root, 0, 30), k.crl(k.ca, 0, 30))])
    k.case("cades-detached-crls-inside.p7s", with_crl.dump(), "accept", crl="", content=name,
           reason="The CRLs are in the SignedData itself")
    plain = cms.ContentInfo.load(sign.sign_cms(text, k.leader))
    plain["content"]["certificates"] = cms.CertificateSet([])
    k.case("cades-detached-no-certificates.p7s", plain.dump(), "cannot_decide", "NO_SIGNING_CERTIFICATE_FOUND",
           "The signer's certificate is not inside", content=name, codes="SIGNER_CERTIFICATE_MISSING")
    leader = k.trust("leader-and-ca", k.leader, k.ca)
    k.case("cades-detached-certificates-given.p7s", plain.dump(), "accept", intermediates=leader,
           reason="The signer's certificate is not inside but given", content=name)
    both = cms.ContentInfo.load(sign.sign_cms(text, k.initial))
    second = cms.ContentInfo.load(sign.sign_cms(text, k.leader))
    good = join(both, second)
    k.case("cades-two-signers.p7s", good, "accept", reason="One CMS with two good signers", content=name)
    broken = cms.ContentInfo.load(sign.sign_cms(text, k.leader, break_value=lambda v: flipped(v, 60)))
    k.case("cades-two-signers-second-broken.p7s", join(both, broken), "reject", "SIG_CRYPTO_FAILURE",
           "One CMS with two signers, the second's value is wrong", content=name)
    pem_form = b"-----BEGIN PKCS7-----\n" + base64.encodebytes(detached) + b"-----END PKCS7-----\n"
    k.case("cades-detached-pem.p7s", pem_form, "accept", reason="The same CMS in PEM armour", content=name, alternatives="error|unsupported")
    k.case("cms-signed-data-of-nobody.p7s", nobody(detached), "cannot_decide", "", "A SignedData without any signer", content=name,
           alternatives="no_signature|reject|error", codes="SIGNER_COUNT")
    k.case("cms-truncated.p7s", detached[:len(detached) // 2], "error", reason="Half of a CMS", content=name, alternatives="reject|unsupported")
    k.case("cms-enveloped.p7m", cms.ContentInfo({"content_type": "data", "content": core.OctetString(text)}).dump(), "unsupported",
           reason="A CMS that is no SignedData", alternatives="error|no_signature")


def join(one, other):
    made = one.copy()
    content = made["content"]
    content["signer_infos"] = cms.SignerInfos([one["content"]["signer_infos"][0], other["content"]["signer_infos"][0]])
    seen = {c.chosen.dump(): c for c in [*one["content"]["certificates"], *other["content"]["certificates"]]}
    content["certificates"] = cms.CertificateSet(list(seen.values()))
    return made.dump()


def nobody(der):
    made = cms.ContentInfo.load(der)
    made["content"]["signer_infos"] = cms.SignerInfos([])
    return made.dump()


def unsupported(k):
    doc = base.document(k.words["lines"], k.words["title"])
    sha1 = sign.hand_signed(
        doc, k.leader, entries="/Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.sha1",
        make=lambda content: sign.sign_cms(hashlib.sha1(content).digest(), k.leader, detached=False, md="sha1" if k.variant == 1 else "sha256", cades=False,
                                           signer=sign.Signer(rsa_leaf(k))))
    k.case("adbe-pkcs7-sha1.pdf", sha1, "unsupported", reason="Legacy adbe.pkcs7.sha1: an SHA-1 digest inside the CMS",
           alternatives="cannot_decide", codes="UNSUPPORTED_SIGNATURE")
    who = rsa_leaf(k)
    doc = base.document(k.words["lines"], k.words["title"])
    raw = sign.hand_signed(
        doc, who, entries=f"/Filter /Adobe.PPKLite /SubFilter /adbe.x509.rsa_sha1 /Cert <{who.cert.dump().hex()}>",
        make=lambda content: core.OctetString(raw_rsa_sign(who.private, content, "sha1")).dump())
    k.case("adbe-x509-rsa-sha1.pdf", raw, "unsupported", reason="Legacy adbe.x509.rsa_sha1", alternatives="cannot_decide",
           codes="UNSUPPORTED_SIGNATURE")
    doc = base.document(k.words["lines"], k.words["title"])
    k.case("unknown-subfilter.pdf", sign.hand_signed(doc, k.leader, entries="/Filter /Adobe.PPKLite /SubFilter /XYZ.own.detached"),
           "unsupported", reason="A SubFilter that nobody knows", alternatives="cannot_decide", codes="UNSUPPORTED_SIGNATURE")
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(k.document("table"))))
    writer.encrypt(owner_pass="owner", user_pass="")
    out = io.BytesIO()
    writer.write(out)
    k.case("encrypted-unsigned.pdf", out.getvalue(), "unsupported", reason="An encrypted PDF", codes="ENCRYPTED",
           alternatives="no_signature")
    w = IncrementalPdfFileWriter(io.BytesIO(out.getvalue()))
    w.encrypt("")
    k.case("encrypted-signed.pdf", sign.sign_pdf(None, k.leader, k.field(), given=w, reserve=12000), "unsupported",
           reason="An encrypted and signed PDF", codes="ENCRYPTED")
    digest = base64.b64encode(b"\1" * 32).decode()
    xml = (f'<?xml version="1.0" encoding="UTF-8"?>\n<vanban xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><noidung>{k.words["title"]}'
           f'</noidung><ds:Signature Id="S1"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>'
           f'<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><ds:Reference URI="">'
           f'<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>{digest}</ds:DigestValue>'
           f'</ds:Reference></ds:SignedInfo><ds:SignatureValue>AAAA</ds:SignatureValue><ds:Object>'
           f'<xades:QualifyingProperties xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" Target="#S1"/></ds:Object></ds:Signature></vanban>')
    k.case("xades.xml", xml.encode(), "unsupported", reason="XML with an XAdES signature")
    k.case("plain.xml", b'<?xml version="1.0"?>\n<vanban/>\n', "unsupported", reason="XML without a signature",
           alternatives="no_signature|error")
    k.case("unsigned.pdf", k.document(), "no_signature", reason="A PDF without any signature", codes="UNSIGNED")
    k.case("unsigned-with-empty-field.pdf", sign.add_field(k.document(), k.field(), box=k.box()), "no_signature",
           reason="A PDF with a signature field that nobody signed", codes="EMPTY_FIELD")


def rsa_leaf(k):
    if not hasattr(k, "_rsa_leaf"):
        k._rsa_leaf = k.pki.issue(k.person("leader"), k.ca, key="rsa2048")
    return k._rsa_leaf
