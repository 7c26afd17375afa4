"""The data of a comparison page as JSON: alternatives, measures, networks, boards, ledger."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import pandas as pd

from sim.indicators.board import BoardRow
from sim.indicators.board_text import number_text, uncertainty_text
from sim.maps.choropleth import ZoneShapes
from sim.maps.compare_demand import demand_json
from sim.maps.compare_gateway import gateway_json
from sim.maps.compare_inputs import ComparedAlternative, ComparisonInputs
from sim.maps.compare_measures import Change, ComparedMeasure
from sim.maps.compare_network import SharedNetwork, shared_network
from sim.maps.compare_values import pack_values
from sim.maps.frame import Frame
from sim.maps.layers import boundaries, buses, labels, railways, streets, water
from sim.maps.marks import Json, LayerSpec, as_json
from sim.maps.page_data import layer_json, page_settings, scale_json, words_json
from sim.maps.style import COMPARATOR_SIGNS, VERDICT_WORDS, Words

__all__ = ["GROUND_LAYERS", "compared_data"]

GROUND_LAYERS: Final[tuple[LayerSpec, ...]] = (
    buses.LAYER,
    railways.LAYER,
    water.LAYER,
    boundaries.LAYER,
    streets.LAYER,
    labels.LAYER,
)
"""Layers below and beside what is compared, drawn once from the reference."""

_POPULATION: Final = "population"
_POPULATION_STEP: Final = 0.1
_NOT_MODELLED: Final = "not_modelled"
_LEDGER_NUMBERS: Final = ("km", "train_km_per_day", "people_changed", "mean_gain_min")
_COUNTY: Final = "C_"


def compared_data(
    inputs: ComparisonInputs, frame: Frame, zones: ZoneShapes
) -> Iterator[tuple[str, Json]]:
    """Every element of data the page needs, by name; values of a measure are one element each.

    Examples
    --------
    >>> from sim.maps.choropleth import zone_shapes
    >>> from sim.maps.compare_examples import two_lines
    >>> inputs = two_lines()
    >>> zones = zone_shapes(inputs.one_map(inputs.reference), Frame())
    >>> [name for name, _ in compared_data(inputs, Frame(), zones)]
    ['settings', 'boundaries', 'compare', 'network', 'values-population', \
'values-minutes_from_hub', 'values-minutes_from_airport', 'values-population_60min']
    """
    reference = inputs.one_map(inputs.reference)
    network = shared_network(inputs, frame)
    yield "settings", _settings(inputs, frame, zones, network)
    ground = []
    for spec in GROUND_LAYERS:
        drawing = spec.draw(reference, frame)
        if not drawing.is_empty():
            ground.append(spec)
            yield spec.layer_id, layer_json(spec, drawing)
    yield (
        "compare",
        {
            "alternatives": [_alternative_json(one) for one in inputs.alternatives],
            "measures": [_measure_json(measure) for measure in inputs.measures],
            "population_step": _POPULATION_STEP,
            "layers": [_layer_entry(spec) for spec in ground],
            "measured": words_json(inputs.measured),
            "board": _board_json(inputs),
            "ledger": _ledger_json(inputs.ledger),
        },
    )
    yield "network", as_json(network)
    demand = demand_json(inputs)
    if demand is not None:
        yield "demand", demand
    gateway = gateway_json(inputs.indicators, [one.name for one in inputs.alternatives])
    if gateway is not None:
        yield "gateway", gateway
    columns = [(_POPULATION, _POPULATION_STEP)]
    columns += [(measure.column, measure.step) for measure in inputs.measures]
    for column, step in columns:
        by_zone = (one.zones.set_index("zone_id")[column] for one in inputs.alternatives)
        rows = [values.reindex(list(zones.zone_ids)).to_numpy() for values in by_zone]
        yield f"values-{column}", pack_values(rows, step=step)


def _settings(
    inputs: ComparisonInputs, frame: Frame, zones: ZoneShapes, network: SharedNetwork
) -> Json:
    settings = page_settings(inputs.one_map(inputs.reference), frame, zones)
    settings["home"] = _home(network) or settings["home"]
    settings["title"] = words_json(Words(inputs.title_zh, inputs.title_en))
    settings["zones"] = {
        "polygons": as_json(zones.polygons),
        "district": as_json(zones.district),
        "districts": [words_json(name) for name in zones.districts],
        "counties": sum(zone_id.startswith(_COUNTY) for zone_id in zones.zone_ids),
    }
    return settings


def _home(network: SharedNetwork) -> Json:
    """Bounds of what the page first shows: stations of all alternatives, hubs and the airport."""
    points = [stop.at for stop in network.stops] + [one.icon.at for one in network.icons]
    if not points:
        return None
    lats, lons = zip(*points, strict=True)
    return [[min(lats), min(lons)], [max(lats), max(lons)]]


def _layer_entry(spec: LayerSpec) -> Json:
    return {"id": spec.layer_id, "zh": spec.zh, "en": spec.en, "shown": spec.shown}


def _alternative_json(one: ComparedAlternative) -> Json:
    network = one.network
    day, year, trains = network.as_of.isoformat(), network.horizon_year, network.rail_timetable
    return {
        "name": one.name,
        "zh": one.title_zh,
        "en": one.title_en,
        "facts": words_json(
            Words(
                f"{day}线网 · {year}年人口 · {trains}列车",
                f"{day} · people {year} · trains {trains}",
            )
        ),
    }


def _measure_json(measure: ComparedMeasure) -> Json:
    return {
        "id": measure.column,
        "zh": measure.name.zh,
        "en": measure.name.en,
        "step": measure.step,
        "lower_is_better": measure.lower_is_better,
        "scale": scale_json(measure.scale),
        "change": _change_json(measure.change),
    }


def _change_json(change: Change) -> Json:
    return {
        "zh": change.title.zh,
        "en": change.title.en,
        "unit": words_json(change.unit),
        "breaks": list(change.breaks),
        "ticks": _either_side([_short(limit) for limit in change.breaks]),
        "ticks_zh": _either_side([_short_zh(limit) for limit in change.breaks]),
        "within": words_json(_within(change)),
        "colours": [
            *change.colours,
            change.newly_colour,
            change.lost_colour,
            change.neither_colour,
        ],
        "newly": words_json(change.newly),
        "lost": words_json(change.lost),
        "neither": words_json(change.neither),
    }


def _within(change: Change) -> Words:
    """Say that a difference is small; the unit of large numbers stands in the title already."""
    limit = change.breaks[0]
    zh, en = (change.unit.zh, f" {change.unit.en}") if limit < 1000 else ("", "")
    return Words(f"±{_short_zh(limit)}{zh}以内", f"within ±{_short(limit)}{en}")


def _either_side(ends: list[str]) -> list[Json]:
    return [*(f"−{end}" for end in reversed(ends)), *(f"+{end}" for end in ends)]


def _short(limit: float) -> str:
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if limit >= size:
            return f"{limit / size:g}{letter}"
    return f"{limit:g}"


def _short_zh(limit: float) -> str:
    return f"{limit / 10_000:g}万" if limit >= 10_000 else f"{limit:g}"


def _board_json(inputs: ComparisonInputs) -> Json:
    """One entry per target that any alternative's board has: its words and a cell for each."""
    boards = [
        {row.target_id: row for row in one.board if row.headline} for one in inputs.alternatives
    ]
    first = {target_id: row for board in reversed(boards) for target_id, row in board.items()}
    order = dict.fromkeys(target_id for board in boards for target_id in board)
    return [
        {
            "id": target_id,
            "zh": first[target_id].title_zh,
            "en": first[target_id].title_en,
            "definition": words_json(
                Words(first[target_id].definition_zh, first[target_id].definition_en)
            ),
            "goal": _goal(first[target_id]),
            "modelled": first[target_id].overall != _NOT_MODELLED,
            "cells": [_cell_json(board.get(target_id)) for board in boards],
        }
        for target_id in order
    ]


