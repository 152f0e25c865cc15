"""One bad file for every kind of mistake, and the whole line that its author gets to read."""
# ruff: noqa: E501  a message is one line, here as there

from dataclasses import replace
from pathlib import Path

import pytest

from service.core.policy import Policy
from service.core.sanitizer import Sanitizer
from service.errors import Fault, PolicyError
from service.policies import load_policies, parse_policy
from service.policies.mistakes import Mistake, PolicyFault

BAD = Path(__file__).parent / "bad"

FAULTS = [
    (Mistake.BAD_NAME, 'Bad_Name.toml: file: "Bad_Name" is no name for a policy; use lower-case letters, digits and hyphens, starting with a letter, such as my-blog.toml'),
    (Mistake.BAD_CLASS, 'bad-class.toml: markup.classes.span[0]: "note mention" is not spelled as a class; write a letter or underscore, then letters, digits, hyphens, underscores; a last -N is any positive number'),
    (Mistake.BAD_DATA_ATTRIBUTE, 'bad-data-attribute.toml: markup.allow.b[2]: "data-foo-*" is not spelled as a data attribute; write data- and then letters from a to z, digits, hyphens, underscores; or "data-*" for all of them'),
    (Mistake.BAD_DESCRIPTION, "bad-description.toml: description: is no description; write one line of up to 200 characters, without control characters"),
    (Mistake.BAD_DOMAIN, 'bad-domain.toml: moderation.own_hosts[0]: "https://blog.example.org/" is no domain; write it in lower case, without scheme, port and path, such as "example.org"; subdomains are meant, too'),
    (Mistake.BAD_NETWORK, 'bad-network.toml: limits.allow[1]: "198.51.100.7/24" is no network; write an address without a zone and the length of its network, such as "192.0.2.0/24" or "2001:db8::/32"'),
    (Mistake.BAD_PATH, 'bad-path.toml: moderation.moderation_keys_file: " words.txt" is no path of a file; write the file\'s path as seen from this file, such as "lists/words.txt"'),
    (Mistake.BAD_PHRASE, 'bad-phrase.toml: moderation.allowed_phrases[0]: "" is no word or phrase; write at least one character, on one line, no space around it'),
    (Mistake.BAD_RATE, 'bad-rate.toml: limits.ip[1]: "60 per hour" is not a rate; write COUNT/WINDOW, such as "1/15s" or "60/h": at most 999999, in at most 999 s, min, h or d'),
    (Mistake.BAD_REL, 'bad-rel.toml: markup.rel: "nofolow ugc" is no list of link types; write some of external, nofollow, noopener, noreferrer, sponsored, ugc with one space between them'),
    (Mistake.BAD_SCHEME, 'bad-scheme.toml: markup.schemes[0]: "https:" is not spelled as a URL scheme; write it in lower case and without its colon, such as "https"'),
    (Mistake.BAD_VALUE, 'bad-value.toml: markup.constraints.b.lang.values[1]: "DE" is a value that no attribute is compared with; write it in lower case, in which it is found in any case, and without quotes, &, < and >'),
    (Mistake.BALANCE_WITHOUT_KSES, 'balance-without-kses.toml: markup.balance: is set, but the rules are not "kses"; write rules = "kses", or remove balance: a browser balances the markup'),
    (Mistake.CLASS_WITHOUT_CLASSES, "class-without-classes.toml: markup.allow.span[1]: class would let visitors borrow any style of the page; list the classes in markup.classes.span, or remove class"),
    (Mistake.CLASSES_WITHOUT_CLASS, "classes-without-class.toml: markup.classes.span: lists classes, but span may not have the attribute class; add class to markup.allow.span, or remove this"),
    (Mistake.CONSTRAINT_NOT_ALLOWED, "constraint-not-allowed.toml: markup.constraints.b.title: asks something of an attribute that b may not have; add title to markup.allow.b, or remove this"),
    (Mistake.CONSTRAINT_WITHOUT_VALUE, "constraint-without-value.toml: markup.constraints.b.lang.maxlen: is about a value, beside valueless = true, which lets none stay; remove one of the two"),
    (Mistake.DANGEROUS_ATTRIBUTE, 'dangerous-attribute.toml: markup.allow.b[0]: the attribute "onclick" must not be allowed: it runs script; remove it'),
    (Mistake.DANGEROUS_ELEMENT, 'dangerous-element.toml: markup.allow.noscript: "noscript" must not be allowed: a parser takes its content for raw text, not for markup; remove it'),
    (Mistake.DANGEROUS_SCHEME, 'dangerous-scheme.toml: markup.schemes[1]: "javascript" must not be allowed: such a URL runs or holds content of its own; remove it'),
    (Mistake.DOMAIN_DENIED_AND_ALLOWED, 'domain-denied-and-allowed.toml: moderation.allowed_domains[0]: "example.org" is denied as well; remove it from one of the two lists'),
    (Mistake.DUPLICATE, 'duplicate.toml: markup.allow.a[2]: "href" stands here twice; remove one of them'),
    (Mistake.EMPTY_CONSTRAINT, "empty-constraint.toml: markup.constraints.b.lang: asks for nothing; write some of required, valueless, values, minlen, maxlen, minval, maxval, or remove it"),
    (Mistake.EMPTY_FIELDS, "empty-fields.toml: moderation.words[0].fields: is an empty list; list the fields to look in, or remove fields to look in all"),
    (Mistake.EMPTY_LIMIT, "empty-limit.toml: limits.email: is an empty list; list at least one rate, or leave the key out to set no limit"),
    (Mistake.EMPTY_RULE, "empty-rule.toml: moderation.rule[0].when: is an empty list; list the flags for which the rule is, or remove the rule"),
    (Mistake.EMPTY_VALUES, "empty-values.toml: markup.constraints.b.lang.values: is an empty list; list at least one value, or remove the attribute from markup.allow"),
    (Mistake.EVERY_REQUIRED, 'every-required.toml: markup.constraints.b."data-*".required: asks for an attribute of this very name, which no tag has; remove it, or require a data attribute by its own name'),
    (Mistake.EVERYBODY, 'everybody.toml: limits.allow[1]: "::ffff:0:0/96" is more of the Internet than anybody has, so limits would be for few or none; remove the rates instead, or name the networks of those whom you know: /8 at the widest, /16 in IPv6'),
    (Mistake.IDLE_RATE, 'idle-rate.toml: limits.ip[1]: "240/h" never limits anybody beside "1/15s"; remove one of them or change it'),
    (Mistake.IDLE_RULE, "idle-rule.toml: moderation.rule[1]: never decides: rule[0] does wherever this one holds; remove it, or put it first"),
    (Mistake.KSES_WITHOUT_ITS_RULES, 'kses-without-its-rules.toml: markup.kses: is set, but the rules are not "kses"; write rules = "kses", or remove kses'),
    (Mistake.LINKS_WITHOUT_REL, 'links-without-rel.toml: markup.rel: is missing, but links are allowed; write rel = "nofollow ugc", or rel = "" to leave links alone'),
    (Mistake.LIST_NOT_DOMAINS, 'list-not-domains.toml: moderation.shorteners_file: line 3 of "../lists/addresses.txt": "https://b.example/" is no domain; write one domain a line, without scheme, port and path; comments begin with #'),
    (Mistake.LIST_NOT_UTF8, 'list-not-utf8.toml: moderation.disallowed_keys_file: line 2 of "../lists/latin-1.txt": byte 0xe9 is not UTF-8; save the list as UTF-8'),
    (Mistake.MISSING_KEY, 'missing-key.toml: markup.rules: is missing; add it: how markup is told from text: "kses" as WordPress does, "html5" as a browser does'),
    (Mistake.NOT_TOML, "not-toml.toml: line 4, column 9: is not TOML: invalid value; correct the syntax"),
    (Mistake.NOT_UTF8, "not-utf8.toml: line 1: byte 0xe9 is not UTF-8; save the file as UTF-8"),
    (Mistake.OUT_OF_RANGE, 'out-of-range.toml: moderation.weights."markup.renormalized": is out of range; write a whole number from -1000 to 1000'),
    (Mistake.REL_INTERNAL_ALONE, "rel-internal-alone.toml: markup.rel_internal: is set, but other links get no rel; set markup.rel as well, or remove rel_internal"),
    (Mistake.REL_SET_AND_ALLOWED, 'rel-set-and-allowed.toml: markup.rel: is set, but visitors may write rel themselves; remove rel from markup.allow.a, or leave links alone with rel = ""'),
    (Mistake.REL_TWICE, 'rel-twice.toml: markup.rel: names "ugc" twice; remove one of them'),
    (Mistake.REL_WITHOUT_LINKS, "rel-without-links.toml: markup.rel: is set, but no element a is allowed; allow a, or remove rel"),
    (Mistake.SCHEMES_WITHOUT_URLS, "schemes-without-urls.toml: markup.schemes: is set, but no attribute that holds a URL is allowed; remove schemes"),
    (Mistake.TOO_MANY, "too-many.toml: limits.ip: has 21 items; a list of rates may have 20; two or three say what people need"),
    (Mistake.UNCHECKED_URL, 'unchecked-url.toml: markup.allow.a[1]: "ping" holds URLs that the engine does not check; remove it'),
    (Mistake.UNKNOWN_ATTRIBUTE, 'unknown-attribute.toml: markup.allow.del[0]: HTML gives the element del no attribute "datetme"; did you mean "datetime"?'),
    (Mistake.UNKNOWN_ELEMENT, 'unknown-element.toml: markup.allow.blockqoute: "blockqoute" is not an HTML element; did you mean "blockquote"?'),
    (Mistake.UNKNOWN_FIELD, 'unknown-field.toml: moderation.words[0].fields[1]: words are not looked for in "author_ip"; write "content" or "author_name" or "author_url" or "author_email"'),
    (Mistake.UNKNOWN_FLAG, 'unknown-flag.toml: moderation.weights."markup.renormalised": there is no flag "markup.renormalised"; did you mean "markup.renormalized"?'),
    (Mistake.UNKNOWN_KEY, 'unknown-key.toml: moderation.hodl: there is no such key; did you mean "hold"?'),
    (Mistake.UNKNOWN_KSES, 'unknown-kses.toml: markup.kses: there is no kses "5.9"; write "7.1" or "6.8" or "6.1"'),
    (Mistake.UNKNOWN_MATCH, 'unknown-match.toml: moderation.words[0].match: there is no way "regex" to look for words; write "literal" or "word" or "folded"'),
    (Mistake.UNKNOWN_RULES, 'unknown-rules.toml: markup.rules: there are no rules "html"; write "kses" or "html5"'),
    (Mistake.UNKNOWN_SCRIPT, 'unknown-script.toml: moderation.scripts[0]: there is no script "latin"; did you mean "Latin"?'),
    (Mistake.UNKNOWN_STATUS, 'unknown-status.toml: moderation.rule[0].then: there is no status "delete"; write "approved" or "hold" or "spam" or "trash"'),
    (Mistake.UNLISTED_NOT_ALLOWED, 'unlisted-not-allowed.toml: markup.unlisted[0]: "span" is not allowed anyway; remove it, or add it to markup.allow'),
    (Mistake.UNORDERED_CONSTRAINT, "unordered-constraint.toml: markup.constraints.b.lang.minlen: minlen = 3 is above maxlen = 2, so that no value may stay; choose minlen ≤ maxlen"),
    (Mistake.UNORDERED_THRESHOLDS, "unordered-thresholds.toml: moderation.hold: hold = 70 is above spam = 60 (the default); choose hold ≤ spam ≤ trash"),
    (Mistake.UNREADABLE_LIST, 'unreadable-list.toml: moderation.moderation_keys_file: "../lists/absent.txt" cannot be read: no such file or directory; name a plain text file that the service may read'),
    (Mistake.UNSUPPORTED_ELEMENT, 'unsupported-element.toml: markup.allow.table: "table" is not supported: a parser moves text that a table does not expect out of it; remove it'),
    (Mistake.URLS_WITHOUT_SCHEMES, 'urls-without-schemes.toml: markup.schemes: is missing, but blockquote.cite is allowed; write schemes = ["http", "https"], or schemes = [] for relative URLs only'),
    (Mistake.VALUE_NOT_TAKEN, 'value-not-taken.toml: markup.constraints.b.lang.values[1]: "de-at" breaks maxlen = 2 beside it; remove one of the two'),
    (Mistake.WORDS_TWICE, "words-twice.toml: moderation.words[0]: has both entries and file; make two lists of it"),
    (Mistake.WORDS_WITHOUT_WORDS, "words-without-words.toml: moderation.words[0]: is a list without words; write entries, or file"),
    (Mistake.WRONG_TYPE, "wrong-type.toml: moderation.spam: is text instead of a whole number; write digits without quotes or a point: 30"),
]  # fmt: skip

