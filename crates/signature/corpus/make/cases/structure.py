"""Forms of PDF files: tables and streams of cross-references, object streams, hybrid and linearised files."""

import io
import re

from pyhanko.pdf_utils.reader import PdfFileReader

import base
import sign
from .attacks import FORMAT, forged_content


def build(k):
    for form in ("table", "stream", "objstm", "hybrid", "linearised"):
        data = sign.sign_pdf(k.document(form, metadata=True), k.leader, k.field(), box=k.box())
        strict = {"alternatives": "cannot_decide|reject"} if form == "hybrid" else {}
        k.case(f"structure-{form}.pdf", data, "accept", reason=f"A document written as {form}, signed", **strict)
        again = sign.sign_pdf(data, k.seal, k.field(2))
        k.case(f"structure-{form}-two-signatures.pdf", again, "accept", reason=f"A document written as {form}, signed twice", **strict)
        content = content_number(data)
        k.case(f"structure-{form}-page-rewritten.pdf", base.update(data, {content: forged_content(k)}), "reject", FORMAT,
               f"A document written as {form}, signed, then a page rewritten", codes="FORBIDDEN_CHANGE")
        for update in ("stream", "objstm", "hybrid"):
            if form == "table" or update == "objstm":
                k.case(f"structure-{form}-update-{update}.pdf", base.update(data, {content: forged_content(k)}, form=update), "reject", FORMAT,
                       f"A document written as {form}, signed, then a page rewritten by an update with {update}", codes="FORBIDDEN_CHANGE")
    table = sign.sign_pdf(k.document("table"), k.leader, k.field())
    k.case("structure-update-stream-info.pdf", base.update(table, {base.INFO: "<< /Title (khac) >>"}, form="stream"), "accept",
           reason="An update with a cross-reference stream after tables renews the information", alternatives="cannot_decide|reject")
    # Hidden in a hybrid file: the text differs for readers that know cross-reference streams.
    hidden = hybrid_two_faces(k)
    k.case("structure-hybrid-two-faces.pdf", hidden, "reject", FORMAT, "An update whose table frees a page's text and whose XRefStm gives another",
           codes="FORBIDDEN_CHANGE|AMBIGUOUS_STRUCTURE")
    old = k.document("table").replace(b"%PDF-1.7", b"%PDF-1.3")
    k.case("structure-version-1.3.pdf", sign.sign_pdf(old, k.leader, k.field()), "accept", reason="A header that says version 1.3")
    two = base.document(k.words["lines"], k.words["title"]).write("table", "2.0")
    k.case("structure-version-2.0.pdf", sign.sign_pdf(two, k.leader, k.field()), "accept", reason="PDF 2.0")
    windows = k.document("table")
    k.case("structure-junk-before-header.pdf", sign.sign_pdf(windows, k.leader, k.field()), "accept",
           reason="The document as usual; the neighbour has bytes before its header")
    good = sign.sign_pdf(windows, k.leader, k.field())
    k.case("structure-bytes-put-before.pdf", b"GIF89a  \n" + good, "reject", FORMAT, "Bytes were put before the header after signing",
           alternatives="error")
    double = sign.sign_pdf(base.update(windows, {base.INFO: "<< /Title (mot) >>"}), k.leader, k.field())
    k.case("structure-updated-before-signing.pdf", double, "accept", reason="An unsigned update, then the signature: it covers both revisions")
    big = base.document(k.words["lines"] * 20, k.words["title"], compress=True).write("objstm")
    k.case("structure-compressed.pdf", sign.sign_pdf(big, k.leader, k.field()), "accept", reason="Compressed streams and object streams")
    k.case("structure-two-documents.pdf", good + good, "reject", FORMAT, "The file twice, one after the other", alternatives="error|accept|cannot_decide")
    prev = base.update(good, {base.INFO: "<< /Title (khac) >>"}, prev=0)
    k.case("structure-prev-zero.pdf", prev, "reject", FORMAT, "An update whose /Prev is 0: the revisions before are cut off", alternatives="error|cannot_decide")
    lone = base.update(good, {base.CONTENT: forged_content(k)}, prev=first_xref(good))
    k.case("structure-prev-skips-signed-revision.pdf", lone, "reject", FORMAT, "An update whose /Prev skips the signed revision",
           alternatives="no_signature|error|cannot_decide")


def content_number(data):
    """Number of the page's content: linearised files number anew."""
    page = PdfFileReader(io.BytesIO(data), strict=False).root["/Pages"]["/Kids"][0].get_object()
    return page.raw_get("/Contents").idnum


def first_xref(data):
    return int(re.findall(rb"startxref\s+(\d+)", data)[0])


def hybrid_two_faces(k):
    data = sign.sign_pdf(k.document("table"), k.leader, k.field())
    fresh = base.size_of(data)
    page = sign.body(data, base.PAGE).replace(b"/Contents 4 0 R", b"/Contents %d 0 R" % (fresh + 1))
    return base.update(data, {base.PAGE: page, fresh: b"[ ]", fresh + 1: forged_content(k)}, form="hybrid", size=fresh + 2)
