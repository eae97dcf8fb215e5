"""Where several verdicts are defensible, or several faults could decide: what the verifier of this project says, and why."""

READER = "the reader repairs nothing: what it cannot read and what bears a signature is refused, the rest is an error"
PASSED, FAILED, OPEN = "TOTAL-PASSED", "TOTAL-FAILED", "INDETERMINATE"
UNSUPPORTED = ("unsupported", OPEN, "GENERIC", "a signature whose form is not supported is neither passed nor failed")
REFUSED = ("reject", FAILED, "FORMAT_FAILURE", READER)
ERROR = ("error", "", "", READER)

DECISIONS = {
    "pades-blta-broken-document-time-stamp.pdf": ("accept", PASSED, "", "the signature's own time stamp proves its time; one of the document that is worthless takes nothing away"),
    "algorithm-digest-and-signature-differ.pdf": ("reject", FAILED, "FORMAT_FAILURE", "the two algorithms contradict each other before any value is computed"),
    "cms-signed-data-of-nobody.p7s": ("no_signature", "", "", "nobody signed it"),
    "adbe-pkcs7-sha1.pdf": UNSUPPORTED,
    "adbe-x509-rsa-sha1.pdf": UNSUPPORTED,
    "unknown-subfilter.pdf": UNSUPPORTED,
    "signature-without-subfilter.pdf": UNSUPPORTED,
    "content-byte-after-contents-changed.pdf": ("reject", FAILED, "FORMAT_FAILURE", "the change broke the object before its digest"),
    "cms-signer-certificate-swapped.pdf": ("cannot_decide", OPEN, "NO_SIGNING_CERTIFICATE_FOUND", "the certificate that the signature names by its digest is not there (EN 319 102-1, 5.2.3.4)"),
    "cms-ber-indefinite.pdf": ("accept", PASSED, "", "BER changes nothing in what is signed, and signing software in use writes it"),
    "certificate-anchor-expired.pdf": ("accept", PASSED, "", "an anchor is trusted by configuration, not by its dates (RFC 5280, 6.1.1)"),
    "revocation-crl-sha1.pdf": ("cannot_decide", OPEN, "TRY_LATER", "a CRL that does not count is one that is missing"),
    "revocation-crl-indirect.pdf": ("cannot_decide", OPEN, "TRY_LATER", "indirect CRLs are not supported, so the data is missing"),
    "revocation-crl-indirect-revoked.pdf": ("cannot_decide", OPEN, "TRY_LATER", "indirect CRLs are not supported, so the data is missing"),
    "isa-no-xref.pdf": REFUSED,
    "swa-gap.pdf": REFUSED,
    "swa-gap-after.pdf": REFUSED,
    "swa-without-copy.pdf": REFUSED,
    "swa-inserted-after-contents.pdf": REFUSED,
    "change-form-resources.pdf": ("accept", PASSED, "", "resources under new names change nothing that is shown; form filling brings them"),
    "change-dss-type-entry.pdf": ("reject", FAILED, "FORMAT_FAILURE", "only entries that the standard lists belong there"),
    "change-dss-entries-removed.pdf": ("reject", FAILED, "FORMAT_FAILURE", "what proved the signature was taken out"),
    "lock-all-then-signed.pdf": ("reject", FAILED, "FORMAT_FAILURE", "all fields are locked, and the new one is a field"),
    "structure-prev-zero.pdf": REFUSED,
    "structure-prev-skips-signed-revision.pdf": ("no_signature", "", "", "the document as it is read has no signature"),
    "hostile-bad-startxref.pdf": REFUSED,
    "hostile-startxref-huge.pdf": REFUSED,
    "hostile-prev-loop.pdf": REFUSED,
    "hostile-prev-loop-two.pdf": REFUSED,
    "hostile-xref-count-huge.pdf": REFUSED,
    "hostile-size-huge.pdf": REFUSED,
    "hostile-reference-ring.pdf": ERROR,
    "hostile-deep-after-signing.pdf": ERROR,
    "hostile-many-empty-fields.pdf": ERROR,
    "hostile-many-fields-one-value.pdf": ERROR,
}


def settle(row):
    """Puts the decision on a row, if there is one, in place of what the case expected."""
    decision = DECISIONS.get(row["file"].removeprefix("files/"))
    if decision:
        row["verdict"], row["indication"], row["sub_indication"], why = decision
        row["reason"] = f"{row['reason']}; {why}"
    return row


if __name__ == "__main__":
    import csv
    import sys

    with open(sys.argv[1], newline="") as table:
        rows = list(csv.DictReader(table))
    with open(sys.argv[1], "w", newline="") as table:
        writer = csv.DictWriter(table, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(settle(row) for row in rows)
