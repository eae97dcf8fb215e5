"""PDF files written by hand, byte by byte, and incremental updates written by hand."""

import io
import re
import zlib

import pikepdf


def stream(entries, data, compress=False):
    """A stream object; `entries` are further entries of its dictionary."""
    if compress:
        data = zlib.compress(data)
        entries = "/Filter /FlateDecode " + entries
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries.encode(), data)


def text_page(lines, font="F1", top=780):
    """Content of a page: lines of text."""
    out = [b"BT /%s 12 Tf 60 %d Td 16 TL" % (font.encode(), top)]
    for line in lines:
        out.append(b"(%s) Tj T*" % line.encode("latin-1").replace(b"(", b"\\(").replace(b")", b"\\)"))
    out.append(b"ET")
    return b"\n".join(out)


def utf16(text):
    return "<FEFF" + text.encode("utf-16-be").hex().upper() + ">"


class Pdf:
    """Objects by number, written in one of the forms that ISO 32000 knows."""

    def __init__(self):
        self.objects = {}
        self.root = 1
        self.info = None

    def set(self, number, body):
        self.objects[number] = body if isinstance(body, bytes) else body.encode("latin-1")
        return number

    def next(self):
        return max(self.objects, default=0) + 1

    def add(self, body):
        return self.set(self.next(), body)

    def write(self, form="table", version="1.7", identifier=b"0123456789ABCDEF0123456789ABCDEF"):
        if form == "linearised":
            out = io.BytesIO()
            with pikepdf.open(io.BytesIO(self.write("table", version, identifier))) as pdf:
                pdf.save(out, linearize=True, deterministic_id=True)
            return out.getvalue()
        out = bytearray(b"%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n" % version.encode())
        trailer = b"/Root %d 0 R /ID [<%s> <%s>]" % (self.root, identifier, identifier)
        if self.info:
            trailer += b" /Info %d 0 R" % self.info
        return bytes(write_section(out, self.objects, form, trailer, None, max(self.objects) + 1))


def object_stream(objects):
    """An object stream that holds `objects`, in their order."""
    heads, bodies = [], b""
    for number, body in objects:
        heads.append(b"%d %d" % (number, len(bodies)))
        bodies += body + b"\n"
    head = b" ".join(heads) + b" "
    return stream("/Type /ObjStm /N %d /First %d" % (len(objects), len(head)), head + bodies, True)


def write_section(out, objects, form, trailer, prev, size, free=(), known=None):
    """Appends objects and their cross-references: `table`, `stream`, `objstm`, `hybrid` or `none`."""
    plain, packed = dict(objects), []
    if form in ("objstm", "hybrid"):
        fits = [n for n, b in plain.items() if b"stream\n" not in b]
        if form == "hybrid":
            fits = fits[-2:]
        packed = [(n, plain.pop(n)) for n in fits]
    places = {0: (0, 0, 65535)}
    for number in free:
        places[number] = (0, 0, 1)
    for number, place in (known or {}).items():
        places[number] = (1, place, 0)
    if packed:
        holder = size
        size += 1
        plain[holder] = object_stream(packed)
        for index, (number, _) in enumerate(packed):
            places[number] = (2, holder, index)
    for number, body in plain.items():
        places[number] = (1, len(out), 0)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    if form == "none":
        return out
    if prev is not None:
        trailer += b" /Prev %d" % prev
        places.pop(0)
    if form in ("stream", "objstm", "hybrid"):
        own = size
        size += 1
        shown = {n: p for n, p in places.items() if form != "hybrid" or p[0] == 2}
        if form != "hybrid":
            places[own] = shown[own] = (1, len(out), 0)
        where = len(out)
        rows = b"".join(bytes([k]) + a.to_bytes(4, "big") + b.to_bytes(2, "big") for _, (k, a, b) in sorted(shown.items()))
        index = " ".join("%d %d" % run for run in runs(shown))
        entries = "/Type /XRef /W [1 4 2] /Size %d /Index [%s] " % (size, index)
        if form != "hybrid":
            entries += trailer.decode("latin-1")
        out += b"%d 0 obj\n%s\nendobj\n" % (own, stream(entries, rows, True))
        if form != "hybrid":
            out += b"startxref\n%d\n%%%%EOF\n" % where
            return out
        trailer += b" /XRefStm %d" % where
        places[own] = (1, where, 0)
        for number, place in list(places.items()):
            if place[0] == 2:
                places[number] = (0, 0, 65535)
    where = len(out)
    out += b"xref\n" if places else b"xref\n0 0\n"
    for first, count in runs(places):
        out += b"%d %d\n" % (first, count)
        for number in range(first, first + count):
            kind, place, generation = places[number]
            out += b"%010d %05d %s \n" % (place if kind else 0, generation if not kind else 0, b"n" if kind else b"f")
    out += b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, where)
    return out


def runs(numbers):
    """Runs of consecutive numbers: (first, count)."""
    found = []
    for number in sorted(numbers):
        if found and found[-1][0] + found[-1][1] == number:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((number, 1))
    return found


def last_startxref(data):
    return int(re.findall(rb"startxref\s+(\d+)", data)[-1])


def size_of(data):
    return max(int(n) for n in re.findall(rb"/Size (\d+)", data))


def root_of(data):
    return int(re.findall(rb"/Root (\d+) 0 R", data)[-1])


