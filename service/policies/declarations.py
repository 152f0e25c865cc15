"""The keys of a policy file: the one declaration that the parser, the JSON Schema and the documentation share."""

from collections.abc import Iterable
from functools import partial

from service.core import urls
from service.core.comment import Status
from service.core.constraints import MAX_NUMBER
from service.core.data_attributes import PREFIX
from service.core.flags.catalogue import CATALOGUE
from service.core.policy import LISTED_FIELDS, NO_REL, Kses, Match, Rules
from service.core.unicode.letters import SCRIPT_NAMES
from service.policies import rates
from service.policies.mistakes import Mistake, Place, did_you_mean, quoted
from service.policies.shapes import Explain, Integer, ListOf, Network, Pattern, Shared, Switch, TableOf, Tables, Word
from service.policies.table import Key, Table, Values
from service.policies.vocabulary import (
    DANGEROUS_ELEMENTS,
    DATA_ATTRIBUTES,
    ELEMENTS,
    LINK_TYPES,
    UNSUPPORTED_ELEMENTS,
    URL_ATTRIBUTES,
    attributes_of,
    danger_of,
)

_LONGEST_DESCRIPTION = 200
_HIGHEST_SCORE = 1_000
_MOST_LINKS = 65_525  # more than a comment can hold
_MOST_RATES = 20  # every comment is counted under each; more than 255 would not fit into a call of the script
LONGEST_VALUE = 16_384  # bytes: the engine takes 4,096 code points


def _refuse(mistake: Mistake, **words: object) -> Explain:
    return lambda value, place: place.report(mistake, value=quoted(value), **words)


def _either(words: Iterable[str]) -> str:
    return " or ".join(map(quoted, words))


def _explain_element(name: str, place: Place) -> None:
    plain = name.lower()
    if plain in DANGEROUS_ELEMENTS:
        place.report(Mistake.DANGEROUS_ELEMENT, value=quoted(name), reason=DANGEROUS_ELEMENTS[plain])
    elif plain in UNSUPPORTED_ELEMENTS:
        place.report(Mistake.UNSUPPORTED_ELEMENT, value=quoted(name), reason=UNSUPPORTED_ELEMENTS[plain])
    else:
        place.report(Mistake.UNKNOWN_ELEMENT, value=quoted(name), instead=did_you_mean(name, ELEMENTS, "remove it"))


def _explain_attribute(name: str, place: Place, *, element: str) -> None:
    danger = danger_of(name.lower())
    if danger:
        place.report(Mistake.DANGEROUS_ATTRIBUTE, value=quoted(name), reason=danger)
    elif name.lower() in URL_ATTRIBUTES - urls.URL_ATTRIBUTES:
        place.report(Mistake.UNCHECKED_URL, value=quoted(name))
    elif name.lower().startswith(PREFIX):
        place.report(Mistake.BAD_DATA_ATTRIBUTE, value=quoted(name))
    else:
        instead = did_you_mean(name, attributes_of(element), "remove it")
        place.report(Mistake.UNKNOWN_ATTRIBUTE, value=quoted(name), element=element, instead=instead)


def _explain_scheme(scheme: str, place: Place) -> None:
    runs = scheme.lower().removesuffix(":") in urls.SCRIPT_SCHEMES
    place.report(Mistake.DANGEROUS_SCHEME if runs else Mistake.BAD_SCHEME, value=quoted(scheme))


def _explain_flag(flag: str, place: Place) -> None:
    instead = did_you_mean(flag, CATALOGUE, "GET /v1/flags lists the flags")
    place.report(Mistake.UNKNOWN_FLAG, value=quoted(flag), instead=instead)


def _explain_script(script: str, place: Place) -> None:
    otherwise = "write Unicode's name of it, such as Latin, Cyrillic, Greek, Arabic, Han"
    place.report(Mistake.UNKNOWN_SCRIPT, value=quoted(script), instead=did_you_mean(script, _SCRIPTS, otherwise))


def attribute_of(element: str) -> Word:
    """Return the shape of an attribute's name on the element."""
    return Word(attributes_of(element), partial(_explain_attribute, element=element), others=DATA_ATTRIBUTES)


