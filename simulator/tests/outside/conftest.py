"""Starts the simulator's program for the tests, and what they all need of it."""

import json
from pathlib import Path

import pytest

from program import Program
from restaurant import Restaurant

BUNDLE = Path(__file__).parents[3] / "openapi" / "iiko-transport.json"


@pytest.fixture(scope="session")
def bundle():
    """The OpenAPI document that the simulator answers by."""
    return json.loads(BUNDLE.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def simulator():
    """A program that all tests share which do not mind each other; it overlooks what the service overlooks."""
    with Program("--as-live") as program:
        yield program


@pytest.fixture
def fresh_simulator():
    """A program of the test's own, as it is right after its start."""
    with Program() as program:
        yield program


@pytest.fixture(scope="session")
def restaurant(simulator):
    """Somebody who is signed in and makes orders, guests and reserves to call methods with."""
    return Restaurant(simulator)
