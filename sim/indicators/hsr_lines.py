"""High-speed lines of the plan: ``hsr_lines``, open whole, in part, by length."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from types import MappingProxyType

import pandas as pd

from sim.errors import DataError
from sim.indicators.evidence import Evidence, Measure, columns, measured
from sim.indicators.target_model import Definition, Target
from sim.indicators.values import IndicatorValue, not_computed, quality_mix
from sim.network.model import Network, Quality
from sim.network.rail_sketch.sketch import RailSketch

__all__ = ["MEASURES", "TARGET_ID", "built_lines", "compute", "railway_date"]

TARGET_ID = "hsr_lines"


def compute(evidence: Evidence) -> tuple[IndicatorValue, ...]:
    """Lines of the clause open on the railway's date: whole, in part, and by length.

    A line is made of rows of ``rail/lines`` (its parts). A part without an opening date is not
    open. The railway's date is the network's, or that of its timetable where this is later. A part
    that the scenario builds under the id of the table counts as open from the network's date, with
    the grade of the scenario; a line of another id is no part of the clause. Details have one row
    per part.

    Raises
    ------
    DataError
        If the table does not have a part that the target document names.
    """
    return measured(evidence, TARGET_ID, MEASURES)


def railway_date(network: Network) -> date:
    """Day up to which lines have opened: trains of a later timetable run on what had opened then.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim.network.examples import empty
    >>> planned = replace(empty(date(2016, 7, 1)), rail_timetable="2019-10")
    >>> railway_date(planned)
    datetime.date(2019, 10, 1)
    """
    vintage = _VINTAGE.match(network.rail_timetable)
    if vintage is None:
        return network.as_of
    return max(network.as_of, date(int(vintage[1]), int(vintage[2]), 1))


def built_lines(network: Network) -> frozenset[str]:
    """Ids of the railway lines that the scenario has built: sketches of its own grade.

    Examples
    --------
    >>> from sim.network.examples import empty
    >>> built_lines(empty(date(2016, 7, 1)))
    frozenset()
    """
    return frozenset(
        line_id
        for line_id, sketch in network.rail_sketches.items()
        if isinstance(sketch, RailSketch) and sketch.quality is Quality.SCENARIO
    )


_VINTAGE = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$")


@dataclass(frozen=True, slots=True)
class _Part:
    """One row of the detail table: a part of a line of the clause."""

    line_id: str
    name_zh: str
    name_en: str
    part_id: str
    open_date: str
    open: bool
    length_km: float
    quality: str


def _parts(network: Network, rail_lines: pd.DataFrame, target: Target) -> list[_Part]:
    table = columns(rail_lines, "rail_lines", ("line_id", "open_date", "length_km", "quality"))
    opened = pd.to_datetime(table["open_date"])
    is_open = opened <= pd.Timestamp(railway_date(network))
    place = {str(line_id): row for row, line_id in enumerate(table["line_id"])}
    built = built_lines(network)
    found: list[_Part] = []
    for item in target.items:
        for part in item.parts:
            if part not in place:
                raise DataError(
                    f"policy/targets.yaml: line '{item.id}' has the part '{part}', which is not in "
                    "rail/lines.csv; use one of its line_id"
                )
            row = place[part]
            by_scenario = part in built and not bool(is_open.iloc[row])
            own = str(table["quality"].iloc[row])
            found.append(
                _Part(
                    line_id=item.id,
                    name_zh=item.title_zh,
                    name_en=item.title_en,
                    part_id=part,
                    open_date=(
                        network.as_of.isoformat() if by_scenario else _iso(opened.iloc[row])
                    ),
                    open=by_scenario or bool(is_open.iloc[row]),
                    length_km=float(table["length_km"].iloc[row]),
                    quality=str(Quality.SCENARIO) if by_scenario else own,
                )
            )
    return found


def _iso(day: object) -> str:
    return day.date().isoformat() if isinstance(day, pd.Timestamp) else ""


def _complete(parts: pd.DataFrame) -> float:
    return float(parts.groupby("line_id")["open"].all().sum())


def _any_part(parts: pd.DataFrame) -> float:
    return float(parts.groupby("line_id")["open"].any().sum())


def _length_share(parts: pd.DataFrame) -> float:
    whole_km = parts["length_km"].sum()
    return round(float(100 * parts.loc[parts["open"], "length_km"].sum() / whole_km), 6)


def _measure(value_of: Callable[[pd.DataFrame], float]) -> Measure:
    def measure(evidence: Evidence, target: Target, definition: Definition) -> IndicatorValue:
        if evidence.rail_lines is None:
            reason = "no table of railway lines at hand"
            return not_computed(target.id, definition.id, definition.unit, reason)
        parts = _parts(evidence.network, evidence.rail_lines, target)
        table = pd.DataFrame([asdict(part) for part in parts])
        shut = [
            f"{part.name_en} ({part.part_id}, {part.open_date or 'no date'})"
            for part in parts
            if not part.open
        ]
        added = [part.name_en for part in parts if part.quality == Quality.SCENARIO]
        told = (("not open", shut), ("built by the scenario", added))
        return IndicatorValue(
            target_id=target.id,
            definition_id=definition.id,
            value=value_of(table),
            unit=definition.unit,
            quality=quality_mix((Quality(part.quality), part.length_km) for part in parts),
            detail=table,
            caveats=tuple(f"{what}: {', '.join(names)}" for what, names in told if names),
        )

    return measure


MEASURES = MappingProxyType(
    {
        "complete": _measure(_complete),
        "any_part": _measure(_any_part),
        "length_share": _measure(_length_share),
    }
)
