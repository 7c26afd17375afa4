"""The bundled roads on two dates."""

from __future__ import annotations

from datetime import date

import pytest
from road_city import City, built_city


@pytest.fixture(scope="session")
def city() -> City:
    """At the end of 2015."""
    return built_city(date(2015, 12, 31))


@pytest.fixture(scope="session")
def later_city() -> City:
    """At the end of 2020."""
    return built_city(date(2020, 12, 31))
