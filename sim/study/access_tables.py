"""The tables of access of a run, all from one matrix of travel times.

The matrix is [zone, zone and place], at the scenario's percentile over its departures, and is not
kept: it is larger than everything else a run writes, and a few seconds bring it back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.fingerprint import fingerprint
from sim.network.model import Zone
from sim.network.opportunities import OpportunityLayer
from sim.routing.matrix import travel_times
from sim.routing.percentiles import weighted_sums
from sim.routing.settings import Query
from sim.scenario.document import AccessibilitySettings
from sim.study.access_equity import equity_of
from sim.study.access_places import Destinations, destinations, zones_of_places
from sim.study.access_questions import farthest_min, questions
from sim.study.access_values import Answer, Matrix, answers
from sim.study.settings import CITY_CENTRE, SearchSettings
from sim.study.skims import people_and_jobs, zone_access_of
from sim.study.world import World

__all__ = [
    "ACCESS_TABLES",
    "access_frame",
    "access_key",
    "access_matrix",
    "access_tables",
    "layer_frame",
    "opportunity_frame",
]

Share = Callable[[float], None]

ACCESS_TABLES = ("zone_access", "access", "opportunities", "opportunity_layers", "equity")
"""What `access_tables` returns."""


def access_tables(
    world: World,
    settings: SearchSettings,
    share: Share,
    *,
    layers: Sequence[OpportunityLayer],
    asked: AccessibilitySettings,
    seed: int = 0,
) -> dict[str, pd.DataFrame]:
    """Everything a run tells about access: see `ACCESS_TABLES`.

    ``zone_access`` is the table of `sim.study.skims.zone_access`, to the last digit. ``access`` has
    a row per zone and question: ``zone_id, measure, layer, parameter, statistic, value, unit,
    searched_to_min``; what is not reached within ``searched_to_min`` counts nothing in sums, and is
    missing in times. ``opportunities`` and ``opportunity_layers`` say what lies where;
    ``equity`` how evenly the headlines are shared.

    Parameters
    ----------
    layers
        From `sim.network.opportunities.opportunity_layers`.
    asked
        The scenario's ``accessibility``: measures, limits and draws.
    seed
        The scenario's seed, for the intervals of equity.
    """
    wanted = questions(asked)
    names = {question.layer for question in wanted}
    to = destinations(world, [layer for layer in layers if layer.layer_id in names])
    limit_min = max(*asked.cutoffs_min, farthest_min(wanted), asked.sums_max_min or 0)
    query = Query.over(
        settings.access_window,
        percentiles=(settings.percentile,),
        max_time_s=round(limit_min * 60),
        max_rides=settings.max_rides,
    )
    matrix = access_matrix(world, to, query, share)
    zones = zone_access_of(world, settings, _sums(world, matrix, settings))
    found = answers(matrix, wanted)
    centre = world.network.places[CITY_CENTRE]
    return {
        "zone_access": zones,
        "access": access_frame(to.zones, found, f"p{settings.percentile}", matrix.limit_min),
        "opportunities": opportunity_frame(to.zones, layers),
        "opportunity_layers": layer_frame(to.zones, layers),
        "equity": equity_of(
            zones, found, (centre.lon, centre.lat), seed=seed, draws=asked.equity_draws
        ),
    }


def access_key(layers: Sequence[OpportunityLayer], asked: AccessibilitySettings, seed: int) -> str:
    """Fingerprint of what `access_tables` is asked, beside the network and the departures.

    Examples
    --------
    >>> asked = AccessibilitySettings()
    >>> access_key([], asked, 0) == access_key([], asked, 1)
    False
    """
    parts = [
        (
            layer.layer_id, layer.title_zh, layer.title_en, layer.unit, layer.zone_amount is None,
            layer.places, layer.quality, layer.source, layer.note, layer.not_open,
        )
        for layer in layers
    ]  # fmt: skip
    return fingerprint(parts, asked.model_dump(mode="json"), seed)


def access_matrix(world: World, to: Destinations, query: Query, share: Share) -> Matrix:
    """Travel times from every zone at the query's one percentile."""
    found = travel_times(
        world.timetable,
        world.zone_links,
        to.egress,
        to.direct,
        query,
        progress=lambda done, total: share(done / total),
    )
    return Matrix(to, found.at(query.percentiles[0]), query.max_time_s / 60)


