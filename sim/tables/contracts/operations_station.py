"""Contracts of ``network_data/operations/``: main stations, seats of trains, walking speeds."""

from sim.tables.columns import (
    Day,
    Facts,
    Flag,
    Integer,
    Number,
    OptionalInteger,
    Text,
    choice,
    day,
    flag,
    integer,
    number,
    text,
)
from sim.tables.spec import ForeignKey, TableSpec

__all__ = [
    "TABLES",
    "StationFacilities",
    "StationHubs",
    "StationKinds",
    "StationOnward",
    "StationParameters",
    "StationPlaces",
    "StationRoutes",
    "TrainSeats",
    "Walking",
]

_ID = r"^[a-z][a-z0-9_]*$"


class StationPlaces(Facts):
    """Places of a template of stations: what people pass, with lengths, lanes and times."""

    template_id: Text = text("Template", pattern=_ID, example="hall_above_large")
    place_id: Text = text("Place", pattern=_ID, example="security")
    kind: Text = choice("Kind of place", ("walk", "lanes", "gate", "rank"))
    title_zh: Text = text("Chinese name")
    title_en: Text = text("English name")
    per_platform: Flag = flag("Whether every platform has its own")
    length_m: Number = number("Length of a walk", unit="m", low=0, high=2000, optional=True)
    fixed_s: Number = number(
        "Time of a walk that is the same for everybody (escalator, lift)",
        unit="s",
        low=0,
        high=1800,
        optional=True,
    )
    service_mean_s: Number = number(
        "Mean time of one person at a lane", unit="s", low=0, high=600, optional=True
    )
    service_cv: Number = number(
        "Spread of that time: standard deviation over mean", unit="1", low=0, high=3, optional=True
    )
    service_family: Text = choice(
        "Distribution of that time",
        ("constant", "exponential", "lognormal", "erlang"),
        optional=True,
    )
    lanes: OptionalInteger = integer(
        "Lanes side by side, all open", unit="1", low=0, high=1000, optional=True
    )
    opens_before_min: Number = number(
        "How long before the departure a gate opens", unit="min", low=0, high=1440, optional=True
    )
    closes_before_min: Number = number(
        "How long before the departure a gate closes", unit="min", low=0, high=240, optional=True
    )
    calls: Text = choice(
        "Vehicles of a rank: of the network's lines, or so many an hour",
        ("lines", "steady"),
        optional=True,
    )
    calls_per_h: Number = number(
        "Vehicles of a rank an hour, all day", unit="1/h", low=0, high=10000, optional=True
    )
    places_per_call: OptionalInteger = integer(
        "People one vehicle of a rank takes", unit="1", low=1, high=3000, optional=True
    )
    standard_p95_min: Number = number(
        "Longest wait of 95 of 100 people that counts as good; assumption",
        unit="min",
        low=0,
        high=60,
        optional=True,
    )
    note: Text = text("What is assumed, and its range", optional=True)


class StationRoutes(Facts):
    """Ways through a template of stations: places in order, from one vehicle to another."""

    template_id: Text = text("Template", pattern=_ID, example="hall_above_large")
    from_kind: Text = text("What people come by", pattern=_ID, example="coach")
    to_kind: Text = text("What people go on by", pattern=_ID, example="coach")
    seq: Integer = integer("Place in the way, from 1", unit="1", low=1, high=60)
    place_id: Text = text("Place", pattern=_ID, example="security")
    note: Text = text("Remarks", optional=True)


class StationKinds(Facts):
    """What people come to and leave a station by."""

    kind: Text = text("Kind", pattern=_ID, example="coach")
    title_zh: Text = text("Chinese name")
    title_en: Text = text("English name")


class StationHubs(Facts):
    """Which template a main station has."""

    hub_id: Text = text("Main station; empty: any other", optional=True)
    template_id: Text = text("Template", pattern=_ID, example="hall_above_large")
    platforms: Integer = integer("Platforms of the trains", unit="1", low=1, high=40)
    note: Text = text("Remarks", optional=True)


class StationFacilities(Facts):
    """What a main station has other than its template, by date."""

    hub_id: Text = text("Main station")
    place_id: Text = text("Place", pattern=_ID, example="security")
    valid_from: Day = day("First day", optional=True)
    valid_until: Day = day("First day without it", optional=True)
    attribute: Text = choice(
        "Column of the template that differs; in_use 0: people pass it without stopping",
        (
            "lanes",
            "service_mean_s",
            "length_m",
            "fixed_s",
            "opens_before_min",
            "closes_before_min",
            "calls_per_h",
            "places_per_call",
            "in_use",
        ),
    )
    value: Number = number("Value, in the unit of the column", unit="1", low=0, high=10000)
    low: Number = number("Low value", unit="1", low=0, high=10000, optional=True)
    high: Number = number("High value", unit="1", low=0, high=10000, optional=True)
    note: Text = text("Remarks", optional=True)


