"""Contracts of the calibration in ``network_data/demand/``: targets, and draws fitted to them."""

from sim.tables.columns import Facts, Integer, Number, Table, Text, choice, integer, number, text
from sim.tables.spec import TableSpec

__all__ = ["TABLES", "CalibrationTargets", "Draws"]

KINDS = ("strong", "prior", "check")
MEASURES = (
    "motorised_share",
    "alternative_share",
    "alternative_trips",
    "boardings",
    "entries",
    "trips_per_person",
    "mean_km",
    "noted",
)


class CalibrationTargets(Facts):
    """What the demand model is fitted to, and what it is only compared with."""

    target_id: Text = text("Target", pattern=r"^[a-z0-9_]+$", example="transit_share")
    title_zh: Text = text("Chinese title")
    title_en: Text = text("English title")
    value: Number = number("Counted or believed value", unit="see column unit", low=0)
    sd: Number = number(
        "Standard deviation of its error; empty: an upper bound or another definition",
        unit="see column unit",
        low=0,
        optional=True,
    )
    unit: Text = choice("Unit of the value", ("%", "million/day", "trips", "km"))
    kind: Text = choice("Met, leant on, or never used in the fit", KINDS)
    measure: Text = choice("What the model is asked for; noted: nothing", MEASURES)
    subject: Text = text("Alternative, or modes joined by ';'; empty: all", optional=True)
    area_id: Text = text("Area it is counted in (demand/areas)")
    year: Integer = integer("Year", unit="year", low=2000, high=2040)
    fact: Text = text("Row of land/facts, land/mode_share or metro/ridership", optional=True)
    note: Text = text("Remarks", optional=True)


class Draws(Table):
    """Parameters drawn from their uncertainty, each draw fitted to the base year anew.

    Written by ``sim calibrate``. Names that begin with ``target_`` are the drawn values of
    the targets that the draw was fitted to.
    """

    draw: Integer = integer("Number of the draw", unit="1", low=1, high=10_000)
    parameter_id: Text = text("Parameter", pattern=r"^[a-z0-9_]+$", example="wait_weight")
    value: Number = number("Value", unit="unit of the parameter")


TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        "demand/calibration_targets",
        "Targets of the calibration",
        CalibrationTargets,
        ("target_id",),
    ),
    TableSpec(
        "demand/draws",
        "Fitted draws of the parameters",
        Draws,
        ("draw", "parameter_id"),
        graded_by="demand/parameters.parameter_id",
    ),
)
