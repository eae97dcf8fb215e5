"""`make bench-signature`: chiso-verify beside pyHanko on the same files in one run, and its memory on a large file.

Both get the same files, trust anchors, revocation data and moment, on one core. What is counted is processor time: pyHanko's
without its start, chiso-verify's with everything.
"""

import collections
import csv
import functools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ["TZ"] = "UTC"
HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent / "corpus"
sys.path.insert(0, str(CORPUS / "make"))

ROUNDS = 5
LARGE = 100 << 20


def question(row):
    return row["trust"], row["intermediates"], row["crl"], row["at"]


def rows():
    """The PDF files of the corpus that are verified with the most common material, without those made to be hostile."""
    with open(CORPUS / "expected.csv", encoding="utf-8") as table:
        found = [row for row in csv.DictReader(table)
                 if row["file"].endswith(".pdf") and not row["file"].startswith("files/hostile-")]
    common, _ = collections.Counter(map(question, found)).most_common(1)[0]
    return common, [row for row in found if question(row) == common]


def chiso(program, common, files, *more):
    """Processor seconds and peak memory in MB of one call."""
    trust, intermediates, crl, at = common
    command = [program, "--json", "--at", at, *more]
    for flag, names in (("--trust", trust), ("--intermediates", intermediates), ("--crl", crl)):
        for name in filter(None, names.split(",")):
            command += [flag, str(CORPUS / name)]
    process = subprocess.Popen([*command, *map(str, files)], stdout=subprocess.PIPE)
    reports = json.load(process.stdout)
    _, _, usage = os.wait4(process.pid, 0)
    assert len(reports) == len(files)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, reports


def pyhanko(judge, chosen):
    """Processor seconds."""
    start = time.process_time()
    for row in chosen:
        judge.judge(CORPUS, row)
    return time.process_time() - start


def large_file(directory):
    """A signed PDF file of 100 MB, and the certificate that it is signed with."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID
    import datetime
    from asn1crypto import keys, x509 as asn1_x509
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Bench")])
    begin = datetime.datetime(2024, 1, 1)
    certificate = (x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
                   .serial_number(1).not_valid_before(begin).not_valid_after(begin.replace(year=2034))
                   .add_extension(x509.KeyUsage(True, True, *[False] * 7), critical=True).sign(key, hashes.SHA256()))
    der = certificate.public_bytes(serialization.Encoding.DER)
    private = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
               b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
               b"<< /Length %d >>\nstream\n" % LARGE + b"% \n" * (LARGE // 3) + b"%" * (LARGE % 3) + b"\nendstream"]
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    plain, signed = directory / "plain.pdf", directory / "signed.pdf"
    plain.write_bytes(out)
    signer = signers.SimpleSigner(signing_cert=asn1_x509.Certificate.load(der), signing_key=keys.PrivateKeyInfo.load(private),
                                  cert_registry=SimpleCertificateStore())
    meta = signers.PdfSignatureMetadata(field_name="Signature1", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    with open(plain, "rb") as source, open(signed, "wb") as target:
        signers.sign_pdf(IncrementalPdfFileWriter(source), meta, signer, output=target)
    anchor = directory / "anchor.pem"
    anchor.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return signed, anchor


def memory(program):
    """Measured while this process is small: the peak of a child begins with that of its parent."""
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run([sys.executable, __file__, "--large-file", directory], check=True)
        signed, anchor = Path(directory) / "signed.pdf", Path(directory) / "anchor.pem"
        size = signed.stat().st_size / (1 << 20)
        nothing = ("", "", "", "2024-06-01T00:00:00Z")
        _, idle, _ = chiso(program, nothing, [anchor], "--trust", str(anchor))
        seconds, peak, reports = chiso(program, nothing, [signed], "--trust", str(anchor))
        return (f"peak memory, a signed PDF file of {size:.0f} MB: {peak:.0f} MB ({reports[0]['verdict']}, {seconds:.2f} s); "
                f"without a document {idle:.0f} MB; allowed: 4 times the file and 64 MB")


def speed(program):
    import judge

    judge.certificates_of = functools.lru_cache(judge.certificates_of)
    judge.revocation = functools.lru_cache(judge.revocation)
    common, chosen = rows()
    files = [CORPUS / row["file"] for row in chosen]
    pyhanko(judge, chosen[:10])
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(len(files) / chiso(program, common, files, "--threads", "1")[0])
        theirs.append(len(chosen) / pyhanko(judge, chosen))
    ours, theirs = statistics.median(ours), statistics.median(theirs)
    print(f"{len(files)} PDF files, one core, medians of {ROUNDS} alternating rounds, files per second of processor time")
    print(f"  pyHanko 0.38           {theirs:10.1f}   1.0")
    print(f"  chiso-verify           {ours:10.1f}   {ours / theirs:.1f}")


def main():
    if sys.argv[1] == "--large-file":
        large_file(Path(sys.argv[2]))
        return
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    of_memory = memory(sys.argv[1])
    speed(sys.argv[1])
    print(of_memory)


if __name__ == "__main__":
    main()
