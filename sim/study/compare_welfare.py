"""The gains in welfare of a comparison: what its runs kept is found and set beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.demand.case import plain_prices
from sim.study.cache import StageCache
from sim.study.compare_tables import Compared
from sim.study.compare_work import with_network
from sim.study.demand import demand_parameters
from sim.study.demand_places import county_names
from sim.study.evaluate import kept_service
from sim.study.prepare import Prepared
from sim.study.shown_demand import segments_of
from sim.study.stages import Share
from sim.study.welfare import Side, Welfare, welfare_of
from sim.study.welfare_zones import CITY_AREA
from sim.tables import read_table

__all__ = ["compared_welfare"]

_TABLES = ("demand_zones", "demand_cells")


def compared_welfare(
    found: Sequence[Compared], reference: str, data_dir: Path, cache: StageCache, share: Share
) -> Welfare:
    """Gains of the alternatives of a comparison against its reference; see `welfare_of`.

    Nothing is solved again: what travellers met is read from the cache.

    Raises
    ------
    DataError
        If a table of demand cannot be used.
    """
    built = {one.label: with_network(one.alternative.prepared, cache) for one in found}
    sides = [_side(one, built[one.label], cache) for one in found]
    areas = read_table(data_dir, "demand/areas")
    inside = set(areas.loc[areas["area_id"] == CITY_AREA, "county_id"].astype("str"))
    names = {
        county_id: words
        for county_id, words in county_names(built[reference].network).items()
        if county_id in inside
    }
    return welfare_of(sides, reference, segments_of(data_dir), names=names, share=share)


def _side(one: Compared, prepared: Prepared, cache: StageCache) -> Side:
    network = prepared.network
    tables = {name: one.run.table(name) for name in _TABLES if name in one.run.tables}
    return Side(
        label=one.label,
        service=kept_service(prepared, network, cache) if tables else None,
        tables=tables,
        prices=plain_prices(network) if tables else {},
        parameters=demand_parameters(prepared) if tables else {},
        year=network.horizon_year,
    )
