"""Comments made to cost as much as they can: inputs that were superlinear in some sanitizer, and relatives of them."""

from typing import NamedTuple

CAP = 65_525  # code points, the longest comment that WordPress stores


class Hostile(NamedTuple):
    """Text of any size: fixed and repeated parts by turns, the first one fixed; `{n}` in a repeated part counts up."""

    name: str
    parts: tuple[str, ...]

    def text(self, size: int) -> str:
        """Return the text with at most size code points; repeated parts share equally what the fixed ones leave."""
        repeated = self.parts[1::2]
        share = (size - sum(map(len, self.parts[::2]))) // len(repeated)
        return "".join(_repeat(part, share) if at % 2 else part for at, part in enumerate(self.parts))


def _repeat(unit: str, size: int) -> str:
    if "{n}" not in unit:
        return unit * (size // len(unit))
    units: list[str] = []
    while True:
        units.append(unit.replace("{n}", str(len(units))))
        size -= len(units[-1])
        if size < 0:
            return "".join(units[:-1])


_MUCH = "<a {n} href=x>\xa0< b>&#{n};<a>\xa0&\0&#129;<b {n}><i {n}>x</b>>"
_JAVASCRIPT = "<a href=java&Tab;script&#x3a;{n}>"
HOSTILE = (
    # A parser opens formatting elements again in every block: what each of them costs, each block costs.
    Hostile("<p>, <i 0><i 1>…, <p>x…", ("<p>", "<i {n}>", "", "<p>x")),
    Hostile("<p>, <i>…, <p>x…", ("<p>", "<i>", "", "<p>x")),
    Hostile(
        "<blockquote>, <i 0><i 1>…, </blockquote><blockquote>x…",
        ("<blockquote>", "<i {n}>", "", "</blockquote><blockquote>x"),
    ),
    Hostile("<b 0>…<i 0>…x</b>…", ("", "<b {n}>", "", "<i {n}>", "x", "</b>x")),
    Hostile("<b #><i #>x</b>…", ("", "<b {n}><i {n}>x</b>")),
    Hostile("<b><i>x</b>…", ("", "<b><i>x</b>")),
    Hostile("<b id=#><p>…", ("", "<b id={n}><p>")),
    Hostile("<b><blockquote></b>…", ("", "<b><blockquote></b>")),
    Hostile("<table>, <b #>x<tr>…", ("<table>", "<b {n}>x<tr>")),
    Hostile("<p><b title=32K>, <p>x…", ("<p><b title=", "a", ">", "<p>x")),
    Hostile("<a title=4000>, <blockquote>x…", (f"<a title={'a' * 4000}>", "<blockquote>x")),
    Hostile("<q><a title=400>x</q>…", ("", f"<q><a title={'a' * 400}>x</q>")),
    Hostile("<a href=#>…", ("", "<a href={n}>")),
    Hostile("<a href=x><b>y</a>…", ("", "<a href=x><b>y</a>")),
    Hostile("<a><blockquote>x</a>…", ("", "<a><blockquote>x</a>")),
    Hostile("--><a href=x><b>y</a>…", ("", "--><a href=x><b>y</a>")),  # the search's worst under wordpress
    Hostile("</<p>…", ("", "</<p>")),  # and under rich
    # What it found later: much of everything that costs something, in few characters.
    Hostile("<blockquote>, #--><a href=x><b>y</a>…", ("&#x41;<blockquote>", "\ud800--><a href=x><b>y</a>")),
    Hostile("<cite>, --><a href=x><b>y</a>&##…", ("<cite>", "--><a href=x><b>y</a>&#\ud800")),
    Hostile("<q>×60, <p>&#;<a cite=x:y:><…", ("\0" + "<q>" * 60, "<p>&#{n};<a cite=x:y:><")),
    Hostile("<b>×60, <a href=java&Tab;script&#x3a;#>&##;<!< b>…", ("<b>" * 60, f"{_JAVASCRIPT}&#{{n}};<!< b>")),
    Hostile(
        "<b>×61, #<a href=java&Tab;script&#x3a;#>&##;<!< b>…",
        ("<b>" * 61, f'\ud800{_JAVASCRIPT}&#{{n}};<!< b><?\0<a title=\\"x\\">< b><'),
    ),
    Hostile("<a href=java&Tab;script&#x3a;#>< b>&##;&…", ("<li>", f">\0{_JAVASCRIPT}< b>&#{{n}};&")),
    Hostile("<a>&&#129;<b #><i #>x</b>>…", ("<span>", "<a>\xa0&\0&#129;<b {n}><i {n}>x</b>>")),
    Hostile("<b #><i #>x</b><a>&##;<!--<a>&<a><b>…", ("", "\xa0&\0&#129;<b {n}><i {n}>x</b><a>&#{n};<!--<a>&<a><b>")),
    Hostile("<a # href=x>< b>…<b #><i #>x</b>>…", ("", _MUCH)),
    Hostile("<p>&lt;<a>&##;<b #><i #>x</b>…", ("<abbr>", "<p>&lt;<a>\ud800&#{n};<b {n}><i {n}>x</b>")),
    Hostile("<q>, <li>:<a # href=x>…<b #><i #>x</b>>…", ("<q>", f"<li>:{_MUCH}")),
    Hostile("&#&##;<a <b #><i #>x</b>…", ("", "&#&#{n};<a <b {n}><i {n}>x</b>")),
    Hostile("&<x>…, <q>…, <x>&#…", ("", "&\0<x>", "", "<q>", "\ud800\xa0", "<x>&#")),
    Hostile(
        "<q href=javascript:#>, <a href=http://h:#/>…, no-break spaces, &",
        ("<q href=x>", "<a href=http://h:{n}/></><a><blockquote>x</a></hr>", "</script>", "\xa0", "", "&"),
    ),
    Hostile("<cite title='\"><b>, &…, >…, </s>&##;…", ("<cite title='\"'><b>", "&", "", ">", "", "</s>&#{n};\r")),
    # Depth: each open element makes work for each one after it.
    Hostile("<div>…", ("", "<div>")),
    Hostile("<b>…", ("", "<b>")),
    Hostile("<blockquote>…", ("", "<blockquote>")),
    Hostile("<b>…x</b>…", ("", "<b>", "x", "</b>")),
    Hostile("<ul><li>…", ("", "<ul><li>")),
    Hostile("<li>…", ("", "<li>")),
    Hostile("<p>…", ("", "<p>")),
    Hostile("<q>…<hr>…", ("", "<q>", "", "<hr>")),
    Hostile("<q>×63, <li>…", ("<ul><li>" + "<q>" * 63, "<li>")),
    Hostile("<q>×60, <p>…", ("<q>" * 60, "<p>")),
    Hostile("<q>×60, <b><q></b>…", ("<q>" * 60, "<b><q></b>")),
    Hostile("<q>×60, </b>…", ("<q>" * 60, "</b>")),
    Hostile("<b>×5 <q>×55, <i></q></i>…", ("<b>" * 5 + "<q>" * 55, "<i></q></i>")),
    Hostile("<p><ul><li><b>…", ("", "<p><ul><li><b>")),
    Hostile("<h3><h4>…", ("", "<h3><h4>")),
    # Tags and attributes
    Hostile("</b>…", ("", "</b>")),
    Hostile("<b>x</b>…", ("", "<b>x</b>")),
    Hostile("<B >x</B >…", ("", "<B >x</B >")),
    Hostile("<x>…", ("", "<x>")),
    Hostile("<script>x</script>…", ("", "<script>x</script>")),
    Hostile("<svg><style><a>…", ("", "<svg><style><a>")),
    Hostile("<a #=x>…", ("", "<a {n}=x>")),
    Hostile("<a, x=#…, >", ("<a", " x{n}={n}", ">")),
    Hostile("<a, title=x…, >", ("<a", " title=x", ">")),
    Hostile("<a/x/y…, >", ("<a", "/x", ">")),
    Hostile('<a href="https://x.example/#">…', ("", '<a href="https://x.example/{n}">x</a>')),
    Hostile('<a href="javascript:#" onclick=x>…', ("", '<a href="javascript:{n}" onclick=x>')),
    Hostile("<a href=x:x:x:…>", ("<a href=", "x:", ">")),
    Hostile("<a href=&#58;…>", ("<a href=", "&#58;", ">")),
    Hostile("<a href=javascript&#x3a;…>…", ("", "<a href=java&Tab;script&#x3a;{n}>")),
    # Attempts to read a tag that end nowhere
    Hostile("<…", ("", "<")),
    Hostile("<a <a…", ("", "<a ")),
    Hostile('<a title="…', ("", '<a title="')),
    Hostile("<a title='x\"…", ("", "<a title='x\"")),
    Hostile("<a x=\"'…", ("", '<a x="', "", "<a y='")),
    Hostile("<a x=y…", ("", "<a x=y ")),
    Hostile("<a, blanks", ("<a", " ")),
    Hostile("<a x, blanks…", ("", "<a x       ")),
    Hostile("< a>…", ("", "< a>")),
    Hostile("</>…", ("", "</>")),
    Hostile("</…", ("", "</")),
    # Comments and their like
    Hostile("<!--…", ("", "<!--")),
    Hostile("<!--x>…, line end", ("", "<!--x>", "\n")),
    Hostile("<!--x>…, -->", ("", "<!--x>", "\n-->")),
    Hostile("<!-->…", ("", "<!-->")),
    Hostile("<!…", ("", "<!")),
    Hostile("<!x>…", ("", "<!x>")),
    Hostile("<?x?>…", ("", "<?x?>")),
    Hostile("<![CDATA[x]]>…", ("", "<![CDATA[x]]>")),
    # Characters
    Hostile("no-break spaces", ("", "\xa0")),
    Hostile("no-break spaces, &", ("", "\xa0", "&")),
    Hostile("<b>, no-break spaces", ("<b>", "\xa0")),
    Hostile("&…", ("", "&")),
    Hostile("<b>, &…", ("<b>", "&")),
    Hostile(">…", ("", ">")),
    Hostile("&lt;…", ("", "&lt;")),
    Hostile("&amp;lt;…", ("", "&amp;lt;")),
    Hostile("&#1;&#x41;…", ("", "&#1;&#x41;")),
    Hostile("&NotEqualTilde;…", ("", "&NotEqualTilde;")),
    Hostile("&a…", ("", "&a")),
    Hostile("&, letters", ("&", "a")),
    Hostile("control characters", ("", "a\x01")),
    Hostile("lone surrogates", ("", "a\ud800")),
    Hostile("quotes", ("", "\"'")),
    Hostile("backslash-quotes in tags", ("", '<a title=\\"x\\">')),
    Hostile("CR LF", ("", "\r\n")),
    Hostile("emoji", ("", "\U0001f600")),
    Hostile("letters", ("", "a")),
)
