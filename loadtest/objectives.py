"""What a run must reach to end well: no wrong answer, and most of them in time."""

import os
from typing import Any

from locust.env import Environment


def judge(environment: Environment, **_: Any) -> None:
    """Set the exit status, and say what was missed.

    LOADTEST_P95 is the milliseconds that 95 of 100 requests may take (none: they may take any), LOADTEST_REQUESTS the
    least number of requests, without which nothing was tested.
    """
    total = environment.stats.total
    missed = []
    if total.num_failures:
        missed.append(f"{total.num_failures} of {total.num_requests} answers were wrong or missing")
    least = int(os.environ.get("LOADTEST_REQUESTS", "1"))
    if total.num_requests < least:
        missed.append(f"{total.num_requests} requests were made, and {least} must")
    most = os.environ.get("LOADTEST_P95")
    if most and (p95 := total.get_response_time_percentile(0.95)) > float(most):
        missed.append(f"95 % were answered within {p95:.0f} ms, and {most} must do")
    for one in missed:
        print(f"objective missed: {one}")
    environment.process_exit_code = 1 if missed else 0
