"""A test PKI: certificates, revocation lists, OCSP answers and time stamps, with every fault on request.

Keys are made at run time and are never written anywhere.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from asn1crypto import algos, cms, core, crl, keys, ocsp, pem, tsp, x509
from certomancer.crypto_utils import generic_sign
from certomancer.services import CRLBuilder, SimpleOCSPResponder, choose_signed_digest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

CURVES = {"p256": ec.SECP256R1, "p384": ec.SECP384R1, "p521": ec.SECP521R1}


def moment(text):
    """`2024-03-15` or `2024-03-15T02:00` as a moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


def new_key(kind):
    """A new private key: `rsa2048`, `p256`, `ed25519` ..."""
    if kind.startswith("rsa"):
        key = rsa.generate_private_key(public_exponent=65537, key_size=int(kind[3:]))
    elif kind == "ed25519":
        key = ed25519.Ed25519PrivateKey.generate()
    else:
        key = ec.generate_private_key(CURVES[kind]())
    der = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return keys.PrivateKeyInfo.load(der), keys.PublicKeyInfo.load(public)


def raw_rsa_sign(private, data, md):
    """RSASSA-PKCS1-v1_5 by hand, for digests that libraries refuse."""
    prefix = {
        "md5": "3020300c06082a864886f70d020505000410",
        "sha1": "3021300906052b0e03021a05000414",
    }[md]
    info = bytes.fromhex(prefix) + hashlib.new(md, data).digest()
    numbers = serialization.load_der_private_key(private.dump(), None).private_numbers()
    n = numbers.public_numbers.n
    size = (n.bit_length() + 7) // 8
    block = b"\x00\x01" + b"\xff" * (size - len(info) - 3) + b"\x00" + info
    return pow(int.from_bytes(block, "big"), numbers.d, n).to_bytes(size, "big")


def sign_bytes(private, data, algorithm):
    """Signs with an asn1crypto SignedDigestAlgorithm."""
    if algorithm["algorithm"].native in ("md5_rsa", "sha1_rsa"):
        return raw_rsa_sign(private, data, algorithm["algorithm"].native[:-4])
    return generic_sign(private, data, algorithm)


def name(*parts):
    """A distinguished name of (attribute, value) pairs in the given order."""
    rdns = []
    for kind, value in parts:
        kind = {
            "C": "country_name", "O": "organization_name", "OU": "organizational_unit_name",
            "CN": "common_name", "L": "locality_name", "ST": "state_or_province_name",
            "UID": "user_id", "T": "title",
        }.get(kind, kind)
        text = core.PrintableString(value) if kind == "country_name" else core.UTF8String(value)
        rdns.append(x509.RelativeDistinguishedName([x509.NameTypeAndValue({
            "type": kind,
            "value": text if kind in ("country_name", "user_id") else x509.DirectoryString("utf8_string", text),
        })]))
    return x509.Name(name="", value=x509.RDNSequence(rdns))


def url(address):
    return x509.GeneralName("uniform_resource_identifier", address)


def extension(kind, value, critical=False):
    return x509.Extension({"extn_id": kind, "critical": critical, "extn_value": value})


@dataclass(eq=False)
class Entity:
    """A key with its certificate and the way up."""

    private: keys.PrivateKeyInfo
    cert: x509.Certificate
    issuer: "Entity | None" = None
    revoked: dict = field(default_factory=dict)

    @property
    def chain(self):
        """From the issuer up to the root, the root excluded."""
        found, at = [], self.issuer
        while at is not None and at.issuer is not None:
            found.append(at.cert)
            at = at.issuer
        return found

    @property
    def root(self):
        return self if self.issuer is None else self.issuer.root

    @property
    def pem(self):
        return pem.armor("CERTIFICATE", self.cert.dump())


