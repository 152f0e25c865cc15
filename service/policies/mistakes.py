"""Every way in which a policy file can be wrong, in words, and the place in the file where it was found."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import Enum, unique

from service.errors import Fault

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST_QUOTE = 60


@unique
class Mistake(Enum):
    """A kind of fault: the problem, and what to write instead; words in braces are filled in where it is found."""

    # The directory and its files
    NO_DIRECTORY = (
        "is not a directory that can be read",
        "name a directory of policy files, or leave the setting out for the shipped ones",
    )
    NO_POLICIES = ("the directory holds no policy file", "put a file such as wordpress.toml there")
    BAD_NAME = (
        "{value} is no name for a policy",
        "use lower-case letters, digits and hyphens, starting with a letter, such as my-blog.toml",
    )
    UNREADABLE = ("cannot be read: {reason}", "make it a plain file that the service may read")
    NOT_UTF8 = ("byte {byte} is not UTF-8", "save the file as UTF-8")
    NOT_TOML = ("is not TOML: {reason}", "correct the syntax")

    # The shape of a value
    UNKNOWN_KEY = ("there is no such key", "{instead}")
    MISSING_KEY = ("is missing", "add it: {help}")
    WRONG_TYPE = ("is {found} instead of {wanted}", "write {example}")
    OUT_OF_RANGE = ("is out of range", "write a whole number from {minimum} to {maximum}")
    DUPLICATE = ("{value} stands here twice", "remove one of them")
    EMPTY_LIMIT = ("is an empty list", "list at least one rate, or leave the key out to set no limit")
    BAD_DESCRIPTION = ("is no description", "write one line of up to {longest} characters, without control characters")
    UNKNOWN_RULES = ("there are no rules {value}", "write {words}")
    UNKNOWN_KSES = ("there is no kses {value}", "write {words}")

    # The vocabulary
    UNKNOWN_ELEMENT = ("{value} is not an HTML element", "{instead}")
    DANGEROUS_ELEMENT = ("{value} must not be allowed: {reason}", "remove it")
    UNSUPPORTED_ELEMENT = ("{value} is not supported: {reason}", "remove it")
    UNKNOWN_ATTRIBUTE = ("HTML gives the element {element} no attribute {value}", "{instead}")
    DANGEROUS_ATTRIBUTE = ("the attribute {value} must not be allowed: {reason}", "remove it")
    UNCHECKED_URL = ("{value} holds URLs that the engine does not check", "remove it")
    BAD_DATA_ATTRIBUTE = (
        "{value} is not spelled as a data attribute",
        'write data- and then letters from a to z, digits, hyphens, underscores; or "data-*" for all of them',
    )
    BAD_SCHEME = (
        "{value} is not spelled as a URL scheme",
        'write it in lower case and without its colon, such as "https"',
    )
    DANGEROUS_SCHEME = ("{value} must not be allowed: such a URL runs or holds content of its own", "remove it")
    BAD_REL = ("{value} is no list of link types", "write some of {words} with one space between them")
    BAD_CLASS = (
        "{value} is not spelled as a class",
        "write a letter or underscore, then letters, digits, hyphens, underscores; a last -N is any positive number",
    )
    BAD_VALUE = (
        "{value} is a value that no attribute is compared with",
        "write it in lower case, in which it is found in any case, and without quotes, &, < and >",
    )
    EMPTY_VALUES = ("is an empty list", "list at least one value, or remove the attribute from markup.allow")
    TOO_MANY = ("has {count} items", "a list of rates may have {most}; two or three say what people need")
    BAD_RATE = (
        "{value} is not a rate",
        'write COUNT/WINDOW, such as "1/15s" or "60/h": at most 999999, in at most 999 s, min, h or d',
    )
    BAD_NETWORK = (
        "{value} is no network",
        'write an address without a zone and the length of its network, such as "192.0.2.0/24" or "2001:db8::/32"',
    )
    EVERYBODY = (
        "{value} is more of the Internet than anybody has, so limits would be for few or none",
        "remove the rates instead, or name the networks of those whom you know: /8 at the widest, /16 in IPv6",
    )
    BAD_PATH = (
        "{value} is no path of a file",
        'write the file\'s path as seen from this file, such as "lists/words.txt"',
    )
    UNREADABLE_LIST = ("{file} cannot be read: {reason}", "name a plain text file that the service may read")
    LIST_NOT_UTF8 = ("line {line} of {file}: byte {byte} is not UTF-8", "save the list as UTF-8")
    LIST_TOO_LONG = ("{file} has {found}", "a list may have {most}")
    LIST_NOT_DOMAINS = (
        "line {line} of {file}: {value} is no domain",
        "write one domain a line, without scheme, port and path; comments begin with #",
    )
    BAD_DOMAIN = (
        "{value} is no domain",
        'write it in lower case, without scheme, port and path, such as "example.org"; subdomains are meant, too',
    )
    BAD_PHRASE = ("{value} is no word or phrase", "write at least one character, on one line, no space around it")
    UNKNOWN_SCRIPT = ("there is no script {value}", "{instead}")
    UNKNOWN_MATCH = ("there is no way {value} to look for words", "write {words}")
    UNKNOWN_FIELD = ("words are not looked for in {value}", "write {words}")
    EMPTY_FIELDS = ("is an empty list", "list the fields to look in, or remove fields to look in all")
    UNKNOWN_STATUS = ("there is no status {value}", "write {words}")
    EMPTY_RULE = ("is an empty list", "list the flags for which the rule is, or remove the rule")
    UNKNOWN_FLAG = ("there is no flag {value}", "{instead}")

    # Contradictions between values that are right by themselves
    UNORDERED_THRESHOLDS = (
        "{lower} is above {higher}",
        "choose hold ≤ spam ≤ trash",
    )
    IDLE_RATE = ("{idle} never limits anybody beside {other}", "remove one of them or change it")
    DOMAIN_DENIED_AND_ALLOWED = ("{value} is denied as well", "remove it from one of the two lists")
    WORDS_WITHOUT_WORDS = ("is a list without words", "write entries, or file")
    WORDS_TWICE = ("has both entries and file", "make two lists of it")
    IDLE_RULE = ("never decides: rule[{other}] does wherever this one holds", "remove it, or put it first")
    KSES_WITHOUT_ITS_RULES = (
        'is set, but the rules are not "kses"',
        'write rules = "kses", or remove kses',
    )
    BALANCE_WITHOUT_KSES = (
        'is set, but the rules are not "kses"',
        'write rules = "kses", or remove balance: a browser balances the markup',
    )
    REL_TWICE = ("names {value} twice", "remove one of them")
    REL_WITHOUT_LINKS = ("is set, but no element a is allowed", "allow a, or remove {key}")
    REL_SET_AND_ALLOWED = (
        "is set, but visitors may write rel themselves",
        'remove rel from markup.allow.a, or leave links alone with rel = ""',
    )
    REL_INTERNAL_ALONE = ("is set, but other links get no rel", "set markup.rel as well, or remove rel_internal")
    LINKS_WITHOUT_REL = (
        "is missing, but links are allowed",
        'write rel = "nofollow ugc", or rel = "" to leave links alone',
    )
    URLS_WITHOUT_SCHEMES = (
        "is missing, but {attribute} is allowed",
        'write schemes = ["http", "https"], or schemes = [] for relative URLs only',
    )
    SCHEMES_WITHOUT_URLS = ("is set, but no attribute that holds a URL is allowed", "remove schemes")
    CLASSES_WITHOUT_CLASS = (
        "lists classes, but {element} may not have the attribute class",
        "add class to markup.allow.{element}, or remove this",
    )
    CLASS_WITHOUT_CLASSES = (
        "class would let visitors borrow any style of the page",
        "list the classes in markup.classes.{element}, or remove class",
    )
    CONSTRAINT_NOT_ALLOWED = (
        "asks something of an attribute that {element} may not have",
        "add {attribute} to markup.allow.{element}, or remove this",
    )
    EMPTY_CONSTRAINT = ("asks for nothing", "write some of {keys}, or remove it")
    UNORDERED_CONSTRAINT = ("{lower} is above {higher}, so that no value may stay", "choose {lower_key} ≤ {higher_key}")
    CONSTRAINT_WITHOUT_VALUE = (
        "is about a value, beside valueless = true, which lets none stay",
        "remove one of the two",
    )
    EVERY_REQUIRED = (
        "asks for an attribute of this very name, which no tag has",
        "remove it, or require a data attribute by its own name",
    )
    VALUE_NOT_TAKEN = ("{value} breaks {breach} beside it", "remove one of the two")
    UNLISTED_NOT_ALLOWED = ("{value} is not allowed anyway", "remove it, or add it to markup.allow")
    ENGINE_REFUSES = ("{problem}", "{fix}")


@dataclass(frozen=True, slots=True)
class PolicyFault(Fault):
    """A fault of a policy file, or of another that is read as these are, that remembers its kind."""

    mistake: Enum


@dataclass(frozen=True, slots=True)
class Place:
    """A key of one file, spelled as TOML spells it; what is reported here joins the faults of the whole file."""

    source: str
    key: str = ""
    faults: list[PolicyFault] = field(default_factory=list)

    def at(self, name: str) -> "Place":
        """Return the place of a key in the table that stands here."""
        return replace(self, key=f"{self.key}.{toml_key(name)}" if self.key else toml_key(name))

    def item(self, index: int) -> "Place":
        """Return the place of an item in the list that stands here; the first is 0."""
        return replace(self, key=f"{self.key}[{index}]")

    def report(self, mistake: Enum, **words: object) -> None:
        """Add a fault; the words fill the braces of the mistake, which is a pair of a problem and a fix."""
        problem, fix = (part.format_map(words) for part in mistake.value)
        self.faults.append(PolicyFault(self.source, self.key, problem, fix, mistake))


def toml_key(name: str) -> str:
    """Return a key as TOML spells it."""
    return name if _BARE_KEY.fullmatch(name) else quoted(name)


def quoted(value: str) -> str:
    """Return the value in double quotes, on one line and cut to a bound."""
    shown = value if len(value) <= _LONGEST_QUOTE else value[: _LONGEST_QUOTE - 1] + "…"
    return json.dumps(shown, ensure_ascii=not shown.isprintable())


def did_you_mean(word: str, words: Iterable[str], otherwise: str) -> str:
    """Return a question for the nearest of the words, or what to say when none is near."""
    near = get_close_matches(word.strip().lower(), sorted(words), n=1)
    return f"did you mean {quoted(near[0])}?" if near else otherwise