def _sums(world: World, matrix: Matrix, settings: SearchSettings) -> npt.NDArray[np.float64]:
    """People and jobs within the cutoffs, added up as `sim.routing.matrix.reach` does."""
    count = len(world.zones)
    weights = people_and_jobs(world)
    cutoffs_s = np.array([minutes * 60 for minutes in settings.cutoffs_min], dtype=np.int32)
    sums = np.zeros((count, cutoffs_s.size, weights.shape[1]))
    weighted_sums(np.ascontiguousarray(matrix.times_s[:, :count]), weights, cutoffs_s, sums)
    return sums


def access_frame(
    zones: Sequence[Zone], found: Sequence[Answer], statistic: str, searched_to_min: float
) -> pd.DataFrame:
    """Answers as a long table, question by question, zones in their order.

    Examples
    --------
    >>> from sim.network.model import ZoneId
    >>> from sim.study.access_questions import asked_of
    >>> zone = Zone(ZoneId("a"), "cell", "", "", 120.0, 30.0, "", "", 1.0, 1.0)
    >>> (question,) = asked_of("cumulative", ["jobs"], {}, cutoffs_min=[30])
    >>> answer = Answer(question, np.array([5.0]), "jobs")
    >>> access_frame([zone], [answer], "p50", 60).values.tolist()
    [['a', 'cumulative', 'jobs', '30 min', 'p50', 5.0, 'jobs', 60.0]]
    """
    keys = [(*one.question.key, statistic, one.unit) for one in found]
    words = {
        name: pd.Series(np.repeat(np.array([key[place] for key in keys], object), len(zones)))
        for place, name in enumerate(("measure", "layer", "parameter", "statistic", "unit"))
    }
    values = np.concatenate([one.by_zone for one in found]) if found else np.empty(0)
    frame = pd.DataFrame(
        {
            "zone_id": np.tile(np.array([zone.zone_id for zone in zones], object), len(found)),
            **words,
            "value": values,
            "searched_to_min": float(searched_to_min),
        }
    ).astype(dict.fromkeys(("zone_id", *words), "str"))
    return frame[
        ["zone_id", "measure", "layer", "parameter", "statistic", "value", "unit",
         "searched_to_min"]
    ]  # fmt: skip


def opportunity_frame(zones: Sequence[Zone], layers: Sequence[OpportunityLayer]) -> pd.DataFrame:
    """What lies where: a row per zone of a layer in the zones, or per place of a layer of places.

    Columns ``layer, zone_id, amount, place_id, name_zh, name_en, lon, lat, open_year, quality``;
    a place is in the zone of its cell, or the nearest where that cell has nobody. Zones with
    nothing have no row; names and positions are those of places, empty for zones.
    """
    rows: list[tuple[object, ...]] = []
    for layer in layers:
        if layer.zone_amount is not None:
            rows += [
                (layer.layer_id, zone.zone_id, round(amount, 1), "", "", "", None, None, None,
                 str(layer.quality))
                for zone in zones
                if (amount := layer.zone_amount(zone)) > 0
            ]  # fmt: skip
        rows += [
            (layer.layer_id, zones[row].zone_id, place.amount, place.place_id, place.name_zh,
             place.name_en, place.lon, place.lat, place.open_year, str(place.quality))
            for place, row in zip(layer.places, zones_of_places(zones, layer.places), strict=True)
        ]  # fmt: skip
    names = ["layer", "zone_id", "amount", "place_id", "name_zh", "name_en", "lon", "lat",
             "open_year", "quality"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=names)
    texts = ("layer", "zone_id", "place_id", "name_zh", "name_en", "quality")
    numbers = dict.fromkeys(("amount", "lon", "lat"), "float64")
    return frame.astype(dict.fromkeys(texts, "str") | numbers | {"open_year": "Int64"})


def layer_frame(zones: Sequence[Zone], layers: Sequence[OpportunityLayer]) -> pd.DataFrame:
    """Each layer with its titles, unit, source, worst grade and how much there is in all.

    Columns ``layer, title_zh, title_en, unit, source, quality, total, places, not_open, note``;
    ``places`` is 0 for a layer in the zones, ``not_open`` names what opens after the horizon.
    """
    rows = [
        {
            "layer": layer.layer_id,
            "title_zh": layer.title_zh,
            "title_en": layer.title_en,
            "unit": layer.unit,
            "source": layer.source,
            "quality": str(layer.quality),
            "total": round(
                sum(map(layer.zone_amount, zones))
                if layer.zone_amount is not None
                else sum(place.amount for place in layer.places),
                1,
            ),
            "places": len(layer.places),
            "not_open": "; ".join(layer.not_open),
            "note": layer.note,
        }
        for layer in layers
    ]
    return pd.DataFrame(rows)
