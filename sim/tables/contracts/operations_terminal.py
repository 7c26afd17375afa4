"""Contracts of ``network_data/operations/`` for airport terminals: places, ways, lanes, levels."""

from sim.tables.columns import (
    Day,
    Facts,
    Integer,
    Number,
    OptionalInteger,
    Text,
    choice,
    day,
    integer,
    number,
    text,
)
from sim.tables.spec import ForeignKey, TableSpec

__all__ = [
    "TABLES",
    "ServiceLevels",
    "ShowUp",
    "TerminalAircraft",
    "TerminalFacilities",
    "TerminalGround",
    "TerminalLegs",
    "TerminalParameters",
    "TerminalPlaces",
    "TerminalRoutes",
]

NAME = r"^[a-z][a-z0-9_]*$"
KINDS = ("domestic", "international")
FLIGHT_KINDS = (
    *KINDS,
    "domestic_domestic",
    "domestic_international",
    "international_domestic",
    "international_international",
)


class TerminalPlaces(Facts):
    """Places of a terminal that people pass through: walks, lanes, gates, belts and ranks."""

    template_id: Text = text("Template of a terminal", pattern=NAME, example="terminal")
    place_id: Text = text("Place", pattern=NAME, example="security_domestic")
    kind: Text = choice(
        "Walk; lanes in which one is served; gate that closes before departure; belt of bags; rank "
        "of vehicles",
        ("walk", "lanes", "gate", "belt", "rank"),
    )
    process_id: Text = text("Process (operations/service_levels)", optional=True)
    ground_id: Text = text("Whose vehicles call at a rank", optional=True)
    title_zh: Text = text("Chinese title")
    title_en: Text = text("English title")
    length_m: Number = number("Length of a walk", unit="m", low=0, high=3000, optional=True)
    fixed_s: Number = number(
        "Time of a walk that does not depend on the speed",
        unit="s",
        low=0,
        high=3600,
        optional=True,
    )
    service_mean_s: Number = number(
        "Mean time one lane needs for one passenger", unit="s", low=0, high=3600, optional=True
    )
    service_low_s: Number = number("Lower end of the range", unit="s", low=0, optional=True)
    service_high_s: Number = number("Upper end of the range", unit="s", low=0, optional=True)
    service_cv: Number = number("Spread over the mean", unit="1", low=0, high=3, optional=True)
    service_family: Text = choice(
        "Shape of the time", ("constant", "exponential", "lognormal", "erlang"), optional=True
    )
    opens_before_min: Number = number(
        "Gate opens so long before departure; empty: it is always open",
        unit="min",
        low=0,
        high=720,
        optional=True,
    )
    closes_before_min: Number = number(
        "Gate closes so long before departure", unit="min", low=0, high=240, optional=True
    )
    note: Text = text("Remarks", optional=True)


class TerminalLegs(Facts):
    """Ways through a terminal in stages; the share of the people of a stage who take each."""

    template_id: Text = text("Template of a terminal", pattern=NAME)
    leg_id: Text = text("Way", pattern=NAME, example="desk_domestic")
    stage: Text = choice(
        "From the ground to the doors, to the aircraft, from it to the doors, away, or from "
        "aircraft to aircraft",
        ("access", "departure", "arrival", "onward", "connection"),
    )
    flight_kind: Text = choice("Flights it belongs to", FLIGHT_KINDS, optional=True)
    ground_id: Text = text("Way on the ground it belongs to", optional=True)
    title_zh: Text = text("Chinese title")
    title_en: Text = text("English title")
    share: Number = number("Share of the people of the stage and kind", unit="1", low=0, high=1)
    low: Number = number("Lower end of the range", unit="1", low=0, high=1)
    high: Number = number("Upper end of the range", unit="1", low=0, high=1)
    note: Text = text("Remarks", optional=True)


class TerminalRoutes(Facts):
    """Places of each way through a terminal, in order."""

    template_id: Text = text("Template of a terminal", pattern=NAME)
    leg_id: Text = text("Way", pattern=NAME)
    seq: Integer = integer("Order", unit="1", low=1, high=99)
    place_id: Text = text("Place", pattern=NAME)


class TerminalFacilities(Facts):
    """Lanes of an airport's terminals by date."""

    facility_id: Text = text("Airport code", pattern=r"^[A-Z]{3}$", example="HGH")
    template_id: Text = text("Template of its terminals", pattern=NAME)
    terminals: Text = text("Terminals taken together, joined by ';'", example="T1;T2;T3")
    place_id: Text = text("Place with lanes", pattern=NAME)
    lanes: Integer = integer("Lanes, desks or machines that can be open", unit="1", low=0, high=500)
    low: Integer = integer("Lower end of the range", unit="1", low=0, high=500)
    high: Integer = integer("Upper end of the range", unit="1", low=0, high=500)
    valid_from: Day = day("First day; 1900-01-01: as far back as is known")
    valid_to: Day = day("Last day; empty: still so", optional=True)
    note: Text = text("Remarks", optional=True)


class ShowUp(Facts):
    """Share of departing passengers who have reached the airport so long before departure."""

    flight_kind: Text = choice("Flights", KINDS)
    minutes_before: Number = number("Time before departure", unit="min", low=0, high=720)
    come_share: Number = number("Share who have come by then", unit="1", low=0, high=1)
    note: Text = text("Remarks", optional=True)