def _goal(row: BoardRow) -> str:
    if row.threshold is None:
        return ""
    return f"{COMPARATOR_SIGNS[row.comparator]} {row.threshold:,g} {row.unit}"


def _cell_json(row: BoardRow | None) -> Json:
    if row is None:
        return None
    return {
        "value": number_text(row.value, row.unit),
        "uncertainty": uncertainty_text(row),
        "verdict": row.overall,
        "words": words_json(VERDICT_WORDS[row.overall]),
    }


def _ledger_json(ledger: pd.DataFrame | None) -> Json:
    """What each modification did; numbers that are missing stay missing."""
    if ledger is None:
        return []
    numbers = [column for column in _LEDGER_NUMBERS if column in ledger.columns]
    entries: list[Json] = []
    for row in ledger.to_dict("records"):
        entry: dict[str, Json] = {
            "alternative": str(row["alternative"]),
            "position": int(row["position"]),
            "sentence": str(row["sentence"]),
            "note": _text(row.get("note")),
            "own": bool(row.get("own", True)),
        }
        entry.update({column: _number(row[column]) for column in numbers})
        entries.append(entry)
    return entries


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> float | None:
    number = float(value) if isinstance(value, (int, float)) else math.nan
    return round(number, 4) if math.isfinite(number) else None