def update(data, objects, form=None, trailer="", root=None, prev=None, free=(), size=None, known=None):
    """Appends an incremental update that nobody signed."""
    if form is None:
        form = "table" if data[last_startxref(data):last_startxref(data) + 4] == b"xref" else "stream"
    objects = {n: b if isinstance(b, bytes) else b.encode("latin-1") for n, b in objects.items()}
    size = size or max([size_of(data), *(n + 1 for n in objects)])
    ids = re.findall(rb"/ID ?\[ ?<[0-9a-fA-F]*> ?<[0-9a-fA-F]*> ?\]", data)
    entries = b"/Root %d 0 R %s %s" % (root or root_of(data), ids[-1] if ids else b"", trailer.encode())
    info = re.findall(rb"/Info (\d+) 0 R", data)
    if info and b"/Info" not in entries:
        entries += b" /Info %s 0 R" % info[-1]
    out = bytearray(data if data.endswith(b"\n") else data + b"\n")
    return bytes(write_section(out, objects, form, entries, last_startxref(data) if prev is None else prev, size, free, known))


FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
# Numbers of the objects of `document`.
CATALOG, PAGES, PAGE, CONTENT, FONT_OBJECT, INFO, LOGO, METADATA, ACROFORM = 1, 2, 3, 4, 5, 6, 7, 8, 9
FIELD_NAME, FIELD_NOTE, FIELD_BOX, PAGE2, CONTENT2 = 10, 11, 12, 13, 14
NAME_APPEARANCE, NOTE_APPEARANCE, BOX_APPEARANCE, BOX_ON_APPEARANCE = 15, 16, 17, 18


def document(lines, title, *, fields=False, pages=1, metadata=False, logo=True, compress=False, catalog="", page=""):
    """A document with the object numbers above: text, a logo as form XObject, perhaps fields and a second page."""
    pdf = Pdf()
    kids = f"{PAGE} 0 R" + (f" {PAGE2} 0 R" if pages > 1 else "")
    extra = ""
    if metadata:
        extra += f" /Metadata {METADATA} 0 R"
        xmp = (f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
               f'<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt>'
               f'<rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>')
        pdf.set(METADATA, stream("/Type /Metadata /Subtype /XML", xmp.encode()))
    annots = ""
    if fields:
        extra += f" /AcroForm {ACROFORM} 0 R"
        annots = f" /Annots [{FIELD_NAME} 0 R {FIELD_NOTE} 0 R {FIELD_BOX} 0 R]"
        pdf.set(ACROFORM, f"<< /Fields [{FIELD_NAME} 0 R {FIELD_NOTE} 0 R {FIELD_BOX} 0 R] /DA (/F1 10 Tf 0 g) "
                          f"/DR << /Font << /F1 {FONT_OBJECT} 0 R >> >> >>")
        for number, title_of, y, shown in ((FIELD_NAME, "ho_ten", 400, NAME_APPEARANCE), (FIELD_NOTE, "ghi_chu", 370, NOTE_APPEARANCE)):
            pdf.set(number, f"<< /Type /Annot /Subtype /Widget /FT /Tx /T ({title_of}) /V () /F 4 /P {PAGE} 0 R "
                            f"/Rect [60 {y} 300 {y + 20}] /DA (/F1 10 Tf 0 g) /AP << /N {shown} 0 R >> >>")
        pdf.set(FIELD_BOX, f"<< /Type /Annot /Subtype /Widget /FT /Btn /T (dong_y) /V /Off /AS /Off /F 4 /P {PAGE} 0 R "
                           f"/Rect [60 340 75 355] /AP << /N << /Yes {BOX_ON_APPEARANCE} 0 R /Off {BOX_APPEARANCE} 0 R >> >> >>")
        for number in (NAME_APPEARANCE, NOTE_APPEARANCE, BOX_APPEARANCE):
            pdf.set(number, stream("/Type /XObject /Subtype /Form /BBox [0 0 240 20]", b"/Tx BMC EMC"))
        pdf.set(BOX_ON_APPEARANCE, stream("/Type /XObject /Subtype /Form /BBox [0 0 15 15]", b"2 2 m 13 13 l S"))
    pdf.set(CATALOG, f"<< /Type /Catalog /Pages {PAGES} 0 R{extra} {catalog} >>")
    pdf.set(PAGES, f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>")
    resources = f"/Font << /F1 {FONT_OBJECT} 0 R >>" + (f" /XObject << /Logo {LOGO} 0 R >>" if logo else "")
    pdf.set(PAGE, f"<< /Type /Page /Parent {PAGES} 0 R /MediaBox [0 0 595 842] /Contents {CONTENT} 0 R "
                  f"/Resources << {resources} >>{annots} {page} >>")
    content = text_page(lines) + (b"\nq 1 0 0 1 480 760 cm /Logo Do Q" if logo else b"")
    pdf.set(CONTENT, stream("", content, compress))
    pdf.set(FONT_OBJECT, FONT)
    pdf.set(INFO, f"<< /Title {utf16(title)} /Producer (corpus) /CreationDate (D:20240101000000Z) >>")
    pdf.info = INFO
    if logo:
        pdf.set(LOGO, stream("/Type /XObject /Subtype /Form /BBox [0 0 60 60]", b"0.8 0.1 0.1 rg 5 5 50 50 re f"))
    if pages > 1:
        pdf.set(PAGE2, f"<< /Type /Page /Parent {PAGES} 0 R /MediaBox [0 0 595 842] /Contents {CONTENT2} 0 R "
                       f"/Resources << {resources} >> >>")
        pdf.set(CONTENT2, stream("", text_page(["Trang 2", *lines[:2]]), compress))
    return pdf
