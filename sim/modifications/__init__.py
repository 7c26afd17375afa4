"""What a scenario may change: one file per type, listed in one union.

The union is the catalogue. It gives validation, the JSON schema and the completeness test.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from sim.modifications.add_air_routes import AddAirRoutes
from sim.modifications.add_line import AddLine
from sim.modifications.add_rail_line import AddRailLine
from sim.modifications.add_rail_service import AddRailService
from sim.modifications.add_station import AddStation
from sim.modifications.adjust_headway import AdjustHeadway
from sim.modifications.adjust_speed import AdjustSpeed
from sim.modifications.apply import (
    Change,
    ChangeReport,
    Unreadable,
    apply_modifications,
    find_problems,
)
from sim.modifications.base import ModificationBase
from sim.modifications.close_for_a_time import CloseForATime
from sim.modifications.close_rail_station import CloseRailStation
from sim.modifications.close_section import CloseSection
from sim.modifications.draft import Draft
from sim.modifications.extend_line import ExtendLine
from sim.modifications.move_service import MoveService
from sim.modifications.open_rail_station import OpenRailStation
from sim.modifications.open_section import OpenSection
from sim.modifications.remove_air_routes import RemoveAirRoutes
from sim.modifications.retime import Retime
from sim.modifications.set_car_ownership import SetCarOwnership
from sim.modifications.set_lanes import SetLanes
from sim.modifications.set_price import SetPrice
from sim.modifications.set_service_time import SetServiceTime
from sim.modifications.set_transfer_time import SetTransferTime
from sim.modifications.set_vehicle_capacity import SetVehicleCapacity

__all__ = [
    "AddAirRoutes",
    "AddLine",
    "AddRailLine",
    "AddRailService",
    "AddStation",
    "AdjustHeadway",
    "AdjustSpeed",
    "Change",
    "ChangeReport",
    "CloseForATime",
    "CloseRailStation",
    "CloseSection",
    "Draft",
    "ExtendLine",
    "Modification",
    "ModificationBase",
    "MoveService",
    "OpenRailStation",
    "OpenSection",
    "RemoveAirRoutes",
    "Retime",
    "SetCarOwnership",
    "SetLanes",
    "SetPrice",
    "SetServiceTime",
    "SetTransferTime",
    "SetVehicleCapacity",
    "Unreadable",
    "apply_modifications",
    "find_problems",
]

Modification: TypeAlias = Annotated[
    OpenSection
    | CloseSection
    | AddLine
    | ExtendLine
    | AdjustHeadway
    | AdjustSpeed
    | AddStation
    | SetTransferTime
    | OpenRailStation
    | CloseRailStation
    | AddRailLine
    | AddRailService
    | Retime
    | MoveService
    | AddAirRoutes
    | RemoveAirRoutes
    | SetPrice
    | SetCarOwnership
    | SetLanes
    | SetServiceTime
    | SetVehicleCapacity
    | CloseForATime,
    Field(discriminator="type"),
]
