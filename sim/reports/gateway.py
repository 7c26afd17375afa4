"""What a report reads of the gateway: which runs have it, names of its parts, who is shown."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import pandas as pd

from sim.indicators.compare_gateway_rail import FAMILIES
from sim.maps.style import Words
from sim.reports.inputs import Alternative, ReportInputs
from sim.reports.language import same

__all__ = [
    "FROM",
    "PARTS",
    "airport_words",
    "family_words",
    "gateway_words",
    "has_gateway",
    "shown",
    "status_words",
    "why_without",
]

FROM: Final = "from_hangzhou"
"""Direction that charts and tables show; the other one is in the table ``circle``."""

_MOST: Final = 4
"""Alternatives beside each other in a chart; more would be too thin to read."""

_SIGNS: Final = ("circle_parts", "hub_stations", "world_destinations")
"""A run that has any of these tables has the gateway."""

PARTS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "access_min": Words("到站", "to the station"),
        "station_min": Words("进出站与安检", "in the stations"),
        "wait_min": Words("候车", "wait"),
        "ride_min": Words("乘车", "ride"),
        "change_min": Words("换乘等候", "between trains"),
        "egress_min": Words("离站", "from the station"),
    }
)
"""Parts of a journey in the order of travel, by column of ``circle_parts``."""

_STATUS: Final = MappingProxyType(
    {
        "reached": Words("可达", "reached"),
        "no railway": Words("无铁路", "no railway"),
        "no direct train": Words("无直达列车", "no direct train"),
        "not reached": Words("不可达", "not reached"),
    }
)


def has_gateway(one: Alternative) -> bool:
    """Whether the run of an alternative has tables of the gateway.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> has_gateway(example_inputs().reference)
    False
    """
    return any(not one.table(name).empty for name in _SIGNS)


def why_without(one: Alternative) -> Words:
    """Why a run has no tables of the gateway, as its document tells.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> why_without(example_inputs().reference).en
    'run by a version that did not have them, run again'
    """
    settings = one.run.manifest.document.get("gateway")
    if isinstance(settings, Mapping) and settings.get("enabled") is False:
        return Words("情景或运行选项关闭了门户计算", "left out by the scenario or by --no-demand")
    return Words(
        "运行时的版本尚无此项，请重新运行", "run by a version that did not have them, run again"
    )


def shown(inputs: ReportInputs) -> tuple[Alternative, ...]:
    """The alternatives with a gateway that charts show: the reference and the first others.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> shown(example_inputs())
    ()
    """
    return tuple(one for one in inputs.alternatives if has_gateway(one))[:_MOST]


def family_words(family: str) -> Words:
    """How a family of definitions counts the minutes of the circle.

    Examples
    --------
    >>> family_words("effective").en, family_words("by_hand").en
    ('wait and ride', 'by_hand')
    """
    return Words(*FAMILIES.get(family, (family, family)))


def status_words(status: str) -> Words:
    """Whether a place is reached, or why not.

    Examples
    --------
    >>> status_words("no railway")
    Words(zh='无铁路', en='no railway')
    """
    return _STATUS.get(status, same(status))


def airport_words(inputs: ReportInputs) -> dict[str, Words]:
    """Names of the airports of the world by code, those of their cities in English.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> airport_words(example_inputs())
    {}
    """
    names: dict[str, Words] = {}
    for one in inputs.alternatives:
        table = one.table("air_journeys")
        if not table.empty:
            rows = table.drop_duplicates("destination")
            columns = (rows[key].astype(str) for key in ("destination", "name_zh", "city"))
            for code, zh, en in zip(*columns, strict=True):
                names.setdefault(code, Words(zh, en))
    return names


def gateway_words(inputs: ReportInputs) -> dict[str, Words]:
    """Names of the airports of departure by code, the home airport first.

    Examples
    --------
    >>> from sim.reports.examples import example_inputs
    >>> gateway_words(example_inputs())
    {}
    """
    names: dict[str, Words] = {}
    for one in inputs.alternatives:
        table: pd.DataFrame = one.table("gateway_ground")
        if not table.empty:
            columns = (table[key].astype(str) for key in ("gateway", "name_zh", "name_en"))
            for code, zh, en in zip(*columns, strict=True):
                names.setdefault(code, Words(zh, en))
    return names
