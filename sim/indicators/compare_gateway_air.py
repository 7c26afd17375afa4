"""The gateway by air in a comparison: destinations, connectivity, the world, transit."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from sim.indicators.compare_gateway_number import (
    GATEWAY,
    GatewayNumber,
    Tables,
    columns_of,
    finite,
)

__all__ = ["destination_numbers", "transit_numbers", "world_numbers"]

_WORLD = ("FRA", "LAX", "SIN", "SYD")
"""Airports whose hours are told one by one: one for each side of the world."""

_WITHIN_H = (12, 18)


def destination_numbers(tables: Tables) -> Iterator[GatewayNumber]:
    """Destinations abroad by kind, how they are spread, and connectivity by set of parameters.

    The home airport is the first of ``air_connectivity``. Connectivity is that with the assumed
    frequencies; its range is in the run's table.

    Examples
    --------
    >>> import pandas as pd
    >>> listed = pd.DataFrame({"kind": ["international", "international", "regional"],
    ...     "country": ["JP", "JP", "HK"]})
    >>> [(one.indicator, one.value)
    ...  for one in destination_numbers({"air_destination_list": listed})][:3]
    [('air:destinations', 3.0), ('air:international', 2.0), ('air:regional', 1.0)]
    """
    listed = columns_of(tables, "air_destination_list", "kind", "country")
    if listed is not None:
        counts = {"air:destinations": float(len(listed))}
        counts |= {f"air:{kind}": float((listed["kind"] == kind).sum()) for kind in _KINDS}
        for indicator, value in counts.items():
            zh, en = _COUNTED[indicator]
            yield GatewayNumber(indicator, zh, en, "count", value, "destinations", "higher")
        countries = float(listed["country"].nunique())
        zh, en = "通航国家和地区", "countries and regions served"
        yield GatewayNumber("air:countries", zh, en, "count", countries, "countries", "higher")
    diversity = columns_of(tables, "air_diversity", "group", "effective_groups")
    if diversity is not None:
        by_group = diversity.drop_duplicates("group").set_index("group")["effective_groups"]
        yield GatewayNumber(
            "air:effective_regions",
            "航点的有效世界区域数（熵）",
            "effective number of world regions (entropy)",
            "count",
            finite(by_group.get("region"), 2),
            "1",
            "higher",
        )
    yield from _connectivity(tables)
    yield from _air_rail(tables)


_KINDS = ("international", "regional")
_COUNTED = MappingProxyType(
    {
        "air:destinations": ("国际及地区航点", "international and regional destinations"),
        "air:international": ("其中国际航点", "of them international"),
        "air:regional": ("其中港澳台航点", "of them Hong Kong, Macao, Taiwan"),
    }
)
_MEASURES = MappingProxyType(
    {"direct": ("直达", "direct"), "indirect": ("经中转", "indirect"), "hub": ("枢纽", "as a hub")}
)


def _connectivity(tables: Tables) -> Iterator[GatewayNumber]:
    table = columns_of(tables, "air_connectivity", "airport", "measure", "cnu", "parameters")
    if table is None:
        return
    home = table[table["airport"] == table["airport"].iloc[0]]
    for measure, (zh, en) in _MEASURES.items():
        for _, row in home[home["measure"] == measure].sort_values("parameters").iterrows():
            parameters = str(row["parameters"])
            yield GatewayNumber(
                f"air:connectivity_{measure}_{parameters}",
                f"NetScan{zh}连通性（{parameters}）",
                f"NetScan {en} connectivity ({parameters})",
                "sum",
                finite(row["cnu"], 1),
                "CNU/week",
                "higher",
            )


def _air_rail(tables: Tables) -> Iterator[GatewayNumber]:
    """Share of the flights that a train of the city connects to: mean over cities."""
    table = columns_of(tables, "air_rail", "direction", "synchronised_share")
    if table is None:
        return
    shares = table.loc[table["direction"] == "to_flight", "synchronised_share"]
    yield GatewayNumber(
        "air:rail_to_flight",
        "有列车衔接的出发航班（各市平均）",
        "departures that a train connects to, mean over cities",
        "share",
        finite(100 * shares.mean(), 1),
        "%",
        "higher",
    )


def world_numbers(tables: Tables) -> Iterator[GatewayNumber]:
    """Hours to four sides of the world, airports within reach, and the best gateway.

    Hours are the median over all people, missing where fewer than half get there. Shares are of the
    people who get there at all, by the quickest way: over all destinations (their mean), and for
    each of the four. Which gateway is the best is neither good nor bad.

    Examples
    --------
    >>> import pandas as pd
    >>> hours = pd.DataFrame({"destination": ["FRA", "NRT"], "median_hours": [15.97, 5.8]})
    >>> [(one.indicator, one.value) for one in world_numbers({"world_destinations": hours})]
    [('world:hours_FRA', 15.97), ('world:airports_12h', 1.0), ('world:airports_18h', 2.0)]
    """
    names = _names(tables)
    hours = columns_of(tables, "world_destinations", "destination", "median_hours")
    if hours is not None:
        by_airport = hours.drop_duplicates("destination").set_index("destination")["median_hours"]
        for iata in _WORLD:
            if iata in by_airport.index:
                zh, en = names.get(iata, (iata, iata))
                yield GatewayNumber(
                    f"world:hours_{iata}",
                    f"到{zh}的时间（中位）",
                    f"hours to {en}, median person",
                    "median",
                    finite(by_airport[iata], 2),
                    "h",
                    "lower",
                )
        for limit in _WITHIN_H:
            yield GatewayNumber(
                f"world:airports_{limit}h",
                f"半数居民{limit}小时内可达的世界机场",
                f"airports of the world within {limit} h of half of the people",
                "count",
                float((by_airport <= limit).sum()),
                "airports",
                "higher",
            )
    yield from _gateways(tables, names)


def _names(tables: Tables) -> dict[str, tuple[str, str]]:
    """City names of airports by code, where the run says them."""
    table = columns_of(tables, "air_journeys", "destination", "name_zh", "city")
    if table is None:
        return {}
    rows = table.drop_duplicates("destination")
    return {
        str(code): (str(zh) or str(code), str(en) or str(code))
        for code, zh, en in zip(rows["destination"], rows["name_zh"], rows["city"], strict=True)
    }


def _gateways(tables: Tables, names: dict[str, tuple[str, str]]) -> Iterator[GatewayNumber]:
    shares = columns_of(tables, "world_gateways", "destination", "gateway", "share")
    if shares is None:
        return
    own = columns_of(tables, "gateway_ground", "gateway", "name_zh", "name_en")
    titles: dict[str, tuple[str, str]] = {}
    if own is not None:
        columns = (own[key].astype(str) for key in ("gateway", "name_zh", "name_en"))
        titles = {code: (zh, en) for code, zh, en in zip(*columns, strict=True)}
    mean = shares.groupby("gateway", sort=False)["share"].mean()
    for gateway, value in mean.items():
        code = str(gateway)
        zh, en = "以其为最快门户的人（各目的地平均）", "people it is quickest for, mean"
        place = (GATEWAY, code, *titles.get(code, (code, code)))
        share = finite(100 * value, 2)
        yield GatewayNumber("world:gateway_share", zh, en, "share", share, "%", "none", place)
    for iata in _WORLD:
        rows = shares[shares["destination"] == iata]
        zh, en = names.get(iata, (iata, iata))
        for code, value in zip(rows["gateway"].astype(str), rows["share"], strict=True):
            yield GatewayNumber(
                f"world:gateway_share_{iata}",
                f"到{zh}以其为最快门户的人",
                f"people it is quickest for to {en}",
                "share",
                finite(100 * value, 2),
                "%",
                "none",
                (GATEWAY, code, *titles.get(code, (code, code))),
            )


def transit_numbers(tables: Tables) -> Iterator[GatewayNumber]:
    """Pairs of countries one can travel between under visa-free transit.

    Expected is the sum of the chances over all weekdays, as the target counts; sure are the pairs
    that go whatever the weekdays of the flights. A definition without a pair in the table of a run
    has none: zero.

    Examples
    --------
    >>> import pandas as pd
    >>> pairs = pd.DataFrame({"definition": ["pairs_144"] * 2, "chance": [1.0, 0.5],
    ...     "certain": [True, False]})
    >>> [(one.statistic, one.value) for one in transit_numbers({"transit_visa": pairs})]
    [('expected', 1.5), ('sure', 1.0), ('expected', 0.0), ('expected', 0.0)]
    """
    table = tables.get("transit_visa")
    if table is None or not {"definition", "chance", "certain"} <= set(table.columns):
        return
    for definition, (zh, en) in _PAIRS.items():
        rows = table[table["definition"] == definition]
        indicator, expected = f"visa:{definition}", finite(rows["chance"].sum(), 1)
        yield GatewayNumber(indicator, zh, en, "expected", expected, "pairs", "higher")
        if definition == _HEADLINE:
            sure = float(rows["certain"].sum())
            words = (f"{zh}（必然可行）", f"{en}, sure")
            yield GatewayNumber(indicator, *words, "sure", sure, "pairs", "higher")


_HEADLINE = "pairs_144"
_PAIRS = MappingProxyType(
    {
        "pairs_144": ("144小时过境免签国家对", "pairs of countries, 144 h visa-free transit"),
        "pairs_any_rule": ("当时规定下的国家对", "pairs of countries, rule of the date"),
        "open_jaw": ("两口岸组合国家对", "pairs of countries, by two ports"),
    }
)
