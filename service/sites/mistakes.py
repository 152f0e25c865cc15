"""What can be wrong in a file of sites beside what can be in a policy file, in words; a key is never repeated."""

from enum import Enum, unique


@unique
class SiteMistake(Enum):
    """A kind of fault: the problem, and what to write instead; words in braces are filled in where it is found."""

    UNREADABLE = ("cannot be read: {reason}", "write the path of a plain file that the service may read")
    NO_SITES = (
        "there is no site",
        "add a table [sites.my-blog] with the keys that `comment-sanitizer new-key` prints, or unset the setting",
    )
    BAD_NAME = (
        "{value} is no name for a site",
        "use up to 64 lower-case letters, digits and hyphens, starting with a letter, such as my-blog",
    )
    NO_KEYS = ("holds no key", "write the line that `comment-sanitizer new-key` prints")
    TOO_MANY_KEYS = ("holds {count} keys", "keep two at most: the one in use and the one that follows it")
    BAD_HASH = ("is no hash of a key", "write what `comment-sanitizer new-key` prints: NAME:DIGEST")
    KEY_ITSELF = (
        "is a key itself, which whoever reads this file now has",
        "make another with `comment-sanitizer new-key` and write its hash",
    )
    SAME_KEY = ("{name} stands at {other} too", "make another with `comment-sanitizer new-key`")
    BAD_HOST = (
        "{value} is no host",
        (
            "write its name alone, in lower case and without scheme, port or path, letters like ü in Punycode, such as "
            "blog.example.org or xn--bcher-kva.example"
        ),
    )
    UNKNOWN_POLICY = ("there is no policy {value}", "{instead}")
