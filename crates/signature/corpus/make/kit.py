"""What the cases share: the moment, the PKI, documents, and the table of files with what must come out."""

import csv
import random
from datetime import timedelta
from pathlib import Path

from asn1crypto import core
from asn1crypto.crl import CertificateList
from freezegun import freeze_time

import base
import pki
from pki import Pki, Tsa, extension, moment, name, ocsp_answer, revocation_list

PEOPLE = [
    {
        "state": "UBND TỈNH THÁI NGUYÊN", "office": "Sở Tài chính", "trust": "Ban Cơ yếu Thử nghiệm",
        "initial": "Nguyễn Văn Ấn", "leader": "Trần Thị Bình", "other": "Lê Hoàng Cường",
        "ids": ("001088012345", "019179004321", "019085001122"), "tax": "4600123456",
        "lines": ["UY BAN NHAN DAN TINH THAI NGUYEN", "So: 123/QD-UBND", "QUYET DINH", "Dieu 1. Phe duyet du toan 12.500.000.000 dong",
                  "Dieu 2. Quyet dinh co hieu luc tu ngay ky"],
        "title": "Quyết định 123/QĐ-UBND", "amount": ("12.500.000.000", "92.500.000.000"),
    },
    {
        "state": "UBND TỈNH BẮC GIANG", "office": "Văn phòng UBND", "trust": "Cơ quan Chứng thực Giả định",
        "initial": "Phạm Quỳnh Dương", "leader": "Đỗ Mạnh Hùng", "other": "Vũ Thị Ngọc Ánh",
        "ids": ("024190005678", "024075009876", "024201003344"), "tax": "2400654321",
        "lines": ["SO NOI VU", "Giay moi hop", "Thoi gian: 8 gio 00 ngay 05 thang 9", "Kinh phi ho tro: 3.000.000 dong",
                  "Noi nhan: nhu tren; luu VT", "Trang trong duoi chu ky khong co noi dung"],
        "title": "Giấy mời họp Sở Nội vụ", "amount": ("3.000.000", "83.000.000"),
    },
    {
        "state": "UBND THÀNH PHỐ ĐỒNG HỚI", "office": "Phòng Tư pháp", "trust": "Trung tâm Khóa Thí nghiệm",
        "initial": "Hoàng Đức Ích", "leader": "Bùi Thị Kim Oanh", "other": "Đặng Ngọc Sơn",
        "ids": ("044092007788", "044180001199", "044070002211"), "tax": "3100999888",
        "lines": ["PHONG TU PHAP", "TRICH LUC KHAI SINH", "So quyen: 01/2022", "Le phi: 8.000 dong", "Nguoi ky: TP"],
        "title": "Trích lục khai sinh", "amount": ("8.000", "8.000.000"),
    },
]
DAYS = ["2024-03-15T02:00", "2023-08-21T07:30", "2022-11-02T03:15"]
MAIN_KEYS = [("p256", "p256"), ("rsa2048", "p256"), ("p384", "p384")]

COLUMNS = ["file", "trust", "intermediates", "crl", "at", "verdict", "indication", "sub_indication", "codes", "reason",
           "pyhanko", "difference", "content", "alternatives", "signatures"]

FAILED = {"FORMAT_FAILURE", "HASH_FAILURE", "SIG_CRYPTO_FAILURE", "REVOKED", "EXPIRED", "NOT_YET_VALID"}


