"""Values of the other keys: types, bounds, spellings, and what contradicts what."""

import pytest

from service.errors import PolicyError
from service.policies import parse_policy

TOO_WIDE = "is more of the Internet than anybody has, so limits would be for few or none"
MARKUP = """description = "x"
[markup]
rules = "html5"
{keys}
[markup.allow]
{allow}
{rest}
"""


def faults(*, keys: str = "", allow: str = "", rest: str = "") -> list[str]:
    """The faults of a policy of these lines, each as "key: problem"."""
    try:
        parse_policy("x", MARKUP.format(keys=keys, allow=allow, rest=rest).encode(), "x")
    except PolicyError as error:
        return [f"{fault.key}: {fault.problem}" for fault in error.faults]
    return []


def test_the_empty_row_has_no_fault() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        pytest.param("[limits]\nip = '1/s'", ["limits.ip: is text instead of a list"], id="text for a list"),
        pytest.param("[limits]\nip = [1]", ["limits.ip[0]: is a whole number instead of text"], id="number for text"),
        pytest.param("[limits]\nip = [['1/s']]", ["limits.ip[0]: is a list instead of text"], id="list for text"),
        pytest.param("[limits.ip]", ["limits.ip: is a table instead of a list"], id="table for a list"),
        pytest.param("[[limits]]", ["limits: is a list instead of a table"], id="list for a table"),
        pytest.param(
            "[moderation]\nhold = true", ["moderation.hold: is true or false instead of a whole number"], id="boolean"
        ),
        pytest.param(
            "[moderation]\nhold = 30.0", ["moderation.hold: is a decimal number instead of a whole number"], id="30.0"
        ),
        pytest.param(
            "[moderation]\nhold = 2026-11-23",
            ["moderation.hold: is a date or time instead of a whole number"],
            id="date",
        ),
        pytest.param(
            "[moderation]\nweights = ['markup.repaired']",
            ["moderation.weights: is a list instead of a table"],
            id="list for weights",
        ),
        pytest.param(
            "[limits]\nallow = ['10.0.0.0/8', 'fd00::/8', '0.0.0.0/1', '2000::/3']",
            [f'limits.allow[2]: "0.0.0.0/1" {TOO_WIDE}', f'limits.allow[3]: "2000::/3" {TOO_WIDE}'],
            id="most of the Internet",
        ),
        pytest.param(
            "[limits]\nallow = ['64:ff9b::/96', '64:ff9b::a00:0/104']",
            [f'limits.allow[0]: "64:ff9b::/96" {TOO_WIDE}'],
            id="IPv4 translated to IPv6",
        ),
        pytest.param("[moderation]\nhold = -1", ["moderation.hold: is out of range"], id="below"),
        pytest.param("[moderation]\nspam = 1001\ntrash = 1000", ["moderation.spam: is out of range"], id="above"),
        pytest.param(f"[moderation]\nhold = 0x{'f' * 9_000}", ["moderation.hold: is out of range"], id="far above"),
        pytest.param("[moderation]\nhold = 0\nspam = 1000\ntrash = 1000", [], id="both ends"),
        pytest.param("[moderation.weights]\n'markup.repaired' = -1000", [], id="a negative weight"),
        pytest.param("[moderation]\nmax_links = 0", [], id="no limit on links"),
        pytest.param("[moderation]\nmax_links = -1", ["moderation.max_links: is out of range"], id="fewer than none"),
        pytest.param("[moderation]\nmin_links = 2", ["moderation.min_links: there is no such key"], id="no such key"),
        pytest.param("[sites]", ["sites: there is no such key"], id="no such table"),
        pytest.param("[moderation]\nhold = 60\nspam = 60\ntrash = 60", [], id="equal thresholds"),
        pytest.param(
            "[moderation]\nhold = 90\nspam = 80\ntrash = 70",
            [
                "moderation.hold: hold = 90 is above spam = 80",
                "moderation.spam: spam = 80 is above trash = 70",
            ],
            id="all in the wrong order",
        ),
        pytest.param(
            "[moderation]\ntrash = 50", ["moderation.trash: spam = 60 (the default) is above trash = 50"], id="default"
        ),
        pytest.param(
            "[moderation]\nhold = 'x'\nspam = 10",
            ["moderation.hold: is text instead of a whole number"],
            id="a wrong value contradicts nothing",
        ),
        pytest.param(
            "[limits]\nip = ['1/15s', '1/15s']", ['limits.ip[1]: "1/15s" stands here twice'], id="a rate twice"
        ),
        pytest.param(
            "[limits]\nip = ['2/min', '1/60s']",
            ['limits.ip[0]: "2/min" never limits anybody beside "1/60s"'],
            id="one window twice",
        ),
        pytest.param(
            "[limits]\nip = ['5/min', '3/h']",
            ['limits.ip[0]: "5/min" never limits anybody beside "3/h"'],
            id="the long window says it all",
        ),
        pytest.param("[limits]\nip = ['1/15s', '239/h']", [], id="both windows limit"),
        pytest.param(
            "[limits]\nallow = ['fe80::1%eth0']", ['limits.allow[0]: "fe80::1%eth0" is no network'], id="a zone"
        ),
    ],
)
def test_limits_and_moderation(rest: str, expected: list[str]) -> None:
    assert faults(rest=rest) == expected


