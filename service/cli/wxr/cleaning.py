"""Cleaning: what becomes of each comment of an export."""

from collections.abc import Mapping

from msgspec.structs import replace

from service.cli.judge import Judge
from service.cli.wxr.splice import Splicer, legal
from service.cli.wxr.tally import Report, Tally
from service.core.comment import Comment, PolicyReference, Status
from service.core.domains import Domains
from service.core.fields import stored_author

# WordPress' words in an export, from good to bad.
_WORDS = {Status.APPROVED: "1", Status.HOLD: "0", Status.SPAM: "spam", Status.TRASH: "trash"}
_WORSE = [*_WORDS.values()]
_BADNESS = {status: badness for badness, status in enumerate(_WORDS)}


class Cleaning:
    """Cleans comments as a Splicer finds them, and keeps the tally.

    `set_status` puts the status where it is worse than the one that stands there: what a moderator put away stays away.
    It is the worse of two, for what stood there and for what comes out, which may say more: another cleaning of the
    export, to which only the latter is known, changes nothing.
    """

    def __init__(self, judge: Judge, *, home_url: str, set_status: bool) -> None:
        policy = judge.policies[judge.default]
        self.splicer = Splicer(self._clean)
        self._judge = judge
        self._home_url = home_url
        self._set_status = set_status
        own = Domains((*policy.moderation.own_hosts, *policy.moderation.allowed_domains))
        self._tally = Tally(PolicyReference(policy.name, policy.revision), own)

    def report(self) -> Report:
        """Return what it came to so far."""
        return self._tally.report()

    def _clean(self, fields: Mapping[str, str]) -> Mapping[str, str]:
        """Return the fields of a comment that change."""
        comment = self._comment(fields)
        result = self._judge.judge(comment)
        # What no XML may hold goes before, as in a field's middle it would keep white space from being trimmed.
        author = stored_author(*map(legal, (comment.author_name, comment.author_email, comment.author_url)))
        kept = {
            **fields,
            "comment_content": result.content.raw,
            "comment_author": author.name,
            "comment_author_email": author.email,
        }
        if (url := _once(author.url)) != _once(comment.author_url):
            kept["comment_author_url"] = url
        changed = {name: text for name in fields if (text := legal(kept[name])) != fields[name]}
        if changed:
            again = self._judge.judge(self._comment({**fields, **changed}))
            result = replace(result, status=max(result.status, again.status, key=_BADNESS.__getitem__))
        stands = _stands(fields)
        number = fields.get("comment_id", "")
        self._tally.add(comment, result, number=number, stands=stands, changed=bool(changed))
        status = _WORDS[result.status]
        if self._set_status and stands in _WORSE and _WORSE.index(status) > _WORSE.index(stands):
            changed["comment_approved"] = status
        return changed

    def _comment(self, fields: Mapping[str, str]) -> Comment:
        type_ = fields.get("comment_type", "") or "comment"
        is_approved = _stands(fields) == _WORDS[Status.APPROVED]
        return Comment(
            content=fields.get("comment_content", ""),
            author_name=fields.get("comment_author", ""),
            author_email=_once(fields.get("comment_author_email", "")),
            author_url=fields.get("comment_author_url", ""),
            author_ip=fields.get("comment_author_IP", ""),
            date_gmt=fields.get("comment_date_gmt", ""),
            parent=fields.get("comment_parent", ""),
            type=type_,
            previously_approved=True if type_ == "pingback" and is_approved else None,
            home_url=self._home_url or self.splicer.home_url,
        )


def _stands(fields: Mapping[str, str]) -> str:
    """Return the status of a comment in the export, in WordPress' words."""
    return legal(fields.get("comment_approved", ""))


def _once(address: str) -> str:
    """Return an address with its ampersands as they were sent: WordPress stores them escaped, and escapes no more."""
    return address.replace("&amp;", "&")
