"""Hosts in the one spelling that they are compared in, however long they are, and sets of domains."""

import tracemalloc

import pytest

from service.core.domains import Domains, ascii_host, unicode_host

HOSTS = (
    ("Blog.Example.", "blog.example"),
    ("b\u00fccher.example", "xn--bcher-kva.example"),
    ("\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444", "xn--e1afmkfd.xn--p1ai"),
    ("b\u00fccher\u3002example", "xn--bcher-kva.example"),
    ("no_host.example", "no_host.example"),
    ("-.b\u00fccher.example", "-.xn--bcher-kva.example"),
    ("\u2603\u200b-.b\u00fccher.example", "\u2603\u200b-.xn--bcher-kva.example"),  # one label that is none
    ("", ""),
    ("." * 1000, ""),
    ("a" * 1000 + ".example" + "." * 1000, "a" * 245 + ".example"),
    ("\u0430." * 1000 + "example", "." + "xn--80a." * 28 + "example"),
)


@pytest.mark.parametrize(("host", "spelled"), HOSTS, ids=[host[:20] for host, _ in HOSTS])
def test_one_spelling(host: str, spelled: str) -> None:
    assert ascii_host(host) == spelled


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("xn--bcher-kva.example", "b\u00fccher.example"),
        ("xn--.example", "xn--.example"),
        ("x.example", "x.example"),
        ("xn--bcher-kva." * 100, "xn--bcher-kva." * 100),
    ],
)
def test_what_punycode_stands_for(host: str, shown: str) -> None:
    assert unicode_host(host) == shown


IN = ("evil.example", "a.evil.example", "a." * 30_000 + "evil.example", "\u0430." * 30_000 + "evil.example")
OUT = ("example", "devil.example", "evil.example.org", "a" * 60_000 + "evil.example", "x" + "." * 60_000 + "m", "")


@pytest.mark.parametrize("host", IN, ids=[host[:20] for host in IN])
def test_a_domain_has_its_subdomains(host: str) -> None:
    assert ascii_host(host) in Domains(["Evil.example"])


@pytest.mark.parametrize("host", OUT, ids=[host[:20] for host in OUT])
def test_and_no_other(host: str) -> None:
    assert ascii_host(host) not in Domains(["evil.example"])


def test_no_long_host_is_remembered() -> None:
    def spell(number: int) -> None:
        host = "a" * 60_000 + f".{number}.example"
        unicode_host(ascii_host(host))
        unicode_host(f"xn--{host}")

    spell(0)
    tracemalloc.start()
    try:
        for number in range(100):
            spell(number)
        assert tracemalloc.get_traced_memory()[0] < 1_000_000
    finally:
        tracemalloc.stop()
