"""Passengers of the airport's peak hour on the ground, against the room of its corridors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from sim.gateway.corridors.parameters import (
    PARAMETER_TABLE,
    CorridorParameters,
    corridor_parameters,
)

__all__ = ["PEAK_TABLES", "PUBLIC", "ROAD", "peak_hour", "with_load"]

_THROUGHPUT, _TERMINALS, _BANK = "air/throughput", "air/terminals", "air/flight_bank"
PEAK_TABLES = (_THROUGHPUT, _TERMINALS, _BANK, PARAMETER_TABLE)
"""Tables that `peak_hour` reads."""

PUBLIC, ROAD = "public", "road"
"""Ways on the ground: lines that anybody may board, and cars of all kinds."""

_TAKERS = {"own track": PUBLIC, "on the road": PUBLIC, "fast road": ROAD}
_MOVEMENTS = "peak_hour_movements"
_COLUMNS = (
    "method",
    "title_zh",
    "title_en",
    "year",
    "passengers_per_year",
    "passengers_per_h",
    "ground_per_h",
    "one_way_per_h",
    "one_way_low_per_h",
    "one_way_high_per_h",
    "used",
    "quality",
    "source",
)


@dataclass(frozen=True, slots=True)
class _Year:
    """The year whose traffic the corridors must carry."""

    year: int
    passengers: float
    movements: float
    quality: str
    source: str


def peak_hour(
    tables: Mapping[str, pd.DataFrame], iata: str, *, horizon_year: int, as_of: date
) -> pd.DataFrame:
    """Air passengers of the peak hour by three methods, and how many of them are on the ground.

    The year is the busiest one until the horizon, so that the pandemic years do not stand for what
    is needed; the first on record, where all come later. Methods: ``movements``, most take-offs
    and landings an hour on the date x passengers of a movement in that year; ``flight_bank``,
    passengers of an average day x the busiest hour of take-offs and landings together;
    ``typical``, the typical peak hour of the FAA by size of the airport. The first that can be had
    is ``used``.

    ``ground = passengers x (1 - transfer share)``, one way = ground x the share of the busier
    direction; low and high take the range of both. People who meet or see off, and staff, are not
    in it. No rows for an airport without traffic on record.

    Raises
    ------
    DataError
        If a parameter is missing (see `corridor_parameters`).

    Examples
    --------
    >>> from sim.gateway.corridors.examples import peak_tables
    >>> found = peak_hour(peak_tables(), "HGH", horizon_year=2020, as_of=date(2020, 12, 31))
    >>> found.set_index("method")["passengers_per_h"].to_dict()
    {'movements': 6000.0, 'flight_bank': 5000.0, 'typical': 12775.0}
    """
    parameters = corridor_parameters(tables[PARAMETER_TABLE])
    year = _busiest_year(tables[_THROUGHPUT], iata, horizon_year)
    if year is None:
        return pd.DataFrame(columns=list(_COLUMNS))
    transfer, direction = parameters.transfer_share, parameters.busier_direction_share
    rows: list[dict[str, object]] = []
    for method, zh, en, per_h, source in (
        *_by_movements(tables[_TERMINALS], iata, year, as_of),
        *_by_bank(tables[_BANK], iata, year),
        *_typical(parameters, year),
    ):
        rows.append(
            {
                "method": method,
                "title_zh": zh,
                "title_en": en,
                "year": year.year,
                "passengers_per_year": year.passengers,
                "passengers_per_h": round(per_h, 6),
                "ground_per_h": round(per_h * (1.0 - transfer.value), 6),
                "one_way_per_h": round(per_h * (1.0 - transfer.value) * direction.value, 6),
                "one_way_low_per_h": round(per_h * (1.0 - transfer.high) * direction.low, 6),
                "one_way_high_per_h": round(per_h * (1.0 - transfer.low) * direction.high, 6),
                "used": not rows,
                "quality": "modelled",
                "source": f"{year.source} ({year.quality}); {source}",
            }
        )
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def with_load(
    capacity: pd.DataFrame, peak: pd.DataFrame, taken: Mapping[str, float] | None
) -> pd.DataFrame:
    """`corridor_capacity` with the passengers of the peak hour who would use each layer.

    `taken` has the shares of passengers who go by public transport (`PUBLIC`) and by car (`ROAD`),
    from the demand model. A layer of public transport is loaded with all who take any of it, the
    roads with all who drive or are driven, all layers together with everybody. Without `taken`
    each layer is loaded with everybody, as if it were the only one. Other traffic on the roads and
    other passengers of the lines are not in the load.

    Adds: peak_one_way_per_h, taken_share, share_from (``demand`` or ``everybody``), load_ratio
    (passengers over room), load_low_ratio, load_high_ratio. Missing where the airport has no peak
    hour on record or the layer has no room.

    Examples
    --------
    >>> capacity = pd.DataFrame({"layer": ["own track", "fast road"],
    ...                          "passengers_per_h": [6000.0, 0.0]})
    >>> peak = pd.DataFrame({"used": [True], "one_way_per_h": [3000.0],
    ...                      "one_way_low_per_h": [2000.0], "one_way_high_per_h": [4000.0]})
    >>> found = with_load(capacity, peak, {"public": 0.4, "road": 0.6})
    >>> found["load_ratio"].tolist()
    [0.2, nan]
    """
    shares = [
        1.0 if taken is None or layer not in _TAKERS else taken[_TAKERS[layer]]
        for layer in capacity["layer"]
    ]
    used = peak[peak["used"].astype(bool)]
    room = capacity["passengers_per_h"].where(capacity["passengers_per_h"] > 0)
    found = capacity.assign(
        peak_one_way_per_h=float(used["one_way_per_h"].iloc[0]) if len(used) else np.nan,
        taken_share=shares,
        share_from="everybody" if taken is None else "demand",
    )
    for ratio, column in (
        ("load_ratio", "one_way_per_h"),
        ("load_low_ratio", "one_way_low_per_h"),
        ("load_high_ratio", "one_way_high_per_h"),
    ):
        people = float(used[column].iloc[0]) if len(used) else np.nan
        found[ratio] = (people * found["taken_share"] / room).round(9)
    return found


def _busiest_year(throughput: pd.DataFrame, iata: str, horizon_year: int) -> _Year | None:
    own = throughput[throughput["iata"] == iata]
    if own.empty:
        return None
    past = own[own["year"] <= horizon_year]
    chosen = past if len(past) else own[own["year"] == own["year"].min()]
    row = chosen.sort_values(["passengers", "year"], kind="stable").iloc[-1]
    return _Year(
        int(row["year"]),
        float(row["passengers"]),
        float(row["movements"]),
        str(row["quality"]),
        f"air/throughput {int(row['year'])}",
    )


_Method = tuple[str, str, str, float, str]


def _by_movements(
    terminals: pd.DataFrame, iata: str, year: _Year, as_of: date
) -> Iterator[_Method]:
    own = terminals[(terminals["iata"] == iata) & (terminals["item"] == _MOVEMENTS)]
    day = pd.Timestamp(as_of)
    begun = own["valid_from"].isna() | (pd.to_datetime(own["valid_from"]) <= day)
    going = own["valid_to"].isna() | (pd.to_datetime(own["valid_to"]) >= day)
    valid = own[begun & going]
    if len(valid) and year.movements > 0:
        per_h = float(valid["value"].iloc[-1]) * year.passengers / year.movements
        source = f"air/terminals {_MOVEMENTS} ({valid['quality'].iloc[-1]})"
        yield "movements", "高峰小时架次", "Movements an hour", per_h, source


def _by_bank(bank: pd.DataFrame, iata: str, year: _Year) -> Iterator[_Method]:
    own = bank[bank["iata"] == iata]
    both = own["departures_share"] + own["arrivals_share"]
    if len(own) and both.sum() > 0:
        per_h = year.passengers / 365.0 * float(both.max() / both.sum())
        source = f"air/flight_bank ({own['quality'].iloc[0]})"
        yield "flight_bank", "日航班分布", "Flights by hour", per_h, source


def _typical(parameters: CorridorParameters, year: _Year) -> Iterator[_Method]:
    for least, share in (
        (30e6, parameters.typical_share_30m),
        (20e6, parameters.typical_share_20m),
        (10e6, parameters.typical_share_10m),
    ):
        if year.passengers >= least:
            source = f"{PARAMETER_TABLE} typical_share_{least / 1e6:.0f}m"
            yield (
                "typical",
                "典型高峰小时",
                "Typical peak hour",
                year.passengers * share.value,
                source,
            )
            return
