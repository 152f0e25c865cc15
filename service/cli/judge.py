"""Comments judged one by one: the policies of a directory, each with its pipeline."""

from collections.abc import Callable, Mapping

import click
import msgspec

from service.cli.environment import blaming, check_names, options_given
from service.core.comment import Comment, Result
from service.core.pipeline import Pipeline
from service.core.policy import Policy
from service.core.shadow import with_shadows
from service.errors import Fault, SettingError
from service.policies import load_policies, policy_directory
from service.settings import PREFIX
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

    A `policy` that is not among the policies is a SettingError.
    """

    def __init__(self, policies: Mapping[str, Policy], *, policy: str, home_url: str) -> None:
        if policy not in policies:
            wrong, fix = f"there is no policy {policy!r}", f"write one of {', '.join(policies)}"
            raise SettingError((Fault("environment", PREFIX + "POLICY", wrong, fix),))
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


def open_judge(*, policy: str, policy_dir: str, home_url: str) -> Judge:
    """Return the Judge of a command's options and variables; ConfigurationError blames the one that is wrong."""
    check_names()
    with blaming(options_given()):
        return Judge(load_policies(policy_directory(policy_dir)), policy=policy, home_url=home_url)
