"""Comments judged one by one: the policies of a directory, each with its pipeline."""

from collections.abc import Mapping

import click
import msgspec

from service.core.comment import Comment, Result
from service.core.pipeline import Pipeline
from service.core.policy import Policy
from service.core.shadow import with_shadows


class Judge:
    """Judges comments by the policy that they name, else by `policy`; what names no site is of `home_url`.

    A `policy` that is not among the policies is a wrong option: click.BadParameter, exit status 2.
    """

    def __init__(self, policies: Mapping[str, Policy], *, policy: str, home_url: str) -> None:
        if policy not in policies:
            raise click.BadParameter(
                f"there is no policy {policy!r}; there are {', '.join(policies)}", param_hint="--policy"
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
