"""GET /openapi.json: the API as OpenAPI 3.1, generated from the operations and the Structs that they answer with."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec
from starlette.types import Receive, Scope

from service import __version__
from service.core.comment import Comment
from service.web.batch_items import MOST_ELEMENTS
from service.web.door import Access
from service.web.fields import BY_NAME, FIELDS, FORM_FIELDS, MOST_ALSO, MOST_ID
from service.web.media_type import FORM, JSON, MULTIPART, NDJSON
from service.web.resource import Operation
from service.web.responses import OK, PROBLEM_JSON, Answer, Kind, Problem, json_answer

Document = dict[str, Any]

_SCHEMAS = "#/components/schemas/"
_PARAMETER = re.compile(r"\{(\w+)\}")
_ALWAYS = ("X-Request-ID",)
_KEY = "siteKey"
_LIMITED = ("RateLimit-Policy", "RateLimit")
_HEADERS = {
    "X-Request-ID": "the client's own X-Request-ID, or one made for this request",
    "RateLimit-Policy": "every limit that applies: q comments in any window of w seconds",
    "RateLimit": "where the visitor stands under each: r more may come, and no more than that for t seconds",
    "Retry-After": "seconds until the same request may pass",
    "WWW-Authenticate": "Bearer, as a site's key is sent",
    "Accept": "the kinds of bodies that are read here",
    "Accept-Encoding": "identity: no compressed body is read",
}

# What can be wrong with a request to any address, most of it before the application sees it.
_ANYWHERE = (
    Kind.BAD_REQUEST,
    Kind.REQUEST_TIMEOUT,
    Kind.URL_TOO_LONG,
    Kind.HEADERS_TOO_LARGE,
    Kind.INTERNAL_ERROR,
    Kind.OVERLOADED,
)

_YES_OR_NO = [  # in a form, where all is text
    {"type": "boolean"},
    {"type": "null"},
    {"enum": [0, 1]},
    {"type": "string", "pattern": "^(|[01]|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[Nn][Uu][Ll][Ll])$"},
]


class ShowOpenApi:
    """Answers with the document, made once."""

    def __init__(self, operations: Iterable[Operation], *, keyed: bool) -> None:
        self._answer = json_answer(openapi_document(operations, keyed=keyed))

    async def __call__(self, scope: Scope, receive: Receive) -> Answer:  # noqa: ARG002 - every handler has both
        """Answer with the OpenAPI document."""
        return self._answer


def openapi_document(operations: Iterable[Operation], *, keyed: bool) -> Document:
    """Return the OpenAPI 3.1 description of the operations; keyed: a site's key is asked for."""
    operations = tuple(operations)
    types = [operation.answers for operation in operations if operation.answers not in {None, str}]
    _, schemas = msgspec.json.schema_components([*types, Comment, Problem], ref_template=_SCHEMAS + "{name}")
    submission = _submission(schemas.pop("Comment"))
    schemas["Submission"] = submission
    schemas["SubmissionForm"] = _as_form(submission)
    paths: dict[str, Document] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, keyed=keyed)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Comment Sanitizer",
            "version": __version__,
            "summary": "Cleans, explains and rate-limits blog comments",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": paths,
        "components": {
            **({"securitySchemes": {_KEY: {"type": "http", "scheme": "bearer"}}} if keyed else {}),
            "schemas": dict(sorted(schemas.items())),
            "headers": {name: {"description": text, "schema": {"type": "string"}} for name, text in _HEADERS.items()},
        },
    }


def _submission(comment: Document) -> Document:
    """Describe Comment as it may be sent: with its bounds, and each field under any of its names."""
    properties: Document = {}
    for field in FIELDS:
        schema = comment["properties"][field.name]
        if field.name not in FORM_FIELDS:  # their bounds hang on the policy
            schema = _bounded(schema, field.most_bytes)
        bound = f"; at most {field.most_bytes:,} bytes of UTF-8" if field.most_bytes else ""
        properties[field.name] = {**schema, "description": field.meaning + bound}
        for alias in field.aliases:
            properties[alias] = {**schema, "description": f"another name of {field.name}"}
    return {
        "type": "object",
        "description": "A comment as submitted. A field may come under any of its names; where it has two, they agree.",
        "properties": properties,
        "additionalProperties": False,
        "anyOf": [{"required": [name]} for name in BY_NAME if BY_NAME[name].name == "content"],
    }


