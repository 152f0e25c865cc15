"""Comments judged one by one: the policies of a directory, each with its pipeline."""

from collections.abc import Callable, Mapping

import click
import msgspec

from service.core.comment import Comment, Result
from service.core.pipeline import Pipeline
from service.core.policy import Policy
from service.core.shadow import with_shadows
from service.web.submission import HOME_LIKE, is_home


def _home(_: click.Context, __: click.Parameter, value: str) -> str:
    if value and not is_home(value):
        raise click.BadParameter(f"is no address of a site; write one such as {HOME_LIKE}")
    return value


_OPTIONS = (
    click.option(
        "--policy",
        metavar="NAME",
        envvar="COMMENT_SANITIZER_POLICY",
        default="wordpress",
        help="Judge by this policy where a comment names none. [COMMENT_SANITIZER_POLICY; default: wordpress]",
    ),
    click.option(
        "--policy-dir",
        metavar="DIR",
        envvar="COMMENT_SANITIZER_POLICY_DIR",
        default="",
        help="Take the policy files of this directory. "
        "[COMMENT_SANITIZER_POLICY_DIR; default: those that come with it]",
    ),
    click.option(
        "--home-url",
        metavar="URL",
        default="",
        callback=_home,
        help=f"The site's own address, such as {HOME_LIKE}, for rel on links to itself.",
    ),
)


def judge_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that a Judge takes: `policy`, `policy_dir` and `home_url`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


class Judge:
    """Judges comments by the policy that they name, else by `policy`; what names no site is of `home_url`.

    A `policy` that is not among the policies is a wrong option: click.BadParameter, exit status 2.
    """

    def __init__(self, policies: Mapping[str, Policy], *, policy: str, home_url: str) -> None:
        if policy not in policies:
            raise click.BadParameter(
                f"there is no policy {policy!r}; write one of {', '.join(policies)}", param_hint="--policy"
            )
        self.policies = policies
        self.default = policy
        self._home_url = home_url
        self._pipelines: dict[str, Pipeline] = {}

    def judge(self, comment: Comment) -> Result:
        """The result for a comment."""
        if not comment.home_url:
            comment = msgspec.structs.replace(comment, home_url=self._home_url)
        result = self._pipeline(comment.policy or self.default).judge(comment)
        return with_shadows(result, comment, self._pipeline)

    def _pipeline(self, name: str) -> Pipeline:
        if name not in self._pipelines:
            self._pipelines[name] = Pipeline(self.policies[name])
        return self._pipelines[name]
