"""What a sample of a run's demand needs beside the result: fares, prices, kinds of modes."""

from __future__ import annotations

import pandas as pd

from sim.demand.case import plain_prices
from sim.demand.fares import fare_bands_of, transit_fare_yuan
from sim.demand.model import LevelOfService
from sim.demand.parameters import Parameters
from sim.demand.sample import Pricing
from sim.demand.transit.graph import LOCAL_BUS, is_rail
from sim.network.model import Network

__all__ = ["pricing_of"]


def pricing_of(
    network: Network, service: LevelOfService, parameters: Parameters, fares: pd.DataFrame
) -> Pricing:
    """Pricing of a solved scenario.

    Parameters
    ----------
    network
        Of the scenario: its prices, modes, date and horizon year count.
    service
        Level of service of the solution.
    parameters
        Values it was solved with.
    fares
        Rows of ``metro/fares``.

    Raises
    ------
    DataError
        If a mode has no fare, or a price is missing or negative.
    """
    prices = plain_prices(network)
    rails = {str(mode_id) for mode_id, mode in network.modes.items() if is_rail(mode)}
    return Pricing(
        fares_yuan=transit_fare_yuan(
            service.transit, prices, fare_bands_of(fares, on=network.as_of)
        ),
        prices=prices,
        street_modes=frozenset(set(service.transit.ride_min) - rails),
        local_mode=LOCAL_BUS,
        year=network.horizon_year,
        parameters=parameters,
    )
