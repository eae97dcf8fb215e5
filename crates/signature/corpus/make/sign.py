"""Signing by pyHanko: PDF signatures, document time stamps, security stores, CMS."""

import asyncio
import hashlib
import io
import re

from asn1crypto import cms, core, tsp
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from pki import raw_rsa_sign

PERMISSIONS = {1: MDPPerm.NO_CHANGES, 2: MDPPerm.FILL_FORMS, 3: MDPPerm.ANNOTATE}


class Signer(signers.SimpleSigner):
    """pyHanko's signer with faults on request.

    `attributes`: changes the list of signed attributes; `break_value`: changes the signature value;
    `unsigned`: changes the list of unsigned attributes.
    """

    def __init__(self, entity, *, pss=False, certs=None, attributes=None, break_value=None, unsigned=None,
                 mechanism=None, embed_roots=False):
        embed = entity.chain if certs is None else certs
        super().__init__(entity.cert, entity.private, SimpleCertificateStore.from_certs(embed), prefer_pss=pss,
                         embed_roots=embed_roots, signature_mechanism=mechanism)
        self.attributes = attributes
        self.break_value = break_value
        self.unsigned = unsigned

    def sign_raw(self, data, digest_algorithm):
        if digest_algorithm in ("md5", "sha1") and self.signing_cert.public_key.algorithm == "rsa":
            value = raw_rsa_sign(self.signing_key, data, digest_algorithm)
        else:
            value = super().sign_raw(data, digest_algorithm)
        return self.break_value(value) if self.break_value else value

    async def signed_attrs(self, *args, **options):
        attrs = await super().signed_attrs(*args, **options)
        if self.attributes:
            attrs = cms.CMSAttributes(self.attributes(list(attrs)))
        return attrs

    async def unsigned_attrs(self, *args, **options):
        attrs = await super().unsigned_attrs(*args, **options)
        if self.unsigned:
            attrs = cms.CMSAttributes(self.unsigned(list(attrs or [])))
        return attrs


def without(*kinds):
    """For `attributes`: leaves out attributes of these kinds."""
    return lambda attrs: [a for a in attrs if a["type"].native not in kinds]


def replaced(kind, value):
    """For `attributes`: replaces the value of an attribute."""
    return lambda attrs: [
        cms.CMSAttribute({"type": a["type"].native, "values": [value]}) if a["type"].native == kind else a for a in attrs]


def names_certificate(cert):
    """A signing-certificate-v2 value that names `cert`."""
    return tsp.SigningCertificateV2({"certs": [
        tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(cert.dump()).digest()})]})


def writer(data):
    return IncrementalPdfFileWriter(io.BytesIO(data), strict=False)


def edited(data, change):
    """An unsigned incremental update: `change` gets pyHanko's writer."""
    w = writer(data)
    change(w)
    out = io.BytesIO()
    w.write(out)
    return out.getvalue()


def sign_pdf(data, who, field="Signature1", *, tsa=None, certify=None, md="sha256", subfilter=SigSeedSubFilter.PADES,
             box=None, text="Ky boi: %(signer)s", signer=None, lock=None, reason=None, existing=False, before=None,
             page=0, reserve=None, name=None, given=None, **signer_options):
    """Signs `data`; `before` may change the document in the signed revision."""
    if reserve is None and not given:
        # The sizes of ECDSA values differ by a few bytes, which a tight estimate does not foresee.
        try:
            return sign_pdf(data, who, field, tsa=tsa, certify=certify, md=md, subfilter=subfilter, box=box, text=text,
                            signer=signer, lock=lock, reason=reason, existing=existing, before=before, page=page,
                            reserve=0, name=name, **signer_options)
        except SigningError as error:
            need = re.search(r"contents required (\d+)", str(error))
            if not need:
                raise
            reserve = int(need.group(1)) + 16
    w = given or writer(data)
    if before:
        before(w)
    signer = signer or Signer(who, **signer_options)
    meta = signers.PdfSignatureMetadata(
        field_name=field, md_algorithm=md, subfilter=subfilter, certify=certify is not None, reason=reason, name=name,
        docmdp_permissions=PERMISSIONS[certify or 2], tight_size_estimates=True)
    spec = None if existing else SigFieldSpec(
        field, box=box, on_page=page, field_mdp_spec=lock[0] if lock else None,
        doc_mdp_update_value=PERMISSIONS[lock[1]] if lock and lock[1] else None)
    style = TextStampStyle(stamp_text=text, background=None) if box else None
    out = signers.PdfSigner(meta, signer, timestamper=tsa, new_field_spec=spec, stamp_style=style).sign_pdf(
        w, existing_fields_only=existing, bytes_reserved=reserve or None)
    return out.getvalue()


