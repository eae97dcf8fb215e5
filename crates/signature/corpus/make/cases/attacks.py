"""The published attack classes.

Universal signature forgery, incremental saving and signature wrapping: Mladenov et al., "1 Trillion Dollar Refund" (CCS 2019).
Shadow attacks: Mainka, Mladenov, Rohlmann (NDSS 2021). Certification attacks: Rohlmann et al., "Breaking the Specification" (S&P 2021).
"""

import re

import base
import sign

FORMAT = "FORMAT_FAILURE"


def build(k):
    universal_forgery(k)
    incremental_saving(k)
    wrapping(k)
    shadow_hide(k)
    shadow_replace(k)
    shadow_hide_and_replace(k)
    certification(k)


def forged_lines(k):
    old, new = k.words["amount"]
    return [line.replace(old, new) for line in k.words["lines"]]


def forged_content(k):
    """The page's text with another amount: rewritten, painted over, or compressed."""
    logo = b"\nq 1 0 0 1 480 760 cm /Logo Do Q"
    over = b"\n1 g 50 700 500 100 re f 0 g\n" + base.text_page(forged_lines(k))
    return k.pick(base.stream("", base.text_page(forged_lines(k)) + logo),
                  base.stream("", base.text_page(k.words["lines"]) + over),
                  base.stream("", base.text_page(forged_lines(k)) + logo, True))


def cover(k, state="whole"):
    """What hides a line of the page: a form or an image; `empty` and `small` are what the attacks make of it."""
    if k.pick(True, False, True):
        box = "[0 0 1 1]" if state == "small" else "[0 0 500 40]"
        return base.stream(f"/Type /XObject /Subtype /Form /BBox {box}", b"" if state == "empty" else b"1 g 0 0 500 40 re f")
    bits = "/ColorSpace /DeviceGray /BitsPerComponent 8" if state != "empty" else "/ImageMask true /BitsPerComponent 1 /Decode [1 0]"
    mask = " /Mask [255 255]" if state == "small" else ""
    return base.stream(f"/Type /XObject /Subtype /Image /Width 1 /Height 1 {bits}{mask}", b"\xff")


def replaced_value(data, start, end, text):
    return data[:start] + text.ljust(end - start) + data[end:]


def universal_forgery(k):
    good = sign.sign_pdf(k.document("table", compress=False), k.leader, k.field(), box=k.box())
    amount, false = (text.encode() for text in k.words["amount"])
    forged = good.replace(amount, (false + b"0" * 9)[:len(amount)], 1)
    start, end = sign.contents_span(good)
    found, _ = sign.byte_range(good)
    of_range = good.index(b"/ByteRange"), found.end()

    def case(name, data, why, **options):
        k.case(f"usf-{name}.pdf", data, "reject", FORMAT, "Universal signature forgery: " + why, **options)

    case("contents-null", replaced_value(forged, start, end, b"null"), "Contents is null")
    case("contents-empty", replaced_value(forged, start, end, b"<>"), "Contents is the empty string")
    case("contents-zero-byte", replaced_value(forged, start, end, b"<00>"), "Contents is one zero byte")
    case("contents-number", replaced_value(forged, start, end, b"0"), "Contents is a number")
    case("contents-key-gone", replaced_value(forged, start - len(b"/Contents "), end, b""), "Contents is gone")
    case("byterange-null", replaced_value(forged, *of_range, b"/ByteRange null"), "ByteRange is null")
    case("byterange-gone", replaced_value(forged, *of_range, b""), "ByteRange is gone")
    case("byterange-zero-length", sign.with_byte_range(forged, [0, 0, 0, 0]), "ByteRange names no bytes")
    case("byterange-negative", sign.with_byte_range(forged, [0, -1, 1, -1]), "ByteRange has negative lengths")
    case("byterange-words", sign.with_byte_range(forged, [0, b"/a", b"(b)", b"[]"]), "ByteRange holds no numbers")
    case("byterange-original", sign.with_byte_range(good, [0, 10, 20, 30]), "ByteRange names a few bytes only")
    # The same by an update that redefines the signature dictionary.
    number = int(re.findall(rb"/V (\d+) 0 R", sign.body(good, signature_field(good)))[-1])
    for name, text in [
        ("no-contents", "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange [0 1 2 3] >>"),
        ("no-byterange", f"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Contents <{sign.contents_of(good).decode()}> >>"),
        ("empty-dictionary", "<< >>"),
    ]:
        case(f"update-{name}", base.update(good, {number: text, base.CONTENT: forged_content(k)}),
             f"an update replaces the signature dictionary ({name.replace('-', ' ')})",
             alternatives="unsupported|cannot_decide" if name == "empty-dictionary" else "")
    case("update-value-null", base.update(good, {signature_field(good): without_value(sign.body(good, signature_field(good))),
                                                 base.CONTENT: forged_content(k)}),
         "an update takes the signature out of its field", alternatives="no_signature|cannot_decide")


