"""Documents beside the tables: YAML files that the modules using them check."""

from sim.tables.spec import TableSpec

__all__ = ["TABLES"]

TABLES: tuple[TableSpec, ...] = (
    TableSpec("modes", "Modes of transport", None, form="yaml"),
    TableSpec("policy/targets", "Targets of the 2016 plan", None, form="yaml"),
)
