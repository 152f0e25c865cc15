"""The fields of a comment as they travel: names, aliases, and how long each may be."""

from collections.abc import Mapping
from dataclasses import dataclass

MOST_ALSO = 4  # policies beside the one that answers: each is as much work again
MOST_ID = 2**63 - 1  # of a post or comment that is a number: what databases count with


@dataclass(frozen=True, slots=True)
class Field:
    """A field of Comment: the bytes of UTF-8 it may have (0: not text), its other names, and what it is."""

    name: str
    most_bytes: int
    aliases: tuple[str, ...]
    meaning: str


# The first four bounds are WordPress' own (its columns less ten bytes); the rest is ample for what the field is.
# Aliases: WordPress' comment form, its comment data, Akismet's API.
FIELDS: tuple[Field, ...] = (
    Field("content", 65_525, ("comment", "comment_content"), "the comment's text with its markup, as submitted"),
    Field("author_name", 245, ("author", "comment_author"), "the visitor's name"),
    Field("author_email", 100, ("email", "comment_author_email"), "the visitor's e-mail address"),
    Field("author_url", 200, ("url", "comment_author_url"), "the visitor's own page"),
    Field(
        "author_ip",
        45,
        ("user_ip", "comment_author_IP"),
        "the visitor's IP address; without it the address that the request came from counts",
    ),
    Field("author_user_agent", 2_048, ("user_agent", "comment_agent"), "the visitor's User-Agent"),
    Field("post", 2_048, ("comment_post_ID",), "what is commented on: a number or a name"),
    Field("parent", 2_048, ("comment_parent",), "the comment that this one replies to: a number or a name"),
    Field("type", 100, ("comment_type",), "comment, pingback, trackback, edit or a type of the platform's own"),
    Field("date_gmt", 64, ("comment_date_gmt",), "when it was written, as the platform has it; nothing depends on it"),
    Field("policy", 64, (), "the policy to judge by; without it the service's default"),
    Field("home_url", 2_048, ("blog",), "the address of the site, for rel on links to itself"),
    Field("previously_approved", 0, (), "whether the platform has approved a comment of this author before"),
    Field("honeypot", 65_525, (), "what the visitor wrote into a field that people do not see"),
    Field("form_seconds", 0, (), "seconds between showing the form and sending it"),
    Field("also", 0, (), "other policies that say what they would have decided; it changes nothing"),
)

# Where a policy has WordPress' rules, these may be longer: its form then says so, and the result in its words.
FORM_FIELDS = frozenset({"content", "author_name", "author_email", "author_url"})

BY_NAME: Mapping[str, Field] = {name: field for field in FIELDS for name in (field.name, *field.aliases)}