LINKS = "schemes = ['https']\nrel = 'ugc'"


@pytest.mark.parametrize(
    ("keys", "allow", "rest", "expected"),
    [
        pytest.param(LINKS, "a = ['href']", "", [], id="links"),
        pytest.param("schemes = []\nrel = ''", "a = ['href']", "", [], id="relative links, left alone"),
        pytest.param("schemes = []\nrel = ''", "a = ['href', 'rel']", "", [], id="visitors write rel"),
        pytest.param("rel = ''", "", "", [], id="no rel where no link is"),
        pytest.param("", "a = ['title']", "", [], id="an anchor that leads nowhere"),
        pytest.param(
            "",
            "a = ['href']",
            "",
            ["markup.rel: is missing, but links are allowed", "markup.schemes: is missing, but a.href is allowed"],
            id="links, and nothing said about them",
        ),
        pytest.param(
            "rel_internal = 'ugc'",
            "",
            "",
            [
                "markup.rel_internal: is set, but no element a is allowed",
                "markup.rel_internal: is set, but other links get no rel",
            ],
            id="rel for the site's own links only",
        ),
        pytest.param(
            f"{LINKS}\nrel_internal = ''",
            "a = ['href']",
            "",
            ['markup.rel_internal: "" is no list of link types'],
            id="an empty rel_internal",
        ),
        pytest.param(
            "schemes = []\nrel = ' ugc'",
            "a = ['href']",
            "",
            ['markup.rel: " ugc" is no list of link types'],
            id="a space too many",
        ),
        pytest.param(
            "schemes = []\nrel = 'opener'",
            "a = ['href']",
            "",
            ['markup.rel: "opener" is no list of link types'],
            id="opener",
        ),
        pytest.param(
            "schemes = []\nrel = 5",
            "a = ['href']",
            "",
            ["markup.rel: is a whole number instead of text"],
            id="rel is wrong, not missing",
        ),
        pytest.param(
            "schemes = 5",
            "q = ['cite']",
            "",
            ["markup.schemes: is a whole number instead of a list"],
            id="schemes are wrong, not missing",
        ),
        pytest.param(
            "unlisted = ['q', 'q']", "q = []", "", ['markup.unlisted[1]: "q" stands here twice'], id="unlisted twice"
        ),
        pytest.param(
            "unlisted = ['script']",
            "",
            "",
            ['markup.unlisted[0]: "script" must not be allowed: it runs'],
            id="unlisted and dangerous",
        ),
        pytest.param(
            "unlisted = ['q']",
            "q = 5",
            "",
            ["markup.allow.q: is a whole number instead of a list"],
            id="a wrong allowlist contradicts nothing",
        ),
        pytest.param(
            "",
            "q = ['class']",
            "[markup.classes]\nq = []",
            ["markup.allow.q[0]: class would let visitors borrow any style of the page"],
            id="no classes",
        ),
        pytest.param(
            "",
            "q = ['class']",
            "[markup.classes]\nq = 5",
            ["markup.classes.q: is a whole number instead of a list"],
            id="classes are wrong, not missing",
        ),
        pytest.param(
            "",
            "q = ['class']",
            "[markup.classes]\nq = ['a', 'a']",
            ['markup.classes.q[1]: "a" stands here twice'],
            id="a class twice",
        ),
        pytest.param("", "q = ['class']", "[markup.classes]\nq = ['-a_B-9', 'user-N', 'N']", [], id="classes"),
        pytest.param(
            "",
            "",
            "[markup.classes]\nscript = ['a']",
            ['markup.classes.script: "script" must not be allowed: it runs'],
            id="classes of the dangerous",
        ),
        pytest.param(
            "",
            "",
            "[markup.classes]\nq = ['a']",
            ["markup.classes.q: lists classes, but q may not have the attribute class"],
            id="classes of nothing",
        ),
        pytest.param(
            "",
            "q = ['lang', 'title', 'dir']",
            "[markup.constraints.q]\nlang = {required = true, values = ['fr', '', 'É']}\n"
            "title = {minlen = 1, maxlen = 16384, valueless = false}\ndir = {valueless = true, required = true}",
            [],
            id="constraints",
        ),
        pytest.param("", "q = []", "[markup.constraints.q]", [], id="an element of which nothing is asked"),
        pytest.param(
            "",
            "q = ['lang']",
            "[markup.constraints.q.lang]\nmaxlen = 16385\nminlen = 0\nminval = -1\nmaxval = 1000000",
            [f"markup.constraints.q.lang.{key}: is out of range" for key in ("minlen", "maxlen", "minval", "maxval")],
            id="bounds that nothing or everything meets",
        ),
        pytest.param(
            "",
            "q = ['lang']",
            "[markup.constraints.q.lang]\nvalueless = 'y'\nrequired = 1\nmax = 3",
            [
                "markup.constraints.q.lang.max: there is no such key",
                "markup.constraints.q.lang.required: is a whole number instead of true or false",
                "markup.constraints.q.lang.valueless: is text instead of true or false",
            ],
            id="constraints are wrong, not missing",
        ),
        pytest.param(
            "",
            "q = ['lang']",
            "[markup.constraints]\nscript = {lang = {maxlen = 3}}\nq = {lnag = {maxlen = 3}, lang = {}, onclick = {}}",
            [
                'markup.constraints.script: "script" must not be allowed: it runs',
                'markup.constraints.q.lnag: HTML gives the element q no attribute "lnag"',
                'markup.constraints.q.onclick: the attribute "onclick" must not be allowed: it runs script',
            ],
            id="constraints of the dangerous",
        ),
        pytest.param(
            "",
            "q = ['lang']",
            "[markup.constraints.q.lang]\nminval = 5\nmaxval = 4\nvalues = ['4', 'x']",
            ["markup.constraints.q.lang.minval: minval = 5 is above maxval = 4, so that no value may stay"],
            id="no number in between",
        ),
        pytest.param(
            "",
            "q = ['lang']",
            "[markup.constraints.q.lang]\nmaxval = 4\nvalues = ['4', '5', 'x']",
            [
                'markup.constraints.q.lang.values[1]: "5" breaks maxval = 4 beside it',
                'markup.constraints.q.lang.values[2]: "x" breaks maxval = 4 beside it',
            ],
            id="values that are no such numbers",
        ),
    ],
)
def test_markup(keys: str, allow: str, rest: str, expected: list[str]) -> None:
    assert faults(keys=keys, allow=allow, rest=rest) == expected


