"""Flags of a site's two lists of words, matched as WordPress matches them, and of words hidden from that."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from weakref import WeakValueDictionary

from msgspec import Struct

from service.core.characters import TRIMMED
from service.core.comment import Comment
from service.core.fields.gate import submitted_name
from service.core.fields.received import slashed
from service.core.fields.tags import strip_all_tags
from service.core.keylist import KeyList
from service.core.policy import Moderation
from service.core.report import MAX_VALUE, Finding
from service.core.visible import Visible

_MOST_USER_AGENT = 254  # bytes: what WordPress keeps of it


class Stored(Struct, frozen=True, kw_only=True):
    """The fields of a comment as they are stored, and its text as it is displayed."""

    author_name: str
    author_email: str
    author_url: str
    content: str
    displayed: str


@dataclass(frozen=True, slots=True)
class _Field:
    """A field as received, and the forms of it in which WordPress looks for the words of each list."""

    name: str
    received: str
    moderated: tuple[str, ...]
    disallowed: tuple[str, ...]
    may_hide: bool = False


# Many sites have one and the same list, of tens of thousands of keys maybe; it goes with the last of them.
_lists: WeakValueDictionary[tuple[str, ...], KeyList] = WeakValueDictionary()


class Words:
    """Looks for the keys of a policy's lists; false when it has none."""

    def __init__(self, moderation: Moderation) -> None:
        self._moderation = _list_of(moderation.moderation_keys)
        self._disallowed = _list_of(moderation.disallowed_keys)

    def __bool__(self) -> bool:
        return bool(self._moderation or self._disallowed)

    def findings(self, comment: Comment, stored: Stored) -> Iterator[tuple[str, Finding]]:
        """Yield each match as a field and a finding in it; the reason is the key.

        A match that stands only in what is stored or displayed, not in what was received, has the whole field's span.
        """
        for field in _fields(comment, stored):
            moderated = list(_matches(self._moderation, "word.moderation_key", field.received, field.moderated))
            disallowed = list(_matches(self._disallowed, "word.disallowed_key", field.received, field.disallowed))
            for finding in (*moderated, *disallowed):
                yield field.name, finding
            if field.may_hide:
                known = {finding.reason for finding in (*moderated, *disallowed)}
                for finding in self._hidden(field.received, known):
                    yield field.name, finding

    def _hidden(self, received: str, known: set[str]) -> Iterator[Finding]:
        visible = Visible(received)
        if visible.text == received == slashed(received):
            return
        for keys in (self._disallowed, self._moderation):
            for start, end, key in keys.find(visible.text):
                if key[:MAX_VALUE] not in known:
                    yield Finding("word.hidden_key", *visible.span(start, end), key[:MAX_VALUE])


def _matches(keys: KeyList, flag: str, received: str, forms: Iterable[str]) -> Iterator[Finding]:
    r"""Yield the matches of keys that stand in any of the forms, where they stand in what was received.

    WordPress looks before it takes its slashes away: to it `it's` is `it\'s`.
    """
    if not keys:
        return
    here = list(keys.find(received))
    forms = dict.fromkeys(map(slashed, forms))
    counted = {match.key for form in forms for match in (here if form == received else keys.find(form))}
    for start, end, key in here:
        if key in counted:
            yield Finding(flag, start, end, key[:MAX_VALUE])
    for key in sorted(counted.difference(match.key for match in here)):
        yield Finding(flag, 0, len(received), key[:MAX_VALUE])


def _fields(comment: Comment, stored: Stored) -> tuple[_Field, ...]:
    name, email, url, text = comment.author_name, comment.author_email, comment.author_url, comment.content
    agent = comment.author_user_agent.encode(errors="replace")[:_MOST_USER_AGENT].decode(errors="ignore")
    submitted = text.strip(TRIMMED)
    return (
        _Field("author_name", name, (stored.author_name,), (submitted_name(name), stored.author_name), may_hide=True),
        _Field("author_email", email, (stored.author_email,), (email, stored.author_email)),
        _Field("author_url", url, (stored.author_url,), (url, stored.author_url)),
        _Field(
            "content",
            text,
            (stored.displayed,),
            (text, _without_tags(submitted), stored.content, _without_tags(stored.content)),
            may_hide=True,
        ),
        _Field("author_ip", comment.author_ip, (comment.author_ip,), (comment.author_ip,)),
        _Field("author_user_agent", comment.author_user_agent, (agent,), (agent,)),
    )


def _without_tags(text: str) -> str:
    return strip_all_tags(text) if "<" in text else text


def _list_of(keys: tuple[str, ...]) -> KeyList:
    """Return the list of these keys, that which somebody has already where there is one."""
    known = _lists.get(keys)
    if known is None:
        known = _lists[keys] = KeyList(keys)
    return known
