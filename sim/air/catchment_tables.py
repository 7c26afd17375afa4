"""Catchment of the home airport for a whole network: its zones, and its people by every model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.air.airport_choice import huff_shares, logit_shares
from sim.air.catchment import (
    catchment_people,
    catchment_zones,
    isochrone_people,
    isochrone_zones,
    parameter_range,
)
from sim.air.catchment_access import access_frame, modelled_road_access
from sim.air.catchment_parameters import CatchmentParameters, catchment_parameters
from sim.errors import DataError
from sim.network.model import Network

__all__ = ["Catchment", "catchment_change", "catchment_of"]

Floats = npt.NDArray[np.float64]
CUTOFFS_MIN = (60.0, 90.0, 120.0)


@dataclass(frozen=True)
class Catchment:
    """Zones and totals of a catchment; both are tidy tables, see `catchment_of`."""

    zones: pd.DataFrame = field(repr=False)
    totals: pd.DataFrame = field(repr=False)


def catchment_of(
    network: Network,
    airports: pd.DataFrame,
    parameters: pd.DataFrame,
    *,
    access: pd.DataFrame | None = None,
) -> Catchment:
    """Work out the catchment of the network's home airport by isochrone, Huff and logit.

    `airports` is ``air/catchment_airports`` of one year (passengers are the attraction, and stand
    in for departures in the logit, where only their ratios count); `parameters` is
    ``air/catchment_parameters``. Minutes are modelled by car from straight distances; rows of
    `access` (zone_id, airport, minutes), from the router or by road, count where they are shorter.

    Zones: zone_id, population, home_min, huff_share, logit_share, rival, zone_class (by Huff),
    class_60, class_90, class_120 (by isochrone). Totals: model (``within 60 min`` …, ``Huff``,
    ``logit``), people, exclusive, contested, leaked, unserved, captured (for isochrones the people
    within), low and high (of captured, over the range of exponents; NaN where there is none).
    People are never counted twice; what lies outside the province is not in it.

    Raises
    ------
    DataError
        If the home airport is not among the airports, or the table holds more than one year.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sim.network.examples import empty
    >>> network = replace(empty(), home_airport="HGH")
    >>> table = pd.DataFrame({"iata": ["NGB"], "year": [2015], "passengers": [1]})
    >>> catchment_of(network, table, pd.DataFrame({"parameter": [], "value": []}))
    Traceback (most recent call last):
    sim.errors.DataError: air/catchment_airports: the home airport HGH has no row; add one
    """
    home = network.home_airport
    _check_airports(airports, home)
    settings = catchment_parameters(parameters)
    codes = sorted(airports["iata"].astype(str))
    matrix = access_frame(_access(network, codes, settings, access)).reindex(columns=codes)
    minutes = matrix.to_numpy(dtype=np.float64)
    size = airports.set_index("iata")["passengers"].reindex(codes).to_numpy(dtype=np.float64)
    people = np.array([network.zones[zone_id].population for zone_id in matrix.index])
    classes = {
        model: catchment_zones(share, codes, home=home, parameters=settings)
        for model, share in _shares(minutes, size, settings).items()
    }
    zones = _zone_table(matrix, people, classes, home)
    within = isochrone_people(minutes, people, codes, home=home, cutoffs_min=CUTOFFS_MIN)
    won = parameter_range(
        minutes,
        people,
        size,
        codes,
        home=home,
        alphas=_ends(parameters, "huff_alpha"),
        betas=_ends(parameters, "huff_beta"),
        parameters=settings,
    )["captured"]
    return Catchment(zones, _totals(within, classes, people, (float(won.min()), float(won.max()))))


def catchment_change(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Who is won and who is lost between two catchments, zone by zone.

    Both are tables of zones of `catchment_of`. Columns: zone_id, share_change, people_won (people
    of `after` times the change; negative where lost), class_before, class_after. Zones that only
    one of them has are left out.

    Examples
    --------
    >>> before = pd.DataFrame({"zone_id": ["z"], "population": [100.0], "huff_share": [0.2],
    ...                        "zone_class": ["leaked"]})
    >>> after = before.assign(huff_share=0.5, zone_class="contested")
    >>> catchment_change(before, after)["people_won"].round(6).tolist()
    [30.0]
    """
    both = before.merge(after, on="zone_id", suffixes=("_before", "_after"), validate="1:1")
    change = both["huff_share_after"].fillna(0.0) - both["huff_share_before"].fillna(0.0)
    return pd.DataFrame(
        {
            "zone_id": both["zone_id"],
            "share_change": change,
            "people_won": change * both["population_after"],
            "class_before": both["zone_class_before"],
            "class_after": both["zone_class_after"],
        }
    )


