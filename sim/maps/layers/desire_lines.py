"""Desire lines: trips between districts or zones, coloured by the share of public transport."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from sim.geometry import Floats
from sim.maps.demand_data import ALL, DemandTables
from sim.maps.demand_style import PUBLIC_SHARE
from sim.maps.flow_states import flow_column
from sim.maps.flows import Flows, FlowState, FlowTitle, nice_full, numbered
from sim.maps.frame import Frame
from sim.maps.inputs import MapInputs
from sim.maps.layers.link_loads import GROUP
from sim.maps.marks import Drawing, LayerSpec, Pane, draw_nothing
from sim.maps.style import NO_WORDS, Words

__all__ = ["LAYER", "arc"]

_BEND = 0.14
_ARC_POINTS = 13
_PER_DAY = Words("人次/日", "trips a day")
_PERCENT = Words("%", "%")
_LEVELS = (
    ("district", "区县间出行", "Trips between districts", 16.0),
    ("zone", "小区间出行（最大者）", "Trips between zones (the largest)", 9.0),
)


def arc(start: tuple[float, float], end: tuple[float, float]) -> Floats:
    """A curve from one place to another, bent to its left by a seventh of its length.

    Examples
    --------
    >>> bend = arc((0.0, 0.0), (2.0, 0.0))
    >>> bend[0].tolist(), bend[6].round(2).tolist(), bend[-1].tolist()
    ([0.0, 0.0], [1.0, 0.14], [2.0, 0.0])
    """
    first, last = np.array(start), np.array(end)
    along = last - first
    left = np.array([-along[1], along[0]])
    # The middle of a quadratic curve lies half way to its control point.
    control = (first + last) / 2 + _BEND * left
    share = np.linspace(0.0, 1.0, _ARC_POINTS)[:, None]
    curve: Floats = (1 - share) ** 2 * first + 2 * share * (1 - share) * control + share**2 * last
    return curve


def _family(inputs: MapInputs) -> tuple[LayerSpec, ...]:
    if inputs.demand is None or inputs.demand.table("desire_lines").empty:
        return ()
    table = inputs.demand.table("desire_lines")
    levels = set(table.loc[table["from_id"] != table["to_id"], "level"])
    return tuple(
        LayerSpec(
            layer_id=f"desire_lines_{level}",
            zh=zh,
            en=en,
            kind="flow",
            pane=Pane.FLOWS,
            draw=partial(_draw, level, full_px),
            shown=False,
            scale=PUBLIC_SHARE,
            group=GROUP,
            source=Words(
                "宽度为双向出行之和；内部出行不画；模型计算",
                "width: both directions together; trips inside are not drawn; modelled",
            ),
            measured=NO_WORDS,
            instead_of=("lines", "pending_lines", "stations"),
        )
        for level, zh, en, full_px in _LEVELS
        if level in levels
    )


def _draw(level: str, full_px: float, inputs: MapInputs, frame: Frame) -> Drawing:
    demand = inputs.demand
    if demand is None:
        return Drawing()
    table = demand.table("desire_lines")
    own = table[(table["level"] == level) & (table["from_id"] != table["to_id"])]
    if own.empty:
        return Drawing()
    keys = ["from_id", "to_id"]
    trips = own.pivot_table(
        index=keys, columns="alternative", values="trips", aggfunc="sum"
    ).fillna(0)
    order = [one.alternative_id for one in demand.alternatives if one.alternative_id in trips]
    if ALL not in trips:
        trips[ALL] = trips[order].sum(axis="columns")
    trips = trips[trips[ALL] > 0]
    rows = own.drop_duplicates(keys).set_index(keys).loc[trips.index]
    states = _states(demand, trips, order)
    share = _public_share(demand, trips)
    ends = _ends(rows)
    names = numbered(words for pair in ends for words in pair)
    return Drawing(
        flows=Flows(
            form="middle",
            paths=tuple(frame.path(path) for path in _arcs(rows)),
            names=tuple(names),
            titles=tuple(FlowTitle(-1, names[start], names[end]) for start, end in ends),
            states=states,
            columns=(
                flow_column("出行", "Trips", [trips[state.key] for state in states]),
                flow_column(
                    "公共交通占机动化", "Public transport of motorised", [share] * len(states),
                    _PERCENT,
                ),
            ),
            colour=1,
            full_px=full_px,
        )
    )  # fmt: skip


def _states(demand: DemandTables, trips: pd.DataFrame, order: list[str]) -> tuple[FlowState, ...]:
    """All trips, then those of each alternative; all in the width of all trips."""
    full = nice_full(trips[ALL].to_numpy())
    named = {one.alternative_id: one for one in demand.alternatives}
    every = FlowState(ALL, "全部", "All", _PER_DAY, full)
    return (
        every,
        *(FlowState(key, named[key].name_zh, named[key].name_en, _PER_DAY, full) for key in order),
    )


def _public_share(demand: DemandTables, trips: pd.DataFrame) -> pd.Series:
    public = [
        one.alternative_id
        for one in demand.alternatives
        if one.is_public_transport and one.alternative_id in trips
    ]
    motorised = [
        one.alternative_id
        for one in demand.alternatives
        if one.is_motorised and one.alternative_id in trips
    ]
    whole = trips[motorised].sum(axis="columns")
    return 100 * trips[public].sum(axis="columns") / whole.where(whole > 0)


def _ends(rows: pd.DataFrame) -> list[tuple[Words, Words]]:
    columns = ("from_zh", "from_en", "to_zh", "to_en")
    texts = zip(*(rows[column].astype(str) for column in columns), strict=True)
    return [(Words(a, b), Words(c, d)) for a, b, c, d in texts]


def _arcs(rows: pd.DataFrame) -> list[Floats]:
    columns = ("from_lon", "from_lat", "to_lon", "to_lat")
    numbers = zip(*(rows[column].astype("float64") for column in columns), strict=True)
    return [arc((a, b), (c, d)) for a, b, c, d in numbers]


LAYER = LayerSpec(
    layer_id="desire_lines",
    zh="出行期望线",
    en="Desire lines",
    kind="flow",
    pane=Pane.FLOWS,
    draw=draw_nothing,
    shown=False,
    family=_family,
)
