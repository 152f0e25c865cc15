"""Hypothesis strategies for text that somebody wrote to break the engine."""

from hypothesis import strategies as st

ELEMENTS = (
    "a b i em strong code blockquote q cite abbr acronym del span s strike P A B p br li ul ol pre h3 h4 hr u sub "
    "small script style svg math table tr td textarea title img select template noscript plaintext iframe form x-y"
).split()
ATTRIBUTES = (
    'href href title title cite datetime class rel start onclick style id data-x data-x HREF Title "x x" = é href= '
    "DATA-Y data- data--y data-y.z data-* data-é"
).split()
_URLS = [
    "http://x.y/",
    "http://blog.example.test/",
    "HTTP://X",
    "javascript:alert(1)",
    "java\tscript:x",
    "jav&#97;script:x",
    "javascript&colon;x",
    "&amp;#58;",
    "java%73cript:x",
    "ｊavascript:x",
    "data:text/html,x",
    "feed:feed:x",
    "//x",
    "?a:b",
    "mailto:a@b",
    "http:",
    "http://a b/",
    "http://[::1]/",
    "http://x|y",
    "x\\0y",
]
VALUES = [
    *_URLS,
    "",
    "x",
    " ",
    "\\",
    "a>b",
    "a<b",
    "'",
    '"',
    "&quot;",
    "&#129;",
    "\r\n",
    "\xa0",
    "nofollow ugc",
    "ugc",
    "wp-note-mention user-3",
    "user-0",
]
PIECES = [
    *("<", "</", ">", "<!--", "-->", "--!>", "<!-->", "<!", "<?", "?>", "</>", "<![CDATA[", "]]>", "< ", "</1", "<3"),
    *("&", "&lt;", "&gt;", "&amp;", "&quot;", "&#39;", "&#60;", "&#129;", "&#xfdd0;", "&nbsp;", "&copy", "&#0;", "lt;"),
    *("\r", "\r\n", "\n", "\t", "\x0b", "\x0c", "\0", "\x1b", "\x85", "\xa0", "\ufeff", "\ufffe", "\ud800", "\u2028"),
    *('"', "'", '\\"', "\\'", "\\0", "\\", "=", "/", "!", "-", ";", "#", " ", "a", "b", "text", "é", "İ", "ſ", "ﬁ"),
]
BEFORE = (" ", " ", " ", "", "/", "\n", "\t", "\x0b", "  ")  # an attribute
SHAPES = ('{}="{}"', '{}="{}"', "{}='{}'", "{}={}", '{}=\\"{}\\"', '{} = "{}"', '{}="{}', "{}")
INDENTS = ("", "", "", "", " ", "\n")  # after <
ENDS = (">", ">", ">", ">", ">", " >", "/>", " />", "", "<")  # of a tag
LETTERS = "<>&\"'=/!-;#x \n\\ab\0\x0b\x85\ud800"

_element = st.sampled_from(ELEMENTS)
_value = st.sampled_from(VALUES)
_before = st.sampled_from(BEFORE)
_attribute = st.builds(
    lambda before, name, shape, value: before + shape.format(name, value),
    _before,
    st.sampled_from(ATTRIBUTES),
    st.sampled_from(SHAPES),
    _value,
)
start_tag = st.builds(
    "<{}{}{}{}".format,
    st.sampled_from(INDENTS),
    _element,
    st.lists(_attribute, max_size=3).map("".join),
    st.sampled_from(ENDS),
)
plain_tag = st.builds("<{}{}>".format, st.sampled_from(["", "/"]), _element)
_piece = st.sampled_from(PIECES)

tags = st.lists(st.one_of(plain_tag, start_tag, _piece), max_size=12).map("".join)
letters = st.text(alphabet=LETTERS, max_size=30)
words = st.lists(st.one_of(_piece, _element), max_size=12).map("".join)
texts = st.one_of(st.text(max_size=30), letters, words, tags, tags)
