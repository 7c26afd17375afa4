"""Catchment of the home airport: who can reach it, who would choose it, who is lost to another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.air.airport_choice import huff_shares
from sim.air.catchment_parameters import CatchmentParameters
from sim.errors import DataError

__all__ = [
    "catchment_people",
    "catchment_zones",
    "isochrone_people",
    "isochrone_zones",
    "parameter_range",
]

Floats = npt.NDArray[np.float64]


def catchment_zones(
    shares: Floats, airports: Sequence[str], *, home: str, parameters: CatchmentParameters
) -> pd.DataFrame:
    """Class of each zone by the share of the home airport.

    ``exclusive`` from ``exclusive_share`` on, ``leaked`` up to ``leaked_share``, ``contested``
    between, ``unserved`` where no airport is reached. ``rival`` is the airport with the largest
    share besides the home airport (empty without one).

    Columns: home_share, rival, rival_share, market_area (home share of at least one half),
    zone_class; rows as in `shares`.

    Examples
    --------
    >>> table = catchment_zones(np.array([[0.8, 0.2], [0.5, 0.5], [np.nan, np.nan]]),
    ...                         ["HGH", "PVG"], home="HGH", parameters=CatchmentParameters())
    >>> table["zone_class"].tolist(), table["rival"].tolist()
    (['exclusive', 'contested', 'unserved'], ['PVG', 'PVG', ''])
    """
    if home not in airports:
        raise DataError(
            f"catchment: the home airport {home} is not among {', '.join(airports[:5])}; add it"
        )
    column = list(airports).index(home)
    own = shares[:, column]
    others = np.delete(shares, column, axis=1)
    names = np.array([code for code in airports if code != home] or [""])
    served = ~np.isnan(own)
    best = np.nan_to_num(others, nan=-1.0)
    place = best.argmax(axis=1) if others.shape[1] else np.zeros(len(own), dtype=np.int64)
    rival_share = best.max(axis=1) if others.shape[1] else np.zeros(len(own))
    has_rival = served & (rival_share > 0)
    kind = np.select(
        [~served, own >= parameters.exclusive_share, own <= parameters.leaked_share],
        ["unserved", "exclusive", "leaked"],
        default="contested",
    )
    return pd.DataFrame(
        {
            "home_share": own,
            "rival": np.where(has_rival, names[place], ""),
            "rival_share": np.where(has_rival, rival_share, np.where(served, 0.0, np.nan)),
            "market_area": served & (own >= 0.5),
            "zone_class": kind,
        }
    )


def catchment_people(zones: pd.DataFrame, population: Floats) -> dict[str, float]:
    """People by class of zone, and the people the home airport wins, share by share.

    Keys: people, exclusive, contested, leaked, unserved (people of the zones of the class; they
    add up to people), market_area (zones with at least half), captured (sum of people x share),
    captured_share.

    Examples
    --------
    >>> zones = pd.DataFrame({"home_share": [0.8, 0.1], "market_area": [True, False],
    ...                       "zone_class": ["exclusive", "leaked"]})
    >>> people = catchment_people(zones, np.array([100.0, 300.0]))
    >>> people["exclusive"], people["leaked"], people["captured"], people["captured_share"]
    (100.0, 300.0, 110.0, 0.275)
    """
    whole = float(population.sum())
    captured = float((population * zones["home_share"].fillna(0.0).to_numpy()).sum())
    classes = {
        name: float(population[(zones["zone_class"] == name).to_numpy()].sum())
        for name in ("exclusive", "contested", "leaked", "unserved")
    }
    return {
        "people": whole,
        **classes,
        "market_area": float(population[zones["market_area"].to_numpy()].sum()),
        "captured": captured,
        "captured_share": captured / whole if whole > 0 else float("nan"),
    }


def isochrone_zones(
    minutes: Floats, airports: Sequence[str], *, home: str, cutoff_min: float
) -> npt.NDArray[np.str_]:
    """Class of each zone by who reaches it within the cutoff: no choice, only reach.

    ``exclusive``: only the home airport; ``contested``: home and another; ``leaked``: only others;
    ``unserved``: none. NaN is unreachable.

    Examples
    --------
    >>> isochrone_zones(np.array([[50.0, 80.0], [50.0, 55.0], [90.0, 40.0], [90.0, np.nan]]),
    ...                 ["HGH", "PVG"], home="HGH", cutoff_min=60.0).tolist()
    ['exclusive', 'contested', 'leaked', 'unserved']
    """
    column = list(airports).index(home)
    within = minutes <= cutoff_min
    own = within[:, column]
    other = np.delete(within, column, axis=1).any(axis=1)
    return np.select(
        [own & ~other, own & other, ~own & other],
        ["exclusive", "contested", "leaked"],
        default="unserved",
    )


def isochrone_people(
    minutes: Floats,
    population: Floats,
    airports: Sequence[str],
    *,
    home: str,
    cutoffs_min: Sequence[float] = (60.0, 90.0, 120.0),
) -> pd.DataFrame:
    """People within the cutoffs of the home airport, alone and shared with others.

    Columns: cutoff_min, within (home reached), exclusive, contested, leaked, unserved. The people
    of overlapping isochrones are never added up: each zone has one class.

    Examples
    --------
    >>> isochrone_people(np.array([[50.0, 80.0], [70.0, 55.0]]), np.array([10.0, 20.0]),
    ...                  ["HGH", "PVG"], home="HGH", cutoffs_min=[60.0]).iloc[0].tolist()
    [60.0, 10.0, 10.0, 0.0, 20.0, 0.0]
    """
    rows = []
    for cutoff_min in cutoffs_min:
        kind = isochrone_zones(minutes, airports, home=home, cutoff_min=cutoff_min)
        people = {
            name: float(population[kind == name].sum())
            for name in ("exclusive", "contested", "leaked", "unserved")
        }
        within = people["exclusive"] + people["contested"]
        rows.append({"cutoff_min": float(cutoff_min), "within": within, **people})
    return pd.DataFrame(rows)


def parameter_range(
    minutes: Floats,
    population: Floats,
    attraction: Floats,
    airports: Sequence[str],
    *,
    home: str,
    alphas: Sequence[float],
    betas: Sequence[float],
    parameters: CatchmentParameters,
) -> pd.DataFrame:
    """People the home airport wins under each pair of Huff exponents: how much hangs on them.

    Columns: alpha, beta and those of `catchment_people`.

    Examples
    --------
    >>> table = parameter_range(np.array([[30.0, 60.0]]), np.array([100.0]), np.array([1.0, 4.0]),
    ...     ["HGH", "PVG"], home="HGH", alphas=[1.0], betas=[1.0, 2.0],
    ...     parameters=CatchmentParameters())
    >>> table["captured"].round(2).tolist()  # 1/30 : 4/60 = 1 : 2, then 1 : 1
    [33.33, 50.0]
    """
    rows = []
    for alpha in alphas:
        for beta in betas:
            shares = huff_shares(
                minutes, attraction, alpha=alpha, beta=beta, floor_min=parameters.access_floor_min
            )
            zones = catchment_zones(shares, airports, home=home, parameters=parameters)
            rows.append({"alpha": alpha, "beta": beta, **catchment_people(zones, population)})
    return pd.DataFrame(rows)