def add_field(data, field, box=None, lock=None, page=0):
    """Adds an empty signature field."""
    def change(w):
        fields.append_signature_field(w, SigFieldSpec(
            field, box=box, on_page=page, field_mdp_spec=lock[0] if lock else None,
            doc_mdp_update_value=PERMISSIONS[lock[1]] if lock and lock[1] else None))
    return edited(data, change)


def doc_time_stamp(data, tsa, field="DocTimeStamp1", md="sha256"):
    """A document time stamp."""
    reserve = None
    while True:
        try:
            return signers.PdfTimeStamper(tsa, field_name=field).timestamp_pdf(
                writer(data), md, tight_size_estimates=True, bytes_reserved=reserve).getvalue()
        except SigningError as error:
            need = re.search(r"contents required (\d+)", str(error))
            if not need:
                raise
            reserve = int(need.group(1)) + 16


def contents_of(data, index=-1):
    """Hexadecimal digits of the Contents of a signature, padding included."""
    return re.findall(rb"/Contents <([0-9a-fA-F]+)>", data)[index]


def add_dss(data, certs=(), ocsps=(), crls=(), vri=True, index=-1):
    """Adds certificates and revocation data (DSS) in an own revision."""
    return edited(data, lambda w: DocumentSecurityStore.supply_dss_in_writer(
        w, contents_of(data, index) if vri else None, certs=list(certs), ocsps=list(ocsps), crls=list(crls)))


def sign_cms(content, who, *, detached=True, tsa=None, md="sha256", cades=True, signer=None, **signer_options):
    """CMS or CAdES."""
    signer = signer or Signer(who, **signer_options)
    source = content
    if not detached:
        source = cms.ContentInfo({"content_type": "data", "content": core.OctetString(content)})
    return asyncio.run(signer.async_sign_general_data(
        source, md, detached=detached, use_cades=cades, timestamper=tsa)).dump()


# What a signature's bytes are made of, for attacks.

def byte_range(data, index=-1):
    """The match of a ByteRange and its numbers."""
    found = list(re.finditer(rb"/ByteRange ?\[([^\]]*)\]", data))[index]
    return found, [int(n) for n in found.group(1).split()]


def with_byte_range(data, numbers, index=-1):
    """Writes other numbers into the same space."""
    found, _ = byte_range(data, index)
    room = found.end(1) - found.start(1)
    text = b" ".join(b"%d" % n if isinstance(n, int) else n for n in numbers)
    if len(text) > room:
        # pyHanko leaves spaces after the array
        rest = data[found.end():]
        spare = len(rest) - len(rest.lstrip(b" "))
        need = len(text) - room
        assert need <= spare, (need, spare)
        return data[:found.start(1)] + text + b"]" + rest[need:]
    return data[:found.start(1)] + text.ljust(room) + data[found.end(1):]


def contents_span(data, index=-1):
    """From the `<` of Contents to after its `>`."""
    found = list(re.finditer(rb"/Contents <([0-9a-fA-F]+)>", data))[index]
    return found.start(1) - 1, found.end(1) + 1


def with_contents(data, der, index=-1, fill=b"0"):
    """Writes another CMS into the same space."""
    start, end = contents_span(data, index)
    room = end - start - 2
    text = der.hex().encode()
    assert len(text) <= room, (len(text), room)
    return data[:start + 1] + text + (fill * room)[:room - len(text)] + data[end - 1:]


