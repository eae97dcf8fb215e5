"""Why pyHanko says something else than the table: for whole classes of files."""

STAMP = ("pyHanko fails or leaves open the whole signature when its time stamp does not verify; by EN 319 102-1, 5.5.4 such a time "
         "stamp just does not count, and the signature is what it is without it")
ARCHIVE = ("pyHanko takes a document time stamp for proof only after a good signature time stamp, or slides its control time and then finds "
           "the certificate expired; by EN 319 102-1, 5.6.2.4 a proof of existence from before is enough")
ANNOTATION = "pyHanko's difference policy knows no annotations, not even with P=3"
TRAILING = "pyHanko looks at cross-references only and does not mind bytes that none of them reaches; other readers would repair the file and read them"
PADDING = "pyHanko stops at the end of the CMS and does not look at what follows it inside Contents"
EKU = "pyHanko checks the key usage only, unless it is told which extended key usages to want"

LOCKED = "pyHanko counts the untouched appearance stream of a locked field as an update of that field"

RULES = [
    ("time-expired-before-stamp", "pyHanko's past validation takes any proof of existence, although it is from after the certificate's expiry"),
    ("time-stamp-before-validity", "pyHanko compares the best signature time with notBefore only when the certificate is out of its validity at the moment of verification"),
    ("time-stamps-out-of-order", "pyHanko does not compare the times of time stamps with each other"),
    ("time-document-stamp", ARCHIVE),
    ("time-expired-after", ARCHIVE),
    ("time-stamp-", STAMP),
    ("cades-detached-broken-time-stamp", STAMP),
    ("pades-bt-no-tsa", STAMP),
    ("several-one-time-stamp-bad", STAMP),
    ("pades-blt-half-a-year", "pyHanko wants revocation data that is fresh at the moment of verification, unless archive time stamps prove it"),
    ("pades-blta-two", ARCHIVE),
    ("pades-blta-broken-document", STAMP),
    ("cades-detached-crls-inside", "pyHanko does not look for CRLs in a SignedData"),
    ("cades-detached-certificates-given", "pyHanko takes the signer's certificate from the CMS only"),
    ("cades-two-signers", "pyHanko verifies CMS with one signer only"),
    ("cades-detached-pem", "pyHanko's functions want DER"),
    ("contents-trailing", PADDING),
    ("contents-white-space", "pyHanko computes the length of the hole from the length of the CMS string without white space"),
    ("contents-literal", "pyHanko reads literal strings, too, or computes the hole from the hexadecimal form"),
    ("contents-", "pyHanko is stricter or more lenient about the form of Contents; see the reason"),
    ("signature-dictionary-direct", "pyHanko fails on a signature dictionary that is no indirect object"),
    ("signature-without-filter", "pyHanko does not need Filter"),
    ("signature-not-in-fields", "pyHanko looks at the form's fields only"),
    ("attribute-signing-certificate-missing", "pyHanko checks a signing-certificate attribute if there is one, and does not demand it"),
    ("attribute-none", "pyHanko accepts a CMS without signed attributes; as the reason says, that is a known ambiguity"),
    ("content-trailing-garbage", TRAILING),
    ("isa-", TRAILING),
    ("structure-two-documents", TRAILING),
    ("cms-ber", "pyHanko reads BER where ISO 32000-2 wants DER"),
    ("cms-content-inside", "pyHanko hashes the byte range and does not mind that the CMS holds content, too"),
    ("byterange-signed-tail", "pyHanko wants the signed revision to end right after %%EOF"),
    ("certificate-anchor-is-intermediate", "pyHanko cannot find the path of the CRL's issuer when the issuer itself is the anchor"),
    ("certificate-anchor-is-signer", "pyHanko does not take the signer's certificate itself for an anchor in this case"),
    ("certificate-usage-none", "pyHanko wants a key usage extension"),
    ("certificate-eku", EKU),
    ("certificate-expired-since-time-stamp", ARCHIVE),
    ("certificate-authority-expired", ARCHIVE),
    ("revocation-crl-sha1", "pyHanko's default algorithm policy lets CRLs use SHA-1"),
    ("revocation-revoked-after-document-time-stamp", ARCHIVE),
    ("revocation-crl-revoked-ocsp-good-older", "pyHanko is satisfied with the first good answer and prefers OCSP; EN 319 102-1 wants the newest information"),
    ("revocation-removed-from-hold", "pyHanko takes the entry of the older CRL, too"),
    ("revocation-authority-revoked-before-time-stamp", "pyHanko's past validation moves the control time before the revocation and then passes with a later proof of existence"),
    ("revocation-ocsp-no-next-update", "pyHanko takes thirty minutes as the life of an OCSP answer without nextUpdate"),
    ("revocation-", "pyHanko judges this revocation data otherwise; see the reason"),
    ("shadow-replace-field-appearance", "pyHanko lets appearances of fields change where forms may be filled and does not compare them with the values"),
    ("shadow-hide-and-replace-acroform", "pyHanko compares the entries of the form, not the reference to it"),
    ("change-form-need-appearances", "pyHanko lets NeedAppearances change"),
    ("change-form-resources", "pyHanko lets the form's resources change"),
    ("change-dss", "pyHanko knows the entries of a DSS that ISO 32000-2 lists, and no others"),
    ("change-nothing", "pyHanko does not read cross-references without any section"),
    ("change-empty-field", "pyHanko judges new empty fields by its own rules"),
    ("form-field-hidden", "pyHanko lets the flags of a field's widget change"),
    ("form-field", "pyHanko's rules for fields are otherwise; see the reason"),
    ("certified-1-empty-update", "pyHanko does not read cross-references without any section"),
    ("certified-2-signed", "pyHanko permits a new visible signature field after a certification only if it is invisible or was prepared"),
    ("certified-3-signed", "pyHanko permits a new visible signature field after a certification only if it is invisible or was prepared"),
    ("certified-3", ANNOTATION),
    ("change-annotation", ANNOTATION),
    ("lock-include-kept", LOCKED),
    ("lock-exclude-kept", LOCKED),
    ("lock-two-signatures", LOCKED),
    ("lock-all-then-signed", "pyHanko counts the new signature field among the fields that FieldMDP All locks"),
    ("structure-hybrid", "pyHanko judges hybrid files otherwise; see the reason"),
    ("adbe-", "pyHanko leaves out signatures whose SubFilter it does not know"),
]


