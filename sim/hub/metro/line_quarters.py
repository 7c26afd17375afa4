"""Lines by quarter of an hour: trains, loads against places, waits, regularity."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.clock import clock_text
from sim.hub.metro.day import MetroDay
from sim.hub.metro.quarters import QUARTER_S, bins_of
from sim.hub.metro.waits import waits_by_quarter

__all__ = ["LINE_QUARTER_COLUMNS", "headways", "line_quarters", "quarters_in", "section_quarters"]

LINE_QUARTER_COLUMNS = (
    "route_id",
    "name_zh",
    "name_en",
    "direction",
    "quarter_start",
    "trains",
    "boardings",
    "max_load",
    "capacity",
    "load_factor",
    "mean_wait_s",
    "expected_wait_s",
    "even_wait_s",
    "excess_wait_s",
    "failed_boardings",
    "headway_s",
    "headway_cv",
    "bunched_share_pct",
    "from_id",
    "from_zh",
    "from_en",
    "to_id",
    "to_zh",
    "to_en",
)
Names = Mapping[str, tuple[str, str]]

_LINE = ["route_id", "direction"]
_KEY = [*_LINE, "quarter"]


def quarters_in(day: MetroDay) -> int:
    """Quarters from midnight to the last thing that happens in the day.

    Examples
    --------
    >>> from sim.hub.flow.riders import no_riders
    >>> from sim.hub.metro.examples import small_line
    >>> from sim.hub.metro.trains import simulate_lines
    >>> quarters_in(simulate_lines(small_line(), no_riders(), seed=1, replication=0))  # to 15:00
    2
    """
    last_s = [float(day.calls["depart_s"].max())] if len(day.calls) else [0.0]
    for times in (day.arrive_s, day.board_s, day.alight_s):
        known = times[np.isfinite(times)]
        last_s.append(float(known.max()) if len(known) else 0.0)
    return int(max(last_s) // QUARTER_S) + 1


def _with_lines(day: MetroDay, table: pd.DataFrame) -> pd.DataFrame:
    """Add the line and direction of the service group."""
    group = table["group"].to_numpy(dtype=np.int64)
    routes = np.array([service.route_id for service in day.services], dtype=object)
    ways = np.array([service.direction for service in day.services], dtype=np.int64)
    return table.assign(route_id=routes[group], direction=ways[group])


def _calls(day: MetroDay) -> pd.DataFrame:
    """Calls with their line, stop, the train's next stop, places, and whether they begin a run."""
    calls = _with_lines(day, day.calls).sort_values(["run", "depart_s"], kind="stable")
    stops = [service.stop_ids for service in day.services]
    pairs = zip(calls["group"], calls["position"], strict=True)
    calls["stop_id"] = [stops[group][position] for group, position in pairs]
    places = np.array([service.train.places for service in day.services], dtype=np.int64)
    calls["places"] = places[calls["group"].to_numpy(dtype=np.int64)]
    following = calls["run"].shift(-1) == calls["run"]
    calls["to_id"] = calls["stop_id"].shift(-1).where(following)
    calls["begins"] = calls["run"].shift(1) != calls["run"]
    calls["quarter"] = bins_of(calls["depart_s"].to_numpy())
    return calls


def section_quarters(day: MetroDay) -> pd.DataFrame:
    """People and places that leave each stop for the next, by line, direction and quarter.

    Columns: route_id, direction, from_id, to_id, quarter, trains, load, capacity. Branches of a
    line add up where they share tracks.

    Examples
    --------
    >>> from sim.hub.metro.examples import riders_of, small_line
    >>> from sim.hub.metro.trains import simulate_lines
    >>> riders = riders_of([(100.0, [(0, 0, 2, 0.0)])])
    >>> day = simulate_lines(small_line(), riders, seed=1, replication=0)
    >>> section_quarters(day)[["from_id", "to_id", "trains", "load", "capacity"]].values.tolist()
    [['A', 'B', 2, 1, 200], ['B', 'C', 2, 1, 200]]
    """
    calls = _calls(day)
    moving = calls[calls["to_id"].notna()].rename(columns={"stop_id": "from_id"})
    keys = [*_LINE, "from_id", "to_id", "quarter"]
    return moving.groupby(keys, sort=True, as_index=False).agg(
        trains=("run", "size"), load=("load", "sum"), capacity=("places", "sum")
    )


def headways(day: MetroDay) -> pd.DataFrame:
    """Headway of every departure behind the one before it at the same stop, actual and planned.

    Columns: route_id, direction, stop_id, quarter (of the later departure), headway_s, planned_s.
    Trains that turned back on the way have no plan: their headways are not in it, and neither are
    those of the train behind.

    Examples
    --------
    >>> from sim.hub.flow.riders import no_riders
    >>> from sim.hub.metro.examples import small_line
    >>> from sim.hub.metro.trains import simulate_lines
    >>> day = simulate_lines(small_line(), no_riders(), seed=1, replication=0)
    >>> headways(day)[["stop_id", "headway_s", "planned_s"]].values.tolist()
    [['A', 300.0, 300.0], ['B', 300.0, 300.0]]
    """
    calls = _calls(day)
    calls = calls[calls["to_id"].notna()].sort_values(
        [*_LINE, "stop_id", "depart_s"], kind="stable"
    )
    planned = calls["run"].map(day.runs.set_index("run")["place"]) == 0
    by_stop = calls.groupby([*_LINE, "stop_id"], sort=False)
    found = calls[[*_LINE, "stop_id", "quarter"]].assign(
        headway_s=by_stop["depart_s"].diff(), planned_s=by_stop["planned_s"].diff()
    )
    regular = planned & planned.shift(1, fill_value=False) & found["headway_s"].notna()
    return found[regular & (found["planned_s"] > 0)].reset_index(drop=True)


