"""What a scenario may ask to be measured: one small entry per measure of access.

The measures themselves are loaded only for a decay that a file writes: a check has two seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias, get_args

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from sim.errors import DataError
from sim.modifications.base import SpecBase
from sim.modifications.names import did_you_mean

if TYPE_CHECKING:
    from sim.accessibility import Decay

__all__ = [
    "DEFAULT_MEASURES",
    "AccessMeasure",
    "Cutoffs",
    "DecayWords",
    "decay_of",
    "longest_needed_min",
]

DecayWords: TypeAlias = dict[str, dict[str, float | tuple[float, ...]]]
"""A decay as YAML has it: ``{exponential: {half_life_min: 20}}``."""


def _rising(values: tuple[int, ...]) -> tuple[int, ...]:
    if list(values) != sorted(set(values)):
        raise PydanticCustomError(
            "not-rising",
            "the cutoffs do not rise",
            {"fix": "write them from short to long, each once: [30, 45, 60]"},
        )
    return values


def decay_of(words: DecayWords) -> Decay:
    """Decay function of its name and parameters.

    Raises
    ------
    DataError
        For an unknown name or parameter, one that is missing or not a number above zero.

    Examples
    --------
    >>> decay_of({"exponential": {"half_life_min": 20}}).text
    'exponential half-life 20 min'
    """
    from sim.accessibility import named_decay  # noqa: PLC0415 - numpy is slow to load

    if len(words) != 1:
        raise DataError(f"{len(words)} decays are named; name one: {{exponential: …}}")
    ((kind, parameters),) = words.items()
    return named_decay(kind, parameters)


def _decay(words: DecayWords) -> DecayWords:
    try:
        decay_of(words)
    except DataError as wrong:
        what, _, fix = str(wrong.args[0]).partition("; ")
        advice = "`sim access --list` shows the decays with their parameters"
        raise PydanticCustomError(
            "bad-decay", "{what}", {"what": what, "fix": fix or advice}
        ) from wrong
    return words


def _known_measure(entry: object) -> object:
    """Refuse an unknown measure, or a key that measure does not have, before anything else.

    Lists become tuples: behind a function of ours the reader is as strict as with Python values,
    where a list is no tuple.
    """
    if not isinstance(entry, dict):
        return entry
    word = entry.get("measure")
    known = [name for model in _ENTRIES for name in _measures_of(model)]
    if word is None:
        raise PydanticCustomError(
            "missing-measure",
            "the entry has no measure",
            {"fix": "begin it with `measure: …`, one of: " + ", ".join(known)},
        )
    if word not in known:
        fix = did_you_mean(str(word), known, "measures: " + ", ".join(known))
        raise PydanticCustomError(
            "unknown-measure",
            "there is no measure '{word}'",
            {"word": str(word), "fix": fix},
        )
    fields = _keys_of(str(word))
    for key in entry:
        if key not in fields:
            raise PydanticCustomError(
                "unknown-key",
                "{word} has no key '{key}'",
                {
                    "word": str(word),
                    "key": str(key),
                    "fix": did_you_mean(str(key), fields, "its keys: " + ", ".join(fields)),
                },
            )
    return _frozen(entry)


def _frozen(value: object) -> object:
    if isinstance(value, dict):
        return {key: _frozen(one) for key, one in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


class _DecaySchema:
    """Names and parameters of the decays, for editors."""

    def __get_pydantic_json_schema__(
        self, _core: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        from sim.accessibility import DECAYS  # noqa: PLC0415 - numpy is slow to load

        number = {"type": "number", "exclusiveMinimum": 0}
        return {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": False,
            "properties": {
                spec.id: {
                    "type": "object",
                    "description": f"{spec.title_en}: {spec.formula}",
                    "additionalProperties": False,
                    "required": [parameter.name for parameter in spec.parameters],
                    "properties": {
                        parameter.name: {
                            "description": parameter.meaning_en,
                            **({"type": "array", "items": number} if parameter.is_list else number),
                        }
                        for parameter in spec.parameters
                    },
                }
                for spec in DECAYS
            },
        }


Minutes: TypeAlias = Annotated[int, Field(ge=1, le=600)]
Cutoffs: TypeAlias = Annotated[tuple[Minutes, ...], Field(min_length=1), AfterValidator(_rising)]
DecayEntry: TypeAlias = Annotated[DecayWords, AfterValidator(_decay), _DecaySchema()]


class _OfLayers(SpecBase):
    """An entry of ``accessibility.measures``."""

    layers: Annotated[tuple[str, ...], Field(min_length=1)]
    """Layers of opportunities, by name (network_data/land/opportunities.csv)."""


class WithinCutoffs(_OfLayers):
    """How much lies within a time; shared among those who reach it, for the catchment area."""

    measure: Literal["cumulative", "two_step_floating_catchment"]
    """Measure, see `sim access --list`."""

    cutoffs_min: Cutoffs | None = None
    """Longest times that count (min), rising; by default those of accessibility.cutoffs_min."""


class OverInterval(_OfLayers):
    """How much lies within a time, over an interval of times."""

    measure: Literal["cumulative_interval"]
    """Measure, see `sim access --list`."""

    from_min: Minutes
    """Shortest cutoff (min)."""

    to_min: Minutes
    """Longest cutoff (min)."""

    step_min: Minutes = 1
    """Minutes between two cutoffs."""

    summary: Literal["mean", "median"] = "mean"
    """What is told of the cutoffs."""


class WithDecay(_OfLayers):
    """Opportunities that count less the farther they are; some are shared among competitors."""

    measure: Literal[
        "gravity",
        "enhanced_two_step_floating_catchment",
        "three_step_floating_catchment",
        "balanced_floating_catchment",
        "shen",
        "spatial_availability",
    ]
    """Measure, see `sim access --list`."""

    decay: DecayEntry
    """How an opportunity counts less with time: a name and its parameters."""


class OfTime(_OfLayers):
    """Minutes to the closest, or until there is one for each of those who live there."""

    measure: Literal["time_to_closest", "balancing_time"]
    """Measure, see `sim access --list`."""


class ToNth(_OfLayers):
    """Minutes until so many are within reach."""

    measure: Literal["time_to_nth"]
    """Measure, see `sim access --list`."""

    n: float = Field(gt=0)
    """How many are wanted."""


class Nearby(_OfLayers):
    """What lies nearby as the crow flies."""

    measure: Literal["proximity"]
    """Measure, see `sim access --list`."""

    radius_km: float = Field(gt=0, le=1000)
    """Farthest that counts (km)."""


class Performance(_OfLayers):
    """What is reached in a time, as a share of what lies nearby."""

    measure: Literal["transport_performance"]
    """Measure, see `sim access --list`."""

    cutoffs_min: Cutoffs | None = None
    """Longest times that count (min), rising; by default those of accessibility.cutoffs_min."""

    radius_km: float = Field(gt=0, le=1000)
    """Farthest that counts as nearby (km)."""


_ENTRIES: tuple[type[_OfLayers], ...] = (
    WithinCutoffs,
    OverInterval,
    WithDecay,
    OfTime,
    ToNth,
    Nearby,
    Performance,
)


def _measures_of(model: type[_OfLayers]) -> tuple[str, ...]:
    return get_args(model.model_fields["measure"].annotation)


def _keys_of(measure: str) -> tuple[str, ...]:
    """Keys an entry of that measure may have, the measure first."""
    for model in _ENTRIES:
        if measure in _measures_of(model):
            return ("measure", *(name for name in model.model_fields if name != "measure"))
    return ("measure",)


AccessMeasure: TypeAlias = Annotated[
    Annotated[
        WithinCutoffs | OverInterval | WithDecay | OfTime | ToNth | Nearby | Performance,
        Discriminator("measure"),
    ],
    BeforeValidator(_known_measure),
]
"""One entry of ``accessibility.measures``; its key ``measure`` says which."""


DEFAULT_MEASURES: tuple[AccessMeasure, ...] = (
    WithinCutoffs(measure="cumulative", layers=("jobs", "people", "hospitals")),
    WithDecay.model_construct(  # unchecked: the check would load the decays
        measure="gravity", layers=("jobs",), decay={"exponential": {"half_life_min": 20.0}}
    ),
    OfTime(
        measure="time_to_closest",
        layers=(
            "hospitals",
            "universities",
            "business_districts",
            "hub_stations",
            "airport",
            "western_science_corridor",
            "eastern_manufacturing_corridor",
        ),
    ),
    WithinCutoffs(measure="two_step_floating_catchment", layers=("hospitals",)),
)
"""What every run measures unless its file says otherwise."""


def longest_needed_min(measure: AccessMeasure) -> tuple[float, str]:
    """Longest time a measure looks at by itself (min), and the key that would say so.

    0 where the file gives none: defaults of the scenario, decays without an edge, times to the
    closest.

    Examples
    --------
    >>> longest_needed_min(ToNth(measure="time_to_nth", layers=("hospitals",), n=3))
    (0.0, '')
    """
    if isinstance(measure, WithinCutoffs | Performance):
        return float(max(measure.cutoffs_min or (0,))), "cutoffs_min"
    if isinstance(measure, OverInterval):
        return float(measure.to_min), "to_min"
    if isinstance(measure, WithDecay):
        return _edge_min(measure.decay), "decay"
    return 0.0, ""


def _edge_min(words: DecayWords) -> float:
    """Where a decay ends, as its parameters say; 0 where it never does."""
    ((_, parameters),) = words.items()
    edges = [parameters.get(name, 0.0) for name in ("cutoff_min", "edges_min")]
    return max(max(edge) if isinstance(edge, tuple) else edge for edge in edges)
