"""2,000 cases that are made from the bundle, right and wrong ones: nothing fails, every answer is what the bundle says, and
nothing wrong is accepted. What is right by the bundle may be refused: a restaurant has rules of its own."""

import datetime
import uuid

import hypothesis
import hypothesis.strategies as st
import pytest
import schemathesis
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from conftest import BUNDLE
from program import Program
from restaurant import Restaurant

CASES = 2000
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
SCHEMA = schemathesis.openapi.from_path(BUNDLE)
# Of each kind for each operation.
EACH = -(-CASES // (2 * len(SCHEMA)))
TIMES = st.datetimes(datetime.datetime(2026, 1, 1), datetime.datetime(2027, 1, 1))
schemathesis.openapi.format("iiko-date-time", TIMES.map(lambda time: f"{time:%Y-%m-%d %H:%M:%S}.000"))
schemathesis.openapi.format("uuid", st.uuids(version=4).map(str))


@pytest.fixture(scope="module")
def program():
    """A program of these tests' own, since what they do to it nobody knows."""
    with Program() as program:
        yield program


@pytest.fixture(scope="module")
def ids(program):
    """Ids of that program, by the fields that they stand in."""
    restaurant = Restaurant(program)
    return {
        "organizationId": restaurant.organization,
        "organizationIds": [restaurant.organization],
        "terminalGroupId": restaurant.terminal_group,
        "terminalGroupIds": [restaurant.terminal_group],
        "productId": restaurant.dish["id"],
        "orderId": restaurant.old_delivery,
        "cityId": restaurant.city,
    }


def at_home(body, ids):
    """The same body with ids that the restaurant knows, so that more than the first look at it is tried."""
    if isinstance(body, list):
        return [at_home(one, ids) for one in body]
    if not isinstance(body, dict):
        return body
    return {key: ids[key] if key in ids and body[key] is not None else at_home(one, ids) for key, one in body.items()}


def failures(operation, mode, program, ids):
    """Sends the same cases each time: how many they were, and what was wrong with the answers."""
    sent, wrong = 0, []

    @hypothesis.seed(13)
    @hypothesis.settings(
        max_examples=EACH,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(operation.as_strategy(generation_mode=mode))
    def send(case):
        nonlocal sent
        sent += 1
        if mode.is_positive:
            case.body = at_home(case.body, ids)
        response = case.call(base_url=program.base_url, headers={"Authorization": f"Bearer {program.token}"})
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as found:
            # Raised here, it would be looked into again and again, by a simulator that has moved on.
            wrong.append(str(found))

    send()
    return sent, wrong


@pytest.mark.parametrize("path", sorted(SCHEMA))
def test_the_contract_holds_for(path, program, ids):
    operation = SCHEMA[path]["POST"]
    for mode in GenerationMode:
        sent, wrong = failures(operation, mode, program, ids)
        assert not wrong, f"{len(wrong)} of {sent} {mode.value} cases:\n\n" + "\n\n".join(wrong)
        assert sent == EACH
    assert program.alive()
