"""The JSON Schema of a file of sites, for editors, out of the parser's own declarations."""

import json

from service.policies.shapes import Schema
from service.sites.declarations import SITES_KEYS


def sites_schema() -> Schema:
    """Return the schema; it cannot say which policies there are, nor that no key stands twice."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A file of sites of Comment Sanitizer",
    } | SITES_KEYS.schema()


def schema_text() -> str:
    """Return the schema as `check-sites --schema` prints it."""
    return json.dumps(sites_schema(), indent=2, ensure_ascii=False) + "\n"
