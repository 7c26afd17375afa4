"""What a ride costs: flat fares by boarding, distance fares by gate entry, taxi fares by km."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite

import numpy as np
import pandas as pd

from sim.demand.model import Floats32, Floats64, TransitSkims
from sim.errors import DataError, Issue, Severity

__all__ = [
    "FareBands",
    "distance_yuan",
    "fare_bands_of",
    "hire_fare_yuan",
    "price_values",
    "transit_fare_yuan",
]

_FLAT = "fare_"
_FACTOR = "fare_factor_"
_FAR_KM = 10_000.0
_LEAST_ENTRIES = 1e-6


@dataclass(frozen=True, slots=True)
class FareBands:
    """Distance fare: ``yuan[k]`` for rides up to ``to_km[k]``, from the end of the band before."""

    to_km: Floats64
    yuan: Floats64

    def yuan_at(self, km: Floats32) -> Floats32:
        """Expected fare of rides of an expected length (yuan); 0 km pays the first band.

        The expected km of an entry is a mean over ways of different lengths, on both sides of a
        band's end. A step there would make fares, and so choices, jump at a metre. The fare
        therefore runs straight from the middle of one band to the middle of the next: in the
        middle of a band it is the fare of the table, at its end between the two. Beyond the last
        middle it rises as at the end of the table: its last step over the width of its last band.

        Examples
        --------
        >>> FareBands(np.array([4.0, 8.0]), np.array([2.0, 3.0])).yuan_at(np.float32([1, 4, 6, 10]))
        array([2. , 2.5, 3. , 4. ], dtype=float32)
        """
        edges = np.concatenate([[0.0], self.to_km])
        middles = (edges[1:] + edges[:-1]) / 2
        step = self.yuan[-1] - self.yuan[-2] if self.yuan.size > 1 else 0.0
        beyond = self.yuan[-1] + step / (edges[-1] - edges[-2]) * (_FAR_KM - middles[-1])
        found = np.interp(km, [*middles, _FAR_KM], [*self.yuan, beyond])
        return np.asarray(found, dtype=np.float32)


def fare_bands_of(
    fares: pd.DataFrame, *, scope: str = "adult", on: date | None = None
) -> FareBands:
    """Bands of ``metro/fares``: its rows ``single_fare`` of a scope, in the order of their length.

    Parameters
    ----------
    fares
        Table with columns ``item``, ``scope``, ``from_km``, ``to_km``, ``value``.
    scope
        For whom the fare is.
    on
        Day on which rows must be valid (``valid_from``, ``valid_to``); all rows if not given.

    Raises
    ------
    DataError
        If there is no row, bands leave a gap or overlap, or a fare is negative or falls with
        distance: all of it at once.

    Examples
    --------
    >>> table = pd.DataFrame({"item": ["single_fare"] * 2, "scope": ["adult"] * 2,
    ...     "from_km": [0.0, 4.0], "to_km": [4.0, 8.0], "value": [2.0, 3.0]})
    >>> fare_bands_of(table).to_km.tolist()
    [4.0, 8.0]
    """
    rows = fares[(fares["item"] == "single_fare") & (fares["scope"] == scope)]
    if on is not None:
        start, end_day = (pd.to_datetime(rows[name]) for name in ("valid_from", "valid_to"))
        day = pd.Timestamp(on)
        rows = rows[(start <= day) & (end_day.isna() | (end_day >= day))]
    rows = rows.sort_values("from_km", kind="stable")
    begin, end, yuan = (rows[name].to_numpy("float64") for name in ("from_km", "to_km", "value"))
    if not yuan.size:
        raise DataError(f"metro/fares has no single_fare for '{scope}'; distance fares need it")
    texts = [
        (f"the fare from {a:g} km is {v:g} yuan", "fares must not be negative")
        for a, v in zip(begin, yuan, strict=True)
        if not v >= 0
    ]
    for previous_km, a, b in zip([0.0, *end[:-1]], begin, end, strict=True):
        if a != previous_km or not b > a:
            what = f"the band {a:g} to {b:g} km follows one that ends at {previous_km:g} km"
            texts.append((what, "bands must begin at 0 km and join without gap or overlap"))
    for a, lower, higher in zip(begin[1:], yuan[:-1], yuan[1:], strict=True):
        if higher < lower:
            what = f"the fare from {a:g} km is {higher:g} yuan, below {lower:g} yuan before it"
            texts.append((what, "a longer ride must not be cheaper"))
    if texts:
        issues = [Issue(Severity.ERROR, "fare-bands", what, fix) for what, fix in texts]
        raise DataError("the bands of metro/fares cannot be used", issues)
    return FareBands(end, yuan)


def price_values(prices: Mapping[str, float], price_ids: Iterable[str]) -> tuple[float, ...]:
    """Prices by id, in the order asked for.

    Raises
    ------
    DataError
        If any is missing, negative or not a number: all of them are named at once.

    Examples
    --------
    >>> price_values({"fuel": 6.2}, ["fuel"])
    (6.2,)
    """
    wanted = tuple(price_ids)
    issues = [
        Issue(
            Severity.ERROR,
            "missing-price" if price_id not in prices else "negative-price",
            f"price '{price_id}' is {f'{prices[price_id]:g}' if price_id in prices else 'missing'}",
            "give it in demand/prices or with set_price; the least is 0",
        )
        for price_id in dict.fromkeys(wanted)
        if not (price_id in prices and prices[price_id] >= 0 and isfinite(prices[price_id]))
    ]
    if issues:
        raise DataError("prices of the demand model cannot be used", issues)
    return tuple(float(prices[price_id]) for price_id in wanted)


def transit_fare_yuan(
    transit: TransitSkims, prices: Mapping[str, float], bands: FareBands
) -> Floats32:
    """Expected fare of a trip by public transport [P, Z, Z] (yuan).

    A mode with a price ``fare_<mode>`` costs that by entry, which for a bus is every boarding. All
    modes with ``fare_factor_<mode>`` are behind the same gates: with ``E`` their entries together,
    ``K`` their km and ``F`` the mean of their factors by km, they cost ``E F fare(K / E)``, where
    ``fare`` is `FareBands.yuan_at`. From the sum goes ``transfer_discount_yuan`` for every entry
    after the first, down to nothing. Where there is no way the fare is ``inf``, where the way is
    on foot 0.

    Raises
    ------
    DataError
        If a mode of the skims has no price or two kinds of price, or a price is negative; named.

    Examples
    --------
    >>> one = np.ones((1, 1, 1), np.float32)
    >>> skims = TransitSkims(one, one, one, one, {"x": one}, {"x": 6 * one}, {"x": one}, {"x": one})
    >>> bands = FareBands(np.array([4.0, 8.0]), np.array([2.0, 3.0]))
    >>> prices = {"fare_factor_x": 0.9, "transfer_discount_yuan": 0.5}
    >>> transit_fare_yuan(skims, prices, bands).round(2)  # 3 yuan at 6 km, less 10 %
    array([[[2.7]]], dtype=float32)
    """
    flat, gated = _modes_by_fare(transit, prices)
    (discount,) = price_values(prices, ["transfer_discount_yuan"])
    entries = np.zeros_like(transit.cost_min)
    fare = np.zeros_like(transit.cost_min)
    for mode, price in zip(flat, price_values(prices, [_FLAT + m for m in flat]), strict=True):
        entries += transit.entries[mode]
        fare += np.float32(price) * transit.entries[mode]
    if gated:
        through, paid = _gate_fare(
            transit, gated, price_values(prices, [_FACTOR + m for m in gated]), bands
        )
        entries += through
        fare += paid
    if discount:
        fare -= np.float32(discount) * np.maximum(entries - 1, 0)
        fare = np.maximum(fare, 0)
    return np.where(np.isinf(transit.cost_min), np.float32(np.inf), fare)


def _modes_by_fare(
    transit: TransitSkims, prices: Mapping[str, float]
) -> tuple[list[str], list[str]]:
    """Modes that cost by boarding, and modes that cost by distance."""
    modes = sorted(transit.entries)
    flat = [mode for mode in modes if _FLAT + mode in prices]
    gated = [mode for mode in modes if _FACTOR + mode in prices]
    odd = sorted((set(modes) - set(flat) - set(gated)) | (set(flat) & set(gated)))
    issues = [
        Issue(
            Severity.ERROR,
            "fare-of-mode",
            f"mode '{mode}' has {'two kinds of fare' if mode in flat else 'no fare'}",
            f"demand/prices must have either '{_FLAT}{mode}' or '{_FACTOR}{mode}'",
        )
        for mode in odd
    ]
    if issues:
        raise DataError("fares of public transport cannot be told", issues)
    price_values(prices, [*(_FLAT + m for m in flat), *(_FACTOR + m for m in gated)])
    return flat, gated


def _gate_fare(
    transit: TransitSkims, modes: list[str], factors: tuple[float, ...], bands: FareBands
) -> tuple[Floats32, Floats32]:
    """Entries through the gates, and what they cost with the distance behind them."""
    entries, km, weighted = (np.zeros_like(transit.cost_min) for _ in range(3))
    for mode, factor in zip(modes, factors, strict=True):
        entries += transit.entries[mode]
        km += transit.ride_km[mode]
        weighted += np.float32(factor) * transit.ride_km[mode]
    used = (entries > _LEAST_ENTRIES) & (km > 0)
    each_km = np.divide(km, entries, out=np.zeros_like(km), where=used)
    mean_factor = np.divide(weighted, km, out=np.zeros_like(km), where=used)
    return entries, entries * mean_factor * bands.yuan_at(each_km)


def hire_fare_yuan(km: Floats32, prices: Mapping[str, float]) -> Floats32:
    """Fare of a taxi by distance (yuan): the flag fall, then every km beyond those it includes.

    What waiting in traffic adds is not in it. Unreachable (``inf`` km) costs ``inf``.

    Raises
    ------
    DataError
        If one of the three prices is missing or negative; named.

    Examples
    --------
    >>> prices = {"hire_flag_fall": 11.0, "hire_included_km": 3.0, "hire_per_km": 2.5}
    >>> hire_fare_yuan(np.float32([2, 7]), prices).tolist()
    [11.0, 21.0]
    """
    flag_fall, included_km, per_km = price_values(
        prices, ["hire_flag_fall", "hire_included_km", "hire_per_km"]
    )
    further_km = np.maximum(km - np.float32(included_km), 0)
    return np.float32(flag_fall) + distance_yuan(further_km, per_km)


def distance_yuan(km: Floats32, yuan_per_km: float) -> Floats32:
    """What kilometres cost (yuan); unreachable stays ``inf`` also where a kilometre is free.

    Examples
    --------
    >>> distance_yuan(np.float32([2, np.inf]), 0.0).tolist()
    [0.0, inf]
    """
    if yuan_per_km == 0:
        return np.where(np.isinf(km), km, np.float32(0))
    return np.float32(yuan_per_km) * km
