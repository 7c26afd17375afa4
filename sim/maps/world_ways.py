"""Journeys to the world in words: which gateway, which flights, and which gateway is best where."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.maps.gateway_data import GatewayTables, gateway_names
from sim.maps.style import NO_WORDS, Words

__all__ = ["best_gateways", "ways"]

_KEYS = ["gateway", "by_car", "via", "stops", "changes"]
_ROAD = "road"


def ways(rows: pd.DataFrame, gateway: GatewayTables) -> tuple[tuple[Words, ...], pd.Series]:
    """Ways to one destination in words, and the place of each cell's among them.

    `rows` are those of ``door_to_world`` for one destination. Ways differ by gateway, by what
    leads there, airport of the connection and stops; the hours of flight are the median over the
    cells of a way. NaN: the cell gets nowhere.

    Examples
    --------
    >>> from sim.maps.gateway_examples import line_gateway
    >>> gateway = line_gateway()
    >>> table = gateway.table("door_to_world")
    >>> texts, of_cell = ways(table[table["destination"] == "FAR"], gateway)
    >>> texts[0].en, of_cell.to_dict()
    ('from Home, non-stop, 8.0 h in the air', {'C_330100': 0.0})
    """
    known = rows[rows["hours"].notna() & rows["gateway"].notna()]
    flights = pd.DataFrame(
        {
            "cell": known["cell_id"].astype(str),
            "gateway": known["gateway"].astype(str),
            "by_car": known["ground_by"].astype(str) == _ROAD,
            "via": known["via"].astype(object).fillna("").astype(str),
            "stops": known["stops"].fillna(0).astype(int),
            "changes": known["connection_min"].fillna(0) > 0,
            "flight_h": known["flight_min"].astype("float64") / 60,
        }
    )
    names = gateway_names(gateway)
    texts = []
    places = []
    for place, (_, own) in enumerate(flights.groupby(_KEYS, sort=True)):
        first = own.iloc[0]
        code, via = str(first["gateway"]), str(first["via"])
        texts.append(
            _way(
                names.get(code, gateway.airport(code)),
                gateway.airport(via) if first["changes"] else None,
                int(first["stops"]),
                float(own["flight_h"].median()),
                by_car=bool(first["by_car"]),
            )
        )
        places.append(pd.Series(float(place), index=own["cell"].to_numpy()))
    of_cell = pd.concat(places) if places else pd.Series(dtype="float64")
    return tuple(texts), of_cell


def _way(start: Words, via: Words | None, stops: int, flight_h: float, *, by_car: bool) -> Words:
    zh, en = "直飞", "non-stop"
    if via is not None:
        zh, en = f"经{via.zh}中转", f"change at {via.en}"
    elif stops:
        zh, en = f"经停{stops}次", f"{stops} stop" + ("s" if stops > 1 else "")
    car = Words("无公共交通，乘车前往；", "by car or taxi, as no public transport leads there; ")
    first = car if by_car else NO_WORDS
    return Words(
        f"{first.zh}{start.zh}出发，{zh}，飞行{flight_h:.1f}小时",
        f"{first.en}from {start.en}, {en}, {flight_h:.1f} h in the air",
    )


def best_gateways(
    table: pd.DataFrame, gateway: GatewayTables
) -> tuple[pd.Series, tuple[Words, ...], pd.Series] | None:
    """Gateway that is quickest to the most destinations, by cell.

    Returns
    -------
    The place of the gateway in `gateway_names` by cell, texts that tell which destinations each
    gateway is quickest to, and the place of each cell's text among them. Of equal gateways the
    first of the table counts; cells that get nowhere are left out. ``None`` where no cell gets
    anywhere.

    Examples
    --------
    >>> from sim.maps.gateway_examples import line_gateway
    >>> gateway = line_gateway()
    >>> place, texts, _ = best_gateways(gateway.table("door_to_world"), gateway)
    >>> place.to_dict(), texts[0].en
    ({'C_330100': 0.0}, 'Home: Farville')
    """
    names = gateway_names(gateway)
    codes = list(names)
    known = table[table["hours"].notna() & table["gateway"].astype(str).isin(codes)]
    if known.empty:
        return None
    ends = list(dict.fromkeys(known["destination"].astype(str)))
    numbers = known["gateway"].astype(str).map({code: place for place, code in enumerate(codes)})
    pairs = pd.MultiIndex.from_arrays(
        [known["cell_id"].astype(str), known["destination"].astype(str)], names=["cell", "end"]
    )
    places = pd.Series(numbers.to_numpy(dtype="int64"), index=pairs)
    wide = places.unstack("end")  # noqa: PD010 - nothing is summed
    wide = wide.reindex(columns=ends).fillna(-1).astype(int)
    best = wide.to_numpy()
    counts = np.column_stack([(best == place).sum(axis=1) for place in range(len(codes))])
    kinds, kind_of = np.unique(best, axis=0, return_inverse=True)
    return (
        pd.Series(counts.argmax(axis=1).astype("float64"), index=wide.index),
        tuple(_quickest(kind.tolist(), ends, names, gateway) for kind in kinds),
        pd.Series(kind_of.reshape(-1).astype("float64"), index=wide.index),
    )


def _quickest(
    key: list[int], ends: list[str], names: dict[str, Words], gateway: GatewayTables
) -> Words:
    zh, en = [], []
    for place, start in enumerate(names.values()):
        own = [gateway.airport(end) for end, best in zip(ends, key, strict=True) if best == place]
        if own:
            zh.append(f"{start.zh}：{'、'.join(end.zh for end in own)}")
            en.append(f"{start.en}: {', '.join(end.en for end in own)}")
    return Words("；".join(zh), "; ".join(en))
