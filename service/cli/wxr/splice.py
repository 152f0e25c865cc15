"""Splicer: an export as it streams by, with new values spliced into its comments and every other byte untouched.

expat says where each value stands; what is written is cut from the bytes as they came. A document type is refused, and
with it every entity of its own: there is nothing to expand and nothing to fetch.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, NoReturn
from xml.parsers.expat import ErrorString, ExpatError, ParserCreate
from xml.sax.saxutils import escape

from service.errors import ExportError

Clean = Callable[[Mapping[str, str]], Mapping[str, str]]

_WORDPRESS = re.compile(r"http://wordpress\.org/export/[0-9.]+/ (\w+)")
_FIELDS = frozenset(
    {
        "comment_id",
        "comment_author",
        "comment_author_email",
        "comment_author_url",
        "comment_author_IP",
        "comment_date_gmt",
        "comment_content",
        "comment_approved",
        "comment_type",
        "comment_parent",
    }
)
_MOST_COMMENT = 4 * 1024 * 1024  # bytes of one comment with all that plugins noted about it
_MOST_TOKEN = 1024 * 1024  # bytes of one tag or one comment in the XML; the parser keeps it whole
_MOST_DEPTH = 100  # of elements; an export has six
# WordPress writes control characters, U+FFFE and U+FFFF as they are. No parser takes them; it is given as many DEL.
_CONTROLS = bytes({*range(32)} - {*b"\t\n\r"})
_DEL = "\x7f"
_TAMED = bytes.maketrans(_CONTROLS, _DEL.encode() * len(_CONTROLS))
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())
_BEGUN = re.compile(rb"\xef\xbf?\Z")  # the beginning of one of them
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = re.compile(rb"<([^\s/>]+)")


class _Value(NamedTuple):
    """The text of a field, and the bytes of the file that say it."""

    text: str
    start: int
    end: int
    cdata: bool
    empty: bool  # the bytes are the whole of a tag such as <wp:comment_approved/>


class Splicer:
    """Takes an export in pieces and gives it back in pieces; `clean` maps a comment's fields to those that change.

    It is given the fields as they stand there, and has to return each that no XML may hold, made `legal`.
    ExportError when it is no export, is not whole, is not well formed, or is made to harm.
    """

    def __init__(self, clean: Clean) -> None:
        self.home_url = ""  # of the blog, once its element has passed
        self._clean = clean
        self._window = bytearray()  # what came and is not given back
        self._base = 0  # where in the file it begins
        self._done: list[bytes] = []
        self._is_utf8 = False  # as far as its first tag shows
        self._held = b""  # half a character, for the parser's next piece
        self._depth = self._comment_depth = 0
        self._seen = self._fed = 0  # where the last event was, and all that was fed
        self._is_export = False
        self._fields: dict[str, _Value] = {}
        self._field = ""  # the one that is open
        self._text: list[str] = []
        self._tag = 0  # where its start tag begins
        self._inner = -1  # where its value begins, once something came of it
        self._cdata = False
        self._parser = ParserCreate("utf-8", namespace_separator=" ")
        self._parser.XmlDeclHandler = self._declaration
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartCdataSectionHandler = self._cdata_section
        self._parser.DefaultHandler = self._other

    def feed(self, data: bytes) -> bytes:
        """Take a piece, and give back what no comment can change any more."""
        self._window += data
        self._fed += len(data)
        try:
            self._parser.Parse(self._tame(data))
        except ExpatError as error:
            raise ExportError(f"line {error.lineno}: it is not well formed: {ErrorString(error.code)}") from None
        if self._fed - self._seen > _MOST_TOKEN and not self._comment_depth:
            self._refuse(f"a tag or a comment in it is longer than {_MOST_TOKEN} bytes")
        if not self._comment_depth:
            self._give_back(max(self._base, self._seen))  # not what the parser has not told of yet
        elif len(self._window) > _MOST_COMMENT:
            self._refuse(f"a comment is longer than {_MOST_COMMENT} bytes")
        done, self._done = b"".join(self._done), []
        return done

    def end(self) -> bytes:
        """Say that this was all, and get back what is left."""
        try:
            self._parser.Parse(self._held, True)  # noqa: FBT003 - expat's own signature
        except ExpatError as error:
            raise ExportError(f"line {error.lineno}: it ends here, too early: the file is not whole") from None
        if not self._is_export:
            raise ExportError("it is no export of WordPress: it has no wp:wxr_version")
        self._done.append(bytes(self._window))
        return b"".join(self._done)

    def _tame(self, data: bytes) -> bytes:
        """Return what the parser is given of a piece: every byte at its place, and DEL for what it would not take."""
        if not self._is_utf8 and (tag := self._window.find(b"<") + 1):
            if b"\0" in self._window[: tag + 1]:
                self._refuse("it is in UTF-16; convert it to UTF-8")
            self._is_utf8 = tag < len(self._window)
        if self._is_utf8:  # else a NUL may tell of UTF-16
            data = data.translate(_TAMED)
        data = self._held + data
        begun = _BEGUN.search(data)
        self._held = begun[0] if begun else b""
        data = data.removesuffix(self._held)
        for character in _NO_CHARACTERS:
            data = data.replace(character, _DEL.encode() * len(character))
        return data

    def _refuse(self, why: str) -> NoReturn:
        raise ExportError(f"line {self._parser.CurrentLineNumber}: {why}")

    # -- what expat tells ----------------------------------------------------------------------------------------------

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:  # noqa: ARG002
        if encoding and encoding.lower() not in {"utf-8", "utf8", "us-ascii"}:  # the second is how some misspell it
            self._refuse(f"it is in {encoding}; convert it to UTF-8")

    def _doctype(self, *declared: object) -> None:  # noqa: ARG002
        self._refuse("it has a document type, which no export of WordPress has; it is not read")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002
        self._look()
        self._depth += 1
        if self._field:
            self._refuse(f"there is an element inside wp:{self._field}")
        if self._depth > _MOST_DEPTH:
            self._refuse(f"elements are nested more than {_MOST_DEPTH} deep")
        match = _WORDPRESS.fullmatch(name)
        if match is None:
            return
        local = match[1]
        if local == "comment":
            if self._comment_depth:
                self._refuse("there is a wp:comment inside a wp:comment")
            self._comment_depth = self._depth
            self._fields = {}
        elif self._comment_depth and local in _FIELDS and self._depth == self._comment_depth + 1:
            if local in self._fields:
                self._refuse(f"there is a second wp:{local} in the comment")
            self._open(local)
        elif local in {"wxr_version", "base_blog_url"} and not self._comment_depth:
            self._open(local)

    def _end(self, name: str) -> None:  # noqa: ARG002
        self._look()
        if self._field:
            self._close()
        if self._depth == self._comment_depth:
            self._comment_depth = 0
            self._splice()
        self._depth -= 1

    def _characters(self, text: str) -> None:
        self._look()
        if self._field:
            self._text.append(self._untamed(text) if _DEL in text else text)

    def _untamed(self, text: str) -> str:
        """Return text of the parser as it stands in the file."""
        at = self._seen - self._base
        if self._window[at : at + 1] == b"&" and text == _DEL:  # a reference, which is no text of a section
            return text
        return self._window[at : at + len(text.encode())].decode()

    def _cdata_section(self) -> None:
        self._look()
        self._cdata = True

    def _other(self, data: str) -> None:  # noqa: ARG002
        self._look()

    def _look(self) -> None:
        self._seen = self._parser.CurrentByteIndex
        if self._inner < 0:
            self._inner = self._seen

    # -- values --------------------------------------------------------------------------------------------------------

    def _open(self, field: str) -> None:
        self._field, self._text, self._tag, self._inner, self._cdata = field, [], self._seen, -1, False

    def _close(self) -> None:
        field, self._field = self._field, ""
        text = "".join(self._text)
        if field == "wxr_version":
            self._is_export = True
        elif field == "base_blog_url":
            self.home_url = text
        else:
            at = self._seen - self._base
            empty = self._window[at : at + 2] != b"</"
            start = self._tag if empty else self._inner
            self._fields[field] = _Value(text, start, self._seen, self._cdata, empty)

    def _splice(self) -> None:
        """Give back the comment that ended, with its new values."""
        new = self._clean({field: value.text for field, value in self._fields.items()})
        for value, text in sorted(((self._fields[field], text) for field, text in new.items()), key=_place):
            self._give_back(value.start)
            old = self._window[: value.end - value.start]
            del self._window[: len(old)]
            self._base = value.end
            spelled = _spell(text, cdata=value.cdata)
            if value.empty and (name := _NAME.match(old)):
                spelled = b"<%s>%s</%s>" % (name[1], spelled, name[1])
            self._done.append(spelled)

    def _give_back(self, until: int) -> None:
        size = until - self._base
        self._done.append(bytes(self._window[:size]))
        del self._window[:size]
        self._base = until


def legal(text: str) -> str:
    """Return the text without what no XML may hold."""
    return _NOT_XML.sub("", text)


def _place(change: tuple[_Value, str]) -> int:
    return change[0].start


def _spell(text: str, *, cdata: bool) -> bytes:
    """Return the text as it is written, in the way of what it replaces; WordPress parts `]]>` between two sections."""
    if cdata and "\r" not in text:  # which only a reference can say
        return ("<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>").encode()
    return escape(text, {"\r": "&#13;"}).encode()