# What pyHanko says, and why the table says it otherwise: the smaller differences, where neither accepts.
WORDS = [
    ("CERTIFICATE_CHAIN_GENERAL_FAILURE", "pyHanko sums up faults of a path and missing revocation data so; EN 319 102-1, table 6 has the more exact one"),
    ("CHAIN_CONSTRAINTS_FAILURE", "pyHanko finds the same fault first at another place of the path"),
    ("CRYPTO_CONSTRAINTS_FAILURE", "pyHanko leaves away that no proof of existence from before exists"),
    ("REVOKED_NO_POE", "pyHanko takes a certificate on hold for a revoked one; EN 319 102-1, 5.2.6 says TRY_LATER"),
    ("NO_POE", "pyHanko goes on with its past validation and ends at the missing proof of existence"),
    ("TRY_LATER", "pyHanko does not look at entries of a stale list"),
    ("no signature", "pyHanko lists only signatures of a SubFilter that it knows, in fields that have a value"),
    ("no answer in time", "pyHanko was ended after fifteen seconds"),
    ("process ended", "pyHanko needed more memory or stack than it was given"),
    ("error", "pyHanko raises an exception where the table has a verdict"),
    ("FAILED HASH_FAILURE", "pyHanko compares hashes although the form is not right, or there is nothing to compare"),
    ("FAILED", "pyHanko takes the other of two faults for the decisive one"),
    ("NO_CERTIFICATE_CHAIN_FOUND", "pyHanko names the fault of the time stamp instead of that of the signature"),
    ("GENERIC", "pyHanko calls faults of attributes GENERIC; a missing or doubled message-digest breaks the form (RFC 5652, 11.2)"),
    ("NO_SIGNING_CERTIFICATE_FOUND", "pyHanko looks at the signing-certificate attribute first"),
    ("PASSED", "pyHanko does not mind"),
]


def differs(row, accepts):
    """Whether pyHanko decides otherwise, or gives another reason."""
    told, expected = row["pyhanko"], row["verdict"]
    if accepts != (expected in ("accept", "accept_as_b_only")):
        return True
    if accepts or told == "encrypted":
        return False
    if expected in ("error", "no_signature"):
        return expected != ("error" if told.startswith("error") else told.replace(" ", "_"))
    if expected == "unsupported":
        return True
    if row["sub_indication"] == "FORMAT_FAILURE" and ("change" in told or "coverage" in told):
        return False
    return row["sub_indication"] not in told.replace(";", "").split()


def of(row, accepts):
    """The explanation of a difference, or `?`."""
    if accepts != (row["verdict"] in ("accept", "accept_as_b_only")):
        for prefix, text in RULES:
            if row["file"].startswith("files/" + prefix):
                return text
        return "?"
    if row["file"].startswith("files/time-expired-after-"):
        return "pyHanko names the fault of the time stamp instead of that of the signature"
    for word, text in WORDS:
        if word in row["pyhanko"]:
            return text
    return "?"