class Pki:
    """Makes entities; serial numbers are counted, so that names of files and faults stay the same."""

    def __init__(self, start_serial):
        self.serial = start_serial

    def issue(self, subject, issuer=None, *, key="p256", since="2020-01-01", until="2034-01-01", ca=False,
              pathlen=None, usage=("digital_signature", "non_repudiation"), eku=None, eku_critical=False,
              extra=(), md="sha256", constraints=True, serial=None, keys_of=None, aki=True,
              issuer_name=None, sign_with=None, algorithm=None, pointers=True):
        """Issues a certificate. `keys_of`: uses another entity's key; `sign_with`: another entity signs."""
        private, public = (keys_of.private, keys_of.cert.public_key) if keys_of else new_key(key)
        self.serial += 7919
        signer = sign_with or issuer
        signing_key = signer.private if signer else private
        signing_public = signer.cert.public_key if signer else public
        extensions = [extension("key_identifier", core.OctetString(public.sha1))]
        if aki and issuer:
            extensions.append(extension("authority_key_identifier", x509.AuthorityKeyIdentifier(
                {"key_identifier": issuer.cert.public_key.sha1})))
        if constraints and (ca or pathlen is not None):
            value = {"ca": ca}
            if pathlen is not None:
                value["path_len_constraint"] = pathlen
            extensions.append(extension("basic_constraints", x509.BasicConstraints(value), True))
        if usage:
            extensions.append(extension("key_usage", x509.KeyUsage(set(usage)), True))
        if eku:
            extensions.append(extension("extended_key_usage", x509.ExtKeyUsageSyntax(list(eku)), eku_critical))
        if issuer and pointers:
            # Addresses that nobody may ever fetch from.
            extensions.append(extension("authority_information_access", x509.AuthorityInfoAccessSyntax([
                {"access_method": "ocsp", "access_location": url("http://o.invalid")}])))
            extensions.append(extension("crl_distribution_points", x509.CRLDistributionPoints([{
                "distribution_point": x509.DistributionPointName("full_name", x509.GeneralNames([
                    url(f"http://c{issuer.cert.serial_number}.invalid")]))}])))
        extensions.extend(extra)
        if algorithm is None:
            algorithm = choose_signed_digest(md, signing_public)
        tbs = x509.TbsCertificate({
            "version": "v3",
            "serial_number": serial or self.serial,
            "signature": algorithm,
            "issuer": issuer_name or (issuer.cert.subject if issuer else subject),
            "validity": {
                "not_before": x509.Time({"utc_time": moment(since)}),
                "not_after": x509.Time({"utc_time": moment(until)}),
            },
            "subject": subject,
            "subject_public_key_info": public,
            "extensions": extensions,
        })
        cert = x509.Certificate({
            "tbs_certificate": tbs,
            "signature_algorithm": algorithm,
            "signature_value": sign_bytes(signing_key, tbs.dump(), algorithm),
        })
        return Entity(private, x509.Certificate.load(cert.dump()), issuer)

    def authority(self, subject, issuer=None, **options):
        options.setdefault("usage", ("key_cert_sign", "crl_sign"))
        options.setdefault("ca", True)
        return self.issue(subject, issuer, **options)


def revocation_list(authority, since, until, *, revoked=None, md="sha256", number=1, issuer_name=None,
                    sign_with=None, distpoint=None, extra=(), entry_extensions=None):
    """A CRL. `revoked`: {entity: (moment, reason)}; `sign_with`: another entity's key."""
    signer = sign_with or authority
    builder = CRLBuilder(
        issuer_name or authority.cert.subject, signer.private,
        choose_signed_digest(md, signer.cert.public_key), signer.cert.public_key.sha1,
        extra_crl_extensions=list(extra),
    )
    entries = [
        builder.format_revoked_cert(
            entity.cert.serial_number, crl.CRLReason(reason) if reason else None, moment(at),
            (entry_extensions or {}).get(entity))
        for entity, (at, reason) in (revoked if revoked is not None else authority.revoked).items()
    ]
    made = builder.build_crl(number, moment(since), moment(until), entries, distpoint)
    if not entries:
        tbs = made["tbs_cert_list"]
        tbs = crl.TbsCertList({
            key: tbs[key] for key in
            ("version", "signature", "issuer", "this_update", "next_update", "crl_extensions")
        })
        made = builder.sign_crl(tbs)
    if UTC_TIMES:
        made = builder.sign_crl(with_utc_times(made["tbs_cert_list"]))
    return crl.CertificateList.load(made.dump())


# RFC 5280 wants UTCTime until 2049, certomancer writes GeneralizedTime: both must be readable. Set by the variant.
UTC_TIMES = False


def with_utc_times(tbs):
    """The same list with UTCTime."""
    kept = {key: tbs[key] for key in ("version", "signature", "issuer", "crl_extensions")}
    for key in ("this_update", "next_update"):
        kept[key] = x509.Time({"utc_time": tbs[key].native})
    if len(tbs["revoked_certificates"]):
        kept["revoked_certificates"] = crl.RevokedCertificates([
            crl.RevokedCertificate({
                "user_certificate": entry["user_certificate"],
                "revocation_date": x509.Time({"utc_time": entry["revocation_date"].native}),
                "crl_entry_extensions": entry["crl_entry_extensions"],
            }) for entry in tbs["revoked_certificates"]])
    return crl.TbsCertList(kept)