@pytest.mark.parametrize("value", ["R", "a&b", "<", ">", "'", '\\"', "a\\n", "\\u007f", "\\u0085"])
def test_what_is_no_value(value: str) -> None:
    asked = f'[markup.constraints.q]\nlang = {{values = ["{value}"]}}'
    assert len(faults(allow="q = ['lang']", rest=asked)) == 1


@pytest.mark.parametrize("token", ["", "a b", "9a", "-9", "--a", "a.b", "é", "a\\u0000"])
def test_what_is_no_class(token: str) -> None:
    assert len(faults(allow="q = ['class']", rest=f'[markup.classes]\nq = ["{token}"]')) == 1


@pytest.mark.parametrize(
    ("description", "good"),
    [
        ("x", True),
        ("x" * 200, True),
        ("«é»", True),
        ("x" * 201, False),
        (" x", False),
        ("a\\nb", False),
        ("a\\u0007", False),
    ],
)
def test_a_description_is_one_line(description: str, good: bool) -> None:
    data = f'description = "{description}"\n[markup]\nrules = "kses"\n[markup.allow]\n'.encode()
    if good:
        assert parse_policy("x", data, "x").markup.allow == {}
        return
    with pytest.raises(PolicyError, match="is no description"):
        parse_policy("x", data, "x")
