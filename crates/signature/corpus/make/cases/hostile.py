"""Files that are made to hurt: truncated, cyclic, deep, huge."""

import re
import zlib

import base
import sign
from .attacks import FORMAT


def build(k):
    good = sign.sign_pdf(k.document("table"), k.leader, k.field(), box=k.box())

    def case(file, data, verdict, reason, sub="", **options):
        k.case(f"hostile-{file}", data, verdict, sub, reason, **options)

    # Nothing, noise, cuts.
    case("empty.pdf", b"", "error", "An empty file", codes="EMPTY")
    case("empty.p7s", b"", "error", "An empty file", codes="EMPTY")
    case("garbage.pdf", bytes(k.rng.randrange(256) for _ in range(2000)), "error", "Noise", alternatives="unsupported")
    case("garbage.p7s", bytes(k.rng.randrange(256) for _ in range(500)), "error", "Noise", alternatives="unsupported")
    case("text.pdf", "Đây không phải là PDF\n".encode(), "error", "Plain text", alternatives="unsupported")
    case("header-only.pdf", b"%PDF-1.7\n", "error", "Nothing but a header")
    case("zeros.pdf", bytes(4096), "error", "Zeros", alternatives="unsupported")
    for percent in (10, 50, 90, 99):
        case(f"truncated-{percent}.pdf", good[:len(good) * percent // 100], "error", f"The first {percent} % of a signed file: no cross-references",
             alternatives="reject|cannot_decide|no_signature" if percent < 90 else "reject|cannot_decide")
    case("truncated-one-byte.pdf", good[:-2], "reject", "The last letter and line end are missing", FORMAT, alternatives="error|cannot_decide")
    case("bad-startxref.pdf", re.sub(rb"startxref\n\d+", b"startxref\n999999999", good), "error", "startxref points beyond the file",
         alternatives="reject|cannot_decide")
    case("startxref-huge.pdf", re.sub(rb"startxref\n\d+", b"startxref\n" + b"9" * 40, good), "error", "startxref is no number that fits",
         alternatives="reject|cannot_decide")
    # Cycles.
    closed = {"alternatives": "error|cannot_decide"}
    loop = base.update(good, {base.INFO: "<< /Title (x) >>"}, prev=1_000_000)
    loop = loop.replace(b"/Prev 1000000", b"/Prev %07d" % base.last_startxref(loop))
    case("prev-loop.pdf", loop, "error", "/Prev points to itself",
         alternatives="reject|cannot_decide")
    upper = base.update(good, {base.INFO: "<< /Title (x) >>"})
    at = base.last_startxref(upper)
    start, end = [m.span(1) for m in re.finditer(rb"/Prev (\d+)", upper)][0]
    case("prev-loop-two.pdf", upper[:start] + (b"%d" % at).rjust(end - start, b"0") + upper[end:] if len(b"%d" % at) <= end - start
         else upper[:start] + (b"%d" % at) + upper[end:], "error", "The first revision's cross-references point to the last one's",
         alternatives="reject|cannot_decide")
    case("pages-cycle.pdf", base.update(good, {base.PAGES: "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"}), "reject",
         "The page tree contains itself", FORMAT, **closed)
    case("pages-parent-cycle.pdf", base.update(good, {base.PAGES: "<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 2 0 R >>"}), "reject",
         "The page tree's root is its own parent", FORMAT, **closed)
    pdf = base.document(k.words["lines"], k.words["title"])
    pdf.set(base.PAGES, "<< /Type /Pages /Kids [3 0 R 20 0 R] /Count 2 /Parent 20 0 R >>")
    pdf.set(20, "<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>")
    case("pages-cycle-unsigned.pdf", pdf.write("table"), "no_signature", "An unsigned file with a cyclic page tree", alternatives="error|reject")
    field = base.document(k.words["lines"], k.words["title"], catalog="/AcroForm << /Fields [20 0 R] /SigFlags 1 >>")
    field.set(20, "<< /FT /Sig /T (a) /Kids [21 0 R] /Parent 21 0 R >>")
    field.set(21, "<< /T (b) /Kids [20 0 R] /Parent 20 0 R >>")
    case("fields-cycle.pdf", field.write("table"), "no_signature", "Form fields that contain each other", alternatives="error|reject")
    self_ref = base.document(k.words["lines"], k.words["title"])
    self_ref.set(base.CATALOG, "<< /Type /Catalog /Pages 20 0 R >>")
    self_ref.set(20, "20 0 R")
    case("reference-to-itself.pdf", self_ref.write("table"), "no_signature", "An object that is a reference to itself", alternatives="error|reject")
    loops = base.document(k.words["lines"], k.words["title"])
    for number in range(20, 60):
        loops.set(number, f"{number + 1 if number < 59 else 20} 0 R")
    loops.set(base.CATALOG, "<< /Type /Catalog /Pages 2 0 R /AcroForm 20 0 R >>")
    case("reference-ring.pdf", loops.write("table"), "no_signature", "A ring of forty references as form", alternatives="error|reject")
    length = base.document(k.words["lines"], k.words["title"])
    length.set(20, b"<< /Length 20 0 R >>\nstream\nabc\nendstream")
    length.set(base.CATALOG, "<< /Type /Catalog /Pages 2 0 R /Metadata 20 0 R >>")
    case("length-refers-to-itself.pdf", length.write("table"), "no_signature", "A stream whose length is itself", alternatives="error|reject")
    case("object-stream-in-itself.pdf", object_stream_loop(), "error", "An object stream that is said to be in itself", alternatives="reject|no_signature")
    case("object-stream-extends-itself.pdf", extends_loop(k), "no_signature", "An object stream that extends itself", alternatives="error|reject")
    # Depth.
    deep = 100_000
    for name, text in [("arrays", b"[" * (deep // 2) + b"]" * (deep // 2)), ("dictionaries", b"<</A " * (deep // 16) + b"0" + b">>" * (deep // 16)),
                       ("arrays-open", b"[" * (deep // 3))]:
        pdf = base.document(k.words["lines"], k.words["title"])
        pdf.set(20, text)
        pdf.set(base.CATALOG, "<< /Type /Catalog /Pages 2 0 R /Lang 20 0 R /AcroForm << /Fields 20 0 R >> >>")
        case(f"deep-{name}.pdf", pdf.write("table"), "error", "An object thousands of levels deep", alternatives="no_signature|reject")
    packed = base.document(k.words["lines"], k.words["title"])
    packed.set(20, b"[" * deep + b"]" * deep)
    packed.set(base.CATALOG, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields 20 0 R >> >>")
    case("deep-in-object-stream.pdf", packed.write("objstm"), "error", "The same, inside an object stream", alternatives="no_signature|reject")
    case("deep-after-signing.pdf", base.update(good, {base.CATALOG: sign.with_entry(sign.body(good, base.CATALOG), b"/X " + b"[" * 10_000 + b"]" * 10_000)}),
         "reject", "A deep object in an update of a signed file", FORMAT, alternatives="error|cannot_decide")
    tree = base.document(k.words["lines"], k.words["title"])
    tree.set(base.PAGES, "<< /Type /Pages /Kids [20 0 R] /Count 1 >>")
    for number in range(20, 1520):
        tree.set(number, f"<< /Type /Pages /Kids [{number + 1 if number < 1519 else 3} 0 R] /Count 1 /Parent {number - 1 if number > 20 else 2} 0 R >>")
    case("deep-page-tree.pdf", tree.write("objstm"), "no_signature", "A page tree 1500 levels deep", alternatives="error|reject")
    case("deep-asn1.p7s", nested(4_000), "error", "A CMS of 4 000 nested sequences", alternatives="reject|unsupported")
    deep_cms = sign.with_contents(sign.sign_pdf(k.document("table"), k.leader, k.field(), reserve=15_000), nested(1_500))
    case("deep-contents.pdf", deep_cms, "reject", "Contents is 1 500 nested sequences", FORMAT)
    # Size.
    case("length-huge.pdf", base.update(good, {base.LOGO: b"<< /Length 99999999999 /Type /XObject /Subtype /Form /BBox [0 0 9 9] >>\nstream\nabc\nendstream"}),
         "reject", "A stream that says to be 100 GB long, in an update", FORMAT, alternatives="error|cannot_decide")
    case("length-negative.pdf", base.update(good, {base.LOGO: b"<< /Length -5 /Type /XObject /Subtype /Form /BBox [0 0 9 9] >>\nstream\nabc\nendstream"}),
         "reject", "A stream with a negative length, in an update", FORMAT, alternatives="error|cannot_decide")
    case("xref-count-huge.pdf", re.sub(rb"xref\n0 (\d+)\n", b"xref\n0 4294967295\n", good), "error", "A cross-reference section of four thousand million entries",
         alternatives="reject|cannot_decide")
    case("size-huge.pdf", base.update(good, {base.CONTENT: b"<< /Length 0 >>\nstream\n\nendstream"}, size=99_999_999_999), "reject",
         "/Size of an update is a hundred thousand million, and a page is emptied", FORMAT, alternatives="error|cannot_decide")
    huge_stream = k.document("stream")
    case("xref-index-huge.pdf", huge_stream.replace(b"/Index [0 ", b"/Index [0 4000000000 0 ", 1), "error", "A cross-reference stream for four thousand million objects",
         alternatives="no_signature|reject")
    case("asn1-length-huge.p7s", b"\x30\x84\xff\xff\xff\xff" + b"\0" * 50, "error", "A CMS that says to be 4 GB long", alternatives="reject|unsupported")
    case("asn1-length-overflow.p7s", b"\x30\x89" + b"\xff" * 9 + b"\0" * 50, "error", "A CMS whose length has nine bytes", alternatives="reject|unsupported")
    bomb = zlib.compress(zlib.compress(bytes(40_000_000), 9), 9)
    head = b"<< /Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n%s\nendstream" % (len(bomb), bomb)
    case("bomb-object-stream.pdf", bomb_file(head), "error", "An object stream that unpacks to 40 MB", alternatives="no_signature|reject")
    bigger = zlib.compress(bytes(8_000_000), 9)
    thrice = zlib.compress(zlib.compress(b"".join([bigger] * 40), 9), 9)
    head = b"<< /Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode /FlateDecode] /Length %d >>\nstream\n%s\nendstream" % (len(thrice), thrice)
    case("bomb-three-filters.pdf", bomb_file(head), "error", "An object stream with three filters", alternatives="no_signature|reject")
    bomb = zlib.compress(bytes(40_000_000), 9)
    case("bomb-after-signing.pdf", base.update(good, {base.LOGO: b"<< /Length %d /Filter /FlateDecode /Type /XObject /Subtype /Form /BBox [0 0 9 9] >>\nstream\n%s\nendstream"
                                                      % (len(bomb), bomb)}), "reject", "An update whose stream unpacks to 40 MB", FORMAT,
         alternatives="error|cannot_decide")
    count = 10_000
    many = base.document(k.words["lines"], k.words["title"], catalog="/AcroForm 20 0 R")
    many.set(20, "<< /SigFlags 1 /Fields [" + " ".join(f"{n} 0 R" for n in range(21, 21 + count)) + "] >>")
    for n in range(21, 21 + count):
        many.set(n, f"<< /FT /Sig /T (s{n}) >>")
    case("many-empty-fields.pdf", many.write("objstm"), "no_signature", f"{count} signature fields that nobody signed", alternatives="error")
    signed = re.search(rb"/V (\d+) 0 R", sign.body(good, max(n for n in range(1, base.size_of(good)) if is_field(good, n)))).group(1)
    shared = {base.size_of(good) + n: b"<< /FT /Sig /T (m%d) /V %s 0 R >>" % (n, signed) for n in range(2000)}
    form = int(re.search(rb"/AcroForm (\d+) 0 R", sign.body(good, base.CATALOG)).group(1))
    refs = b" ".join(b"%d 0 R" % n for n in shared)
    case("many-fields-one-value.pdf", base.update(good, {**shared, form: b"<< /SigFlags 3 /Fields [" + refs + b"] >>"}, form="objstm"), "reject",
         "2000 fields with the same signature dictionary, in an update", FORMAT, alternatives="error|cannot_decide")
    revisions = good
    for n in range(k.pick(120, 150, 130)):
        revisions = base.update(revisions, {base.INFO: f"<< /Title (lan {n}) >>"})
    case("many-revisions.pdf", revisions, "accept", "More than a hundred revisions that each renew the information only", alternatives="cannot_decide|error")
    case("slash-heavy.pdf", b"%PDF-1.7\n" + b"/" * 15_000 + b"\nstartxref\n9\n%%EOF\n", "error", "Fifteen thousand empty names")
    case("percent-heavy.pdf", b"%PDF-1.7\n" + b"%%EOF\nstartxref\n0\n" * 800, "error", "Eight hundred ends of file")
    case("paren-heavy.pdf", b"%PDF-1.7\n1 0 obj\n" + b"(" * 15_000 + b"\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\n<< /Root 1 0 R /Size 2 >>\n"
         b"startxref\n15025\n%%EOF\n", "error", "Fifteen thousand open parentheses", alternatives="no_signature")


def is_field(data, number):
    try:
        return b"/FT /Sig" in sign.body(data, number)
    except Exception:
        return False


def nested(depth):
    """Nested SEQUENCEs with right lengths."""
    out = b""
    size = 0
    heads = []
    for _ in range(depth):
        length = size.to_bytes((size.bit_length() + 7) // 8 or 1, "big")
        head = bytes([0x30, size]) if size < 128 else bytes([0x30, 0x80 | len(length)]) + length
        heads.append(head)
        size += len(head)
    return b"".join(reversed(heads)) + out


def bomb_file(stream):
    """A file whose catalogue is in object stream 3."""
    out = bytearray(b"%PDF-1.7\n")
    place = len(out)
    out += b"3 0 obj\n" + stream + b"\nendobj\n"
    where = len(out)
    rows = bytes([0, 0, 0, 0, 0, 0, 0]) + bytes([2, 0, 0, 0, 3, 0, 0]) + bytes([2, 0, 0, 0, 3, 0, 1]) + \
        bytes([1]) + place.to_bytes(4, "big") + b"\0\0" + bytes([1]) + where.to_bytes(4, "big") + b"\0\0"
    out += b"4 0 obj\n" + base.stream("/Type /XRef /W [1 4 2] /Size 5 /Root 1 0 R ", rows) + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % where
    return bytes(out)


def object_stream_loop():
    """The object stream is listed as being inside itself."""
    out = bytearray(b"%PDF-1.7\n")
    where = len(out)
    rows = bytes(7) + bytes([2, 0, 0, 0, 3, 0, 0]) + bytes([2, 0, 0, 0, 3, 0, 1]) + bytes([2, 0, 0, 0, 3, 0, 2]) + \
        bytes([1]) + where.to_bytes(4, "big") + b"\0\0"
    out += b"4 0 obj\n" + base.stream("/Type /XRef /W [1 4 2] /Size 5 /Root 1 0 R ", rows) + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % where
    return bytes(out)


def extends_loop(k):
    made = base.document(k.words["lines"], k.words["title"])
    holder = max(made.objects) + 1
    old = base.object_stream
    base.object_stream = lambda objects: old(objects).replace(b"/Type /ObjStm", b"/Type /ObjStm /Extends %d 0 R" % holder)
    try:
        return made.write("objstm")
    finally:
        base.object_stream = old
