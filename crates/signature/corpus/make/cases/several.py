"""Two and three signatures: the initial, the leader's signature, the organisation's seal."""

import re

import base
import sign
from kit import flipped
from pki import Tsa
from .attacks import FORMAT, forged_content, signature_field
from .changes import form_of, with_annotation
from .formats import long_term


def build(k):
    doc = k.document()
    f1, f2, f3 = k.field(1), k.field(2), k.field(3)
    b1, b2, b3 = k.box(1), k.box(2), k.box(3)
    stranger_crls = k.revocation("several-stranger", k.root, k.ca, k.tsa_ca, k.stranger_root)

    def case(file, data, verdict, reason, sub="", **options):
        k.case(f"several-{file}.pdf", data, verdict, sub, reason, **options)

    initial = sign.sign_pdf(doc, k.initial, f1, box=b1)
    k.set_clock(0, 1)
    two = sign.sign_pdf(initial, k.leader, f2, box=b2)
    k.set_clock(0, 2)
    three = sign.sign_pdf(two, k.seal, f3, box=b3)
    case("initial-leader", two, "accept", "Initial, then the leader", signatures="person B-B;person B-B")
    case("initial-leader-seal", three, "accept", "Initial, leader, seal of the organisation, each in a revision of its own", signatures="person B-B;person B-B;organisation B-B")
    stamped = sign.sign_pdf(sign.sign_pdf(sign.sign_pdf(doc, k.initial, f1, tsa=k.tsa), k.leader, f2, tsa=k.tsa), k.seal, f3, tsa=k.tsa)
    case("three-time-stamps", stamped, "accept", "Three signatures, each with a time stamp", signatures="person B-T;person B-T;organisation B-T")
    case("one-time-stamp-bad", sign.sign_pdf(sign.sign_pdf(doc, k.initial, f1, tsa=Tsa(k.tsa_cert, break_signature=True)), k.leader, f2, tsa=k.tsa),
         "accept_as_b_only", "Two signatures, the first one's time stamp proves nothing")
    case("seal-only", sign.sign_pdf(doc, k.seal, f1, box=b1), "accept", "The organisation's seal alone", signatures="organisation B-B")
    same = sign.sign_pdf(sign.sign_pdf(doc, k.leader, f1), k.leader, f2)
    case("same-person-twice", same, "accept", "The same person signed twice", signatures="person B-B;person B-B")
    lt = long_term(k, stamped, k.initial, 1, vri=False)
    lt = sign.add_dss(lt, [k.leader.cert, k.seal.cert], [k.ocsp(k.leader), k.ocsp(k.seal)], [])
    case("three-blt", lt, "accept", "Three signatures with time stamps, then a DSS for all", crl="", signatures="person B-LT;person B-LT;organisation B-LT")
    case("three-blta", sign.doc_time_stamp(lt, k.tsa), "accept", "Three signatures, DSS, document time stamp", crl="", signatures="person B-LTA;person B-LTA;organisation B-LTA;time_stamp")
    between = sign.sign_pdf(sign.add_dss(sign.sign_pdf(doc, k.initial, f1, tsa=k.tsa), [k.ca.cert], [k.ocsp(k.initial)], [k.crl(k.root), k.crl(k.tsa_ca)]),
                            k.seal, f2, tsa=k.tsa)
    case("dss-between", sign.add_dss(between, [], [k.ocsp(k.seal)], []), "accept", "A DSS between two signatures, and one after", crl="")
    prepared = sign.add_field(sign.add_field(doc, f1, box=b1), f2, box=b2)
    both = sign.sign_pdf(sign.sign_pdf(prepared, k.leader, f1, existing=True), k.seal, f2, existing=True)
    case("prepared-fields", both, "accept", "Both fields were there before the first signature", signatures="person B-B;organisation B-B")
    half = sign.sign_pdf(prepared, k.leader, f1, existing=True)
    case("one-field-left-empty", half, "accept", "Two prepared fields, one signed")
    # The first is cut off, or the last.
    case("cut-to-first", three[:len(initial)], "accept", "Only the first revision of three is left: what it signs is intact", signatures="person B-B")
    # Faults in one of them.
    case("second-broken", sign.sign_pdf(initial, k.leader, f2, break_value=lambda v: flipped(v, len(v) // 2)), "reject",
         "The second signature's value is wrong", "SIG_CRYPTO_FAILURE")
    case("first-broken", sign.sign_pdf(sign.sign_pdf(doc, k.initial, f1, break_value=lambda v: flipped(v, len(v) // 2)), k.leader, f2), "reject",
         "The first signature's value is wrong", "SIG_CRYPTO_FAILURE")
    case("second-untrusted", sign.sign_pdf(initial, k.stranger, f2), "cannot_decide", "The second signer's root is not trusted",
         "NO_CERTIFICATE_CHAIN_FOUND", crl=stranger_crls)
    case("first-untrusted", sign.sign_pdf(sign.sign_pdf(doc, k.stranger, f1), k.seal, f2), "cannot_decide", "The first signer's root is not trusted",
         "NO_CERTIFICATE_CHAIN_FOUND", crl=stranger_crls)
    case("second-revoked", two, "cannot_decide", "The second signer is revoked", "REVOKED_NO_POE", codes="SIGNER_REVOKED",
         crl=k.revocation("several-second-revoked", k.root, k.crl(k.ca, revoked={k.leader: (k.day(-8), "key_compromise")})))
    case("first-revoked", two, "cannot_decide", "The first signer is revoked", "REVOKED_NO_POE", codes="SIGNER_REVOKED",
         crl=k.revocation("several-first-revoked", k.root, k.crl(k.ca, revoked={k.initial: (k.day(-8), "key_compromise")})))
    case("changed-first-revision", flipped(three, 12), "reject", "A byte of the first revision changed: none of the signatures fits", "HASH_FAILURE",
         alternatives="error")
    where = three.index(b"/M (D", len(initial)) + 14
    k.case("several-changed-second-revision.pdf", flipped(three, where), "reject", "HASH_FAILURE",
           "A byte of the second revision changed: the first signature is intact, the others are not", alternatives="error")
    case("page-between", sign.sign_pdf(base.update(initial, {base.CONTENT: forged_content(k)}), k.leader, f2), "reject",
         "A page was rewritten between the two signatures", FORMAT)
    case("page-after", base.update(three, {base.CONTENT: forged_content(k)}), "reject", "A page was rewritten after three signatures", FORMAT)
    # Certified, then approved.
    author = sign.sign_pdf(doc, k.leader, f1, certify=2)
    approved = sign.sign_pdf(author, k.seal, f2)
    case("certified-then-approved", approved, "accept", "Certified with P=2, then approved", signatures="person B-B;organisation B-B")
    case("certified-then-approved-page", base.update(approved, {base.CONTENT: forged_content(k)}), "reject",
         "Certified with P=2, approved, then a page rewritten", FORMAT)
    closed = sign.sign_pdf(doc, k.leader, f1, certify=1)
    case("certified-1-then-approved", sign.regardless(lambda: sign.sign_pdf(closed, k.seal, f2)), "reject",
         "Certified with P=1, which permits no further signature", FORMAT, codes="FORBIDDEN_CHANGE")
    case("certified-then-untrusted", sign.sign_pdf(author, k.stranger, f2), "cannot_decide", "Certified, then signed by a stranger",
         "NO_CERTIFICATE_CHAIN_FOUND", crl=stranger_crls)
    # The signature dictionary of the first used for the second field, too.
    number = base.size_of(initial)
    value = re.search(rb"/V (\d+) 0 R", sign.body(initial, signature_field(initial))).group(1)
    form = form_of(initial)
    fields = sign.body(initial, form)
    listed = re.search(rb"/Fields (\[[^\]]*\]|\d+ 0 R)", fields).group(1)
    if listed.startswith(b"["):
        objects = {form: fields.replace(listed, listed[:-1] + b" %d 0 R]" % number)}
    else:
        objects = {int(listed.split()[0]): sign.body(initial, int(listed.split()[0]))[:-1] + b" %d 0 R]" % number}
    objects.update(with_annotation(initial, number))
    objects[number] = b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Hai) /F 132 /Rect [0 0 0 0] /P 3 0 R /V %s 0 R >>" % value
    case("value-shared", base.update(initial, objects), "reject", "A second field refers to the first one's signature dictionary", FORMAT,
         alternatives="cannot_decide")
