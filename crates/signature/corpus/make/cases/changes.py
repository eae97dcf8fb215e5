"""Later revisions: what approval signatures, certifications and field locks permit, and what not."""

import re

from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec

import base
import sign
from .attacks import FORMAT, forged_content, signature_field


def build(k):
    pages(k)
    catalogue(k)
    harmless(k)
    forms(k)
    certified(k)
    locks(k)


def appended(array, text):
    return array[:array.rindex(b"]")] + b" " + text + b"]"


def with_annotation(data, number):
    """The objects that put annotation `number` onto the first page."""
    page = sign.body(data, base.PAGE)
    found = re.search(rb"/Annots (\[[^\]]*\]|\d+ 0 R)", page)
    if found is None:
        return {base.PAGE: sign.with_entry(page, b"/Annots [%d 0 R]" % number)}
    if found.group(1).startswith(b"["):
        return {base.PAGE: page.replace(found.group(1), appended(found.group(1), b"%d 0 R" % number))}
    holder = int(found.group(1).split()[0])
    return {holder: appended(sign.body(data, holder), b"%d 0 R" % number)}


def form_of(data):
    return int(re.search(rb"/AcroForm (\d+) 0 R", sign.body(data, sign.root_number(data))).group(1))


def pages(k):
    form = k.pick("table", "stream", "objstm")
    data = sign.sign_pdf(k.document(form, pages=2), k.leader, k.field())
    page = sign.body(data, base.PAGE)
    fresh = base.size_of(data)

    def case(name, objects, why, **options):
        k.case(f"change-{name}.pdf", base.update(data, objects), "reject", FORMAT, why, codes="FORBIDDEN_CHANGE", **options)

    case("page-content", {base.CONTENT: forged_content(k)}, "The text of a page was rewritten")
    case("page-content-second", {base.PAGE: page.replace(b"/Contents 4 0 R", b"/Contents [4 0 R %d 0 R]" % fresh),
                                 fresh: base.stream("", b"1 g 50 700 500 40 re f")}, "A page got a second content stream")
    case("page-added", {base.PAGES: f"<< /Type /Pages /Kids [3 0 R 13 0 R {fresh} 0 R] /Count 3 >>",
                        fresh: f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {fresh + 1} 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
                        fresh + 1: base.stream("", base.text_page(["Trang them"]))}, "A page was added")
    case("page-removed", {base.PAGES: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"}, "A page was removed")
    case("pages-swapped", {base.PAGES: "<< /Type /Pages /Kids [13 0 R 3 0 R] /Count 2 >>"}, "Two pages were swapped")
    case("page-rotated", {base.PAGE: sign.with_entry(page, b"/Rotate 180")}, "A page was rotated")
    case("page-cropped", {base.PAGE: sign.with_entry(page, b"/CropBox [0 0 595 600]")}, "A page was cropped")
    case("page-media-box", {base.PAGE: page.replace(b"842", b"400", 1)}, "A page was cut shorter")
    case("page-user-unit", {base.PAGE: sign.with_entry(page, b"/UserUnit 2")}, "A page's unit changed")
    case("page-resources", {base.PAGE: page.replace(b"/F1 5 0 R", b"/F1 %d 0 R" % fresh),
                            fresh: "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"}, "A page's resources changed")
    case("xobject", {base.LOGO: base.stream("/Type /XObject /Subtype /Form /BBox [0 0 60 60]", b"0 0 1 rg 5 5 50 50 re f")},
         "An XObject changed")
    case("page-tree-resources", {base.PAGES: "<< /Type /Pages /Kids [3 0 R 13 0 R] /Count 2 /Rotate 90 >>"}, "The page tree's inherited entries changed")
    case("page-action", {base.PAGE: sign.with_entry(page, b"/AA << /O << /S /JavaScript /JS (app.alert\\(1\\)) >> >>")}, "A page got an action")
    case("page-replaced", {base.PAGES: f"<< /Type /Pages /Kids [{fresh} 0 R 13 0 R] /Count 2 >>", fresh: page}, "A page was replaced by a copy",
         alternatives="cannot_decide")
    for name, text in [
        ("text", "<< /Type /Annot /Subtype /Text /Rect [500 500 520 520] /Contents (Ghi chu) /P 3 0 R >>"),
        ("link", "<< /Type /Annot /Subtype /Link /Rect [60 700 300 790] /A << /S /URI /URI (http://xau.invalid/) >> >>"),
        ("free-text", f"<< /Type /Annot /Subtype /FreeText /Rect [60 700 400 790] /DA (/F1 12 Tf 0 g) /Contents ({k.words['amount'][1]}) >>"),
        ("file", "<< /Type /Annot /Subtype /FileAttachment /Rect [500 500 520 520] /FS << /Type /Filespec /F (a.txt) >> >>"),
    ]:
        case(f"annotation-{name}", {**with_annotation(data, fresh), fresh: text},
             f"A {name} annotation was added to a document with an approval signature, which permits filling forms and signing only",
             alternatives="accept|cannot_decide" if name == "text" else "")
    case("signature-widget-moved", {signature_field(data): re.sub(
        rb"/Rect \[[^\]]*\]", b"/Rect [60 600 500 800]", sign.body(data, signature_field(data)))}, "The widget of the signature was moved")
    case("signature-field-renamed", {signature_field(data): re.sub(
        rb"/T \(", b"/T (x", sign.body(data, signature_field(data)))}, "The signature field was renamed", alternatives="cannot_decide")


def catalogue(k):
    data = sign.sign_pdf(k.document(), k.leader, k.field())
    root = sign.root_number(data)
    now = sign.body(data, root)
    fresh = base.size_of(data)

    def case(name, entry, why, objects=None, **options):
        k.case(f"change-{name}.pdf", base.update(data, {root: sign.with_entry(now, entry), **(objects or {})}), "reject", FORMAT, why,
               codes="FORBIDDEN_CHANGE", **options)

    case("open-action", b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>", "An action for opening was added")
    case("open-action-goto", b"/OpenAction [3 0 R /Fit]", "A place to open at was added", alternatives="cannot_decide")
    case("additional-actions", b"/AA << /WC << /S /JavaScript /JS (app.alert\\(1\\)) >> >>", "An action for closing was added")
    case("names-javascript", b"/Names << /JavaScript << /Names [(a) %d 0 R] >> >>" % fresh, "A script was added to Names",
         {fresh: "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"})
    case("names-embedded-files", b"/Names << /EmbeddedFiles << /Names [(a.txt) %d 0 R] >> >>" % fresh, "A file was embedded",
         {fresh: f"<< /Type /Filespec /F (a.txt) /EF << /F {fresh + 1} 0 R >> >>", fresh + 1: base.stream("/Type /EmbeddedFile", b"chen vao")})
    case("associated-files", b"/AF [%d 0 R]" % fresh, "An associated file was added", {fresh: "<< /Type /Filespec /F (a.txt) >>"})
    case("layers", b"/OCProperties << /OCGs [%d 0 R] /D << /OFF [%d 0 R] >> >>" % (fresh, fresh), "Layers were added",
         {fresh: "<< /Type /OCG /Name (lop) >>"})
    case("outlines", b"/Outlines %d 0 R" % fresh, "Bookmarks were added", {fresh: f"<< /Type /Outlines /First {fresh + 1} 0 R /Last {fresh + 1} 0 R /Count 1 >>",
         fresh + 1: f"<< /Title (Muc) /Parent {fresh} 0 R /Dest [3 0 R /Fit] >>"}, alternatives="cannot_decide")
    case("viewer-preferences", b"/ViewerPreferences << /HideMenubar true >>", "Viewer preferences were added", alternatives="cannot_decide|accept")
    case("page-labels", b"/PageLabels << /Nums [0 << /S /r >>] >>", "Page labels were added", alternatives="cannot_decide|accept")
    case("collection", b"/Collection << /Type /Collection >>", "The document became a collection")
    case("structure", b"/StructTreeRoot << /Type /StructTreeRoot >> /MarkInfo << /Marked true >>", "A structure tree was added",
         alternatives="cannot_decide")
    case("permissions", b"/Perms << /UR3 %d 0 R >>" % fresh, "Usage rights were added", {fresh: "<< /Type /Sig /Filter /Adobe.PPKLite >>"},
         alternatives="cannot_decide")
    case("unknown-entry", b"/XYZ_Them (gi do)", "An entry that nobody knows was added to the catalogue", alternatives="cannot_decide|accept")
    acro = form_of(data)
    form = sign.body(data, acro)

    def form_case(name, entry, why, objects=None, **options):
        k.case(f"change-form-{name}.pdf", base.update(data, {acro: sign.with_entry(form, entry), **(objects or {})}), "reject", FORMAT, why,
               codes="FORBIDDEN_CHANGE", **options)

    form_case("need-appearances", b"/NeedAppearances true", "NeedAppearances was set: readers paint the fields anew",
              alternatives="accept|cannot_decide")
    form_case("xfa", b"/XFA %d 0 R" % fresh, "An XFA form was added", {fresh: base.stream("", b"<xdp:xdp xmlns:xdp=\"http://ns.adobe.com/xdp/\"/>")})
    form_case("calculation-order", b"/CO [%d 0 R]" % signature_field(data), "A calculation order was added", alternatives="cannot_decide")
    form_case("resources", b"/DR << /Font << /Helv %d 0 R >> >>" % fresh, "Form resources were added, which new fields need", {fresh: base.FONT},
              alternatives="accept|cannot_decide")
    k.case("change-catalogue-entry-removed.pdf", base.update(data, {root: re.sub(rb"/AcroForm \d+ 0 R", b"", now)}), "reject", FORMAT,
           "The form was taken out of the catalogue, the signature with it", alternatives="no_signature|cannot_decide")


def harmless(k):
    data = sign.sign_pdf(k.document(metadata=True), k.leader, k.field(), box=k.box())
    fresh = base.size_of(data)

    def case(name, objects, why, **options):
        k.case(f"change-{name}.pdf", base.update(data, objects), "accept", reason=why, **options)

    case("metadata", {base.METADATA: base.stream("/Type /Metadata /Subtype /XML", b"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"/>")},
         "The XMP metadata was renewed, as writers do with every revision", alternatives="cannot_decide")
    case("info", {base.INFO: "<< /Title (Ten khac) /Producer (khac) /ModDate (D:20240401000000Z) >>"},
         "The document information was renewed, as writers do with every revision", alternatives="cannot_decide")
    case("nothing", {}, "An update without any object", alternatives="cannot_decide")
    case("orphan", {fresh: "<< /Khong (ai dung) >>"}, "A new object to which nothing refers", alternatives="cannot_decide|reject")
    case("same-object", {base.FONT_OBJECT: sign.body(data, base.FONT_OBJECT)}, "An object written again with the same value",
         alternatives="cannot_decide|reject")
    crls = [k.crl(k.root), k.crl(k.ca)]
    k.case("change-dss.pdf", sign.add_dss(data, [k.leader.cert, k.ca.cert], [k.ocsp(k.leader)], crls), "accept", crl="",
           reason="A document security store was added")
    dss = sign.add_dss(data, [k.leader.cert, k.ca.cert], [k.ocsp(k.leader)], crls)
    number = int(re.search(rb"/DSS (\d+) 0 R", sign.body(dss, sign.root_number(dss))).group(1))
    k.case("change-dss-type-entry.pdf", base.update(dss, {number: sign.with_entry(sign.body(dss, number), b"/TU (D:20240316000000Z)")}), "accept", crl="",
           reason="The DSS got an entry that says when", alternatives="cannot_decide|reject")
    k.case("change-dss-odd-entry.pdf", base.update(dss, {number: sign.with_entry(sign.body(dss, number), b"/Trang 3 0 R /JS (app.alert\\(1\\))")}),
           "reject", FORMAT, "The DSS got entries that have nothing to do there", crl="", alternatives="accept|cannot_decide")
    twice = sign.add_dss(dss, [k.tsa_cert.cert], [], [k.crl(k.tsa_ca)])
    k.case("change-dss-twice.pdf", twice, "accept", crl="", reason="The DSS was extended in a further revision")
    k.case("change-dss-entries-removed.pdf", base.update(dss, {number: b"<< /Type /DSS >>"}), "cannot_decide", "TRY_LATER",
           "The DSS was emptied: nothing is changed in what was signed, but the revocation data is gone", crl="", alternatives="accept|reject")
    k.set_clock(1)
    k.case("change-document-time-stamp.pdf", sign.doc_time_stamp(data, k.tsa), "accept", reason="A document time stamp was added")
    k.case("change-document-time-stamp-then-page.pdf", base.update(sign.doc_time_stamp(data, k.tsa), {base.CONTENT: forged_content(k)}),
           "reject", FORMAT, "A document time stamp was added, then a page rewritten")
    k.case("change-page-then-document-time-stamp.pdf", sign.doc_time_stamp(base.update(data, {base.CONTENT: forged_content(k)}), k.tsa),
           "reject", FORMAT, "A page was rewritten, then a document time stamp added")
    k.case("change-page-then-signature.pdf", sign.sign_pdf(base.update(data, {base.CONTENT: forged_content(k)}), k.seal, k.field(2)),
           "reject", FORMAT, "A page was rewritten, then another signature added: the second is good, the first is not")
    k.set_clock()
    k.case("change-empty-field-added.pdf", sign.add_field(data, "Moi", box=k.box(2)), "accept",
           reason="An empty signature field was added, to be signed later: P=2 of ISO 32000-2 speaks of signing only",
           alternatives="reject|cannot_decide")
    k.case("change-page-in-signed-revision.pdf", sign.sign_pdf(data, k.seal, k.field(2), before=rewrite(k)), "reject", FORMAT,
           "The second signature's own revision rewrites a page, too")


def rewrite(k):
    from pyhanko.pdf_utils import generic

    def change(w):
        page = w.root["/Pages"]["/Kids"][0].get_object()
        page["/Contents"] = w.add_object(generic.StreamObject(stream_data=base.text_page(["Noi dung khac"])))
        w.mark_update(w.root["/Pages"].raw_get("/Kids").raw_get(0) if hasattr(w.root["/Pages"]["/Kids"], "raw_get") else page.container_ref)

    return change


def filled(data, k, field=None, text="Nguyen Van A", appearance=True, form=None):
    """A text field filled in a later revision."""
    field = field or base.FIELD_NAME
    fresh = base.size_of(data)
    widget = re.sub(rb"/V ?\([^)]*\)", b"/V (" + text.encode() + b")", sign.body(data, field))
    assert text.encode() in widget, widget
    objects = {field: widget}
    if appearance:
        objects[field] = re.sub(rb"/N 1[56] 0 R", b"/N %d 0 R" % fresh, widget)
        objects[fresh] = base.stream("/Type /XObject /Subtype /Form /BBox [0 0 240 20] /Resources << /Font << /F1 5 0 R >> >>",
                                     b"/Tx BMC BT /F1 10 Tf 2 5 Td (" + text.encode() + b") Tj ET EMC")
    return base.update(data, objects, form=form)


def checked(data):
    widget = sign.body(data, base.FIELD_BOX)
    return base.update(data, {base.FIELD_BOX: widget.replace(b"/V /Off", b"/V /Yes").replace(b"/AS /Off", b"/AS /Yes")})


def note(data):
    """A sticky note beside the text."""
    fresh = base.size_of(data)
    return base.update(data, {**with_annotation(data, fresh), fresh: "<< /Type /Annot /Subtype /Text /Rect [560 20 580 40] /Contents (Da xem) /P 3 0 R >>"})


def forms(k):
    doc = k.document(fields=True)
    data = sign.sign_pdf(doc, k.leader, k.field(), box=k.box())

    def good(name, made, why, **options):
        k.case(f"form-{name}.pdf", made, "accept", reason=why, **options)

    def bad(name, made, why, **options):
        k.case(f"form-{name}.pdf", made, "reject", FORMAT, why, codes="FORBIDDEN_CHANGE", **options)

    unsure = {"alternatives": "cannot_decide"}
    good("filled", filled(data, k), "A text field was filled after an approval signature", **unsure)
    good("filled-value-only", filled(data, k, appearance=False), "A text field was filled, its appearance left", **unsure)
    good("checked", checked(data), "A check box was checked", **unsure)
    good("filled-twice", filled(filled(data, k), k, base.FIELD_NOTE, "Ghi chu"), "Two fields were filled in two revisions", **unsure)
    good("filled-then-signed", sign.sign_pdf(filled(data, k), k.seal, k.field(2)), "A field was filled, then signed again", **unsure)
    good("filled-before-signing", sign.sign_pdf(filled(doc, k), k.leader, k.field()), "The field was filled before signing")
    fresh = base.size_of(data)
    acro = form_of(data)
    fields = sign.body(data, acro)
    listed = re.search(rb"/Fields (\[[^\]]*\]|\d+ 0 R)", fields).group(1)
    widget = sign.body(data, base.FIELD_NOTE)

    def list_with(change):
        if listed.startswith(b"["):
            return {acro: fields.replace(listed, change(listed))}
        holder = int(listed.split()[0])
        return {holder: change(sign.body(data, holder))}

    bad("field-added", base.update(data, {**list_with(lambda a: appended(a, b"%d 0 R" % fresh)), **with_annotation(data, fresh),
        fresh: "<< /Type /Annot /Subtype /Widget /FT /Tx /T (moi) /V (chen) /F 4 /Rect [60 600 300 620] /P 3 0 R /DA (/F1 10 Tf 0 g) >>"}),
        "A text field was added")
    bad("field-removed", base.update(data, list_with(lambda a: a.replace(b"%d 0 R" % base.FIELD_NOTE, b""))), "A text field was removed",
        alternatives="cannot_decide")
    bad("field-moved", base.update(data, {base.FIELD_NOTE: re.sub(rb"/Rect \[[^\]]*\]", b"/Rect [60 700 500 790]", widget)}), "A text field was moved over the text")
    bad("field-renamed", base.update(data, {base.FIELD_NOTE: re.sub(rb"/T \([^)]*\)", b"/T (khac)", widget)}), "A text field was renamed")
    bad("field-type", base.update(data, {base.FIELD_NOTE: widget.replace(b"/FT /Tx", b"/FT /Btn")}), "A field's type changed")
    bad("field-hidden", base.update(data, {base.FIELD_NOTE: widget.replace(b"/F 4", b"/F 2")}), "A field was hidden", alternatives="cannot_decide|accept")
    bad("field-action", base.update(data, {base.FIELD_NOTE: sign.with_entry(widget, b"/AA << /F << /S /JavaScript /JS (1) >> >>")}),
        "A field got a script")
    bad("field-filled-and-page", base.update(filled(data, k), {base.CONTENT: forged_content(k)}), "A field was filled, then a page rewritten")
    bad("field-value-stream", base.update(filled(data, k), {base.NOTE_APPEARANCE: base.stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 240 20] /Matrix [10 0 0 10 0 0]", b"1 g 0 0 240 20 re f")}),
        "The appearance of a field whose value did not change was replaced by a magnified one", alternatives="accept|cannot_decide")


def certified(k):
    doc = k.document(fields=True)
    for level in (1, 2, 3):
        data = sign.sign_pdf(doc, k.leader, k.field(), certify=level, box=k.box())
        k.case(f"certified-{level}.pdf", data, "accept", reason=f"Certified with P={level}, nothing changed")

        def case(name, made, minimum, what, level=level, **options):
            if level >= minimum:
                k.case(f"certified-{level}-{name}.pdf", made, "accept", reason=f"Certified with P={level}, which permits: {what}", **options)
            else:
                k.case(f"certified-{level}-{name}.pdf", made, "reject", FORMAT, f"Certified with P={level}, which forbids: {what}",
                       codes="FORBIDDEN_CHANGE", **options)

        case("filled", filled(data, k), 2, "a field was filled")
        case("note", note(data), 3, "a note was added", alternatives="cannot_decide" if level == 3 else "")
        case("signed", sign.regardless(lambda data=data: sign.sign_pdf(data, k.seal, k.field(2), box=k.box(2))), 2, "another signature")
        case("page", base.update(data, {base.CONTENT: forged_content(k)}), 4, "the text of a page was rewritten")
        case("dss", sign.add_dss(data, [k.ca.cert], [], [k.crl(k.ca)]), 1, "a DSS was added")
        k.set_clock(1)
        case("document-time-stamp", sign.doc_time_stamp(data, k.tsa), 1, "a document time stamp was added")
        k.set_clock()
        case("filled-and-note", note(filled(data, k)), 3, "a field was filled and a note added", alternatives="cannot_decide" if level == 3 else "")
    data = sign.sign_pdf(doc, k.leader, k.field(), certify=3)
    noted = note(data)
    number = base.size_of(noted) - 1
    k.case("certified-3-note-changed.pdf", base.update(noted, {number: sign.body(noted, number).replace(b"Da xem", b"Xem lai")}), "accept",
           reason="Certified with P=3, which permits changing annotations", alternatives="cannot_decide")
    approved = sign.sign_pdf(noted, k.seal, k.field(2))
    k.case("certified-3-note-then-signed.pdf", approved, "accept", reason="Certified with P=3, a note, then an approval", alternatives="cannot_decide")
    k.case("certified-3-note-after-approval.pdf", note(sign.sign_pdf(data, k.seal, k.field(2))), "accept",
           reason="Certified with P=3, approved, then a note, which the certification's P permits", alternatives="cannot_decide|reject")
    weaker = base.update(sign.sign_pdf(doc, k.leader, k.field(), certify=1), {})
    k.case("certified-1-empty-update.pdf", weaker, "accept", reason="Certified with P=1; an update without any object follows",
           alternatives="cannot_decide|reject")
    removed = sign.sign_pdf(doc, k.leader, k.field(), certify=1)
    root = sign.root_number(removed)
    k.case("certified-1-perms-removed.pdf", base.update(filled(removed, k), {root: re.sub(
        rb"/Perms( \d+ 0 R| <<.*?>>)", b"", sign.body(removed, root))}), "reject", FORMAT,
        "Perms was taken out of the catalogue of a document certified with P=1, and a field filled")


def locks(k):
    doc = k.document(fields=True)
    every = FieldMDPSpec(FieldMDPAction.ALL)
    only = FieldMDPSpec(FieldMDPAction.INCLUDE, ["ho_ten"])
    but = FieldMDPSpec(FieldMDPAction.EXCLUDE, ["ho_ten"])
    note_field = base.FIELD_NOTE
    for name, spec, free, locked in [("all", every, None, base.FIELD_NAME), ("include", only, note_field, base.FIELD_NAME),
                                     ("exclude", but, base.FIELD_NAME, note_field)]:
        data = sign.sign_pdf(doc, k.leader, k.field(), lock=(spec, None))
        k.case(f"lock-{name}.pdf", data, "accept", reason=f"FieldMDP {name}, nothing changed")
        k.case(f"lock-{name}-broken.pdf", filled(data, k, locked), "reject", FORMAT, f"FieldMDP {name}: a locked field was filled",
               codes="FORBIDDEN_CHANGE")
        if free:
            k.case(f"lock-{name}-kept.pdf", filled(data, k, free), "accept", reason=f"FieldMDP {name}: a field that is not locked was filled",
                   alternatives="cannot_decide")
    data = sign.sign_pdf(doc, k.leader, k.field(), lock=(only, None))
    again = sign.sign_pdf(data, k.seal, k.field(2), lock=(every, None))
    k.case("lock-two-signatures.pdf", again, "accept", reason="The first signature locks one field, the second all")
    k.case("lock-second-broken.pdf", filled(again, k, note_field), "reject", FORMAT, "The second signature locks all fields; one was filled",
           codes="FORBIDDEN_CHANGE")
    k.case("lock-all-then-signed.pdf", sign.sign_pdf(sign.sign_pdf(doc, k.leader, k.field(), lock=(every, None)), k.seal, k.field(2)), "reject",
           FORMAT, "FieldMDP all locks every field of the form, yet a new signature field was added and signed", alternatives="accept|cannot_decide")
    closed = sign.sign_pdf(doc, k.leader, k.field(), lock=(only, 1))
    k.case("lock-with-p1-filled.pdf", filled(closed, k, note_field), "reject", FORMAT,
           "The lock of an approval signature says P=1 (ISO 32000-2, 12.7.5.5): no change at all, yet a field was filled", codes="FORBIDDEN_CHANGE")
    k.case("lock-with-p1.pdf", closed, "accept", reason="The lock says P=1, nothing changed")
    k.case("lock-with-p1-signed.pdf", sign.regardless(lambda: sign.sign_pdf(closed, k.seal, k.field(2))), "reject", FORMAT,
           "The lock says P=1, yet another signature follows", codes="FORBIDDEN_CHANGE")
