"""Shares of the ways to travel: by area, whose trips, purpose and period, and by distance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.demand.model import DemandResult, DemandZones, Floats64
from sim.study.demand_sums import ZoneSums

__all__ = ["BANDS_KM", "area_names", "mode_share_bands", "mode_shares"]

BANDS_KM = (0.0, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 30.0)
"""Where distance bands begin; the last has no end."""

ALL, DAY, COMMUTING = "all", "day", "commuting"
RESIDENTS, EVERYBODY = "residents", "everybody"

Names = Mapping[str, tuple[str, str]]
"""Chinese and English name by id."""


def area_names(areas: pd.DataFrame, counties: Names) -> Names:
    """Names of every area that has rows: those of ``demand/areas``, then the counties by id.

    Examples
    --------
    >>> from sim.study.demand_examples import AREAS
    >>> list(area_names(AREAS, {"2": ("二区", "Two"), "1": ("一区", "One")}))
    ['city', 'urban', '1', '2']
    """
    named = areas.drop_duplicates("area_id")
    texts = (named[column].astype(str) for column in ("area_id", "name_zh", "name_en"))
    found = {area_id: (zh, en) for area_id, zh, en in zip(*texts, strict=True)}
    return found | dict(sorted(counties.items()))


def mode_shares(result: DemandResult, sums: ZoneSums, names: Names) -> pd.DataFrame:
    """Trips by every way to travel: one row per area, travellers, purpose, period, alternative.

    A trip belongs half to the area it begins in and half to the one it ends in. ``residents`` are
    the purposes' trips at their resident shares, ``everybody`` all of them. Purpose ``all`` is the
    sum of all, ``commuting`` that of the purposes that count as such; period ``day`` the sum of
    all. ``share_pct`` is out of all trips, ``share_motorised_pct`` out of the motorised ones
    (missing for others); both are missing where there are no trips. ``person_km`` and means follow
    `sim.study.demand_sums`; ``boardings`` are those of public transport.

    Parameters
    ----------
    result
        Demand in balance with supply.
    sums
        Its `zone_sums`.
    names
        Areas that get rows (see `area_names`): those of the zones and counties.

    Examples
    --------
    >>> from sim.study.demand_examples import PARAMETERS, small_result
    >>> from sim.study.demand_sums import zone_sums
    >>> result = small_result()
    >>> sums = zone_sums(result, parameters=PARAMETERS)
    >>> table = mode_shares(result, sums, {"city": ("全市", "City")})
    >>> table.loc[(table["purpose"] == "work") & (table["period"] == "day"),
    ...           ["travellers", "alternative", "share_motorised_pct"]].round(1).head(3)
       travellers alternative  share_motorised_pct
    30  residents        foot                  NaN
    31  residents       wheel                  NaN
    32  residents    together                 39.0
    """
    whose = {
        RESIDENTS: np.array([purpose.resident_share for purpose in result.purposes]),
        EVERYBODY: np.ones(len(result.purposes)),
    }
    what = _purposes(result)
    when = _periods(result)
    masks = _masks(result.zones, names)
    groups = [np.stack(list(one.values())) for one in (whose, what, when)]
    totals = [
        np.einsum("wu,gu,hp,rupa->rwgha", *groups, np.einsum("rz,upaz->rupa", masks, values))
        for values in (sums.trips, sums.km, sums.minutes, sums.boardings)
    ]
    return _share_table(result, names, [list(whose), list(what), list(when)], totals)


def _purposes(result: DemandResult) -> Mapping[str, Floats64]:
    """Which purposes count for a group of them."""
    single = np.eye(len(result.purposes))
    groups = {
        ALL: np.ones(len(result.purposes)),
        COMMUTING: np.array([float(one.is_commuting) for one in result.purposes]),
    }
    return groups | {one.purpose_id: single[row] for row, one in enumerate(result.purposes)}


def _periods(result: DemandResult) -> Mapping[str, Floats64]:
    """Which periods count for a group of them."""
    single = np.eye(len(result.periods))
    return {DAY: np.ones(len(result.periods))} | {
        one.period_id: single[row] for row, one in enumerate(result.periods)
    }


def _share_table(
    result: DemandResult, names: Names, groups: Sequence[Sequence[str]], totals: list[Floats64]
) -> pd.DataFrame:
    trips, km, minutes, boardings = totals
    motorised = np.array([one.is_motorised for one in result.alternatives])
    whole = trips.sum(axis=-1, keepdims=True)
    driven = trips[..., motorised].sum(axis=-1, keepdims=True)
    axes = [list(names), *groups, [one.alternative_id for one in result.alternatives]]
    index = np.indices(trips.shape).reshape(len(axes), -1)
    area, travellers, purpose, period, column = (
        np.array(values, dtype=object)[place] for values, place in zip(axes, index, strict=True)
    )
    alternatives = [result.alternatives[place] for place in index[-1]]
    return pd.DataFrame(
        {
            "area_id": area,
            "name_zh": [names[str(one)][0] for one in area],
            "name_en": [names[str(one)][1] for one in area],
            "travellers": travellers,
            "purpose": purpose,
            "period": period,
            "alternative": column,
            "alternative_zh": [one.name_zh for one in alternatives],
            "alternative_en": [one.name_en for one in alternatives],
            "kind": [one.kind for one in alternatives],
            "is_motorised": [one.is_motorised for one in alternatives],
            "is_public_transport": [one.is_public_transport for one in alternatives],
            "trips": trips.ravel(),
            "share_pct": _per_cent(trips, whole).ravel(),
            "share_motorised_pct": _per_cent(np.where(motorised, trips, np.nan), driven).ravel(),
            "person_km": km.ravel(),
            "mean_km": _ratio(km, trips).ravel(),
            "mean_min": _ratio(minutes, trips).ravel(),
            "boardings": boardings.ravel(),
        }
    )


def mode_share_bands(
    result: DemandResult, sums: ZoneSums, names: Names, *, bands_km: Sequence[float] = BANDS_KM
) -> pd.DataFrame:
    """Trips of residents in a day by distance and way to travel, one row per area and band.

    The distance is that over streets and bridges, the same for every alternative, so that shares
    of a band are those of like trips; where nobody can walk, that by road. ``band_to_km`` is
    missing in the last band. Bands without trips have rows, with missing shares.

    Examples
    --------
    >>> from sim.study.demand_examples import PARAMETERS, small_result
    >>> from sim.study.demand_sums import zone_sums
    >>> result = small_result()
    >>> sums = zone_sums(result, parameters=PARAMETERS)
    >>> table = mode_share_bands(result, sums, {"city": ("全市", "City")}, bands_km=(0.0, 5.0))
    >>> table[["band_from_km", "alternative", "share_pct"]].round(1).head(3)
       band_from_km alternative  share_pct
    0           0.0        foot       22.9
    1           0.0       wheel       30.0
    2           0.0    together       17.1
    """
    starts = np.asarray(bands_km, dtype=np.float64)
    band = np.searchsorted(starts, _distance_km(result), side="right") - 1
    masks = _masks(result.zones, names)
    trips = np.stack(
        [
            np.einsum("bz,rz->rb", _by_band(matrix, band, len(starts)), masks)
            for matrix in sums.residents
        ],
        axis=-1,
    )  # [R, B, A]
    whole = trips.sum(axis=-1, keepdims=True)
    area, row, column = np.indices(trips.shape).reshape(3, -1)
    ids = np.array([one.alternative_id for one in result.alternatives], dtype=object)
    return pd.DataFrame(
        {
            "area_id": np.array(list(names), dtype=object)[area],
            "band_from_km": starts[row],
            "band_to_km": np.append(starts[1:], np.nan)[row],
            "alternative": ids[column],
            "trips": trips.ravel(),
            "share_pct": _per_cent(trips, whole).ravel(),
        }
    )


def _distance_km(result: DemandResult) -> Floats64:
    slow = result.service.slow.km.astype(np.float64)
    road = result.service.road.km[0].astype(np.float64)
    either = np.where(np.isfinite(slow), slow, road)
    return np.where(np.isfinite(either), either, 0.0)


def _by_band(trips: Floats64, band: npt.NDArray[np.intp], count: int) -> Floats64:
    """Half of what begins and half of what ends in a zone, by band: [B, Z]."""
    zones = trips.shape[0]
    column = np.arange(zones)
    halves = np.zeros(count * zones)
    for ends in (band * zones + column[:, None], band * zones + column[None, :]):
        halves += 0.5 * np.bincount(ends.ravel(), weights=trips.ravel(), minlength=count * zones)
    return halves.reshape(count, zones)


def _masks(zones: DemandZones, names: Names) -> Floats64:
    """1 where a zone belongs to an area: [R, Z]; an area that is no area of zones is a county."""
    counties = np.array(zones.county_ids, dtype=object)
    return np.stack(
        [
            zones.areas.get(name, counties == name)
            for name in names
        ]
    ).astype(np.float64)  # fmt: skip


def _per_cent(part: Floats64, whole: Floats64) -> Floats64:
    return 100 * _ratio(part, whole)


def _ratio(part: Floats64, whole: Floats64) -> Floats64:
    """Quotient, missing where there is nothing to divide by."""
    whole = np.broadcast_to(whole, part.shape)
    found: Floats64 = np.full(part.shape, np.nan)
    return np.divide(part, whole, out=found, where=whole > 0)
