"""Byte ranges, the Contents string, the CMS and its attributes."""

import hashlib
import re

from asn1crypto import cms, core, tsp

import base
import sign
from kit import flipped


def build(k):
    byte_ranges(k)
    byte_ranges_signed(k)
    contents(k)
    attributes(k)
    content(k)
    cms_forms(k)


def simple(k):
    return base.document(k.words["lines"], k.words["title"])


def byte_ranges(k):
    """Byte ranges edited after signing."""
    good = sign.sign_pdf(k.document(), k.leader, k.field())
    _, (zero, length, second, rest) = sign.byte_range(good)
    total = len(good)
    for name, numbers, why in [
        ("beyond-file", [zero, length, second, rest + 5000], "The second range ends beyond the file"),
        ("far-beyond-file", [zero, length, second, 4_000_000_000_000], "The second range ends far beyond the file"),
        ("overlap", [zero, length, second - 200, rest + 200], "The ranges overlap the Contents string"),
        ("not-from-start", [10, length - 10, second, rest], "The first range does not begin at 0"),
        ("hole-before-contents", [zero, length - 50, second, rest], "A hole before the Contents string"),
        ("hole-after-contents", [zero, length, second + 20, rest - 20], "A hole after the Contents string"),
        ("short", [zero, length, second, rest - 60], "The second range ends before its revision does"),
        ("negative", [zero, length, second, -rest], "A negative number"),
        ("three-numbers", [zero, length, second], "Only three numbers"),
        ("two-numbers", [zero, total], "Only one range, over everything, the Contents string too"),
        ("empty", [], "No numbers"),
        ("reals", [zero, length, second, b"%d.5" % rest], "A number that is no integer"),
        ("huge", [zero, length, second, 10 ** 22], "A number that does not fit into 64 bits"),
        ("swapped", [second, rest, zero, length], "The ranges in the wrong order"),
    ]:
        k.case(f"byterange-{name}.pdf", sign.with_byte_range(good, numbers), "reject", "FORMAT_FAILURE", why, codes="BYTE_RANGE")
    six = sign.with_byte_range(good, [zero, length, second, rest - 10, total - 10, 10])
    k.case("byterange-six-numbers.pdf", six, "reject", "FORMAT_FAILURE", "More than two ranges", codes="BYTE_RANGE")
    missing = good.replace(b"/ByteRange [", b"/ByteRanhe [")
    k.case("byterange-missing.pdf", missing, "reject", "FORMAT_FAILURE", "No ByteRange", codes="SIGNATURE_DICTIONARY|BYTE_RANGE")
    names = re.sub(rb"/ByteRange \[[^\]]*\]", lambda m: b"/ByteRange (" + b" " * (len(m.group()) - 13) + b")", good)
    k.case("byterange-string.pdf", names, "reject", "FORMAT_FAILURE", "ByteRange is a string", codes="SIGNATURE_DICTIONARY|BYTE_RANGE")