def _attributes(element: str) -> ListOf[str]:
    return ListOf(item=attribute_of(element))


def _classes(_: str) -> ListOf[str]:
    return ListOf(item=_CLASS)


def _constraints(element: str) -> TableOf[Values]:
    return TableOf(attribute_of(element), lambda _: CONSTRAINT)


def _weight(_: str) -> Integer:
    return Integer(-_HIGHEST_SCORE, _HIGHEST_SCORE)


# Common and Inherited are of every script; both are what belongs to none.
_SCRIPTS = tuple(sorted({*SCRIPT_NAMES} - {"Common", "Inherited"}))
_FLAG = Word(tuple(CATALOGUE), _explain_flag)
ELEMENT = Word(ELEMENTS, _explain_element)
SCHEME = Pattern("[a-z][a-z0-9+.-]*", _explain_scheme, refused=urls.SCRIPT_SCHEMES)
_CLASS = Pattern("-?[A-Za-z_][A-Za-z0-9_-]*", _refuse(Mistake.BAD_CLASS))
_LINK_TYPE = f"({'|'.join(LINK_TYPES)})"
_LINK_TYPES = f"{_LINK_TYPE}( {_LINK_TYPE})*"
_REFUSE_REL = _refuse(Mistake.BAD_REL, words=", ".join(LINK_TYPES))
_RATES = ListOf(item=Pattern(rates.PATTERN, _refuse(Mistake.BAD_RATE)), empty=Mistake.EMPTY_LIMIT, most=_MOST_RATES)
_SCORE = Integer(0, _HIGHEST_SCORE)
_LABEL = r"[^\x00-\x2c./:-`{-\x7f]+"  # lower case; any letter of any other script
DOMAIN = Pattern(rf"{_LABEL}(\.{_LABEL})+", _refuse(Mistake.BAD_DOMAIN))
_DOMAINS = ListOf(item=DOMAIN)
_PHRASES = ListOf(item=Pattern(r"[^\x00-\x20\x7f]([^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?", _refuse(Mistake.BAD_PHRASE)))
_PATH = Pattern(r"[^\x00-\x20\x7f]([^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?", _refuse(Mistake.BAD_PATH))

REQUIRED = Key("required", Switch(), "whether no other attribute may stay where this one is missing")
VALUELESS = Key("valueless", Switch(), "true: it may stay without a value only, false: with a value only")
# Not what is stored as a reference, nor what WordPress would never find.
VALUE = Pattern("[^\\x00-\\x1f\\x7f-\\x9f\"&'<>A-Z]*", _refuse(Mistake.BAD_VALUE))
VALUES = Key("values", ListOf(item=VALUE, empty=Mistake.EMPTY_VALUES), "the values that it may have, in any case")
MINLEN = Key("minlen", Integer(1, LONGEST_VALUE), "the fewest bytes that its value may have")
MAXLEN = Key("maxlen", Integer(0, LONGEST_VALUE), "the most bytes that its value may have")
MINVAL = Key("minval", Integer(0, MAX_NUMBER), "the lowest number that its value may be")
MAXVAL = Key("maxval", Integer(0, MAX_NUMBER), "the highest number that its value may be")
CONSTRAINT_KEYS = Table((REQUIRED, VALUELESS, VALUES, MINLEN, MAXLEN, MINVAL, MAXVAL))
CONSTRAINT = Shared("constraint", CONSTRAINT_KEYS)

