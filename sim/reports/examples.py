"""A report's inputs without data: two alternatives of a city of three cells, for the examples."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.geometry import cell_centre, cell_disk
from sim.indicators import Definition, IndicatorValue, Target, target_board
from sim.indicators.compare_gains import gains_tables
from sim.indicators.compare_values import compared_values, ranked_values
from sim.maps.examples import empty_base
from sim.maps.style import Words
from sim.reports.inputs import Alternative, FactTable, ReportInputs
from sim.results import Manifest, RunResults

__all__ = ["example_inputs"]

_MINUTES = {"old": [30.0, 40.0, 90.0], "new": [30.0, 30.0, 70.0]}
_KM = {"old": 8.0, "new": 12.0}
_PEOPLE = [1000.0, 2000.0, 1000.0]


def example_inputs(*, compared: bool = True) -> ReportInputs:
    """Inputs of a report on ``new`` against ``old``, or on ``new`` alone.

    The target asks for 10 km of rail; ``old`` has 8, ``new`` has 12. Minutes from the hub and from
    the airport are 30, 40, 90 in the old city and 30, 30, 70 in the new one.

    Examples
    --------
    >>> inputs = example_inputs()
    >>> inputs.reference.name, [one.name for one in inputs.others], inputs.title.en
    ('old', ['new'], 'A comparison of 2 alternatives')
    >>> example_inputs(compared=False).title.en
    'The new city'
    """
    target = _target()
    names = ["old", "new"] if compared else ["new"]
    return ReportInputs(
        lang="both",
        alternatives=tuple(
            _alternative(name, target, is_reference=name == names[0]) for name in names
        ),
        targets=(target,),
        base=empty_base(),
        comparison=_comparison() if compared else {},
        comparison_id="abc" if compared else "",
        facts=(FactTable("metro/lines", "Lines", 4, {"derived": 4}, ("a page",), ("MIT",), ""),),
    )


def _target() -> Target:
    definition = Definition(
        id="length", title_zh="长度", title_en="Length", formula="sum of km", unit="km",
        headline=True, source="example", caveat="None.",
    )  # fmt: skip
    return Target(
        id="rail", title_zh="轨道", title_en="Rail", clause="1", status="modelled", year=2020,
        unit="km", threshold=10.0, comparator=">=", threshold_basis="policy", scope="The city",
        source="example", caveats=("None.",), definitions=(definition,),
    )  # fmt: skip


def _zones(name: str) -> pd.DataFrame:
    ids = sorted(cell for cell, _ in cell_disk("88309a553dfffff", 1))[: len(_PEOPLE)]
    centres = [cell_centre(cell) for cell in ids]
    return pd.DataFrame(
        {
            "zone_id": ids, "kind": "cell", "name_zh": "东区", "name_en": "East",
            "county_id": "330100", "lon": [lon for lon, _ in centres],
            "lat": [lat for _, lat in centres], "population": _PEOPLE,
            "minutes_from_hub": _MINUTES[name], "minutes_from_airport": _MINUTES[name],
            "jobs_60min": [300.0, 200.0, 100.0],
        }
    )  # fmt: skip


def _alternative(name: str, target: Target, *, is_reference: bool) -> Alternative:
    value = IndicatorValue(target.id, "length", _KM[name], "km")
    title = Words(f"方案{name}", f"The {name} city")
    manifest = Manifest(
        run_id=f"run-{name}", scenario=name, title=title.en, title_zh=title.zh,
        identity={"data": {}, "code": "c0de"}, document={},
        network={
            "as_of": "2020-12-31", "horizon_year": 2020, "rail_timetable": "2019-10",
            "air_vintage": "2014",
        },
        versions={"numpy": "2"}, seed=0,
        changes=[{"position": 1, "sentence": "opens a line", "note": ""}],
        assumptions=["Walking: 4.5 km/h."], issues=[],
    )  # fmt: skip
    return Alternative(
        name=name,
        title=title,
        run=RunResults(Path("outputs", name), manifest),
        board=target_board([value], [target]),
        zones=_zones(name),
        is_reference=is_reference,
    )


def _comparison() -> dict[str, pd.DataFrame]:
    renamed = {"name_zh": "district_zh", "name_en": "district_en"}
    zones = {name: _zones(name).rename(columns=renamed).assign(ring="0-5") for name in _KM}
    gains, means = gains_tables(zones, "old", ["minutes_from_hub", "minutes_from_airport"])
    change = {"alternative": "new", "position": 1, "sentence": "opens a line"}
    ledger = {
        **change, "note": "", "own": True, "km": 4.0, "train_km_per_day": 500.0,
        "people_changed": 3000.0, "people_faster": 3000.0, "people_slower": 0.0,
        "mean_gain_min": 10.0,
    }  # fmt: skip
    contribution = {
        **change, "falls_with": "", "target_id": "rail", "headline": True, "unit": "km",
        "contribution": 4.0, "verdict_with": "met", "verdict_without": "missed",
    }  # fmt: skip
    return {
        "indicators": ranked_values(compared_values(zones), "old"),
        "gains": gains,
        "gains_mean": means,
        "ledger": pd.DataFrame([ledger]),
        "contributions": pd.DataFrame([contribution]),
    }
