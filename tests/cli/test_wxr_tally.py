"""What a report counts: flags by comment and by number, the worst first, in bounded memory."""

import pytest

from service.cli.wxr.tally import Tally
from service.core.comment import Comment, Content, Flag, PolicyReference, Result, Severity, Status
from service.core.domains import Domains

POLICY = PolicyReference("p", "sha256:0")
NONE = Domains(())


def result(status: Status = Status.APPROVED, *, score: int = 0, flags: tuple[Flag, ...] = (), text: str = "") -> Result:
    return Result(status, score, (), bool(text), Content(text), "", "", "", flags, POLICY)


def flag(id_: str, *, field: str, count: int) -> Flag:
    return Flag(id_, Severity.LOW, 0, field, count, (), "what it means")


def test_a_flag_in_two_fields_is_one_comment() -> None:
    tally = Tally(POLICY, NONE)
    both = (flag("a.b", field="content", count=2), flag("a.b", field="author_name", count=3))
    tally.add(Comment(content="x"), result(flags=both), number="1", stands="1", changed=False)
    tally.add(Comment(content="x"), result(flags=both[:1]), number="2", stands="1", changed=False)
    tally.add(
        Comment(content="x"), result(flags=(flag("c.d", field="", count=1),)), number="3", stands="1", changed=False
    )

    assert [(one.id, one.comments, one.count) for one in tally.report().flags] == [("a.b", 2, 7), ("c.d", 1, 1)]


def test_statuses_are_counted_from_the_one_in_the_export_to_the_one_by_the_policy() -> None:
    tally = Tally(POLICY, NONE)
    for stands in ("1", "1", "0", "spam", "trash", "post-trashed", "", "2"):
        tally.add(Comment(content="x"), result(Status.HOLD), number="", stands=stands, changed=False)
    tally.add(Comment(content="x"), result(Status.SPAM), number="", stands="1", changed=False)
    report = tally.report()

    assert [(one.before, one.after.value, one.comments) for one in report.passages] == [
        ("approved", "hold", 2),
        ("approved", "spam", 1),
        ("hold", "hold", 1),
        ("other", "hold", 2),
        ("post-trashed", "hold", 1),
        ("spam", "hold", 1),
        ("trash", "hold", 1),
    ]
    assert report.statuses == {Status.APPROVED: 0, Status.HOLD: 8, Status.SPAM: 1, Status.TRASH: 0}


def test_only_who_is_not_approved_is_among_the_worst() -> None:
    tally = Tally(POLICY, NONE)
    for name, status, score in (("a", Status.HOLD, 30), ("b", Status.SPAM, 70), ("c", Status.APPROVED, 20)):
        comment = Comment(content=f"http://{name}.example/1 HTTPS://{name}.EXAMPLE/2", author_name=name)
        tally.add(comment, result(status, score=score), number="", stands="1", changed=False)
    tally.add(
        Comment(content="", author_url="http://a.example"),
        result(Status.HOLD, score=30),
        number="",
        stands="1",
        changed=False,
    )
    report = tally.report()

    assert [(one.name, one.comments, one.score) for one in report.hosts] == [("a.example", 2, 60), ("b.example", 1, 70)]
    assert [one.name for one in report.authors] == ["b", "(nobody)", "a"]
    assert report.statuses == {Status.APPROVED: 1, Status.HOLD: 2, Status.SPAM: 1, Status.TRASH: 0}


# Each text and the hosts that it leads to; the comment's home is blog.example, and recipes.example is the site's, too.
HOSTS: dict[str, tuple[str, set[str]]] = {
    "a link": ('<a href="https://a.example/x">y</a>', {"a.example"}),
    "a link without a scheme": ('<a href="//a.example/">x</a>', {"a.example"}),
    "a link with references": ('<a href="http&#58;//a.example/">x</a>', {"a.example"}),
    "BBCode": ("[url]http://a.example[/url] [url=http://b.example]x[/url]", {"a.example", "b.example"}),
    "bare, in any case": ("HTTP://UP.example/ http://up.example", {"up.example"}),
    "bare, without a scheme": ("see www.a.example.", {"www.a.example"}),
    "letters of another script": ("https://bücher.example/", {"xn--bcher-kva.example"}),
    "home": ('<a href="https://blog.example/1">x</a> HTTPS://BLOG.example/2', set()),
    "the site's own": ("https://www.recipes.example/ https://notrecipes.example/", {"notrecipes.example"}),
    "no address": ("an a/b, 10:30, c.example", set()),
}


@pytest.mark.parametrize(("text", "hosts"), HOSTS.values(), ids=HOSTS)
def test_the_worst_hosts_are_those_that_a_comment_leads_to(text: str, hosts: set[str]) -> None:
    tally = Tally(POLICY, Domains(["recipes.example"]))
    comment = Comment(content=text, home_url="https://blog.example/")
    tally.add(comment, result(Status.SPAM, score=60), number="", stands="1", changed=False)

    assert {host.name for host in tally.report().hosts} == hosts


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("http://a.example/", ["a.example"]),
        ("a.example/x", ["a.example"]),
        ("http://[2001:db8::1]/", ["[2001:db8::1]"]),
        ("", []),
        ("nobody", []),
        ("I have. None", []),
        ("javascript:alert(1.5)", []),
        ("https://blog.example", []),
    ],
)
def test_the_author_s_page_counts_where_it_is_an_address(url: str, hosts: list[str]) -> None:
    tally = Tally(POLICY, NONE)
    comment = Comment(content="", author_url=url, home_url="https://blog.example/")
    tally.add(comment, result(Status.SPAM, score=60), number="", stands="1", changed=False)

    assert [host.name for host in tally.report().hosts] == hosts


def test_the_worst_are_still_known_after_many_others() -> None:
    tally = Tally(POLICY, NONE)
    spam = result(Status.SPAM, score=60)
    for number in range(25_000):
        name = "the worst" if number % 1_000 == 0 else f"somebody {number}"
        tally.add(Comment(content="", author_name=name), spam, number="", stands="1", changed=False)

    assert tally.report().authors[0].name == "the worst"
    assert tally.report().authors[0].comments == 25
    assert len(tally._authors) <= 10_000


def test_the_samples_are_the_changed_with_the_highest_scores() -> None:
    tally = Tally(POLICY, NONE)
    for number in range(100):
        text = "x" * number * 100
        tally.add(
            Comment(content=text),
            result(score=number % 50, text=text),
            number=str(number),
            stands="1",
            changed=number != 99,
        )
    samples = tally.report().samples

    assert [sample.id for sample in samples][:4] == ["49", "48", "98", "47"]
    assert len(samples) == 20
    assert max(len(sample.before) for sample in samples) == 1_001
