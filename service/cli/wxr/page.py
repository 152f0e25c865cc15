"""The report as one page of HTML that needs nothing else: no script, no address, no picture.

The page is a tree that the standard library writes, so every text in it is escaped; and whatever a browser would hide,
or read backwards, is spelled out.
"""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring  # only written, never read

from service.cli.excerpt import visible
from service.cli.wxr.tally import Report, Sample

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 68rem; padding: 0 1rem; color: #1d2327;
  background: #fff }
h1, h2 { line-height: 1.2 }
h2 { margin-top: 2.5rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #dcdcde;
  overflow-wrap: anywhere }
th { font-weight: 600; white-space: nowrap }
.id { white-space: nowrap }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
section { margin: 1.5rem 0; border: 1px solid #dcdcde; border-radius: .375rem; padding: .75rem 1rem }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 1rem }
h3, h4 { margin: 0; overflow-wrap: anywhere }
h4 { font-weight: 600; color: #50575e }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .25rem 0 0; background: #f6f7f7; padding: .5rem .75rem;
  font-size: 14px }
"""
_LOOKS = {"flag": "id", "comments": "number", "times": "number", "comments not approved": "number", "score": "number"}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"  # should a text ever get out of its place, nothing runs


def html_page(report: Report, title: str) -> bytes:
    """Return the page."""
    page = Element("html", {"lang": "en"})
    head = SubElement(page, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY})
    SubElement(head, "meta", {"name": "viewport", "content": "width=device-width"})
    _text(head, "title", title)
    SubElement(head, "style").text = _STYLE
    body = SubElement(page, "body")
    _text(body, "h1", title)
    comments = "1 comment" if report.comments == 1 else f"{report.comments:,} comments"
    _text(body, "p", f"{comments} by the policy {report.policy.name}, {report.changed:,} changed.")
    statuses = [(status, f"{count:,}") for status, count in report.statuses.items()]
    _table(body, "What would become of them", ("status", "comments"), statuses)
    passages = [(passage.before, passage.after, f"{passage.comments:,}") for passage in report.passages]
    _table(body, "What they are in the export", ("in the export", "by the policy", "comments"), passages)
    flags = [(flag.id, flag.severity, flag.message, f"{flag.comments:,}", f"{flag.count:,}") for flag in report.flags]
    _table(body, "Flags", ("flag", "severity", "meaning", "comments", "times"), flags)
    for heading, offenders in (("Worst authors", report.authors), ("Worst hosts", report.hosts)):
        rows = [(one.name, f"{one.comments:,}", f"{one.score:,}") for one in offenders]
        _table(body, heading, ("name", "comments not approved", "score"), rows)
    _text(body, "h2", "Before and after")
    for sample in report.samples:
        _sample(body, sample)
    return b"<!doctype html>\n" + tostring(page, encoding="unicode", method="html").encode()


def _sample(body: Element, sample: Sample) -> None:
    section = SubElement(body, "section")
    _text(section, "h3", f"Comment {sample.id} by {sample.author}")
    _text(section, "p", f"{sample.status}, score {sample.score}: {', '.join(sample.flags) or 'no flag'}")
    sides = SubElement(section, "div", {"class": "sides"})
    for name, text in (("before", sample.before), ("after", sample.after)):
        side = SubElement(sides, "div")
        _text(side, "h4", name)
        _text(side, "pre", text)


def _table(body: Element, heading: str, names: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Add a table, its numbers to the right."""
    _text(body, "h2", heading)
    table = SubElement(body, "table")
    head = SubElement(SubElement(table, "thead"), "tr")
    for name in names:
        _text(head, "th", name, look=_LOOKS.get(name, ""))
    lines = SubElement(table, "tbody")
    for row in rows:
        line = SubElement(lines, "tr")
        for name, value in zip(names, row, strict=True):
            _text(line, "td", value, look=_LOOKS.get(name, ""))


def _text(parent: Element, tag: str, text: str, *, look: str = "") -> Element:
    element = SubElement(parent, tag, {"class": look} if look else {})
    if tag in {"td", "pre", "h3"}:
        element.attrib["dir"] = "auto"
    element.text = visible(text)
    return element
