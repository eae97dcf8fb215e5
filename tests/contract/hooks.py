"""What a well-formed request cannot know from the OpenAPI documents.

A request that is right by its schema gets units, procedures and dossiers of the running product, dates in their order and texts that
show something, so that it can be judged whether it is taken. Requests that are wrong by their schema go out as they were made.
"""

import json
import os
import unicodedata
import urllib.request
import uuid

import schemathesis
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.generation import GenerationMode

UNITS = ["p-tu-son", "tinh-bac-ninh-2025"]
PROCEDURES = ["1.004873", "1.001193"]
UNSEEN = {"Cc", "Cf", "Co", "Zl", "Zp"}
# Jobs; started again and again they would only keep the product busy.
JOBS = {"start_rebuild", "start_verification", "start_reapplication"}
# Fields of which the service knows which values exist.
OWN = {
    "unit_id": lambda value: chosen(UNITS, value),
    "receiving_unit_id": lambda value: chosen(UNITS, value),
    "competent_unit_id": lambda value: chosen(UNITS, value),
    "procedure_code": lambda value: chosen(PROCEDURES, value),
    "code": lambda value: dated(value),
    # To JSON Schema 166.0 is an integer, to the services it is not.
    "page_size": lambda value: int(value) if isinstance(value, float) else value,
    "name": lambda value: shown(value),
    "applicant_name": lambda value: shown(value),
    "reason": lambda value: shown(value),
}


def chosen(values, value):
    """One of the values, the same for the same value."""
    return value if value is None else values[len(value) % len(values)]


def shown(text):
    """The text, if a person could read it: JSON Schema knows no classes of characters."""
    readable = text is None or (
        any(map(str.isalpha, text)) and not any(unicodedata.category(c) in UNSEEN or 0xD800 <= ord(c) < 0xE000 for c in text)
    )
    return text if readable else "Nguyễn Thị Minh Khai"


def dated(code):
    """The dossier code with a day that exists and a unit code that is short enough, which a pattern cannot say."""
    if code is None:
        return None
    unit, _, number = code.rsplit("-", 2)
    return f"{unit[:35].rstrip('.')}-260105-{number}"


def with_own(value):
    """The value with fields that the product knows, and without a page token: it is only what a list has returned."""
    if isinstance(value, dict):
        members = {name: OWN[name](item) if name in OWN else with_own(item) for name, item in value.items() if name != "page_token"}
        return with_life(members) if "steps" in members else members
    return [with_own(item) for item in value] if isinstance(value, list) else value


def with_life(dossier):
    """The dossier with steps that may follow each other."""
    dossier["steps"] = [
        {"kind": "submitted", "occur_time": "2026-01-05T08:00:00+07:00"},
        {"kind": "accepted", "occur_time": "2026-01-05T09:00:00+07:00"},
    ][: max(1, len(dossier["steps"]))]
    return dossier


def post(path, content_type, body):
    """The answer of the dossiers service to a write of its own."""
    headers = {
        "Authorization": f"Bearer {os.environ['CONTRACT_TOKEN']}",
        "Idempotency-Key": str(uuid.uuid4()),
        "Content-Type": content_type,
    }
    request = urllib.request.Request(os.environ["CONTRACT_DOSSIERS"] + path, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def filed_dossier():
    """The id of a dossier that was filed now."""
    dossier = {"procedure_code": PROCEDURES[0], "receiving_unit_id": UNITS[0], "applicant": {"name": "Nguyễn Thị Minh Khai"}}
    return post("/v1/dossiers", "application/json", dossier)["id"]


def import_with_refusals():
    """The id of an import that was made now."""
    return post("/v1/imports", "application/x-ndjson", {})["import_id"]


def is_right(case):
    return case.meta is not None and case.meta.generation.mode == GenerationMode.POSITIVE


@schemathesis.hook
def before_call(context, case, kwargs):
    if not is_right(case):
        return
    operation = case.operation.definition.raw.get("operationId")
    case.query = with_own(case.query)
    case.path_parameters = with_own(case.path_parameters)
    if isinstance(case.body, (dict, list)):
        case.body = with_own(case.body)
    if operation == "query_figures":
        case.query.update(from_date="2022-01-01", until_date="2023-01-01")
        if "as_of_date" in case.query:
            case.query["as_of_date"] = "2022-06-30"
    elif operation in JOBS:
        case.headers["Idempotency-Key"] = operation
    elif operation == "search_dossiers" and not (case.body.get("applicant_id_number") or case.body.get("applicant_name")):
        case.body["applicant_name"] = "Nguyễn Thị Minh Khai"
    elif operation == "list_import_refusals":
        case.path_parameters["id"] = import_with_refusals()
    elif case.operation.path.startswith("/v1/dossiers/{id}"):
        case.path_parameters["id"] = filed_dossier()
        if case.headers and "If-Match" in case.headers:
            case.headers["If-Match"] = '"1"'


@schemathesis.serializer("application/x-ndjson")
def serialize_lines(context, value):
    return json.dumps(value).encode() + b"\n" if not isinstance(value, bytes) else value


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """An import answers 200 with a report of its lines: whether wrong ones were taken is for `wrong_lines_are_refused` to say."""
    return not (case.operation.path == "/v1/imports" and isinstance(failure, AcceptedNegativeData))


@schemathesis.check
def wrong_lines_are_refused(ctx, response, case):
    """Each line of an import that is wrong by its schema is refused in the report."""
    if case.operation.path == "/v1/imports" and response.status_code == 200 and not is_right(case):
        report = response.json()
        assert report["refused"] == report["lines"], f"{report}"