def cms_of(data, index=-1):
    """The CMS of a signature, without padding."""
    raw = bytes.fromhex(contents_of(data, index).decode())
    return cms.ContentInfo.load(raw, strict=False).dump()


def covered(data, numbers):
    """The bytes that a ByteRange names."""
    return b"".join(data[start:start + length] for start, length in zip(numbers[::2], numbers[1::2]))


def resign(data, who, index=-1, **options):
    """A new CMS for a file whose bytes were edited after signing, as if it had been signed like that."""
    _, numbers = byte_range(data, index)
    return with_contents(data, sign_cms(covered(data, numbers), who, **options), index)


def hand_signed(pdf, who, *, field="Signature1", entries="/Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached",
                ranges=None, space=4000, make=None, form="table", gap=b"", tail=b"", contents=None, widget="",
                value_direct=False, byte_range_text=None, page=3, sig_type="/Type /Sig", acroform="/SigFlags 3", **options):
    """Signs a file of its own making in its only revision, with any ByteRange.

    `ranges(start, end, total)`: the numbers, given where the Contents string starts (its `<`) and ends;
    `make(content)`: the bytes of Contents; `contents`: how the string is written: (before, after) around the digits.
    """
    number = pdf.next()
    box, extra = number, number + 1
    before, after = contents or (b"<", b">")
    marker = b"0" * (2 * space)
    body = (b"<< %s %s /ByteRange [0000000000 0000000000 0000000000 0000000000%s] /Contents " % (
        sig_type.encode(), entries.encode(), b" " * 40)) + gap + before + marker + after + b" >>"
    value = body if value_direct else b"%d 0 R" % extra
    pdf.set(box, b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (%s) /F 132 /Rect [0 0 0 0] /P %d 0 R /V %s %s >>" % (
        field.encode(), page, value, widget.encode()))
    if not value_direct:
        pdf.set(extra, body)
    catalog = pdf.objects[1]
    pdf.objects[1] = catalog[:catalog.rindex(b">>")] + b" /AcroForm << /Fields [%d 0 R] %s >> >>" % (box, acroform.encode())
    at = pdf.objects[page]
    pdf.objects[page] = at[:at.rindex(b">>")] + b" /Annots [%d 0 R] >>" % box
    data = pdf.write(form) + tail
    start = data.index(before + marker)
    end = start + len(before) + len(marker) + len(after)
    numbers = ranges(start, end, len(data)) if ranges else [0, start, end, len(data) - end]
    text = byte_range_text(numbers) if byte_range_text else b" ".join(b"%d" % n for n in numbers)
    place = data.index(b"/ByteRange [") + len(b"/ByteRange [")
    room = data.index(b"]", place) - place
    data = data[:place] + text.ljust(room) + data[place + room:]
    signed = covered(data, numbers)
    der = make(signed) if make else sign_cms(signed, who, **options)
    digits = der.hex().encode()
    assert len(digits) <= len(marker), (len(digits), len(marker))
    place = start + len(before)
    return data[:place] + digits + data[place + len(digits):]


def body(data, number):
    """An object of the newest revision, as bytes."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    made = PdfFileReader(io.BytesIO(data), strict=False).get_object(generic.Reference(number, 0), never_decrypt=True)
    out = io.BytesIO()
    made.write_to_stream(out, None, generic.Reference(number, 0))
    return out.getvalue()


def root_number(data):
    from pyhanko.pdf_utils.reader import PdfFileReader
    return PdfFileReader(io.BytesIO(data), strict=False).root_ref.idnum


def with_entry(dictionary, text):
    """A dictionary, as bytes, with another entry at its end."""
    end = dictionary.rindex(b">>")
    return dictionary[:end] + b" " + text + b" " + dictionary[end:]


def regardless(sign):
    """Runs a signing that pyHanko would refuse because an earlier signature forbids it."""
    old = signers.PdfSigner._enforce_certification_constraints
    signers.PdfSigner._enforce_certification_constraints = lambda *_: None
    try:
        return sign()
    finally:
        signers.PdfSigner._enforce_certification_constraints = old