def byte_ranges_signed(k):
    """Byte ranges that the signer signed like that: the hash is right, the form is not."""
    made = sign.hand_signed(simple(k), k.leader)
    k.case("byterange-own-writer.pdf", made, "accept", reason="Signed in the only revision, by another writer: all covered")
    why = "The hash is right, but "

    def bad(name, text, **options):
        k.case(f"byterange-signed-{name}.pdf", sign.hand_signed(simple(k), k.leader, **options), "reject", "FORMAT_FAILURE",
               why + text, codes="BYTE_RANGE")

    bad("hole-before-contents", "bytes before Contents are not covered", ranges=lambda s, e, t: [0, s - 30, e, t - e])
    bad("hole-after-contents", "bytes after Contents are not covered", ranges=lambda s, e, t: [0, s, e + 12, t - e - 12])
    bad("not-to-end", "the end of the revision is not covered", ranges=lambda s, e, t: [0, s, e, t - e - 8])
    bad("not-from-start", "the header is not covered", ranges=lambda s, e, t: [9, s - 9, e, t - e])
    bad("first-part-only", "only the part before Contents is covered", ranges=lambda s, e, t: [0, s, e, 0])
    bad("three-ranges", "there are three ranges with a hole", ranges=lambda s, e, t: [0, 100, 160, s - 160, e, t - e])
    bad("zero-length-first", "the first range is empty", ranges=lambda s, e, t: [0, 0, e, t - e])
    k.case("byterange-signed-three-ranges-no-hole.pdf", sign.hand_signed(
        simple(k), k.leader, ranges=lambda s, e, t: [0, 100, 100, s - 100, e, t - e]), "reject", "FORMAT_FAILURE",
        why + "there are three ranges, where PAdES (EN 319 142-1, 5.3) allows two", codes="BYTE_RANGE")
    k.case("byterange-signed-inside-brackets.pdf", sign.hand_signed(
        simple(k), k.leader, ranges=lambda s, e, t: [0, s + 1, e - 1, t - e + 1]), "reject", "FORMAT_FAILURE",
        "The < and > of Contents are covered, against ISO 32000-2, 12.8.1: the hole must be the whole string", codes="BYTE_RANGE",
        alternatives="accept")
    k.case("byterange-signed-tail.pdf", sign.hand_signed(simple(k), k.leader, tail=b"\n% het\n"), "accept",
           reason="A comment after %%EOF, under the signature")


