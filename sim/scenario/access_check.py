"""What can be wrong with the measures of access a scenario asks for, once its shape is right."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sim.modifications.base import Problem, error
from sim.modifications.names import did_you_mean
from sim.scenario.access_specs import longest_needed_min
from sim.scenario.document import ScenarioHeader

__all__ = ["access_problems"]

_WHERE = ("accessibility", "measures")


def access_problems(header: ScenarioHeader, layers: Collection[str]) -> Iterator[Problem]:
    """Unknown layers, times beyond the search, entries that say the same twice.

    An empty `layers` is not checked against.

    Examples
    --------
    >>> from sim.scenario.document import AccessibilitySettings, ScenarioHeader
    >>> header = ScenarioHeader.model_validate({
    ...     "scenario": "x", "title": "x", "as_of": "2016-07-01",
    ...     "accessibility": {"measures": [{"measure": "time_to_closest", "layers": ["jobz"]}]},
    ... })
    >>> [(p.code, p.fix, p.path) for p in access_problems(header, ["jobs", "people"])]
    [('unknown-opportunity', "did you mean 'jobs'?", ('accessibility', 'measures', 0, 'layers', 0))]
    """
    yield from _unknown_layers(header, layers)
    yield from _too_far(header)
    yield from _twice(header)


def _unknown_layers(header: ScenarioHeader, layers: Collection[str]) -> Iterator[Problem]:
    offered = sorted(layers)
    for place, measure in enumerate(header.accessibility.measures):
        for position, name in enumerate(measure.layers):
            if offered and name not in offered:
                yield error(
                    "unknown-opportunity",
                    f"there is no layer of opportunities '{name}'",
                    did_you_mean(name, offered, "layers: " + ", ".join(offered)),
                    *(*_WHERE, place, "layers", position),
                )


def _too_far(header: ScenarioHeader) -> Iterator[Problem]:
    """Times beyond the search would find nothing there, and not say so."""
    longest = header.routing.max_time_min
    asked = header.accessibility
    for place, measure in enumerate(asked.measures):
        needed, key = longest_needed_min(measure)
        if needed > longest:
            yield error(
                "cutoff-beyond-search",
                f"{measure.measure} looks {needed:g} min far, beyond the search of {longest} min",
                "raise routing.max_time_min, or look less far",
                *(*_WHERE, place, key),
            )
    if asked.sums_max_min is None:
        return
    needed = max([*asked.cutoffs_min, *(longest_needed_min(m)[0] for m in asked.measures)])
    if asked.sums_max_min > longest:
        yield error(
            "cutoff-beyond-search",
            f"sums_max_min: {asked.sums_max_min} min is beyond the search of {longest} min",
            "raise routing.max_time_min, or lower sums_max_min",
            "accessibility",
            "sums_max_min",
        )
    elif asked.sums_max_min < needed:
        yield error(
            "cutoff-beyond-search",
            f"sums_max_min: {asked.sums_max_min} min, but a cutoff is {needed:g} min",
            f"raise sums_max_min to {needed:g}, or leave it out",
            "accessibility",
            "sums_max_min",
        )


def _twice(header: ScenarioHeader) -> Iterator[Problem]:
    seen: dict[tuple[object, ...], int] = {}
    for place, measure in enumerate(header.accessibility.measures):
        settings = measure.model_dump(mode="json", exclude={"layers"})
        for position, layer in enumerate(measure.layers):
            first = seen.setdefault((repr(settings), layer), place)
            if first != place or measure.layers.index(layer) != position:
                yield error(
                    "measure-twice",
                    f"{measure.measure} of '{layer}' is asked for twice with the same settings",
                    "keep one of them",
                    *(*_WHERE, place, "layers", position),
                )
