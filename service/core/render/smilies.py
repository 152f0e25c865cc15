"""Smileys of letters as emoji, as WordPress shows them. :mrgreen: stays: WordPress makes an image of it."""

import re

from service.core.render.pieces import SEAM, in_text, spare

_SPARED = spare("code", "pre", "style", "script", "textarea")

_EMOJI = {
    ":neutral:": "😐", ":twisted:": "😈", ":arrow:": "➡", ":shock:": "😯", ":smile:": "🙂", ":???:": "😕",
    ":cool:": "😎", ":evil:": "👿", ":grin:": "😀", ":idea:": "💡", ":oops:": "😳", ":razz:": "😛", ":roll:": "🙄",
    ":wink:": "😉", ":cry:": "😥", ":eek:": "😮", ":lol:": "😆", ":mad:": "😡", ":sad:": "🙁", "8-)": "😎",
    "8-O": "😯", ":-(": "🙁", ":-)": "🙂", ":-?": "😕", ":-D": "😀", ":-P": "😛", ":-o": "😮", ":-x": "😡",
    ":-|": "😐", ";-)": "😉", "8O": "😯", ":(": "🙁", ":)": "🙂", ":?": "😕", ":D": "😀", ":P": "😛", ":o": "😮",
    ":x": "😡", ":|": "😐", ";)": "😉", ":!:": "❗", ":?:": "❓",
}  # fmt: skip

_ANY = "|".join(sorted(map(re.escape, _EMOJI), key=len, reverse=True))
_SIGN = re.compile(_ANY)
_SMILEY = re.compile(rf"(?:{_ANY})(?=[{SEAM}\r\n\t \xa0]|&nbsp;|\Z)")


def with_emoji(markup: str) -> str:
    """Return markup with each smiley that stands between spaces as an emoji."""
    if not _SIGN.search(markup):
        return markup
    return in_text(markup, lambda text: _SMILEY.sub(_emoji, text), spared=_SPARED)


def _emoji(smiley: re.Match[str]) -> str:
    text, start = smiley.string, smiley.start()
    is_apart = not start or text[start - 1] in f"{SEAM}\r\n\t \xa0" or text.endswith("&nbsp;", 0, start)
    return _EMOJI[smiley[0]] if is_apart else smiley[0]