def line_quarters(day: MetroDay, stops: Names) -> pd.DataFrame:
    """Rows of ``operations_line_quarters``: a row per line, direction and quarter with service.

    ``max_load`` and ``capacity`` are people and places through the fullest section (by people) in
    the quarter; ``trains`` those that begin; ``failed_boardings`` counts a person once for every
    train without room. ``headway_s`` is the mean over stops, ``headway_cv`` the spread of the
    deviation from the planned headway over the mean planned headway (TCRP Report 100),
    ``bunched_share_pct`` the headways below half of the planned one. Waits as in
    `waits_by_quarter`; ``excess_wait_s`` is the mean less that of even headways. What a quarter
    does not have is missing.

    Parameters
    ----------
    day
        A simulated day.
    stops
        Names (Chinese, English) by stop.

    Examples
    --------
    >>> from sim.hub.metro.examples import riders_of, small_line
    >>> from sim.hub.metro.trains import simulate_lines
    >>> riders = riders_of([(100.0, [(0, 0, 2, 0.0)])])
    >>> day = simulate_lines(small_line(), riders, seed=1, replication=0)
    >>> line_quarters(day, {})[["quarter_start", "trains", "max_load"]].head(1).values.tolist()
    [['00:00', 2.0, 1.0]]
    """
    calls = _calls(day)
    sums = calls.groupby(_KEY, sort=True, as_index=False).agg(
        trains=("begins", "sum"),
        boardings=("boarded", "sum"),
        failed_boardings=("left_behind", "sum"),
    )
    found = sums.merge(_fullest(day), on=_KEY, how="left")
    found = found.merge(_regularity(day), on=_KEY, how="left")
    found = found.merge(_waits(day), on=_KEY, how="left")
    found["load_factor"] = found["max_load"] / found["capacity"]
    found["excess_wait_s"] = found["mean_wait_s"] - found["even_wait_s"]
    found["quarter_start"] = [clock_text(int(at * QUARTER_S)) for at in found["quarter"]]
    lines = {s.route_id: (s.title_zh, s.title_en) for s in day.services}
    for column, prefix, names in (
        ("route_id", "name", lines),
        ("from_id", "from", stops),
        ("to_id", "to", stops),
    ):
        found[column] = found[column].fillna("")
        for at, language in enumerate(("zh", "en")):
            known = {key: pair[at] for key, pair in names.items()}
            found[f"{prefix}_{language}"] = [known.get(one, one) for one in found[column]]
    whole = ("trains", "boardings", "failed_boardings", "max_load", "capacity")
    return found.astype(dict.fromkeys(whole, np.float64))[list(LINE_QUARTER_COLUMNS)]


def _fullest(day: MetroDay) -> pd.DataFrame:
    sections = section_quarters(day).sort_values(
        [*_KEY, "load", "capacity"], ascending=[True, True, True, False, True], kind="stable"
    )
    fullest = sections.drop_duplicates(_KEY).rename(columns={"load": "max_load"})
    return fullest[[*_KEY, "max_load", "capacity", "from_id", "to_id"]]


def _regularity(day: MetroDay) -> pd.DataFrame:
    table = headways(day)
    table["off_s"] = table["headway_s"] - table["planned_s"]
    table["bunched"] = table["headway_s"] < table["planned_s"] / 2
    found = table.groupby(_KEY, sort=True, as_index=False).agg(
        headway_s=("headway_s", "mean"),
        planned_s=("planned_s", "mean"),
        spread_s=("off_s", lambda values: values.std(ddof=0)),
        bunched=("bunched", "mean"),
    )
    found["headway_cv"] = found["spread_s"] / found["planned_s"]
    found["bunched_share_pct"] = 100.0 * found["bunched"]
    return found[[*_KEY, "headway_s", "headway_cv", "bunched_share_pct"]]


def _waits(day: MetroDay) -> pd.DataFrame:
    """Waits of lines: groups of one line and direction are weighted by their people."""
    table = _with_lines(day, waits_by_quarter(day, quarters_in(day)))
    names = ["mean_wait_s", "expected_wait_s", "even_wait_s"]
    for name in names:
        table[f"{name}_people"] = table["people"].where(table[name].notna(), 0.0)
        table[name] = (table[name] * table["people"]).fillna(0.0)
    summed = table.groupby(_KEY, sort=True, as_index=False)[
        [*names, *(f"{name}_people" for name in names)]
    ].sum()
    for name in names:
        people = summed[f"{name}_people"]
        summed[name] = summed[name] / people.where(people > 0)
    return summed[[*_KEY, *names]]
