"""pyHanko's own verdict on the files of a corpus."""

import asyncio
import dataclasses
import io
import logging
import os
import resource
import signal
import warnings
from pathlib import Path

from asn1crypto import cms, crl, ocsp, pem, x509
from freezegun import freeze_time
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed, AdESFailure
from pyhanko.sign.validation.ades import (
    _adobe_revinfo_archival_to_local_knowledge, _dss_to_local_knowledge, ades_basic_validation, ades_lta_validation,
    ades_timestamp_validation, ades_with_time_validation)
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge, PdfSignatureValidationSpec, RevinfoOnlineFetchingRule, RevocationInfoGatheringSpec, SignatureValidationSpec)
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")


def certificates_of(folder, text):
    found = []
    for path in paths(folder, text):
        for _, _, der in pem.unarmor(path.read_bytes(), multiple=True):
            found.append(x509.Certificate.load(der))
    return found


def paths(folder, text):
    return [folder / part for part in text.split(",") if part]


def revocation(folder, text):
    crls, ocsps = [], []
    for path in paths(folder, text):
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            data = file.read_bytes()
            if pem.detect(data):
                data = pem.unarmor(data)[2]
            try:
                if file.suffix == ".ocsp":
                    ocsps += OCSPContainer.load_multi(ocsp.OCSPResponse.load(data))
                else:
                    crls.append(CRLContainer(crl.CertificateList.load(data)))
            except Exception:
                continue
    return crls, ocsps


def specification(folder, row):
    crls, ocsps = revocation(folder, row["crl"])
    return SignatureValidationSpec(
        cert_validation_policy=CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(certificates_of(folder, row["trust"])),
            revinfo_policy=CertRevTrustPolicy(RevocationCheckingPolicy.from_legacy("require"))),
        revinfo_gathering_policy=RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
        key_usage_settings=KeyUsageConstraints({"digital_signature", "non_repudiation"}, match_all_key_usages=False),
        local_knowledge=LocalKnowledge(known_crls=crls, known_ocsps=ocsps,
                                       known_certs=certificates_of(folder, row["intermediates"])))


def words(indication):
    if indication is AdESPassed.OK:
        return "PASSED"
    kind = "FAILED" if isinstance(indication, AdESFailure) else "INDETERMINATE"
    return f"{kind} {indication.name}"


async def judge_pdf(data, spec, timing):
    reader = PdfFileReader(io.BytesIO(data), strict=False)
    if reader.encrypted:
        return "encrypted"
    signatures = list(reader.embedded_signatures)
    if not signatures:
        return "no signature"
    told = []
    for signature in signatures:
        try:
            signature.compute_integrity_info(diff_policy=DEFAULT_DIFF_POLICY)
            found = signature.summarise_integrity_info()
            changed = ""
            if isinstance(found["diff_result"], Exception):
                changed = f" ({str(found['diff_result'])[:90]}) suspicious change"
            elif found["docmdp_ok"] is False:
                changed = " forbidden change"
            if signature.coverage.name in ("UNCLEAR", "CONTIGUOUS_BLOCK_FROM_START"):
                changed += f" coverage {signature.coverage.name}"
            if signature.sig_object_type == "/DocTimeStamp":
                result = await ades_timestamp_validation(
                    tst_signed_data=signature.signed_data, validation_spec=spec,
                    expected_tst_imprint=signature.compute_digest, timing_info=timing)
                told.append(f"DTS {words(result.ades_subindic)}{changed}")
                continue
            dss = _dss_to_local_knowledge(reader)
            archival = _adobe_revinfo_archival_to_local_knowledge(signature)
            known = spec.local_knowledge
            full = dataclasses.replace(spec, local_knowledge=LocalKnowledge(
                known_ocsps=known.known_ocsps + dss.known_ocsps + archival.known_ocsps,
                known_crls=known.known_crls + dss.known_crls + archival.known_crls,
                known_certs=known.known_certs + dss.known_certs))
            stamped = next(extract_tst_data_iter(signature.signer_info, signed=False), None) is not None
            check = ades_with_time_validation if stamped else ades_basic_validation
            result = await check(signature.signed_data, full, raw_digest=signature.compute_digest(), timing_info=timing)
            if stamped and result.ades_subindic is not AdESPassed.OK:
                result = await ades_lta_validation(signature, PdfSignatureValidationSpec(spec), timing_info=timing)
            told.append(words(result.ades_subindic) + changed)
        except Exception as error:
            told.append(f"error {type(error).__name__}: {str(error)[:80]}")
    return "; ".join(told)


async def judge_cms(data, content, spec, timing):
    info = cms.ContentInfo.load(data)
    signed = info["content"]
    digest = None
    if content is not None:
        import hashlib
        digest = hashlib.new(signed["signer_infos"][0]["digest_algorithm"]["algorithm"].native, content).digest()
    stamped = next(extract_tst_data_iter(signed["signer_infos"][0], signed=False), None) is not None
    check = ades_with_time_validation if stamped else ades_basic_validation
    result = await check(signed, spec, timing_info=timing, raw_digest=digest)
    return words(result.ades_subindic)


def judge(folder, row):
    """pyHanko's verdict in words."""
    from pki import moment
    folder = Path(folder)
    data = (folder / row["file"]).read_bytes()
    at = moment(row["at"][:19])
    timing = ValidationTimingInfo(validation_time=at, best_signature_time=at, point_in_time_validation=True)
    try:
        spec = specification(folder, row)
        if row["file"].endswith((".p7s", ".p7m", ".cms")):
            content = (folder / row["content"]).read_bytes() if row["content"] else None
            return asyncio.run(judge_cms(data, content, spec, timing))
        return asyncio.run(judge_pdf(data, spec, timing))
    except RecursionError:
        return "error RecursionError"
    except Exception as error:
        return f"error {type(error).__name__}: {str(error)[:80]}"


def judge_with_limit(folder, row, seconds=15, memory=2 << 30):
    """`judge` in a process of its own, which may be ended: hostile files make pyHanko run for ever."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        signal.signal(signal.SIGXCPU, lambda *_: (os.write(write, b"no answer in time"), os._exit(0)))
        try:
            # pyHanko takes its own clock for what exists "now".
            freeze_time(row["at"]).start()
            text = judge(folder, row)
        except BaseException as error:
            text = f"error {type(error).__name__}"
        os.write(write, text.encode()[:4000])
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as answers:
        text = answers.read().decode()
    os.waitpid(child, 0)
    return " ".join(text.split()) or "process ended"


def accepts(verdict):
    """Whether that means that pyHanko relies on the file."""
    parts = verdict.split("; ")
    main = [p for p in parts if not p.startswith("DTS")] or parts
    return all(p in ("PASSED", "DTS PASSED") for p in main) and all(not p.endswith("change") for p in parts)