RULES = Key(
    "rules",
    Word(tuple(map(str, Rules)), _refuse(Mistake.UNKNOWN_RULES, words=_either(Rules))),
    'how markup is told from text: "kses" as WordPress does, "html5" as a browser does',
    required=True,
)
KSES = Key(
    "kses",
    Word(tuple(map(str, Kses)), _refuse(Mistake.UNKNOWN_KSES, words=_either(Kses))),
    f'with the rules "kses": as which WordPress reads and spells tags, {_either(Kses)}; the first if left out',
)
BALANCE = Key(
    "balance",
    Switch(),
    "whether tags are closed and dropped as WordPress' balanceTags does it, not as a browser does",
)
SCHEMES = Key("schemes", ListOf(item=SCHEME), "the schemes that a URL may have; relative URLs always may stay")
REL = Key("rel", Pattern(f"({_LINK_TYPES})?", _REFUSE_REL), 'the link types put on every link, "" to leave links alone')
REL_INTERNAL = Key(
    "rel_internal",
    Pattern(f"{_LINK_TYPES}|{NO_REL}", _REFUSE_REL),
    f'the link types put on links to the site\'s own host, "{NO_REL}" to leave these alone; those of rel if left out',
)
UNLISTED = Key("unlisted", ListOf(item=ELEMENT), "allowed elements that allowed_tags does not name")
ALLOW = Key("allow", TableOf(ELEMENT, _attributes), "the allowed elements, each with its attributes", required=True)
CLASSES = Key(
    "classes", TableOf(ELEMENT, _classes), "the class tokens that an element with the attribute class may carry"
)
CONSTRAINTS = Key("constraints", TableOf(ELEMENT, _constraints), "what is asked of the attributes that are allowed")
MARKUP_KEYS = Table((RULES, KSES, BALANCE, SCHEMES, REL, REL_INTERNAL, UNLISTED, ALLOW, CLASSES, CONSTRAINTS))

IP = Key("ip", _RATES, "how often one IP address (v6: one /64) may comment")
EMAIL = Key("email", _RATES, "how often one e-mail address may comment")
SITE = Key("site", _RATES, "how many comments the whole site takes")
DUPLICATE = Key("duplicate", _RATES, "how often one author may send one text under one post")
NEAR_DUPLICATE = Key(
    "near_duplicate", _RATES, "how often a site takes nearly the same text, from anybody, before it is flagged"
)
_NETWORK = Network(_refuse(Mistake.BAD_NETWORK), everybody=_refuse(Mistake.EVERYBODY))
ALLOW_NETWORKS = Key("allow", ListOf(item=_NETWORK), "networks that no limit is for")
LIMITS_KEYS = Table((IP, EMAIL, SITE, DUPLICATE, NEAR_DUPLICATE, ALLOW_NETWORKS))