# No file can show these: see test_load.py for the first three, test_key_files.py for the fourth. What the engine refuses, the parser refuses first; the
# file for it is a good one, and the engine is asked about another policy.
NO_FILE = {Mistake.NO_DIRECTORY, Mistake.NO_POLICIES, Mistake.UNREADABLE, Mistake.LIST_TOO_LONG}
ENGINE_REFUSES = "engine-refuses.toml"


def accept(policy: Policy) -> None:
    """An engine that can work with anything."""


def with_script(policy: Policy) -> Policy:
    return replace(policy, markup=replace(policy.markup, allow={"script": ()}))


def faults_of(file: Path) -> tuple[Fault, ...]:
    with pytest.raises(PolicyError) as refused:
        parse_policy(file.stem, file.read_bytes(), file.name, beside=file.parent, probe=accept)
    return refused.value.faults


@pytest.mark.parametrize(("mistake", "message"), FAULTS, ids=[mistake.name for mistake, _ in FAULTS])
def test_a_bad_file_has_its_one_fault(mistake: Mistake, message: str) -> None:
    faults = faults_of(BAD / message.partition(":")[0])
    assert [str(fault) for fault in faults] == [message]
    assert [fault.mistake for fault in faults if isinstance(fault, PolicyFault)] == [mistake]


