"""2,000 cases that are made from the bundle, right and wrong ones: nothing fails, every answer is what the bundle says, and
nothing wrong is accepted. What is right by the bundle may be refused: a restaurant has rules of its own."""

import datetime
import json

import hypothesis
import hypothesis.strategies as st
import pytest
import requests
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

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
# Cases of an operation: right ones, and wrong ones at most.
RIGHT, WRONG = 6, 40
CASES = 2000

TIMES = st.datetimes(datetime.datetime(2026, 1, 1), datetime.datetime(2027, 1, 1))
schemathesis.openapi.format("iiko-date-time", TIMES.map(lambda time: f"{time:%Y-%m-%d %H:%M:%S}.000"))
schemathesis.openapi.format("uuid", st.uuids(version=4).map(str))


def schema():
    """The bundle without what would spoil each case by itself: a token that is none, a timeout that is none."""
    document = json.loads(BUNDLE.read_text(encoding="utf-8"))
    del document["components"]["securitySchemes"]
    document.pop("security", None)
    for item in document["paths"].values():
        item["post"].pop("security", None)
        item["post"].pop("parameters", None)
    return schemathesis.openapi.from_dict(document)


SCHEMA = schema()
SENT = {mode: 0 for mode in GenerationMode}


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


def right(operation, send):
    """Sends what the bundle allows, the same cases each time."""

    @hypothesis.seed(13)
    @hypothesis.settings(
        max_examples=RIGHT,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def each(case):
        send(case)

    each()


def wrong(operation, send):
    """Sends what breaks the bundle in one place each: types, formats, limits, what is required, methods; at any depth."""
    config = SCHEMA.config.generation_for(operation=operation)
    cases = SCHEMA.iter_coverage_cases(operation, generation_modes=[GenerationMode.NEGATIVE], generation_config=config)
    cases = list(cases)
    # The nearest ones are alike everywhere; of the rest some from each part of the body.
    for case in cases[:: -(-len(cases) // WRONG)] if cases else []:
        send(case)


@pytest.mark.parametrize("path", sorted(SCHEMA))
def test_the_contract_holds_for(path, program, ids):
    found = []

    def send(case):
        mode = case.meta.generation.mode
        if mode.is_positive:
            case.body = at_home(case.body, ids)
        response = case.call(base_url=program.base_url, headers={"Authorization": f"Bearer {program.token}"})
        SENT[mode] += 1
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as failure:
            # Raised here, it would be looked into again and again, by a simulator that has moved on.
            found.append(str(failure))

    right(SCHEMA[path]["POST"], send)
    wrong(SCHEMA[path]["POST"], send)
    assert not found, f"{len(found)} cases:\n\n" + "\n\n".join(found)
    assert program.alive()


@pytest.mark.parametrize("seconds", ["half", "0.5", "true", "2147483648", "1,2"])
def test_a_wrong_timeout_is_refused(seconds, program):
    headers = {"Authorization": f"Bearer {program.token}", "Timeout": seconds}
    assert requests.post(f"{program.base_url}/api/1/tips_types", json={}, headers=headers).status_code == 400


def test_the_cases_were_many(request):
    if len(request.session.items) < len(SCHEMA):
        pytest.skip("only some of the operations were asked for")
    assert all(count > CASES / 3 for count in SENT.values()) and sum(SENT.values()) >= CASES, SENT