def ocsp_answer(entity, responder, produced, valid_days=10, *, status="good", revoked_at=None, reason=None,
                about=None, issuer=None, next_update=True, embed=True, md="sha256"):
    """An OCSP answer about `entity` (or the certificate `about`) that `responder` signs."""
    issuer = issuer or entity.issuer
    at = moment(produced)
    cert_id = ocsp.CertId({
        "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha1"}),
        "issuer_name_hash": issuer.cert.subject.sha1,
        "issuer_key_hash": issuer.cert.public_key.sha1,
        "serial_number": (about or entity).cert.serial_number,
    })
    if status == "revoked":
        info = {"revocation_time": moment(revoked_at)}
        if reason:
            info["revocation_reason"] = crl.CRLReason(reason)
        state = ocsp.CertStatus("revoked", ocsp.RevokedInfo(info))
    else:
        state = ocsp.CertStatus(status, core.Null())
    single = {"cert_id": cert_id, "cert_status": state, "this_update": at}
    if next_update:
        single["next_update"] = at + timedelta(days=valid_days)
    service = SimpleOCSPResponder(
        responder.cert, responder.private, choose_signed_digest(md, responder.cert.public_key), at, None)
    made = service.assemble_simple_ocsp_responses([ocsp.SingleResponse(single)])
    if not embed:
        basic = made["response_bytes"]["response"].parsed
        del basic["certs"]
        made["response_bytes"]["response"] = core.ParsableOctetString(basic.dump(force=True))
    return ocsp.OCSPResponse.load(made.dump(force=True))


class Tsa(DummyTimeStamper):
    """A time-stamping authority with any key, and with faults on request.

    `imprint`: replaces the hash that is stamped; `break_signature`: flips a bit of the signature value;
    `gen_time`: states another time than the clock.
    """

    def __init__(self, entity, *, embed=True, md=None, imprint=None, break_signature=False, gen_time=None,
                 signing_certificate=True):
        super().__init__(entity.cert, entity.private, SimpleCertificateStore.from_certs(entity.chain if embed else []),
                         override_md=md, include_nonce=False)
        self.entity = entity
        self.imprint = imprint
        self.break_signature = break_signature
        self.gen_time = gen_time
        self.signing_certificate = signing_certificate

    def _build_tst_info(self, message_imprint, dt, req):
        if self.imprint:
            message_imprint = tsp.MessageImprint({
                "hash_algorithm": message_imprint["hash_algorithm"],
                "hashed_message": self.imprint(message_imprint["hashed_message"].native),
            })
        when = moment(self.gen_time) if self.gen_time else dt
        when = datetime(when.year, when.month, when.day, when.hour, when.minute, when.second, tzinfo=timezone.utc)
        serial = int.from_bytes(hashlib.sha256(message_imprint.dump()).digest()[:7], "big") + 1
        return tsp.TSTInfo({
            "version": "v1", "policy": "1.3.6.1.4.1.4146.2.2", "message_imprint": message_imprint,
            "serial_number": serial, "gen_time": when,
            "tsa": x509.GeneralName(name="directory_name", value=self.tsa_cert.subject),
        })

    def _sign_tst_info(self, tst_info_data, md_algorithm, dt):
        def attribute(kind, value):
            return cms.CMSAttribute({"type": kind, "values": [value]})

        attributes = [
            attribute("content_type", "tst_info"),
            attribute("message_digest", hashlib.new(md_algorithm, tst_info_data).digest()),
        ]
        if self.signing_certificate:
            attributes.append(attribute("signing_certificate_v2", tsp.SigningCertificateV2({"certs": [
                tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(self.tsa_cert.dump()).digest()})]})))
        attributes = cms.CMSAttributes(attributes)
        self.algorithm = choose_signed_digest(md_algorithm, self.tsa_cert.public_key)
        value = sign_bytes(self.tsa_key, attributes.dump(), self.algorithm)
        if self.break_signature:
            value = value[:-1] + bytes([value[-1] ^ 1])
        return value, attributes

    def _build_signed_data(self, tst_info_data, md_algorithm, signature, signed_attrs):
        made = super()._build_signed_data(tst_info_data, md_algorithm, signature, signed_attrs)
        made["signer_infos"][0]["signature_algorithm"] = self.algorithm
        made["certificates"] = [self.tsa_cert, *self.certs_to_embed]
        return made