def test_every_kind_of_mistake_has_its_file_and_every_file_its_row() -> None:
    shown = [mistake for mistake, _ in FAULTS]
    assert len(shown) == len(set(shown))
    assert {*shown, *NO_FILE, Mistake.ENGINE_REFUSES} == set(Mistake)
    files = {message.partition(":")[0] for _, message in FAULTS}
    assert files | {ENGINE_REFUSES} == {file.name for file in BAD.iterdir()}


def test_what_nh3_refuses_is_said_in_its_words() -> None:
    def probe(policy: Policy) -> None:
        Sanitizer(with_script(policy))

    with pytest.raises(PolicyError) as refused:
        parse_policy("engine-refuses", (BAD / ENGINE_REFUSES).read_bytes(), ENGINE_REFUSES, probe=probe)
    assert [str(fault) for fault in refused.value.faults] == [
        "engine-refuses.toml: markup.allow: nh3 refuses it: `script` appears in `clean_content_tags` and in `tags` at the same time; take the conflicting entry out"
    ]


def test_the_engine_is_asked_about_a_good_file_and_works_with_it() -> None:
    assert parse_policy("engine-refuses", (BAD / ENGINE_REFUSES).read_bytes(), ENGINE_REFUSES).name == "engine-refuses"


def test_all_faults_of_all_files_come_at_once_in_the_order_of_the_files() -> None:
    with pytest.raises(PolicyError) as refused:
        load_policies(BAD, probe=accept)
    assert str(refused.value).splitlines() == [message for _, message in FAULTS]
