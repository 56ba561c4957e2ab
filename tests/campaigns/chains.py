"""Requests whose ids, codes and versions come from earlier answers: schemathesis's state machine.

Schemathesis infers most links from the schemas; those it cannot see are in the description
(app/api/links.py).
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, Phase, assume, seed, settings
from hypothesis.errors import HypothesisException
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.generation.stateful.state_machine import normalize_name
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

STEPS = 100
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@dataclass(frozen=True)
class Door:
    """Where to ask, and as whom."""

    address: str
    token: str

    def arguments(self) -> dict[str, Any]:
        """Give what a call needs besides its case."""
        return {"base_url": self.address, "headers": {"Authorization": f"Bearer {self.token}"}}


@dataclass
class Found:
    """What was asked and what was not answered as described.

    followed: cases that carry a value of an earlier answer, by operation; `done`: answered 2xx.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)
    followed: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)

    def look_at(self, case: Case, response: Response) -> None:
        """Count an answer, and keep what is not as described."""
        self.statuses[response.status_code] += 1
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as failures:
            said = "; ".join(str(each).splitlines()[0] for each in failures.exceptions)
            self.faults[f"{case.operation.label} {response.status_code}"] = said


def follow(api: Any, door: Door, amount: tuple[int, int], found: Found) -> None:
    """Ask about as many cases as wanted, in scenarios of STEPS, as one person."""
    share, number = amount

    machine = api.as_state_machine()

    class Chain(machine):  # type: ignore[misc, valid-type]  # the class is made at run time
        rule_order_seed = number
        scenarios = 0

        def setup(self) -> None:
            Chain.scenarios += 1

        def step(self, input: Any) -> Any:  # noqa: A002  named by schemathesis
            assume(Chain.scenarios > 1)  # hypothesis begins with the simplest: one rule, repeated
            output = super().step(input)
            is_given = any(
                str(parameter.definition).startswith("$response")
                for each in (input.transition.parameters.values() if input.transition else ())
                for name, parameter in each.items()
                if name in {applied for _, applied in input.applied_parameters}
            )
            found.followed[input.case.operation.label] += is_given
            found.done[input.case.operation.label] += is_given and output.response.status_code < 300
            return output

        def get_call_kwargs(self, _case: Case) -> dict[str, Any]:
            return door.arguments()

        def validate_response(self, response: Response, case: Case, **_: Any) -> None:
            found.look_at(case, response)

    for label in machine._root_labels:  # a made-up id begins no chain
        if "{" in label:
            setattr(Chain, normalize_name(f"RANDOM -> {label}"), None)
    try:
        seed(number)(Chain).run(
            settings=settings(
                max_examples=max(1, share // STEPS),
                stateful_step_count=min(share, STEPS),
                database=None,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
        )
    except HypothesisException as error:
        found.faults["chain"] = type(error).__name__