def _check_airports(airports: pd.DataFrame, home: str) -> None:
    if home not in set(airports["iata"]):
        raise DataError(f"air/catchment_airports: the home airport {home} has no row; add one")
    years = sorted(set(airports["year"]))
    if len(years) > 1 or airports["iata"].duplicated().any():
        raise DataError(
            f"catchment: airports of {', '.join(str(year) for year in years)} together; "
            "hand over the rows of one year"
        )


def _access(
    network: Network,
    codes: Sequence[str],
    settings: CatchmentParameters,
    access: pd.DataFrame | None,
) -> pd.DataFrame:
    rows = modelled_road_access(network, codes, settings)
    if access is None:
        return rows
    known = access[access["airport"].isin(codes) & access["zone_id"].isin(rows["zone_id"])]
    return pd.concat([rows, known[["zone_id", "airport", "minutes"]]], ignore_index=True)


def _shares(minutes: Floats, size: Floats, settings: CatchmentParameters) -> dict[str, Floats]:
    huff = huff_shares(
        minutes,
        size,
        alpha=settings.huff_alpha,
        beta=settings.huff_beta,
        floor_min=settings.access_floor_min,
    )
    logit = logit_shares(
        minutes,
        size,
        per_min=settings.logit_access_per_min,
        log_frequency=settings.logit_log_frequency,
    )
    return {"Huff": huff, "logit": logit}


def _ends(parameters: pd.DataFrame, name: str) -> Sequence[float]:
    row = parameters[parameters["parameter"] == name].iloc[0]
    return sorted({float(row["low"]), float(row["value"]), float(row["high"])})


def _zone_table(
    matrix: pd.DataFrame, people: Floats, classes: dict[str, pd.DataFrame], home: str
) -> pd.DataFrame:
    minutes, codes = matrix.to_numpy(dtype=np.float64), list(matrix.columns)
    chosen = pd.DataFrame(
        {
            "zone_id": matrix.index.astype(str),
            "population": people,
            "home_min": minutes[:, codes.index(home)],
            "huff_share": classes["Huff"]["home_share"],
            "logit_share": classes["logit"]["home_share"],
            "rival": classes["Huff"]["rival"],
            "zone_class": classes["Huff"]["zone_class"],
        }
    )
    return chosen.assign(
        **{
            f"class_{cutoff:.0f}": isochrone_zones(minutes, codes, home=home, cutoff_min=cutoff)
            for cutoff in CUTOFFS_MIN
        }
    )


def _totals(
    within: pd.DataFrame,
    classes: dict[str, pd.DataFrame],
    people: Floats,
    span: tuple[float, float],
) -> pd.DataFrame:
    names = ["exclusive", "contested", "leaked", "unserved"]
    rows: list[dict[str, object]] = [
        {
            "model": f"within {row['cutoff_min']:.0f} min",
            "people": float(people.sum()),
            **{name: row[name] for name in names},
            "captured": row["within"],
            "low": np.nan,
            "high": np.nan,
        }
        for _, row in within.iterrows()
    ]
    for model, zones in classes.items():
        found = catchment_people(zones, people)
        low, high = span if model == "Huff" else (np.nan, np.nan)
        rows.append(
            {
                "model": model,
                "people": found["people"],
                **{name: found[name] for name in names},
                "captured": found["captured"],
                "low": low,
                "high": high,
            }
        )
    return pd.DataFrame(rows)