class Kit:
    """Makes files and notes what is expected of them."""

    def __init__(self, variant, out):
        self.variant = variant
        self.out = Path(out)
        self.rng = random.Random(f"chiso corpus {variant}")
        self.words = PEOPLE[(variant - 1) % len(PEOPLE)]
        self.t0 = moment(DAYS[(variant - 1) % len(DAYS)])
        self.freezer = freeze_time(self.t0)
        self.clock = self.freezer.start()
        self.rows = []
        pki.UTC_TIMES = variant > 1
        self.pki = Pki(1_000_000 * variant + 4711)
        for part in ("files", "trust", "revocation", "content"):
            (self.out / part).mkdir(parents=True, exist_ok=True)
        self._basic_pki()

    # Choices and moments.

    def pick(self, *choices):
        """One choice per variant."""
        return choices[(self.variant - 1) % len(choices)]

    def day(self, days=0, hours=0):
        """A moment relative to the signing, as text."""
        return (self.t0 + timedelta(days=days, hours=hours)).strftime("%Y-%m-%dT%H:%M")

    def set_clock(self, days=0, hours=0):
        self.clock.move_to(self.t0 + timedelta(days=days, hours=hours))

    # The PKI that most cases use.

    def person(self, who):
        return name(("C", "VN"), ("O", self.words["state"]), ("OU", self.words["office"]), ("CN", self.words[who]),
                    ("UID", "CCCD:" + self.words["ids"]["initial leader other".split().index(who)]))

    def organisation(self):
        return name(("C", "VN"), ("L", "Việt Nam"), ("O", self.words["state"]), ("CN", self.words["state"]),
                    ("UID", "MST:" + self.words["tax"]))

    def authority_name(self, text):
        return name(("C", "VN"), ("O", self.words["trust"]), ("CN", text))

    def _basic_pki(self):
        up, low = MAIN_KEYS[(self.variant - 1) % len(MAIN_KEYS)]
        p = self.pki
        self.root = p.authority(self.authority_name("Root CA G1"), key=up, since="2015-01-01", until="2040-01-01")
        self.ca = p.authority(self.authority_name("CA phục vụ cơ quan nhà nước"), self.root, key=up, since="2018-01-01",
                              until="2036-01-01", pathlen=0)
        self.tsa_ca = p.authority(self.authority_name("CA dấu thời gian"), self.root, key=low, since="2018-01-01",
                                  until="2036-01-01", pathlen=0)
        self.initial = p.issue(self.person("initial"), self.ca, key=low, since="2022-01-01", until="2028-01-01")
        self.leader = p.issue(self.person("leader"), self.ca, key=low, since="2022-01-01", until="2028-01-01")
        self.seal = p.issue(self.organisation(), self.ca, key="rsa2048", since="2022-01-01", until="2028-01-01")
        self.tsa_cert = p.issue(self.authority_name("TSA 01"), self.tsa_ca, key=low, since="2021-01-01", until="2030-01-01",
                                usage=("digital_signature",), eku=["time_stamping"], eku_critical=True)
        self.tsa = Tsa(self.tsa_cert)
        self.responder = p.issue(self.authority_name("OCSP 01"), self.ca, key=low, since="2022-01-01", until="2028-01-01",
                                 usage=("digital_signature",), eku=["ocsp_signing"], extra=[self.no_check()])
        self.tsa_responder = p.issue(self.authority_name("OCSP TSA"), self.tsa_ca, key=low, since="2022-01-01",
                                     until="2030-01-01", usage=("digital_signature",), eku=["ocsp_signing"],
                                     extra=[self.no_check()])
        self.root_responder = p.issue(self.authority_name("OCSP Root"), self.root, key=low, since="2022-01-01",
                                      until="2030-01-01", usage=("digital_signature",), eku=["ocsp_signing"],
                                      extra=[self.no_check()])
        self.stranger_root = p.authority(name(("C", "VN"), ("O", "Công ty Không Tin"), ("CN", "Tự phong Root")), key="p256")
        self.stranger = p.issue(self.person("other"), self.stranger_root)
        self.trust("root", self.root)
        self.trust("ca", self.ca)
        self.revocation("current", self.root, self.ca, self.tsa_ca)

    @staticmethod
    def no_check():
        return extension("ocsp_no_check", core.Null())

    # Files beside the documents.

    def trust(self, file, *entities):
        path = f"trust/{file}.pem"
        (self.out / path).write_bytes(b"".join(e.pem for e in entities))
        return path

    def crl(self, authority, since=4, until=18, **options):
        """A CRL, by default issued four days after the signing and current at the usual moment of verification."""
        return revocation_list(authority, self.day(since), self.day(until), **options)

    def ocsp(self, entity, days=0, hours=1, valid_days=10, responder=None, **options):
        """An OCSP answer, by default an hour after the signing."""
        if responder is None:
            responder = {self.ca: self.responder, self.tsa_ca: self.tsa_responder,
                         self.root: self.root_responder}.get(entity.issuer, entity.issuer)
        return ocsp_answer(entity, responder, self.day(days, hours), valid_days, **options)

    def revocation(self, directory, *things):
        """A directory of revocation data: CRLs of authorities, or CRLs and OCSP answers as they are."""
        path = self.out / "revocation" / directory
        path.mkdir(parents=True, exist_ok=True)
        for index, thing in enumerate(things):
            thing = self.crl(thing) if hasattr(thing, "private") else thing
            kind = "crl" if isinstance(thing, CertificateList) else "ocsp"
            (path / f"{index}.{kind}").write_bytes(thing.dump())
        return f"revocation/{directory}"

    def revocation_bytes(self, path, data):
        (self.out / "revocation" / path).write_bytes(data)
        return f"revocation/{path}"

    def content(self, file, data):
        (self.out / "content" / file).write_bytes(data)
        return f"content/{file}"

    # Documents.

    def document(self, form=None, **options):
        """The bytes of the usual document; its form depends on the variant."""
        options.setdefault("compress", self.pick(False, True))
        options.setdefault("metadata", False)
        return base.document(self.words["lines"], self.words["title"], **options).write(form or self.pick("table", "stream", "objstm"))

    def field(self, index=1):
        """Name of a signature field."""
        return self.pick("Signature%d", "Chuky.%d", "sig_%d").replace(".", "_") % index

    def box(self, index=1):
        """Place of a visible signature, where no text is."""
        left, low = self.pick((60, 100), (320, 60), (200, 150))
        return (left, low + 60 * (index - 1), left + 180, low + 50 + 60 * (index - 1))

    # The table.

    def case(self, file, data, verdict, sub="", reason="", *, trust="trust/root.pem", intermediates="",
             crl="revocation/current", at=None, codes="", difference="", content="", alternatives="", days=5, signatures=""):
        """Writes a file and notes its row. `signatures`: role and level of each, e.g. `person B-B;organisation B-T`."""
        path = f"files/{file}"
        assert not any(r["file"] == path for r in self.rows), file
        (self.out / path).write_bytes(data)
        alternatives = "|".join(a for a in alternatives.split("|") if a != verdict)
        if verdict in ("accept", "accept_as_b_only"):
            indication = "TOTAL-PASSED"
        elif sub:
            indication = "TOTAL-FAILED" if sub in FAILED else "INDETERMINATE"
        else:
            indication = ""
        when = (moment(at) if at else self.t0 + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.rows.append(dict(zip(COLUMNS, [
            path, trust, intermediates, crl, when, verdict, indication, sub, codes, reason, "", difference, content, alternatives, signatures])))

    def write_table(self):
        with open(self.out / "expected.csv", "w", newline="", encoding="utf-8") as out:
            rows = csv.DictWriter(out, COLUMNS, lineterminator="\n")
            rows.writeheader()
            rows.writerows(self.rows)


def flipped(data, at):
    """One bit of a byte turned."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]
