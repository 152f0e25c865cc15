"""The names of HTML that a policy file may use, and why it may not use the others.

Sources: the HTML standard's indices of elements and attributes with its obsolete features; the list of elements whose
content a parser treats unlike other content. What the engine supports is the engine's word (core.elements).
"""

from collections.abc import Mapping
from types import MappingProxyType

from service.core.data_attributes import EVERY, NAME
from service.core.elements import SUPPORTED

ELEMENTS = tuple(sorted(SUPPORTED))

LINK_TYPES = ("external", "nofollow", "noopener", "noreferrer", "sponsored", "ugc")

_RAW_TEXT = "a parser takes its content for raw text, not for markup"
_NAMESPACE = "its content belongs to another namespace, where markup is parsed by other rules"
_CONTROL = "a comment must not bring controls into the page's forms"
_LOADS = "it loads and runs content of its own"
_PAGE = "it is a part of the page, not of a comment"
_IMAGE = "whoever wrote the comment would learn who reads it"
_TABLE = "a parser moves text that a table does not expect out of it"

# Each of these turned allowed markup into running script in some sanitizer's advisory, or belongs to one that did.
DANGEROUS_ELEMENTS: Mapping[str, str] = MappingProxyType(
    {"script": "it runs", "style": "it restyles the page, and " + _RAW_TEXT}
    | dict.fromkeys(("noembed", "noframes", "noscript", "plaintext", "textarea", "title", "xmp"), _RAW_TEXT)
    | dict.fromkeys(("math", "svg", "template"), _NAMESPACE)
    | dict.fromkeys(("button", "datalist", "fieldset", "form", "input", "keygen", "label", "legend"), _CONTROL)
    | dict.fromkeys(("meter", "optgroup", "option", "output", "progress", "select", "selectedcontent"), _CONTROL)
    | dict.fromkeys(("applet", "bgsound", "canvas", "embed", "frame", "frameset", "iframe", "object", "param"), _LOADS)
    | dict.fromkeys(("base", "basefont", "body", "dialog", "head", "html", "link", "meta", "slot"), _PAGE)
)

# Known to HTML and harmless in themselves, but the engine does not handle them.
UNSUPPORTED_ELEMENTS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("area", "audio", "image", "img", "map", "picture", "source", "track", "video"), _IMAGE)
    | dict.fromkeys(("caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr"), _TABLE)
    | dict.fromkeys(("rb", "rp", "rt", "rtc", "ruby"), "ruby text closes itself by rules of its own")
    | dict.fromkeys(("blink", "isindex", "listing", "marquee", "menuitem", "spacer"), "browsers gave it up")
)

# Attributes that every element has and that a comment may carry.
_GLOBAL = ("class", "dir", "lang", "title", "translate")

# Beside them, where a policy asks for it: data for scripts. In the dialect that Python and JSON Schema share.
DATA_ATTRIBUTES = rf"{NAME}|{EVERY.replace('*', '[*]')}"

_ALIGNED = ("div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "p")

# Attributes that only some elements have.
_OWN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    dict.fromkeys(_ALIGNED, ("align",))
    | {
        "a": ("href", "hreflang", "referrerpolicy", "rel", "target", "type"),
        "blockquote": ("cite",),
        "br": ("clear",),
        "data": ("value",),
        "del": ("cite", "datetime"),
        "details": ("open",),
        "dir": ("compact",),
        "dl": ("compact",),
        "font": ("color", "face", "size"),
        "hr": ("align", "color", "noshade", "size", "width"),
        "ins": ("cite", "datetime"),
        "li": ("type", "value"),
        "menu": ("compact",),
        "ol": ("compact", "reversed", "start", "type"),
        "pre": ("width",),
        "q": ("cite",),
        "time": ("datetime",),
        "ul": ("compact", "type"),
    }
)

_CLOBBERS = "scripts of the page would find it in place of their own names (DOM clobbering)"
_BEHAVES = "it changes how the page around the comment behaves"
_BY_SCRIPTS = "scripts of the page act on it"
_READ_ALOUD = "it changes what a screen reader says of the page"

_DANGEROUS_ATTRIBUTES: Mapping[str, str] = MappingProxyType(
    {
        "srcdoc": "it holds a whole document",
        "style": "it can lay the comment over the page and load from other sites",
        "role": _READ_ALOUD,
    }
    | dict.fromkeys(("for", "form", "id", "name"), _CLOBBERS)
    | dict.fromkeys(
        ("is", "itemid", "itemprop", "itemref", "itemscope", "itemtype", "nonce", "part", "slot"), _BY_SCRIPTS
    )
    | dict.fromkeys(("accesskey", "autofocus", "contenteditable", "draggable", "enterkeyhint", "hidden"), _BEHAVES)
    | dict.fromkeys(("inert", "inputmode", "popover", "popovertarget", "spellcheck", "tabindex", "download"), _BEHAVES)
)

_DANGEROUS_PREFIXES = (("on", "it runs script"), ("aria-", _READ_ALOUD))

# Every attribute of HTML that takes a URL or several; those that the engine checks are core.urls' word.
URL_ATTRIBUTES = frozenset(
    {
        "action", "archive", "attributionsrc", "background", "cite", "classid", "codebase", "data", "dynsrc",
        "formaction", "href", "icon", "imagesrcset", "itemid", "itemtype", "longdesc", "lowsrc", "manifest", "ping",
        "poster", "profile", "src", "srcset", "usemap", "xlink:href", "xml:base", "xmlns",
    }
)  # fmt: skip


def attributes_of(element: str) -> tuple[str, ...]:
    """Return every attribute that a policy may allow on the element, but for DATA_ATTRIBUTES."""
    return tuple(sorted({*_GLOBAL, *_OWN.get(element, ())}))


def danger_of(attribute: str) -> str:
    """Return why the attribute may not be allowed on any element, or "" when it is not known to be dangerous."""
    by_prefix = (reason for prefix, reason in _DANGEROUS_PREFIXES if attribute.startswith(prefix))
    return _DANGEROUS_ATTRIBUTES.get(attribute) or next(by_prefix, "")