def contents(k):
    good = sign.sign_pdf(k.document(), k.leader, k.field(), reserve=k.pick(9000, 13500, 11000))
    other = sign.sign_pdf(k.document(), k.leader, k.field(), reserve=k.pick(9000, 13500, 11000), reason="khac")
    start, end = sign.contents_span(good)
    der = sign.cms_of(good)
    k.case("contents-padded.pdf", good, "accept", reason="Contents padded with many zeros, as usual")
    k.case("contents-zeroed.pdf", sign.with_contents(good, b""), "reject", "FORMAT_FAILURE", "Contents is all zeros", codes="CMS_FORMAT|CONTENTS")
    k.case("contents-ff.pdf", sign.with_contents(good, b"", fill=b"F"), "reject", "FORMAT_FAILURE", "Contents is all FF", codes="CMS_FORMAT|CONTENTS")
    k.case("contents-transplanted.pdf", sign.with_contents(good, sign.cms_of(other)), "reject", "HASH_FAILURE",
           "The CMS is the same signer's of another document", codes="MESSAGE_DIGEST")
    k.case("contents-transplanted-cms.pdf", sign.with_contents(good, sign.sign_cms(b"x", k.leader)), "reject", "HASH_FAILURE",
           "The CMS is a CAdES signature of something else", codes="MESSAGE_DIGEST")
    k.case("contents-trailing-garbage.pdf", sign.with_contents(good, der + b"\x13\x37\xca\xfe"), "reject", "FORMAT_FAILURE",
           "Bytes that are neither CMS nor zeros after the CMS: they are under no signature", codes="CONTENTS")
    k.case("contents-trailing-second-cms.pdf", sign.with_contents(good, der + b"\0" * 8 + der), "reject", "FORMAT_FAILURE",
           "A second CMS after the first and some zeros", codes="CONTENTS")
    k.case("contents-truncated-cms.pdf", sign.with_contents(good, der[:len(der) // 2]), "reject", "FORMAT_FAILURE",
           "Half of the CMS, then zeros", codes="CMS_FORMAT", alternatives="reject")
    k.case("contents-missing.pdf", good.replace(b"/Contents <", b"/Contentz <"), "reject", "FORMAT_FAILURE", "No Contents",
           codes="SIGNATURE_DICTIONARY|CONTENTS")
    shifted = good[:start] + b"  " + good[start:end - 3] + b">" + good[end:]
    k.case("contents-shifted.pdf", shifted, "reject", "FORMAT_FAILURE",
           "Contents begins two bytes later than the hole", codes="BYTE_RANGE|CONTENTS")
    moved = good[:start] + good[start:end - 41] + b">" + b" /Reason (duoc phep)".ljust(40) + good[end:]
    k.case("contents-entry-in-hole.pdf", moved, "reject", "FORMAT_FAILURE", "Contents is shorter than the hole, and an entry stands in the rest",
           codes="BYTE_RANGE|CONTENTS")
    k.case("contents-blanks-in-hole.pdf", good[:end - 21] + b">" + b" " * 20 + good[end:], "reject", "FORMAT_FAILURE",
           "Contents is shorter than the hole; blanks in the rest", codes="BYTE_RANGE|CONTENTS")
    k.case("contents-odd-character.pdf", good[:end - 30] + b"Z" + good[end - 29:], "reject", "FORMAT_FAILURE",
           "A character in Contents that is no hexadecimal digit", codes="CONTENTS", alternatives="reject")
    blank = good[:end - 101] + b"\n" * 100 + good[end - 1:]
    k.case("contents-white-space.pdf", blank, "accept", alternatives="reject",
           reason="White space inside the hexadecimal string is allowed (ISO 32000-2, 7.3.4.3) and means nothing")
    literal = sign.hand_signed(simple(k), k.leader, contents=(b"(", b")"))
    k.case("contents-literal-string.pdf", literal, "reject", "FORMAT_FAILURE",
           "Contents is a literal string: ISO 32000-2, table 255, wants a hexadecimal one", alternatives="reject")
    k.case("contents-gap.pdf", sign.hand_signed(simple(k), k.leader, gap=b"  \n "), "accept",
           reason="White space between the key and the string of Contents, which is covered")
    sig_direct = sign.hand_signed(simple(k), k.leader, value_direct=True)
    k.case("signature-dictionary-direct.pdf", sig_direct, "accept", alternatives="reject|cannot_decide",
           reason="The signature dictionary stands directly in the field: ISO 32000-2, 12.7.5.5 says it shall be an indirect reference "
                  "only for some uses; all is covered")
    k.case("signature-without-type.pdf", sign.hand_signed(simple(k), k.leader, sig_type=""), "accept",
           reason="Type is optional in a signature dictionary")
    k.case("signature-without-filter.pdf", sign.hand_signed(simple(k), k.leader, entries="/SubFilter /ETSI.CAdES.detached"), "reject",
           "FORMAT_FAILURE", "Filter is required in a signature dictionary", alternatives="accept|cannot_decide")
    k.case("signature-without-subfilter.pdf", sign.hand_signed(simple(k), k.leader, entries="/Filter /Adobe.PPKLite"), "unsupported", "",
           "Without SubFilter nobody says what Contents is", alternatives="reject|cannot_decide")
    k.case("signature-not-in-fields.pdf", orphan(k), "no_signature", reason="A signature dictionary that no field of the form refers to: no reader shows it",
           alternatives="reject|cannot_decide")


def orphan(k):
    """A signature dictionary that AcroForm does not know."""
    pdf = simple(k)
    made = sign.hand_signed(pdf, k.leader)
    made = re.sub(rb"/Fields \[(\d+) 0 R\]", lambda m: b"/Fields [".ljust(len(m.group()) - 1) + b"]", made)
    made = re.sub(rb"/Annots \[(\d+) 0 R\]", lambda m: b"/Annots [".ljust(len(m.group()) - 1) + b"]", made)
    return sign.resign(made, k.leader)


def attributes(k):
    doc, field = k.document(), k.field()

    def case(name, verdict, sub, why, **options):
        extra = {key: options.pop(key) for key in ("codes", "alternatives") if key in options}
        k.case(f"attribute-{name}.pdf", sign.sign_pdf(doc, k.leader, field, **options), verdict, sub, why, **extra)

    case("message-digest-missing", "reject", "FORMAT_FAILURE", "No message-digest attribute", attributes=sign.without("message_digest"),
         codes="CMS_FORMAT")
    case("message-digest-wrong", "reject", "HASH_FAILURE", "message-digest is of something else", codes="MESSAGE_DIGEST",
         attributes=sign.replaced("message_digest", core.OctetString(hashlib.sha256(b"khac").digest())))
    case("message-digest-short", "reject", "HASH_FAILURE", "message-digest is the first half of the right one", codes="MESSAGE_DIGEST",
         attributes=lambda attrs: [cms.CMSAttribute({"type": "message_digest", "values": [core.OctetString(a["values"][0].native[:16])]})
                                   if a["type"].native == "message_digest" else a for a in attrs], alternatives="reject")
    case("message-digest-twice", "reject", "FORMAT_FAILURE", "Two message-digest attributes: RFC 5652, 11.2 forbids it", codes="CMS_FORMAT",
         attributes=lambda attrs: attrs + [cms.CMSAttribute({"type": "message_digest", "values": [core.OctetString(b"\1" * 32)]})])
    case("content-type-missing", "reject", "FORMAT_FAILURE", "No content-type attribute", attributes=sign.without("content_type"),
         codes="CONTENT_TYPE", alternatives="cannot_decide")
    case("content-type-wrong", "reject", "FORMAT_FAILURE", "content-type is signed-data, the content is data", codes="CONTENT_TYPE",
         attributes=sign.replaced("content_type", cms.ContentType("signed_data")), alternatives="cannot_decide")
    case("signing-certificate-missing", "cannot_decide", "SIG_CONSTRAINTS_FAILURE", "ETSI.CAdES.detached without signing-certificate attribute",
         attributes=sign.without("signing_certificate_v2", "signing_certificate"), codes="SIGNING_CERTIFICATE_ATTRIBUTE", alternatives="reject")
    case("signing-certificate-other", "cannot_decide", "NO_SIGNING_CERTIFICATE_FOUND", "signing-certificate names another certificate",
         attributes=sign.replaced("signing_certificate_v2", sign.names_certificate(k.initial.cert)), codes="SIGNING_CERTIFICATE_MISMATCH",
         alternatives="reject")
    case("signing-certificate-issuer", "cannot_decide", "NO_SIGNING_CERTIFICATE_FOUND", "signing-certificate names the issuer's certificate",
         attributes=sign.replaced("signing_certificate_v2", sign.names_certificate(k.ca.cert)), codes="SIGNING_CERTIFICATE_MISMATCH",
         alternatives="reject")
    case("signing-time", "accept", "", "signing-time beside M in the dictionary; PAdES forbids it, readers tolerate it",
         attributes=lambda attrs: attrs + [cms.CMSAttribute({"type": "signing_time", "values": [cms.Time({"utc_time": k.t0})]})],
         alternatives="reject|cannot_decide")
    v1 = tsp.SigningCertificate({"certs": [tsp.ESSCertID({"cert_hash": hashlib.sha1(k.leader.cert.dump()).digest()})]})
    case("signing-certificate-v1", "accept", "", "ESS signing-certificate (SHA-1) instead of v2: allowed, only identifies",
         attributes=lambda attrs: [a for a in attrs if a["type"].native != "signing_certificate_v2"]
         + [cms.CMSAttribute({"type": "signing_certificate", "values": [v1]})], alternatives="cannot_decide")
    both = tsp.SigningCertificateV2({"certs": [
        tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(c.dump()).digest()}) for c in (k.leader.cert, k.ca.cert)]})
    case("signing-certificate-and-issuer", "accept", "", "signing-certificate names the signer's, then the issuer's certificate",
         attributes=sign.replaced("signing_certificate_v2", both))
    case("unknown-signed", "accept", "", "A signed attribute that nobody knows", attributes=lambda attrs: attrs + [
        cms.CMSAttribute({"type": "1.3.6.1.4.1.99999.1", "values": [core.UTF8String("la")]})])
    # The attributes changed after signing.
    good = sign.sign_pdf(doc, k.leader, field, reserve=9000)
    info = cms.ContentInfo.load(sign.cms_of(good))
    signer = info["content"]["signer_infos"][0]
    signer["signed_attrs"] = cms.CMSAttributes([*signer["signed_attrs"], cms.CMSAttribute(
        {"type": "1.3.6.1.4.1.99999.2", "values": [core.UTF8String("them")]})])
    k.case("attribute-added-after-signing.pdf", sign.with_contents(good, info.dump()), "reject", "SIG_CRYPTO_FAILURE",
           "A signed attribute was added after signing")
    # Signed attributes removed, and the signature presented as one over the content: the known CMS ambiguity.
    info = cms.ContentInfo.load(sign.cms_of(good))
    attrs = info["content"]["signer_infos"][0]["signed_attrs"]
    content = attrs.untag().dump(force=True)
    info["content"]["signer_infos"][0] = strip(info["content"]["signer_infos"][0])
    name = k.content("signed-attributes.der", content)
    k.case("attribute-none-content-is-attributes.p7s", info.dump(), "cannot_decide", "SIG_CONSTRAINTS_FAILURE",
           "The signed attributes of a real signature given as the content of a signature without attributes: the value verifies, "
           "nobody signed that", content=name, alternatives="reject")


