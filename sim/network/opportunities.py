"""Layers of opportunities: how much of what people want to reach lies where.

Which rows of which tables make a layer stands in ``network_data/land/opportunities.csv``: people
and jobs lie in the zones, everything else is a list of named places, each of which counts one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from sim.network.model import Hub, Network, Quality, StopId, Zone
from sim.network.runs import hub_is_closed
from sim.tables import read_table

__all__ = ["OpportunityLayer", "OpportunityPlace", "layer_ids", "opportunity_layers", "worst_grade"]

Record = Mapping[Hashable, str]


@dataclass(frozen=True, slots=True)
class OpportunityPlace:
    """A named place of a layer. Its position is kept: it is not moved to the centre of a cell.

    ``open_year`` is ``None`` where the table does not know it; then the place counts as open.
    """

    place_id: str
    name_zh: str
    name_en: str
    lon: float
    lat: float
    amount: float
    quality: Quality
    open_year: int | None = None
    is_station: bool = False


@dataclass(frozen=True, slots=True)
class OpportunityLayer:
    """One kind of opportunity: an amount in every zone (``zone_amount``), or a list of places.

    ``quality`` is the worst grade of all that goes into it; ``not_open`` names the places that are
    left out because they open after the horizon year.
    """

    layer_id: str
    title_zh: str
    title_en: str
    unit: str
    zone_amount: Callable[[Zone], float] | None
    places: tuple[OpportunityPlace, ...]
    quality: Quality
    source: str
    note: str = ""
    not_open: tuple[str, ...] = ()

    def __repr__(self) -> str:
        where = "in every zone" if self.zone_amount else f"{len(self.places)} places"
        return f"<OpportunityLayer {self.layer_id} · {where} · {self.unit} · {self.quality}>"


def _population(zone: Zone) -> float:
    return zone.population


def _jobs(zone: Zone) -> float:
    return zone.jobs


_IN_ZONES: Mapping[str, Callable[[Zone], float]] = MappingProxyType(
    {"people": _population, "jobs": _jobs}
)
"""Layers drawn from the zones: what of a zone counts."""


def layer_ids(data_dir: Path) -> tuple[str, ...]:
    """Names of the layers of a data folder, in the order of the table.

    Examples
    --------
    >>> layer_ids(Path("network_data"))[:3]
    ('people', 'jobs', 'hospitals')
    """
    return tuple(read_table(data_dir, "land/opportunities")["layer"])


def opportunity_layers(data_dir: Path, network: Network) -> tuple[OpportunityLayer, ...]:
    """Every layer of the table for one network, in the order of the table.

    People and jobs are those of the zones (of the horizon year). A named place counts if its year
    of opening is not after the horizon year, or not known; a main station if it is open on the
    network's date and not closed for rebuilding. A layer none of whose places is open is there,
    and empty: nothing to reach is zero, not missing.

    Raises
    ------
    DataError
        If a table breaks its contract.

    Examples
    --------
    >>> from datetime import date
    >>> from sim.network import load_network
    >>> data = Path("network_data")
    >>> network = load_network(data, date(2018, 12, 31), zones={})
    >>> layers = {layer.layer_id: layer for layer in opportunity_layers(data, network)}
    >>> layers["hub_stations"]
    <OpportunityLayer hub_stations · 2 places · stations · unverified>
    >>> layers["business_districts"].not_open
    ('west_station_new_town',)
    """
    table = read_table(data_dir, "land/opportunities").fillna("")
    named = _named_places(read_table(data_dir, "land/places"))
    return tuple(_layer(row, named, network) for row in table.to_dict("records"))


def worst_grade(grades: Sequence[Quality]) -> Quality:
    """Return the worst of some grades; that of nothing is the best one.

    Examples
    --------
    >>> str(worst_grade([Quality.PUBLISHED, Quality.UNVERIFIED, Quality.DERIVED]))
    'unverified'
    """
    order = list(Quality)
    return max(grades, key=order.index, default=order[0])


def _layer(
    row: Record, named: Sequence[tuple[str, OpportunityPlace]], network: Network
) -> OpportunityLayer:
    origin = row["drawn_from"]
    zone_amount = _IN_ZONES.get(origin)
    found = () if zone_amount is not None else _PLACES[origin](row, named, network)
    places = tuple(p for p in found if p.open_year is None or p.open_year <= network.horizon_year)
    grades = [Quality(row["quality"]), *(place.quality for place in places)]
    return OpportunityLayer(
        layer_id=row["layer"],
        title_zh=row["title_zh"],
        title_en=row["title_en"],
        unit=row["unit"],
        zone_amount=zone_amount,
        places=places,
        quality=Quality.MODELLED if zone_amount is not None else worst_grade(grades),
        source=row["source"],
        note=row["note"],
        not_open=tuple(place.place_id for place in found if place not in places),
    )


def _named_places(table: pd.DataFrame) -> list[tuple[str, OpportunityPlace]]:
    """Every row of ``land/places`` with its category."""
    return [
        (
            row["category"],
            OpportunityPlace(
                place_id=row["place_id"],
                name_zh=row["name_zh"],
                name_en=row["name_en"],
                lon=float(row["lon"]),
                lat=float(row["lat"]),
                amount=1.0,
                quality=Quality(row["quality"]),
                open_year=None if pd.isna(row["open_year"]) else int(row["open_year"]),
            ),
        )
        for row in table.to_dict("records")
    ]


def _from_places(
    row: Record, named: Sequence[tuple[str, OpportunityPlace]], _network: Network
) -> tuple[OpportunityPlace, ...]:
    categories, single = _listed(row["categories"]), _listed(row["place_ids"])
    return tuple(
        place for category, place in named if category in categories or place.place_id in single
    )


def _from_hubs(
    _row: Record, _named: Sequence[tuple[str, OpportunityPlace]], network: Network
) -> tuple[OpportunityPlace, ...]:
    return tuple(
        OpportunityPlace(
            f"hub:{hub.hub_id}", hub.name_zh, hub.name_en, hub.lon, hub.lat, 1.0, hub.quality,
            is_station=True,
        )
        for hub in network.hubs.values()
        if _is_open(network, hub)
    )  # fmt: skip


def _from_airport(
    row: Record, _named: Sequence[tuple[str, OpportunityPlace]], network: Network
) -> tuple[OpportunityPlace, ...]:
    airport = network.airports[network.home_airport]
    where = network.stops.get(StopId(f"A_{network.home_airport}")) or airport
    return (
        OpportunityPlace(
            f"airport:{network.home_airport}", airport.name_zh, airport.name_en, where.lon,
            where.lat, 1.0, Quality(row["quality"]), is_station=True,
        ),
    )  # fmt: skip


_Draw = Callable[
    [Record, Sequence[tuple[str, OpportunityPlace]], Network], tuple[OpportunityPlace, ...]
]
_PLACES: Mapping[str, _Draw] = MappingProxyType(
    {"places": _from_places, "hubs": _from_hubs, "airport": _from_airport}
)
"""Layers that are lists of places: where the places come from."""


def _is_open(network: Network, hub: Hub) -> bool:
    opened = hub.open_date is not None and hub.open_date <= network.as_of
    return opened and not hub_is_closed(network, hub)


def _listed(cell: str) -> frozenset[str]:
    return frozenset(part for part in cell.split(";") if part)
