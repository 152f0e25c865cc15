"""Policy files: found, read, checked without mercy, and turned into policies.

directory → load → plain_file → document → table, shapes ← declarations ← vocabulary, rates
                              → contradictions → build
kses_list: a WordPress site's own list, turned into a file
mistakes: every kind of fault in words        schema: the same declarations as JSON Schema
"""

from service.policies.directory import policy_directory
from service.policies.kses_list import import_list
from service.policies.load import load_policies, load_policy, parse_policy
from service.policies.schema import schema_text

__all__ = [
    "import_list",
    "load_policies",
    "load_policy",
    "parse_policy",
    "policy_directory",
    "schema_text",
]