class StationOnward(Facts):
    """How passengers of the trains come and go: ways of the demand model as kinds of a station."""

    group: Text = choice("Passengers of the city, or of elsewhere", ("city", "elsewhere"))
    alternative_id: Text = text("Way to travel of the demand model; empty: none", optional=True)
    kind: Text = text("Kind", pattern=_ID, example="coach")
    share: Number = number("Share of the group and way; they sum to 1", unit="1", low=0, high=1)
    low: Number = number("Low value", unit="1", low=0, high=1)
    high: Number = number("High value", unit="1", low=0, high=1)
    note: Text = text("Remarks", optional=True)


class StationParameters(Facts):
    """Assumptions on a day at a main station."""

    parameter: Text = text("Parameter", pattern=_ID, example="show_up_cv")
    value: Number = number("Value", unit="as unit says")
    low: Number = number("Low value", unit="as unit says")
    high: Number = number("High value", unit="as unit says")
    unit: Text = text("Unit of the value")
    note: Text = text("What it is", optional=True)


class TrainSeats(Facts):
    """Seats of trains by class: short and long sets."""

    train_class: Text = text("Class; empty: any other", optional=True)
    seats_short: Integer = integer("Seats of a short train", unit="1", low=1, high=3000)
    seats_long: Integer = integer("Seats of a long train", unit="1", low=1, high=3000)
    long_share: Number = number("Share of long trains", unit="1", low=0, high=1)
    low: Integer = integer("Fewest seats known", unit="1", low=1, high=3000)
    high: Integer = integer("Most seats known", unit="1", low=1, high=3000)
    note: Text = text("Remarks", optional=True)


class Walking(Facts):
    """Walking speeds of travellers at stations and in the terminal."""

    walker_id: Text = text("Class of walkers", pattern=_ID, example="luggage")
    title_zh: Text = text("Chinese name")
    title_en: Text = text("English name")
    share: Number = number("Share of the travellers; they sum to 1", unit="1", low=0, high=1)
    speed_m_s: Number = number("Mean speed", unit="m/s", low=0.2, high=3)
    cv: Number = number("Spread: standard deviation over mean", unit="1", low=0, high=1)
    low: Number = number("Low speed", unit="m/s", low=0.2, high=3)
    high: Number = number("High speed", unit="m/s", low=0.2, high=3)
    note: Text = text("Remarks", optional=True)


_KIND = ("operations/station_kinds.kind",)

TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        "operations/station_places",
        "Places of templates of stations",
        StationPlaces,
        ("template_id", "place_id"),
    ),
    TableSpec(
        "operations/station_kinds",
        "What people come to and leave a station by",
        StationKinds,
        ("kind",),
    ),
    TableSpec(
        "operations/station_routes",
        "Ways through templates of stations",
        StationRoutes,
        ("template_id", "from_kind", "to_kind", "seq"),
        (ForeignKey("from_kind", _KIND), ForeignKey("to_kind", _KIND)),
    ),
    TableSpec(
        "operations/station_hubs",
        "Templates of the main stations",
        StationHubs,
        ("hub_id",),
        (ForeignKey("hub_id", ("rail/hubs.hub_id",)),),
    ),
    TableSpec(
        "operations/station_facilities",
        "What main stations have other than their templates",
        StationFacilities,
        ("hub_id", "place_id", "valid_from", "attribute"),
        (ForeignKey("hub_id", ("rail/hubs.hub_id",)),),
    ),
    TableSpec(
        "operations/station_onward",
        "How passengers of the trains come and go",
        StationOnward,
        ("group", "alternative_id", "kind"),
        (
            ForeignKey("alternative_id", ("demand/alternatives.alternative_id",)),
            ForeignKey("kind", _KIND),
        ),
    ),
    TableSpec(
        "operations/station_parameters",
        "Assumptions on a day at a main station",
        StationParameters,
        ("parameter",),
    ),
    TableSpec("operations/train_seats", "Seats of trains", TrainSeats, ("train_class",)),
    TableSpec("operations/walking", "Walking speeds of travellers", Walking, ("walker_id",)),
)