def signature_field(data):
    """Number of the (last) signature field."""
    found = []
    for number in range(1, base.size_of(data)):
        try:
            text = sign.body(data, number)
        except Exception:
            continue
        if b"/FT /Sig" in text and b"/V " in text:
            found.append(number)
    return found[-1]


def without_value(text):
    return re.sub(rb"/V \d+ 0 R", b"", text)


def incremental_saving(k):
    good = sign.sign_pdf(k.document("table"), k.leader, k.field(), box=k.box())
    new = {base.CONTENT: forged_content(k)}

    def case(name, data, why, **options):
        k.case(f"isa-{name}.pdf", data, "reject", FORMAT, "Incremental saving attack: " + why, **options)

    case("update", base.update(good, new), "an ordinary update replaces the page's text")
    case("update-xref-stream", base.update(good, new, form="stream"), "an update with a cross-reference stream replaces the page's text")
    case("body-only", base.update(good, new, form="none"), "new objects after %%EOF without cross-references",
         alternatives="cannot_decide")
    full = base.update(good, new)
    no_trailer = full[:full.rindex(b"trailer")]
    case("no-trailer", no_trailer, "new objects and cross-references without trailer", alternatives="cannot_decide|error")
    case("no-startxref", full[:full.rindex(b"startxref")], "an update that ends before startxref", alternatives="cannot_decide|error")
    no_xref = full[:full.rindex(b"xref\n", 0, full.rindex(b"trailer"))] + full[full.rindex(b"trailer"):]
    case("no-xref", no_xref, "new objects and a trailer, but no cross-references where startxref points", alternatives="error|cannot_decide")
    case("no-eof", full[:full.rindex(b"%%EOF")], "an update without %%EOF")
    number = int(re.findall(rb"/V (\d+) 0 R", sign.body(good, signature_field(good)))[-1])
    start, end = sign.contents_span(good)
    begin = good.rindex(b"%d 0 obj" % number, 0, start)
    copy = good[good.index(b"\n", begin) + 1:good.index(b"endobj", end)]
    case("signature-copied", base.update(good, {number: copy, **new}), "the update brings a copy of the signature dictionary, too",
         alternatives="reject")
    fresh = base.size_of(good)
    case("signature-copied-new-number", base.update(good, {
        fresh: copy, signature_field(good): re.sub(rb"/V \d+ 0 R", b"/V %d 0 R" % fresh, sign.body(good, signature_field(good))), **new}),
        "the field refers to a copy of the signature dictionary in the update")
    case("catalogue", base.update(good, {
        fresh: sign.body(good, base.CATALOG).replace(b"/Pages 2 0 R", b"/Pages %d 0 R" % (fresh + 1)),
        fresh + 1: f"<< /Type /Pages /Kids [{fresh + 2} 0 R] /Count 1 >>",
        fresh + 2: f"<< /Type /Page /Parent {fresh + 1} 0 R /MediaBox [0 0 595 842] /Contents {fresh + 3} 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        fresh + 3: base.stream("", base.text_page(forged_lines(k)))}, root=fresh), "a new catalogue with other pages")
    case("two-updates", base.update(base.update(good, {base.INFO: "<< /Title (vo hai) >>"}), new), "a harmless update, then one of the text")
    case("reverted", base.update(base.update(good, new), {base.CONTENT: sign.body(good, base.CONTENT)}),
         "the text is replaced and put back: what is shown is what was signed, yet forbidden revisions lie between", alternatives="accept")


def wrapping(k):
    """The signed second part moves to the end; what the attacker wants comes between."""
    for name, order, why in [("gap", "before", "new objects before the place of the old cross-references"),
                             ("gap-after", "after", "new objects after the new cross-references")]:
        k.case(f"swa-{name}.pdf", wrapped(k, order), "reject", FORMAT,
               f"Signature wrapping: the second signed part moved to the end, a copy of the signature dictionary with another "
               f"ByteRange, {why}", codes="BYTE_RANGE")
    k.case("swa-without-copy.pdf", wrapped(k, "before", copy=False), "reject", FORMAT,
           "Signature wrapping: the second signed part moved to the end, ByteRange changed in place", codes="BYTE_RANGE|MESSAGE_DIGEST",
           alternatives="reject")
    good = sign.sign_pdf(k.document("table"), k.leader, k.field())
    start, end = sign.contents_span(good)
    wide = sign.with_byte_range(good, [0, start, end + 400, len(good) - end])
    inserted = b"\n%% chen vao\n".ljust(400)
    k.case("swa-inserted-after-contents.pdf", wide[:end] + inserted + wide[end:], "reject", FORMAT,
           "Signature wrapping: bytes put in between Contents and the second range", codes="BYTE_RANGE", alternatives="error")


def wrapped(k, order, copy=True):
    good = sign.sign_pdf(k.document("table"), k.leader, k.field())
    start, end = sign.contents_span(good)
    found, _ = sign.byte_range(good)
    xref = base.last_startxref(good)
    first, second = good[:start], good[end:]
    number = int(re.findall(rb"/V (\d+) 0 R", sign.body(good, signature_field(good)))[-1])
    fresh = base.size_of(good)
    places = {int(m.group(1)): m.start() for m in re.finditer(rb"(?m)^(\d+) 0 obj", good)}

    def assemble(second_at):
        gap = bytearray(good[start:end] + b" >>\nendobj\n")
        own = {}

        def put(what, text):
            own[what] = start + len(gap)
            gap.extend(b"%d 0 obj\n%s\nendobj\n" % (what, text))

        def put_all():
            put(base.CONTENT, forged_content(k))
            if copy:
                begin = good.rindex(b"%d 0 obj" % number, 0, start)
                dictionary = good[good.index(b"\n", begin) + 1:good.index(b"endobj", end)]
                local, _ = sign.byte_range(dictionary)
                dictionary = dictionary[:local.start(1)] + b"0 %d %010d %d" % (start, second_at, len(second)) + dictionary[local.end(1):]
                put(fresh, dictionary)
                put(signature_field(good), re.sub(rb"/V \d+ 0 R", b"/V %d 0 R" % fresh, sign.body(good, signature_field(good))))

        if order == "before" and xref - start - len(gap) > 6000:
            put_all()
        room = xref - start - len(gap)
        if room > 0:
            gap.extend(b" " * (room - 1) + b"\n")
        # The cross-references stand where the moved startxref points.
        table_at = len(gap)
        if not own:
            gap.extend(b"\0" * 4000)
            put_all()
        moved = {n: p if p < start else p + second_at - end for n, p in places.items()} | own
        lines = b"xref\n0 1\n0000000000 65535 f \n"
        for n, p in sorted(moved.items()):
            lines += b"%d 1\n%010d 00000 n \n" % (n, p)
        lines += b"trailer\n<< /Size %d /Root %d 0 R /Info 6 0 R >>\n" % (fresh + 1, sign.root_number(good))
        if bytes(gap[table_at:table_at + 4000]) == b"\0" * 4000:
            gap[table_at:table_at + 4000] = lines.ljust(4000)
        else:
            gap.extend(lines)
        return bytes(gap)

    gap = assemble(0)
    gap = assemble(start + len(gap))
    made = first + gap + second
    if not copy:
        made = sign.with_byte_range(made, [0, start, start + len(gap), len(second)], 0)
    return made


def shadow_document(k, *, overlay=False, font=False, hidden=False):
    """A document that its author prepared before it was signed."""
    pdf = base.document(k.words["lines"], k.words["title"], logo=True)
    if overlay:
        # Hides a line until it goes away.
        pdf.set(20, cover(k))
        page = pdf.objects[base.PAGE].replace(b"/Logo 7 0 R", b"/Logo 7 0 R /Cover 20 0 R")
        pdf.set(base.PAGE, page)
        pdf.set(base.CONTENT, base.stream("", base.text_page(k.words["lines"]) + k.pick(b"\nq 1 0 0 1 50 710 cm /Cover Do Q", b"\nq 500 0 0 40 50 710 cm /Cover Do Q", b"\nq 1 0 0 1 50 710 cm /Cover Do Q")))
    if font:
        pdf.set(base.FONT_OBJECT, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding 21 0 R >>")
        pdf.set(21, "<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [49 /one /two /three] >>")
    if hidden:
        pdf.set(22, forged_content(k))
    return pdf


def shadow_hide(k):
    data = sign.sign_pdf(shadow_document(k, overlay=True).write(k.pick("table", "stream", "stream")), k.leader, k.field(), box=k.box())
    page = sign.body(data, base.PAGE)

    def case(name, made, why, **options):
        k.case(f"shadow-hide-{name}.pdf", made, "reject", FORMAT, "Shadow attack, hide: " + why, **options)

    k.case("shadow-hide-as-signed.pdf", data, "accept", reason="The prepared document as it was signed, before the attack")
    case("cover-emptied", base.update(data, {20: cover(k, "empty")}),
         "the covering XObject becomes empty")
    case("cover-moved", base.update(data, {20: cover(k, "small")}),
         "the covering XObject's box shrinks")
    case("cover-freed", base.update(data, {}, free=[20]), "the covering object is freed in the cross-references")
    case("cover-reference", base.update(data, {base.PAGE: page.replace(b"20 0 R", b"7 0 R", 1)}), "the page refers to another XObject")
    case("cover-offset", base.update(data, {}, known={20: data.index(b"\n7 0 obj") + 1}), "the cross-references point to another object",
         alternatives="error")
    annotated = shadow_document(k)
    annotated.set(23, "<< /Type /Annot /Subtype /Square /Rect [50 710 550 750] /F 4 /IC [1 1 1] /C [1 1 1] >>")
    annotated.set(base.PAGE, sign.with_entry(annotated.objects[base.PAGE], b"/Annots [23 0 R]"))
    data = sign.sign_pdf(annotated.write(k.pick("table", "stream", "stream")), k.leader, k.field())
    case("annotation-hidden", base.update(data, {23: "<< /Type /Annot /Subtype /Square /Rect [50 710 550 750] /F 2 /IC [1 1 1] /C [1 1 1] >>"}),
         "the covering annotation gets the flag hidden")
    case("annotation-removed", base.update(data, {base.PAGE: re.sub(rb"23 0 R", b"", sign.body(data, base.PAGE))}),
         "the covering annotation is removed")
    layered = shadow_document(k, overlay=True)
    layered.set(24, "<< /Type /OCG /Name (lop) >>")
    layered.set(20, base.stream("/Type /XObject /Subtype /Form /BBox [0 0 500 40] /OC 24 0 R", b"1 g 0 0 500 40 re f"))
    catalog = sign.with_entry(layered.objects[base.CATALOG], b"/OCProperties << /OCGs [24 0 R] /D << /ON [24 0 R] /Order [] >> >>")
    layered.set(base.CATALOG, catalog)
    data = sign.sign_pdf(layered.write(k.pick("table", "stream", "stream")), k.leader, k.field())
    now = sign.body(data, base.CATALOG)
    case("layer-off", base.update(data, {base.CATALOG: now.replace(b"/ON ", b"/OFF ")}), "the covering layer is switched off")


def shadow_replace(k):
    data = sign.sign_pdf(shadow_document(k, font=True).write(k.pick("table", "stream", "stream")), k.leader, k.field())

    def case(name, made, why, **options):
        k.case(f"shadow-replace-{name}.pdf", made, "reject", FORMAT, "Shadow attack, replace: " + why, **options)

    case("font-encoding", base.update(data, {21: "<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [49 /nine /eight /seven] >>"}),
         "the font's encoding shows other digits")
    case("font", base.update(data, {base.FONT_OBJECT: "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] "
                                    "/CharProcs << >> /Encoding 21 0 R /FirstChar 49 /LastChar 49 /Widths [1] >>"}), "the font is another one")
    case("font-base", base.update(data, {base.FONT_OBJECT: "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"}), "the font's name is another")
    fields = k.document("table", fields=True)
    data = sign.sign_pdf(fields, k.leader, k.field())
    shown = base.stream("/Type /XObject /Subtype /Form /BBox [0 0 240 20] /Resources << /Font << /F1 5 0 R >> >>",
                        b"/Tx BMC BT /F1 10 Tf 2 5 Td (" + k.words["amount"][1].encode() + b") Tj ET EMC")
    # Of a form field only its appearance changes, the value stays.
    case("field-appearance", base.update(data, {base.NOTE_APPEARANCE: shown}),
         "the appearance of fields shows another text than their value", alternatives="accept|cannot_decide")
    large = base.stream("/Type /XObject /Subtype /Form /BBox [0 0 595 842]", b"1 g 0 0 595 842 re f")
    widget = sign.body(data, base.FIELD_NOTE)
    case("field-over-page", base.update(data, {
        30: large, base.FIELD_NOTE: re.sub(rb"/Rect \[[^\]]*\]", b"/Rect [0 0 595 842]", widget).replace(b"/N 16 0 R", b"/N 30 0 R")}, size=31),
        "a field grows over the page")
    locked = sign.sign_pdf(fields, k.leader, k.field(), certify=1)
    case("field-appearance-certified-1", base.update(locked, {base.NOTE_APPEARANCE: shown}),
         "the appearance of fields changes although the certification forbids every change")
    page = sign.body(data, base.PAGE)
    case("resource-name", base.update(data, {base.PAGE: page.replace(b"/F1 5 0 R", b"/F1 31 0 R"),
                                             31: "<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>"}, size=32),
         "the page's font resource is another object")
    stamp = sign.sign_pdf(k.document("table"), k.leader, k.field(), box=k.box())
    field = signature_field(stamp)
    appearance = int(re.search(rb"/N (\d+) 0 R", sign.body(stamp, field)).group(1))
    case("signature-appearance", base.update(stamp, {appearance: base.stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 180 50]", b"0.9 g 0 0 180 50 re f")}), "the visible appearance of the signature itself changes")


def shadow_hide_and_replace(k):
    pdf = shadow_document(k, hidden=True)
    # Both contents stand in the signed file; an update only moves references.
    data = sign.sign_pdf(pdf.write(k.pick("table", "stream", "stream")), k.leader, k.field())

    def case(name, made, why, **options):
        k.case(f"shadow-hide-and-replace-{name}.pdf", made, "reject", FORMAT, "Shadow attack, hide and replace: " + why, **options)

    page = sign.body(data, base.PAGE)
    case("offset", base.update(data, {}, known={base.CONTENT: data.index(b"\n22 0 obj") + 1}),
         "the cross-references give another signed object for the page's text", alternatives="error")
    case("reference", base.update(data, {base.PAGE: page.replace(b"/Contents 4 0 R", b"/Contents 22 0 R")}),
         "the page refers to the hidden text")
    twice = shadow_document(k)
    raw = twice.write("table")
    place = raw.index(b"\n5 0 obj") + 1
    hidden = b"4 0 obj\n" + forged_content(k) + b"\nendobj\n"
    raw = raw[:place] + hidden + raw[place:]
    moved = rebuilt(raw, skip=place)
    data = sign.sign_pdf(moved, k.leader, k.field())
    case("same-number", base.update(data, {}, known={base.CONTENT: place}), "the same object number twice in the signed file; the "
         "cross-references switch to the other one")
    both = shadow_document(k)
    catalog = both.objects[base.CATALOG]
    both.set(25, catalog.replace(b"/Pages 2 0 R", b"/Pages 26 0 R"))
    both.set(26, "<< /Type /Pages /Kids [27 0 R] /Count 1 >>")
    both.set(27, both.objects[base.PAGE].replace(b"/Parent 2 0 R", b"/Parent 26 0 R").replace(b"/Contents 4 0 R", b"/Contents 28 0 R"))
    both.set(28, forged_content(k))
    data = sign.sign_pdf(both.write(k.pick("table", "stream", "stream")), k.leader, k.field())
    form = re.search(rb"/AcroForm \d+ 0 R", sign.body(data, base.CATALOG)).group()
    case("root", base.update(data, {25: sign.with_entry(sign.body(data, 25), form)}, root=25), "the trailer names the prepared other catalogue")
    now = sign.body(data, base.CATALOG)
    case("pages", base.update(data, {base.CATALOG: now.replace(b"/Pages 2 0 R", b"/Pages 26 0 R")}), "the catalogue names the prepared other pages")
    case("kids", base.update(data, {base.PAGES: "<< /Type /Pages /Kids [27 0 R] /Count 1 >>"}), "the page tree names the prepared other page")
    acro = int(re.search(rb"/AcroForm (\d+) 0 R", now).group(1))
    fresh = base.size_of(data)
    case("acroform", base.update(data, {
        base.CATALOG: now.replace(b"/AcroForm %d 0 R" % acro, b"/AcroForm %d 0 R" % fresh),
        fresh: sign.with_entry(sign.body(data, acro), b"/Q 1")}), "the catalogue names another form", alternatives="accept|cannot_decide")


def rebuilt(raw, skip):
    """The cross-references again, without the object at `skip`."""
    at = raw.rindex(b"xref\n0 ")
    body = raw[:at]
    places = {int(m.group(1)): m.start() for m in re.finditer(rb"(?m)^(\d+) 0 obj", body) if m.start() != skip}
    trailer = re.search(rb"/Root.*(?= >>\nstartxref)", raw[at:], re.S).group()
    out = bytearray(body)
    return bytes(base.write_section(out, {}, "table", trailer, None, max(places) + 1, known=places))


def certification(k):
    """Evil annotations and sneaky signatures on certified documents."""
    evil = {
        "free-text": "<< /Type /Annot /Subtype /FreeText /Rect [50 690 550 760] /F 4 /DA (/F1 12 Tf 0 g) /Contents (%s) /AP << /N 40 0 R >> >>",
        "stamp": "<< /Type /Annot /Subtype /Stamp /Rect [50 690 550 760] /F 4 /Contents (%s) /AP << /N 40 0 R >> >>",
        "redact": "<< /Type /Annot /Subtype /Redact /Rect [50 690 550 760] /F 4 /IC [1 1 1] /OverlayText (%s) /DA (/F1 12 Tf 0 g) /AP << /N 40 0 R >> >>",
    }
    painted = base.stream("/Type /XObject /Subtype /Form /BBox [0 0 500 70] /Resources << /Font << /F1 5 0 R >> >>",
                        b"1 g 0 0 500 70 re f 0 g BT /F1 12 Tf 10 40 Td (" + k.words["amount"][1].encode() + b" dong) Tj ET")
    for level in (1, 2, 3):
        data = sign.sign_pdf(k.document(k.pick("table", "stream", "table")), k.leader, k.field(), certify=level)
        for name, text in evil.items():
            if level < 3 and name != k.pick("free-text", "stamp"):
                continue
            page = sign.body(data, base.PAGE)
            annots = re.search(rb"/Annots (\[[^\]]*\]|\d+ 0 R)", page)
            made = {40: painted, 41: text % k.words["amount"][1]}
            if annots and annots.group(1).startswith(b"["):
                made[base.PAGE] = page.replace(annots.group(1), annots.group(1)[:-1] + b" 41 0 R]")
            else:
                number = int(annots.group(1).split()[0])
                made[number] = sign.body(data, number)[:-1] + b" 41 0 R]"
            k.case(f"eaa-{name}-certified-{level}.pdf", base.update(data, made, size=42), "reject", FORMAT,
                   f"Evil annotation attack: a {name} annotation over the text of a document certified with P={level}"
                   + (", which permits annotations, but this one paints other text over what was certified" if level == 3 else ""),
                   alternatives="cannot_decide" if level == 3 else "")
    # Sneaky signatures.
    for level in (1, 2):
        data = sign.sign_pdf(k.document(k.pick("table", "stream", "table")), k.leader, k.field(), certify=level)
        sneaky = sign.regardless(lambda data=data: sign.sign_pdf(
            data, k.stranger, "Phu", box=(50, 690, 550, 760), text=f"So tien: {k.words['amount'][1]} dong"))
        crl = k.revocation("with-stranger", k.root, k.ca, k.tsa_ca, k.stranger_root)
        if level == 1:
            k.case("ssa-stranger-certified-1.pdf", sneaky, "reject", FORMAT,
                   "Sneaky signature attack: a stranger's signature with a covering appearance; P=1 permits no signature", crl=crl)
        else:
            k.case("ssa-stranger-certified-2.pdf", sneaky, "cannot_decide", "NO_CERTIFICATE_CHAIN_FOUND",
                   "Sneaky signature attack: a stranger's signature with a covering appearance; P=2 permits signatures, but this one's root "
                   "is not trusted", crl=crl, alternatives="reject")
        page = sign.body(data, base.PAGE)
        acro = sign.body(data, sign.root_number(data))
        form = int(re.search(rb"/AcroForm (\d+) 0 R", acro).group(1))
        fields = sign.body(data, form)
        made = {
            40: painted,
            41: f"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Rong) /F 4 /Rect [50 690 550 760] /P {base.PAGE} 0 R /AP << /N 40 0 R >> >>",
        }
        listed = re.search(rb"/Fields (\[[^\]]*\]|\d+ 0 R)", fields).group(1)
        if listed.startswith(b"["):
            made[form] = fields.replace(listed, listed[:-1] + b" 41 0 R]")
        else:
            made[int(listed.split()[0])] = sign.body(data, int(listed.split()[0]))[:-1] + b" 41 0 R]"
        annots = re.search(rb"/Annots (\[[^\]]*\]|\d+ 0 R)", page)
        if annots.group(1).startswith(b"["):
            made[base.PAGE] = page.replace(annots.group(1), annots.group(1)[:-1] + b" 41 0 R]")
        else:
            where = int(annots.group(1).split()[0])
            made[where] = sign.body(data, where)[:-1] + b" 41 0 R]"
        k.case(f"ssa-unsigned-field-certified-{level}.pdf", base.update(data, made, size=42), "reject", FORMAT,
               f"Sneaky signature attack: an unsigned signature field with a covering appearance on a document certified with P={level}",
               alternatives="cannot_decide" if level == 2 else "")
