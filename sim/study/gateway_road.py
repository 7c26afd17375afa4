"""By car or taxi from every cell to the gateways: what stands in where public transport ends."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.air.catchment_access import road_minutes
from sim.air.catchment_parameters import catchment_parameters
from sim.gateway.rail.train_calls import hub_stations
from sim.gateway.world.flights import GRADES
from sim.gateway.world.gateways import GroundAccess, gateways
from sim.gateway.world.road import at_best
from sim.gateway.world.search import ways_to_gateways
from sim.network.model import Network, Zone

__all__ = ["ROAD_FACTS", "road_ways"]

_PARAMETERS, _GATEWAYS = "air/catchment_parameters", "air/gateways"
ROAD_FACTS = (_PARAMETERS, _GATEWAYS, "air/gateway_access")
"""Tables that `road_ways` reads."""

Tables = Mapping[str, pd.DataFrame]


def road_ways(network: Network, cells: list[Zone], tables: Tables) -> GroundAccess:
    """Ways from every cell to every gateway with the car or taxi in the place of local transport.

    Either to the terminal, or to a main station and on by train, whichever is shorter. Minutes by
    road are modelled as those of the airport's catchment (`sim.air.catchment_access`): straight
    distance x detour at one speed and a fixed time, without congestion; the grade of a way is at
    best that of these three assumptions. Every cell is reached.
    """
    parameters = catchment_parameters(tables[_PARAMETERS])
    lon = np.array([one.lon for one in cells], np.float64)
    lat = np.array([one.lat for one in cells], np.float64)
    ids = [str(one.zone_id) for one in cells]
    stations = [(str(one), network.stops[one]) for one in hub_stations(network)]
    airports = [(one.iata, one) for one in gateways(tables[_GATEWAYS])]

    def to(column: str, code: str, end: tuple[float, float]) -> pd.DataFrame:
        minutes = road_minutes(lon, lat, end, parameters)
        return pd.DataFrame({"cell_id": ids, column: code, "minutes": minutes})

    direct = [to("gateway", code, (one.lon, one.lat)) for code, one in airports]
    halls = [to("station_id", code, (one.lon, one.lat)) for code, one in stations]
    nowhere = pd.DataFrame(columns=["cell_id", "station_id", "minutes"])
    ground = ways_to_gateways(
        network,
        tables,
        cell_ids=ids,
        direct=pd.concat(direct, ignore_index=True),
        to_stations=pd.concat(halls, ignore_index=True) if halls else nowhere,
    )
    return at_best(ground, _grade(tables[_PARAMETERS]))


def _grade(table: pd.DataFrame) -> str:
    """Worst grade of the parameters of the road."""
    own = table[table["parameter"].astype(str).str.startswith("road_")]
    return max(own["quality"].astype(str), key=GRADES.index)