def strip(signer):
    return cms.SignerInfo({key: signer[key] for key in ("version", "sid", "digest_algorithm", "signature_algorithm", "signature")})


def content(k):
    good = sign.sign_pdf(k.document("table", compress=False), k.leader, k.field(), box=k.box())
    amount, false = (text.encode() for text in k.words["amount"])
    assert amount in good
    k.case("content-amount-changed.pdf", good.replace(amount, (false + b"0" * 9)[:len(amount)], 1), "reject", "HASH_FAILURE",
           "The amount in the signed text was changed", codes="MESSAGE_DIGEST")
    place = sign.byte_range(good)[1][2]
    k.case("content-last-byte-changed.pdf", good[:-2] + b"G" + good[-1:], "reject", "HASH_FAILURE", "The last letter of %%EOF was changed",
           alternatives="error", codes="MESSAGE_DIGEST")
    k.case("content-byte-after-contents-changed.pdf", flipped(good, good.index(b"obj", place) - 3), "reject", "HASH_FAILURE",
           "A byte after Contents was changed", alternatives="error", codes="MESSAGE_DIGEST")
    k.case("content-claimed-time-changed.pdf", re.sub(rb"/M \(D(?::|\\072)20\d\d", lambda m: m.group()[:-2] + b"19", good, count=1), "reject",
           "HASH_FAILURE", "M, the claimed time, was changed", codes="MESSAGE_DIGEST")
    k.case("content-one-byte-inserted.pdf", good[:300] + b" " + good[300:], "reject", "FORMAT_FAILURE",
           "A blank was put in: the ranges no longer fit", alternatives="error")
    k.case("content-trailing-newline.pdf", good + b"\n", "accept", reason="A line end after %%EOF, which holds nothing",
           alternatives="reject")
    k.case("content-trailing-garbage.pdf", good + b"\n%% nothing to see\n<< /Type /Page >>\n", "reject", "FORMAT_FAILURE",
           "Bytes after %%EOF that are no revision", alternatives="cannot_decide")