def _as_form(submission: Document) -> Document:
    """Describe the same in a form, which may carry anything else; empty names of policies are not counted there."""
    properties: Document = submission["properties"]
    also = {key: value for key, value in properties["also"].items() if key != "maxItems"}
    approved = {**properties["previously_approved"], "anyOf": _YES_OR_NO}
    as_text = {"also": also, "previously_approved": approved}
    return {**submission, "properties": {**properties, **as_text}, "additionalProperties": True}


def _bounded(schema: Document, most_bytes: int) -> Document:
    """Add to each type the bounds that hold for it: texts are no longer than their bytes, numbers not negative."""
    if "anyOf" in schema:
        return {**schema, "anyOf": [_bounded(one, most_bytes) for one in schema["anyOf"]]}
    match schema["type"]:
        case "string":
            return {**schema, "maxLength": most_bytes}
        case "integer":
            return {**schema, "minimum": 0, "maximum": MOST_ID}
        case "number":
            return {**schema, "minimum": 0}
        case "array":
            return {**schema, "maxItems": MOST_ALSO}
    return schema


def _operation(operation: Operation, *, keyed: bool) -> Document:
    keyed = keyed and operation.access is not Access.ANYBODY
    kinds: dict[int, list[Kind]] = {}
    refuses = (*operation.refuses, *((Kind.KEY_REFUSED,) if keyed else ()), *_ANYWHERE)
    for kind in sorted(dict.fromkeys(refuses), key=lambda kind: kind.status):
        kinds.setdefault(kind.status, []).append(kind)
    responses = {str(status): _refused(alike) for status, alike in kinds.items()}
    described: Document = {
        "operationId": operation.name,
        "summary": operation.summary,
        "responses": {str(OK): _answered(operation), **responses},
    }
    if keyed:
        described["security"] = [{_KEY: []}, *([{}] if operation.access is Access.OPERATOR else [])]
    names = _PARAMETER.findall(operation.path)
    if names:
        described["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
        ]
    if operation.batch:
        # Whatever an item is, it is taken, and what is no Submission is answered with a Problem.
        item = {"anyOf": [_content("Submission")["schema"], {}]}
        described["requestBody"] = {"required": True, "content": _many(item, most=MOST_ELEMENTS)}
    if operation.reads_comment:
        described["requestBody"] = {
            "required": True,
            "content": {
                JSON: _content("Submission"),
                FORM: _content("SubmissionForm"),
                MULTIPART: _content("SubmissionForm"),
            },
        }
    return described


def _many(item: Document, *, most: int = 0) -> Document:
    """Describe many of an item, as a JSON array and as NDJSON.

    No maxItems says how many are judged: those before are answered by the time that there are too many.
    """
    bound = {"description": f"At most {most:,}; a Problem stands for those beyond"} if most else {}
    return {
        JSON: {"schema": {"type": "array", "items": item, **bound}},
        NDJSON: {"schema": {"description": "What each line is", **item}},
    }


def _answered(operation: Operation) -> Document:
    if operation.batch:
        item = {"anyOf": [_content(name)["schema"] for name in (operation.answers.__name__, Problem.__name__)]}
        return {"description": operation.summary, "headers": _references(*_ALWAYS), "content": _many(item)}
    content = _content_of(operation.answers)
    headers = _references(*_ALWAYS, *(_LIMITED if operation.limited else ()))
    return {"description": operation.summary, "headers": headers, "content": {operation.media: content}}


def _content_of(answers: Any) -> Document:
    if answers is None or answers is str:
        return {"schema": {"type": "string" if answers else "object"}}
    return _content(answers.__name__)


def _refused(kinds: list[Kind]) -> Document:
    """Describe the refusals of one status."""
    limited = _LIMITED if {Kind.RATE_LIMITED, Kind.COMMENT_DUPLICATE} & set(kinds) else ()
    readable = ("Accept", "Accept-Encoding") if Kind.UNSUPPORTED_MEDIA_TYPE in kinds else ()
    later = ("Retry-After",) if {Kind.RATE_LIMITED, Kind.OVERLOADED} & set(kinds) else ()
    keyed = ("WWW-Authenticate",) if Kind.KEY_REFUSED in kinds else ()
    headers = _references(*_ALWAYS, *limited, *readable, *later, *keyed)
    return {
        "description": "; ".join(kind.title for kind in kinds),
        "headers": headers,
        "content": {PROBLEM_JSON: _content(Problem.__name__)},
    }


def _references(*headers: str) -> Document:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in headers}


def _content(name: str) -> Document:
    return {"schema": {"$ref": _SCHEMAS + name}}
