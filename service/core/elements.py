"""What HTML says of the elements that a policy may allow: which are void, which are formatting, which are special.

Sources: the HTML standard's parsing section (special, formatting, button scope) and the list of elements whose
content a parser treats unlike other content, which no policy may allow.
"""

VOID = frozenset({"br", "hr", "wbr"})

# Reopened by a browser when something around them closes first (the adoption agency's elements).
FORMATTING = frozenset(
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

# Opening one of these closes an open paragraph.
CLOSES_PARAGRAPH = HEADINGS | {
    "address", "article", "aside", "blockquote", "center", "dd", "details", "dir", "div", "dl", "dt", "figcaption",
    "figure", "footer", "header", "hgroup", "hr", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section",
    "summary", "ul",
}  # fmt: skip

# An end tag of an ordinary element does not reach past one of these.
SPECIAL = CLOSES_PARAGRAPH | {"br", "wbr"}

# Nor does </li> past one of these.
LISTS = frozenset({"ol", "ul"})

# Ordinary inline elements: nothing happens around them that their tags do not say.
PHRASING = frozenset(
    {
        "abbr", "acronym", "bdi", "bdo", "cite", "data", "del", "dfn", "ins", "kbd", "mark", "q", "samp", "span", "sub",
        "sup", "time", "var",
    }
)  # fmt: skip

# What a policy may allow. Tables are absent: text that a table does not expect is moved out of it, again and again.
# Images and media are absent: a comment that loads something tells its author who reads it.
SUPPORTED = VOID | FORMATTING | SPECIAL | PHRASING

# Opening one of the left closes an open one of the right when nothing special lies between.
CLOSES_SIBLING = {"li": frozenset({"li"}), "dd": frozenset({"dd", "dt"}), "dt": frozenset({"dd", "dt"})}

# A browser looks past these when it searches for the sibling to close.
TRANSPARENT_TO_SIBLINGS = frozenset({"address", "div", "p"})

# Their content is code or data to a browser, or loads and runs something: removing one is worth a flag of its own.
ACTIVE = frozenset(
    {
        "applet", "audio", "base", "button", "embed", "form", "frame", "frameset", "iframe", "img", "input", "link",
        "math", "meta", "object", "script", "source", "style", "svg", "template", "video",
    }
)  # fmt: skip

# Those whose start tag may close something else first, or that stay out of the stack.
STRUCTURAL = CLOSES_PARAGRAPH | VOID | {"a"}