def cms_forms(k):
    field = k.field()
    good = sign.sign_pdf(k.document(), k.leader, field, reserve=k.pick(10500, 15500, 13500))
    info = cms.ContentInfo.load(sign.cms_of(good))
    second = sign.sign_cms(sign.covered(good, sign.byte_range(good)[1]), k.initial)
    other = cms.ContentInfo.load(second)
    both = info.copy()
    both["content"]["signer_infos"] = cms.SignerInfos([info["content"]["signer_infos"][0], other["content"]["signer_infos"][0]])
    both["content"]["certificates"] = cms.CertificateSet([*info["content"]["certificates"], *other["content"]["certificates"]])
    k.case("cms-two-signers-in-pdf.pdf", sign.with_contents(good, both.dump()), "reject", "FORMAT_FAILURE",
           "Two SignerInfos in one PDF signature: ISO 32000-2, 12.8.3.3.1 and PAdES allow exactly one", codes="SIGNER_COUNT",
           alternatives="cannot_decide")
    none = cms.ContentInfo.load(info.dump())
    none["content"]["signer_infos"] = cms.SignerInfos([])
    k.case("cms-no-signer-in-pdf.pdf", sign.with_contents(good, none.dump()), "reject", "FORMAT_FAILURE", "No SignerInfo",
           codes="SIGNER_COUNT")
    covered = sign.covered(good, sign.byte_range(good)[1])
    small = sign.sign_pdf(k.document(), k.leader, field, reserve=2 * (len(covered) + k.pick(9000, 12000, 12000)))
    inside = sign.sign_cms(sign.covered(small, sign.byte_range(small)[1]), k.leader, detached=False)
    k.case("cms-content-inside-pdf.pdf", sign.with_contents(small, inside), "reject", "FORMAT_FAILURE",
           "The CMS holds its content, where a PDF signature has to be detached", codes="CMS_FORMAT", alternatives="accept|cannot_decide")
    foreign = sign.sign_cms(b"Noi dung khac", k.leader, detached=False)
    k.case("cms-other-content-inside-pdf.pdf", sign.with_contents(good, foreign), "reject", "HASH_FAILURE",
           "The CMS holds another content, over which it is right", alternatives="reject")
    bare = cms.ContentInfo.load(info.dump())
    leaf = next(c for c in bare["content"]["certificates"] if c.chosen.serial_number == k.leader.cert.serial_number)
    bare["content"]["certificates"] = cms.CertificateSet([c for c in bare["content"]["certificates"] if c is not leaf])
    k.case("cms-signer-certificate-missing.pdf", sign.with_contents(good, bare.dump()), "cannot_decide",
           "NO_SIGNING_CERTIFICATE_FOUND", "The signer's certificate is not in the CMS", codes="SIGNER_CERTIFICATE_MISSING")
    same = k.pki.issue(k.person("leader"), k.ca, serial=k.leader.cert.serial_number)
    swapped = cms.ContentInfo.load(info.dump())
    swapped["content"]["certificates"] = cms.CertificateSet([
        cms.CertificateChoices("certificate", same.cert), cms.CertificateChoices("certificate", k.ca.cert)])
    k.case("cms-signer-certificate-swapped.pdf", sign.with_contents(good, swapped.dump()), "cannot_decide", "NO_SIGNING_CERTIFICATE_FOUND",
           "A certificate with the same issuer and serial number but another key stands in the CMS: it is not the one that the "
           "signing-certificate attribute names", alternatives="reject")
    both = cms.ContentInfo.load(info.dump())
    both["content"]["certificates"] = cms.CertificateSet([cms.CertificateChoices("certificate", k.stranger.cert),
                                                          *both["content"]["certificates"]])
    k.case("cms-strange-certificate-beside.pdf", sign.with_contents(good, both.dump()), "accept",
           reason="A certificate that has nothing to do with the signature stands in the CMS, too")
    der = info.dump()
    k.case("cms-ber-indefinite.pdf", sign.with_contents(good, indefinite(der)), "reject", "FORMAT_FAILURE",
           "ISO 32000-2, 12.8.3.3.1 wants DER: this CMS has an indefinite length", alternatives="accept|cannot_decide")
    ski = sign.sign_pdf(k.document(), k.leader, field, signer=ByKeyIdentifier(k.leader))
    k.case("cms-signer-by-key-identifier.pdf", ski, "accept", reason="The signer is named by subjectKeyIdentifier (version 3)")


class ByKeyIdentifier(sign.Signer):
    def signer_info(self, digest_algorithm, signed_attrs, signature):
        info = super().signer_info(digest_algorithm, signed_attrs, signature)
        info["version"] = "v3"
        info["sid"] = cms.SignerIdentifier("subject_key_identifier", self.signing_cert.public_key.sha1)
        return info

    def _package_signature(self, *args, **options):
        options["cms_version"] = "v3"
        return super()._package_signature(*args, **options)


def indefinite(der):
    """The outer SEQUENCE with an indefinite length."""
    head = 4 if der[1] == 0x82 else 3 if der[1] == 0x81 else 2
    return b"\x30\x80" + der[head:] + b"\0\0"