HOLD = Key("hold", _SCORE, "the score from which a comment waits for a moderator")
SPAM = Key("spam", _SCORE, "the score from which a comment is spam")
TRASH = Key("trash", _SCORE, "the score from which a comment is trash")
WEIGHTS = Key("weights", TableOf(_FLAG, _weight), "what a flag adds to the score")
MAX_LINKS = Key("max_links", Integer(0, _MOST_LINKS), "the number of links from which there are too many, 0 for none")
COMMENT_MODERATION = Key("comment_moderation", Switch(), "every comment waits for a moderator")
COMMENT_PREVIOUSLY_APPROVED = Key(
    "comment_previously_approved", Switch(), "a comment waits unless its author had one approved before"
)
REQUIRE_NAME_EMAIL = Key("require_name_email", Switch(), "a visitor has to give a name and an e-mail address")
EMPTY_TRASH_DAYS = Key(
    "empty_trash_days", Integer(0, 36_500), "0 makes spam of what has a disallowed word; any other number, trash"
)
MODERATION_KEYS_FILE = Key("moderation_keys_file", _PATH, "a list of words, one a line, for which a comment waits")
DISALLOWED_KEYS_FILE = Key("disallowed_keys_file", _PATH, "a list of words, one a line, for which it is trash")
SCRIPTS = Key(
    "scripts",
    ListOf(item=Word(_SCRIPTS, _explain_script)),
    "the scripts that the site's visitors write in; any if left out",
)
OWN_HOSTS = Key("own_hosts", _DOMAINS, "hosts of the site's own, beside that of home_url")
OWN_HOSTS_FILE = Key("own_hosts_file", _PATH, "a list of such hosts, one a line")
ALLOWED_DOMAINS = Key("allowed_domains", _DOMAINS, "domains to which links are welcome")
ALLOWED_DOMAINS_FILE = Key("allowed_domains_file", _PATH, "a list of such domains, one a line")
DENIED_DOMAINS = Key("denied_domains", _DOMAINS, "domains to which they are not")
DENIED_DOMAINS_FILE = Key("denied_domains_file", _PATH, "a list of such domains, one a line")
SHORTENERS_FILE = Key("shorteners_file", _PATH, "a list of domains that hide where a link leads, one a line")
DISPOSABLE_DOMAINS_FILE = Key(
    "disposable_domains_file", _PATH, "a list of domains of throw-away e-mail addresses, one a line"
)
ALLOWED_PHRASES = Key("allowed_phrases", _PHRASES, "words and phrases that count as good; no list hits inside them")
MIN_FORM_SECONDS = Key(
    "min_form_seconds", Integer(0, 3_600), "whoever fills the form in fewer seconds is too fast; 0 for nobody"
)
ENTRIES = Key("entries", _PHRASES, "the words and phrases of a list")
FILE = Key("file", _PATH, "the file that has them, one a line; a line that begins with # is a comment")
MATCH = Key(
    "match",
    Word(tuple(map(str, Match)), _refuse(Mistake.UNKNOWN_MATCH, words=_either(Match))),
    f"how they are looked for, {_either(Match)}; the last if left out",
)
WEIGHT = Key("weight", Integer(0, _HIGHEST_SCORE), "what each different one adds to the score")
FIELDS = Key(
    "fields",
    ListOf(
        item=Word(LISTED_FIELDS, _refuse(Mistake.UNKNOWN_FIELD, words=_either(LISTED_FIELDS))),
        empty=Mistake.EMPTY_FIELDS,
    ),
    "the fields that they are looked for in; all if left out",
)
WORDS = Key("words", Tables(Table((ENTRIES, FILE, MATCH, WEIGHT, FIELDS))), "lists of words of the site's own")
WHEN = Key("when", ListOf(item=_FLAG, empty=Mistake.EMPTY_RULE), "the flags that must all be raised", required=True)
THEN = Key(
    "then",
    Word(tuple(map(str, Status)), _refuse(Mistake.UNKNOWN_STATUS, words=_either(Status))),
    f"what the comment then is: {_either(Status)}",
    required=True,
)
RULE = Key("rule", Tables(Table((WHEN, THEN))), "what decides whatever the score; the first that holds")
MODERATION_KEYS = Table(
    (
        HOLD,
        SPAM,
        TRASH,
        WEIGHTS,
        MAX_LINKS,
        COMMENT_MODERATION,
        COMMENT_PREVIOUSLY_APPROVED,
        REQUIRE_NAME_EMAIL,
        EMPTY_TRASH_DAYS,
        MODERATION_KEYS_FILE,
        DISALLOWED_KEYS_FILE,
        SCRIPTS,
        OWN_HOSTS,
        OWN_HOSTS_FILE,
        ALLOWED_DOMAINS,
        ALLOWED_DOMAINS_FILE,
        DENIED_DOMAINS,
        DENIED_DOMAINS_FILE,
        SHORTENERS_FILE,
        DISPOSABLE_DOMAINS_FILE,
        ALLOWED_PHRASES,
        MIN_FORM_SECONDS,
        WORDS,
        RULE,
    )
)

DESCRIPTION = Key(
    "description",
    Pattern(
        rf"[^\x00-\x20\x7f][^\x00-\x1f\x7f]{{0,{_LONGEST_DESCRIPTION - 1}}}",
        _refuse(Mistake.BAD_DESCRIPTION, longest=_LONGEST_DESCRIPTION),
    ),
    "what the policy is for, in one line",
    required=True,
)
MARKUP = Key("markup", MARKUP_KEYS, "what is kept of a comment", required=True)
LIMITS = Key("limits", LIMITS_KEYS, "who may comment how fast; no key, no limit")
MODERATION = Key("moderation", MODERATION_KEYS, "how a score becomes a status")
POLICY_KEYS = Table((DESCRIPTION, MARKUP, LIMITS, MODERATION))
