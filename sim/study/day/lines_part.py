"""Days on the lines of a run, replicated: the tables of part ``metro``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.demand.segments import SEGMENT_TABLES, Segments, read_segments
from sim.hub.experiment.outcome import Experiment, Outcome
from sim.hub.experiment.pool import replicate
from sim.hub.experiment.stopping import Headline
from sim.hub.experiment.tables import averaged
from sim.hub.metro.platforms import level_of_service
from sim.hub.metro.summary import MEASURES
from sim.study.day.frames import Asked
from sim.study.day.lines import LINE_TABLES, Lines, line_outcome, lines_of
from sim.study.day.riders import RiderInputs, rider_checks, rider_inputs, riders_of_day
from sim.study.day.summary import Told, checks, experiment_rows
from sim.study.day.words import MeasureWords
from sim.study.demand_names import MATRIX_FRAME
from sim.tables import read_table

__all__ = ["HEADLINES", "LineDay", "line_day", "line_day_of", "line_tables", "with_places"]

PART, NETWORK = "metro", "network"

HEADLINES = (
    Headline("mean_wait_s", floor=2.0),
    Headline("excess_wait_s", floor=2.0),
    Headline("failed_boardings", floor=50.0),
    Headline("max_load_factor", floor=0.02),
    Headline("mean_journey_min", floor=0.1),
)
"""Measures that have to be sure; two seconds of waiting, six of a journey are sure enough."""

_QUARTERS = ("route_id", "direction", "quarter_start")
_PLATFORMS = ("station_id", "route_id", "direction", "quarter_start")
_PEOPLE = ("station_id", "minute")
_SECTION = ("name_zh", "from_zh", "to_zh", "name_en", "from_en", "to_en", "quarter_start")
_PLATFORM = ("name_zh", "line_zh", "name_en", "line_en", "quarter_start")


@dataclass(frozen=True, eq=False)
class LineDay:
    """What a day on the lines is made of: lines with their trains, and who rides."""

    lines: Lines
    riders: RiderInputs


def line_day_of(asked: Asked) -> LineDay:
    """Lines and riders of a run.

    The seed of the station-to-station matrix are the demand's own trips by public transport where
    the run still has them, else minutes.
    """
    data_dir = asked.prepared.data_dir
    lines = lines_of(asked.network, {name: read_table(data_dir, name) for name in LINE_TABLES})
    segments = read_segments({name: read_table(data_dir, name) for name in SEGMENT_TABLES})
    riders = rider_inputs(
        lines.services,
        asked.tables,
        segments.quarter_hours,
        stations=lines.stops,
        trips=_trips(segments, asked.tables),
        period_names={one.period_id: (one.name_zh, one.name_en) for one in segments.periods},
    )
    return LineDay(lines, riders)


def _trips(
    segments: Segments, tables: Mapping[str, pd.DataFrame]
) -> npt.NDArray[np.float64] | None:
    """Trips of a day by public transport between zones, if the run has its matrix at hand."""
    matrix = tables.get(MATRIX_FRAME)
    if matrix is None:
        return None
    own = [
        f"trips_{one.alternative_id}" for one in segments.alternatives if one.is_public_transport
    ]
    trips = matrix[own].sum(axis=1).to_numpy(np.float64)
    zones = len(tables["demand_zones"])
    return trips.reshape(zones, zones)


def line_day(inputs: LineDay, seed: int, replication: int) -> Outcome:
    """One day on the lines: `line_outcome` with the riders of the day, and what ties out."""
    people = riders_of_day(inputs.riders, seed, replication)
    found = line_outcome(inputs.lines, people.riders, seed, replication)
    own = rider_checks(inputs.riders, people, inputs.lines.stops)
    return Outcome(found.measures, {**found.frames, "operations_checks": own})


def line_tables(asked: Asked) -> dict[str, pd.DataFrame]:
    """Tables of the lines, means over the replications; trains are those of the first.

    Raises
    ------
    DataError
        If a vehicle is not known, or people enter where no train runs.
    """
    inputs = line_day_of(asked)
    experiment = replicate(
        line_day,
        inputs,
        seed=asked.seed,
        rule=asked.rule,
        headlines=HEADLINES,
        cores=asked.cores,
        share=asked.share,
    )
    return _tables_of(experiment, inputs)


def _platforms(frames: Sequence[pd.DataFrame], lines: Lines) -> pd.DataFrame:
    """Platforms with mean numbers of people, and the level of service of those on the platform."""
    table = averaged(frames, _PLATFORMS)
    density, area_m2 = (table[name].to_numpy(np.float64) for name in ("density_per_m2", "area_m2"))
    levels = level_of_service(density * area_m2, area_m2, lines.levels)
    return table.assign(level_of_service=levels)


def with_places(
    summary: pd.DataFrame, quarters: pd.DataFrame, platforms: pd.DataFrame
) -> pd.DataFrame:
    """Summary whose largest values tell in their note where and when: section, platforms.

    The place is that of the mean tables (``operations_line_quarters``, ``operations_platforms``);
    the value is the mean of each day's largest, so that the two may differ a little. A measure
    that is nowhere above zero gets no place.

    Examples
    --------
    >>> rows = pd.DataFrame({"measure": ["riders", "max_held"], "note": ["", ""]})
    >>> place = {"name_zh": "甲", "name_en": "A", "line_zh": "1号线", "line_en": "Line 1"}
    >>> platforms = pd.DataFrame([place | {"quarter_start": "08:15", "held_max": 5.0,
    ...                                    "density_per_m2": 4.0}])
    >>> with_places(rows, pd.DataFrame({"load_factor": []}), platforms)["note"].tolist()
    ['', '甲 1号线 A Line 1 08:15']
    """
    at = {
        "max_load_factor": (quarters, "load_factor", _SECTION),
        "max_density_per_m2": (platforms, "density_per_m2", _PLATFORM),
        "max_held": (platforms, "held_max", _PLATFORM),
    }
    told = {}
    for measure, (table, column, words) in at.items():
        own = table[table[column] > 0]
        if len(own):
            row = own.sort_values(column, ascending=False, kind="stable").iloc[0]
            told[measure] = " ".join(str(row[name]) for name in words)
    notes = [
        "；".join(one for one in (note, told.get(measure, "")) if one)
        for measure, note in zip(summary["measure"], summary["note"], strict=True)
    ]
    return summary.assign(note=notes)


def _tables_of(experiment: Experiment, inputs: LineDay) -> dict[str, pd.DataFrame]:
    told = Told(
        part=PART,
        facility_id=NETWORK,
        name_zh="全部线路",
        name_en="All lines",
        words={one.name: MeasureWords(one.title_zh, one.title_en, one.unit) for one in MEASURES},
        note="；".join(f"{zh} {en}" for zh, en in inputs.lines.assumptions),
    )
    frames = experiment.frames
    rows = experiment_rows(experiment, told)
    quarters = averaged(frames("operations_line_quarters"), _QUARTERS)
    platforms = _platforms(frames("operations_platforms"), inputs.lines)
    return {
        **rows,
        "operations_summary": with_places(rows["operations_summary"], quarters, platforms),
        "operations_checks": checks(frames("operations_checks")),
        "operations_line_quarters": quarters,
        "operations_platforms": platforms,
        "operations_people_at_stations": averaged(frames("operations_people_at_stations"), _PEOPLE),
        "operations_trains": frames("operations_trains")[0],
    }