class ServiceLevels(Facts):
    """What is asked of each process of a terminal: longest waits and space."""

    process_id: Text = text("Process", pattern=NAME, example="security")
    title_zh: Text = text("Chinese title")
    title_en: Text = text("English title")
    standard_low_min: Number = number(
        "Waits below it: more is provided than needed", unit="min", low=0, high=240
    )
    standard_high_min: Number = number(
        "Waits above it: less is provided than needed", unit="min", low=0, high=240
    )
    space_low_m2: Number = number("Space of one waiting person, least", unit="m2", low=0, high=10)
    space_high_m2: Number = number("Space of one waiting person, most", unit="m2", low=0, high=10)
    note: Text = text("Remarks", optional=True)


class TerminalAircraft(Facts):
    """Seats of the aircraft that call, by distance."""

    flight_kind: Text = choice("Flights", KINDS)
    aircraft: Text = text("Class of aircraft", example="narrow body")
    from_km: Number = number("Flown from this distance on", unit="km", low=0, high=20000)
    seats: Integer = integer("Seats", unit="1", low=1, high=900)
    share: Number = number("Share of the flights of kind and distance", unit="1", low=0, high=1)
    low: Number = number("Lower end of the range", unit="1", low=0, high=1)
    high: Number = number("Upper end of the range", unit="1", low=0, high=1)
    load_factor: Number = number(
        "Passengers over seats, against the other flights", unit="1", low=0, high=1
    )
    note: Text = text("Remarks", optional=True)


class TerminalGround(Facts):
    """Ways to and from an airport on the ground, as its terminal sees them."""

    ground_id: Text = text("Way on the ground", pattern=NAME, example="taxi")
    title_zh: Text = text("Chinese title")
    title_en: Text = text("English title")
    alternative_id: Text = text("Alternative of the demand model; empty: none", optional=True)
    service: Text = choice(
        "One's own vehicle, a stream of vehicles, or the lines of the network",
        ("own", "stream", "lines"),
    )
    elsewhere_share: Number = number(
        "Share among travellers who come from or go to other cities", unit="1", low=0, high=1
    )
    low: Number = number("Lower end of the range", unit="1", low=0, high=1)
    high: Number = number("Upper end of the range", unit="1", low=0, high=1)
    headway_s: Number = number(
        "Time between the vehicles of a stream", unit="s", low=1, high=7200, optional=True
    )
    places: OptionalInteger = integer(
        "Places of a vehicle of a stream", unit="1", low=1, high=2000, optional=True
    )
    note: Text = text("Remarks", optional=True)


class TerminalParameters(Facts):
    """Parameters of the day of a terminal."""

    parameter: Text = text("Parameter", pattern=NAME, example="taxi_in_min")
    value: Number = number("Value", unit="see column unit", low=0)
    low: Number = number("Lower end of the range", unit="see column unit", low=0)
    high: Number = number("Upper end of the range", unit="see column unit", low=0)
    unit: Text = choice("Unit", ("1", "1/week", "1/min", "min", "m/s"))
    note: Text = text("Remarks", optional=True)


_LEGS = "operations/terminal_legs"
_PLACES = "operations/terminal_places"
_GROUND = ForeignKey("ground_id", ("operations/terminal_ground.ground_id",))
_PROCESS = ForeignKey("process_id", ("operations/service_levels.process_id",))
_PLACE = ForeignKey("place_id", (f"{_PLACES}.place_id",))

TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        _PLACES,
        "Places of airport terminals",
        TerminalPlaces,
        ("template_id", "place_id"),
        (_PROCESS, _GROUND),
    ),
    TableSpec(
        _LEGS,
        "Ways through airport terminals",
        TerminalLegs,
        ("template_id", "leg_id"),
        (_GROUND,),
    ),
    TableSpec(
        "operations/terminal_routes",
        "Places of the ways through airport terminals",
        TerminalRoutes,
        ("template_id", "leg_id", "seq"),
        (ForeignKey("leg_id", (f"{_LEGS}.leg_id",)), _PLACE),
    ),
    TableSpec(
        "operations/terminal_facilities",
        "Lanes of airport terminals",
        TerminalFacilities,
        ("facility_id", "place_id", "valid_from"),
        (_PLACE,),
    ),
    TableSpec(
        "operations/show_up",
        "When departing passengers reach the airport",
        ShowUp,
        ("flight_kind", "minutes_before"),
    ),
    TableSpec(
        "operations/service_levels",
        "Levels of service of airport terminals",
        ServiceLevels,
        ("process_id",),
    ),
    TableSpec(
        "operations/terminal_aircraft",
        "Aircraft that call at the airport",
        TerminalAircraft,
        ("flight_kind", "aircraft", "from_km"),
    ),
    TableSpec(
        "operations/terminal_ground",
        "Ways to and from the airport as its terminal sees them",
        TerminalGround,
        ("ground_id",),
        (ForeignKey("alternative_id", ("demand/alternatives.alternative_id",)),),
    ),
    TableSpec(
        "operations/terminal_parameters",
        "Parameters of the day of a terminal",
        TerminalParameters,
        ("parameter",),
    ),
)
