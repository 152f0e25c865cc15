"""GET /v1/policies and /v1/policies/{name}: what each policy keeps, limits and decides."""

from dataclasses import asdict
from difflib import get_close_matches

from msgspec import Struct
from starlette.types import Receive, Scope

from service.core.allowed_tags import allowed_tags
from service.core.policy import Kses, Limits, Markup, Policy, Rule, Rules
from service.services import Services
from service.sites import Terms
from service.web.door import SITE
from service.web.responses import Answer, Kind, json_answer, problem


class PolicySummary(Struct, frozen=True):
    """A policy in the list."""

    name: str
    description: str
    revision: str
    rules: Rules


class PolicyList(Struct, frozen=True):
    """Every policy, and which of them judges a comment that names none."""

    default: str
    policies: tuple[PolicySummary, ...]


class ConstraintView(Struct, frozen=True, omit_defaults=True):
    """What is asked of one attribute, under the names of the policy file."""

    required: bool = False
    valueless: bool | None = None
    values: tuple[str, ...] = ()
    minlen: int | None = None
    maxlen: int | None = None
    minval: int | None = None
    maxval: int | None = None


class MarkupView(Struct, frozen=True):
    """The rules, the allowlist with what it asks of classes and values, URL schemes, and what rel links are given.

    `kses` counts where the rules are `kses`; of a constraint only what is asked is shown.
    """

    rules: Rules
    kses: Kses
    balance: bool
    allow: dict[str, tuple[str, ...]]
    classes: dict[str, tuple[str, ...]]
    constraints: dict[str, dict[str, ConstraintView]]
    schemes: tuple[str, ...]
    rel: str
    rel_internal: str


class ModerationView(Struct, frozen=True):
    """Scores, weights that differ from the default, WordPress' switches, the site's world, and its lists' lengths."""

    hold: int
    spam: int
    trash: int
    weights: dict[str, int]
    comment_moderation: bool
    comment_previously_approved: bool
    require_name_email: bool
    empty_trash_days: int
    moderation_keys: int
    disallowed_keys: int
    max_links: int
    scripts: tuple[str, ...]
    own_hosts: tuple[str, ...]
    allowed_domains: tuple[str, ...]
    denied_domains: int
    shorteners: int
    disposable_domains: int
    words: int
    allowed_phrases: int
    min_form_seconds: int
    rules: tuple[Rule, ...]


class PolicyView(Struct, frozen=True):
    """A policy; `allowed_tags` is the line that WordPress prints under its form, not escaped."""

    name: str
    description: str
    revision: str
    allowed_tags: str
    markup: MarkupView
    limits: Limits
    moderation: ModerationView


def _summary(policy: Policy) -> PolicySummary:
    return PolicySummary(policy.name, policy.description, policy.revision, policy.markup.rules)


def _list(terms: Terms) -> PolicyList:
    return PolicyList(terms.default_policy, tuple(map(_summary, terms.policies.values())))


def _markup(markup: Markup) -> MarkupView:
    return MarkupView(
        rules=markup.rules,
        kses=markup.kses,
        balance=markup.balance,
        allow=dict(markup.allow),
        classes=dict(markup.classes),
        constraints={
            element: {name: ConstraintView(**asdict(constraint)) for name, constraint in attributes.items()}
            for element, attributes in markup.constraints.items()
        },
        schemes=markup.schemes,
        rel=markup.rel,
        rel_internal=markup.rel_internal,
    )


def _view(policy: Policy) -> PolicyView:
    markup, moderation = policy.markup, policy.moderation
    return PolicyView(
        name=policy.name,
        description=policy.description,
        revision=policy.revision,
        allowed_tags=allowed_tags(markup),
        markup=_markup(markup),
        limits=policy.limits,
        moderation=ModerationView(
            hold=moderation.hold,
            spam=moderation.spam,
            trash=moderation.trash,
            weights=dict(moderation.weights),
            comment_moderation=moderation.comment_moderation,
            comment_previously_approved=moderation.comment_previously_approved,
            require_name_email=moderation.require_name_email,
            empty_trash_days=moderation.empty_trash_days,
            moderation_keys=len(moderation.moderation_keys),
            disallowed_keys=len(moderation.disallowed_keys),
            max_links=moderation.max_links,
            scripts=moderation.scripts,
            own_hosts=moderation.own_hosts,
            allowed_domains=moderation.allowed_domains,
            denied_domains=len(moderation.denied_domains),
            shorteners=len(moderation.shorteners),
            disposable_domains=len(moderation.disposable_domains),
            words=sum(len(words.entries) for words in moderation.words),
            allowed_phrases=len(moderation.allowed_phrases),
            min_form_seconds=moderation.min_form_seconds,
            rules=moderation.rules,
        ),
    )


class ListPolicies:
    """Answers with every policy's name and description."""

    def __init__(self, services: Services) -> None:
        self._answers = {site: json_answer(_list(terms)) for site, terms in services.terms.items()}

    async def __call__(self, scope: Scope, receive: Receive) -> Answer:  # noqa: ARG002 - every handler has both
        """Answer with a PolicyList: what the site's comments may name."""
        return self._answers[scope["state"][SITE]]


class ShowPolicy:
    """Answers with one policy, by the name in the path."""

    def __init__(self, services: Services) -> None:
        self._answers = {
            site: {name: json_answer(_view(policy)) for name, policy in terms.policies.items()}
            for site, terms in services.terms.items()
        }

    async def __call__(self, scope: Scope, receive: Receive) -> Answer:  # noqa: ARG002 - every handler has both
        """Answer with a PolicyView, or that there is no such policy."""
        name = scope["path_params"]["name"]
        answers = self._answers[scope["state"][SITE]]
        answer = answers.get(name)
        if answer is not None:
            return answer
        close = get_close_matches(name[:100], answers, n=1)
        meant = f"Did you mean {close[0]}?" if close else f"Ask for one of {', '.join(answers)}."
        return problem(Kind.NOT_FOUND, f"There is no such policy. {meant}", scope)
