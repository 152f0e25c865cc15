"""Flags of a site's lists: which, in what field, where; and what hides from WordPress."""

from dataclasses import replace

import msgspec
import pytest

from service.core.comment import Comment, Flag
from service.core.pipeline import Pipeline
from service.core.policy import Moderation
from service.policies import load_policies, policy_directory

POLICIES = load_policies(policy_directory(""))
MODERATION = Moderation(
    moderation_keys=("casino", "198.51.100.", "казино", "кредит", "it's", "nofollow"),
    disallowed_keys=("viagra", "spam.example", "赌场"),
)
PIPELINES = {
    name: Pipeline(replace(POLICIES[name], moderation=MODERATION)) for name in ("wordpress", "friendly", "rich")
}
VISITOR = {"author_name": "Anna", "author_email": "anna@example.org", "author_ip": "203.0.113.9"}


def comment(**fields: str) -> Comment:
    return msgspec.convert(VISITOR | fields, Comment)


def raised(policy: str = "wordpress", **fields: str) -> list[Flag]:
    return [flag for flag in PIPELINES[policy].judge(comment(**fields)).flags if flag.id.startswith("word.")]


# Fields of a comment, then each flag of the family: id without it, field, what stands there, the key.
ROWS: dict[str, tuple[dict[str, str], list[tuple[str, str, str, str]]]] = {
    "a word to moderate": ({"content": "le Casino"}, [("moderation_key", "content", "Casino", "casino")]),
    "twice": (
        {"content": "casino, CASINO"},
        [("moderation_key", "content", "casino", "casino"), ("moderation_key", "content", "CASINO", "casino")],
    ),
    "a disallowed word": ({"content": "Viagra!"}, [("disallowed_key", "content", "Viagra", "viagra")]),
    "both": (
        {"content": "viagra casino"},
        [("moderation_key", "content", "casino", "casino"), ("disallowed_key", "content", "viagra", "viagra")],
    ),
    "in the name": (
        {"content": "x", "author_name": "Viagra Anna"}, [("disallowed_key", "author_name", "Viagra", "viagra")],
    ),
    "in the URL": (
        {"content": "x", "author_url": "http://SPAM.example/"},
        [("disallowed_key", "author_url", "SPAM.example", "spam.example")],
    ),
    "in the IP": (
        {"content": "x", "author_ip": "198.51.100.7"}, [("moderation_key", "author_ip", "198.51.100.", "198.51.100.")],
    ),
    "in what WordPress adds: the whole text": (
        {"content": '<a href="http://a.example/">b</a>'},
        [("moderation_key", "content", '<a href="http://a.example/">b</a>', "nofollow")],
    ),
    "across a tag, which WordPress strips": (
        {"content": "via<b>gra</b>"}, [("disallowed_key", "content", "via<b>gra</b>", "viagra")],
    ),
    "hidden by a tag": ({"content": "a cas<b>ino</b>"}, [("hidden_key", "content", "cas<b>ino", "casino")]),
    "hidden by a reference": ({"content": "cas&#105;no"}, [("hidden_key", "content", "cas&#105;no", "casino")]),
    "a disallowed word hidden by a reference": (
        {"content": "vi&#97;gra"}, [("hidden_key", "content", "vi&#97;gra", "viagra")],
    ),
    "hidden in the name": (
        {"content": "x", "author_name": "Vi&#97;gra"}, [("hidden_key", "author_name", "Vi&#97;gra", "viagra")],
    ),
    "hidden by a zero-width space, Russian": (
        {"content": "кре\u200bдит"}, [("hidden_key", "content", "кре\u200bдит", "кредит")],
    ),
    "across a tag, Chinese": (
        {"content": "赌<i>场</i>"}, [("disallowed_key", "content", "赌<i>场</i>", "赌场")],
    ),
    "hidden by WordPress' own slashes": ({"content": "it's"}, [("hidden_key", "content", "it's", "it's")]),
    "plain and hidden is found already": (
        {"content": "casino cas<b>ino</b>"}, [("moderation_key", "content", "casino", "casino")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "expected"), ROWS.values(), ids=ROWS)
def test_flags_say_which_word_stands_where(fields: dict[str, str], expected: list[tuple[str, str, str, str]]) -> None:
    received = VISITOR | fields
    flags = raised(**fields)
    assert [
        (
            flag.id.removeprefix("word."),
            flag.field,
            received[flag.field][evidence.start : evidence.end],
            evidence.reason,
        )
        for flag in flags
        for evidence in flag.evidence
    ] == expected
    assert sum(flag.count for flag in flags) == len(expected)


CLEAN = {
    "English": "The specialist said it is fine.",
    "French": "Merci pour cet article, c'était très intéressant ! <b>Bravo</b>",
    "German": "Die Straße ist schön &amp; ruhig.",
    "Russian": "Спасибо за <em>статью</em>, очень интересно.",
    "Arabic": "شكرا على <b>المقال</b> المفيد",
    "Persian, with non-joiners": "می\u200cخواهم بیشتر بدانم",
    "Hebrew": "תודה על המאמר",
    "Japanese": "とても<b>面白い</b>記事でした",
    "Chinese": "非常好的<i>文章</i>，谢谢",
    "Korean": "좋은 글 감사합니다 &#9829;",
    "Hindi": "बहुत <b>अच्छा</b> लेख",
    "Thai": "บทความดีมาก",
    "Turkish": "İyi bir yazı, teşekkürler",
    "a space between the halves": "cas <b>ino</b>",
    "a reference that is no letter of the word": "cas&amp;ino",
    "escaped twice, so it reads cas&#105;no": "cas&amp;#105;no",
    "mathematics": "1 < 2 and 3 > 2",
    "code": "<code>if (a &lt; b) { return it; }</code>",
}


@pytest.mark.parametrize("policy", PIPELINES)
@pytest.mark.parametrize("content", CLEAN.values(), ids=CLEAN)
def test_what_holds_no_word_raises_nothing(content: str, policy: str) -> None:
    assert raised(policy, content=content) == []


@pytest.mark.parametrize("content", ["cas<br>ino", "<p>кре</p><p>дит</p>", "<ul><li>cas</li><li>ino</li></ul>"])
def test_halves_that_stay_on_lines_of_their_own_are_no_word(content: str) -> None:
    assert raised("rich", content=content) == []


def test_without_lists_there_is_nothing_to_find() -> None:
    result = Pipeline(POLICIES["wordpress"]).judge(comment(content="casino cas<b>ino</b> viagra"))
    found = {flag.id for flag in result.flags if flag.id.startswith("word.")}
    assert found == {"word.list_hit", "word.leads_nowhere"}  # the policy's own lists, which WordPress does not have


def test_a_hidden_word_is_held_by_its_score() -> None:
    result = PIPELINES["wordpress"].judge(comment(content="cas&#105;no"))
    assert (result.status, result.score, result.decided_by) == ("hold", 30, ("word.hidden_key",))


def test_evidence_is_capped_and_the_count_is_not() -> None:
    [flag] = (flag for flag in raised(content="casino " * 50) if flag.id == "word.moderation_key")
    assert (flag.count, len(flag.evidence)) == (50, 10)
