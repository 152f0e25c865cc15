"""`python -m benchmarks.fidelity`: print how far we agree with WordPress on the recorded comments.

--write FILE puts the tables between FILE's markers; --check FILE fails when they are not what FILE holds; --list POLICY
prints each comment that a browser reads differently. All but the last fail when a goal is missed.
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.fidelity.cases import Case
from benchmarks.fidelity.ceiling import ceiling
from benchmarks.fidelity.measures import MEASURES, Measure, balanced_measures, measure_cases, measures
from benchmarks.fidelity.table import agreement, differences, differing
from service.core.policy import Policy
from service.policies import load_policies

_POLICIES = Path(__file__).resolve().parents[2] / "policies"
_BEGIN, _END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"


def main(arguments: list[str]) -> int:
    """Measure, print or write, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fidelity", description=__doc__)
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--write", type=Path, metavar="FILE")
    output.add_argument("--check", type=Path, metavar="FILE")
    output.add_argument("--list", choices=[measure.policy for measure in MEASURES], metavar="POLICY")
    options = parser.parse_args(arguments)

    policies = load_policies(_POLICIES)
    if options.list:
        print(listed(options.list, policies), end="")
        return 0
    measured = [
        (measure, policy, measure_cases(measure, policy))
        for measure, policy in (*measures(policies), *balanced_measures(policies))
    ]
    text = "\n".join(section(*one) for one in measured)
    faults = [
        f"{title(measure)}: {missed}"
        for measure, _, cases in measured
        for goal in measure.goals
        if (missed := goal.missed(cases))
    ]
    if options.write:
        options.write.write_text(embedded(options.write.read_text(encoding="utf-8"), text), encoding="utf-8")
    elif options.check:
        page = options.check.read_text(encoding="utf-8")
        if embedded(page, text) != page:
            faults.append(
                f"{options.check} is not what was measured: python -m benchmarks.fidelity --write {options.check}"
            )
    else:
        print(text)
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def listed(name: str, policies: Mapping[str, Policy]) -> str:
    """Return the comments that a browser reads differently under the policy of this name."""
    return "".join(
        differing(measure_cases(measure, policy), policy.markup.rules)
        for measure, policy in measures(policies)
        if measure.policy == name
    )


def section(measure: Measure, policy: Policy, cases: list[Case]) -> str:
    """Return the part of the page that tells of one policy."""
    rules = policy.markup.rules
    parts = [f"### {title(measure)}\n", agreement(cases, rules, measure.parts), differences(cases, rules)]
    if measure.asked:
        parts.append(ceiling(cases, rules, measure.asked))
    return "\n".join(parts)


def title(measure: Measure) -> str:
    """Return what is compared, in words."""
    switch, option = (" with `balance = true`", " with `use_balanceTags`") if measure.balanced else ("", "")
    return f"`{measure.policy}`{switch} against WordPress {measure.version}{option}"


def embedded(page: str, text: str) -> str:
    """Return page with text between its markers."""
    head, _, rest = page.partition(_BEGIN)
    _, end, tail = rest.partition(_END)
    if not end:
        raise SystemExit(f"the page lacks its markers, {_BEGIN.strip()} and {_END.strip()}")
    return f"{head}{_BEGIN}\n{text}\n{_END}{tail}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
