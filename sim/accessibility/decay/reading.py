"""Decay functions told by name: from a mapping (YAML) or a line of text (command line, tables)."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from sim.accessibility.decay.catalogue import DECAYS
from sim.accessibility.decay.model import Decay, DecaySpec
from sim.errors import DataError

__all__ = ["decay_spec", "named_decay", "read_decay"]


def decay_spec(kind: str) -> DecaySpec:
    """Entry of the catalogue of that name.

    Examples
    --------
    >>> decay_spec("exponental")
    Traceback (most recent call last):
    ...
    sim.errors.DataError: there is no decay 'exponental'; did you mean 'exponential'?
    """
    wanted = kind.strip().lower().replace("-", "_")
    for spec in DECAYS:
        if spec.id == wanted:
            return spec
    raise DataError(f"there is no decay '{kind}'; {_hint(wanted, [s.id for s in DECAYS])}")


def named_decay(kind: str, parameters: Mapping[str, float | Sequence[float]]) -> Decay:
    """Decay of a kind with its parameters by name, as a YAML file gives them.

    Examples
    --------
    >>> named_decay("logistic", {"median_min": 30, "sd_min": 10}).text
    'logistic median 30 sd 10 min'
    >>> named_decay("exponential", {"half_life": 20})
    Traceback (most recent call last):
    ...
    sim.errors.DataError: decay 'exponential' has no 'half_life'; did you mean 'half_life_min'?
    """
    spec = decay_spec(kind)
    known = [parameter.name for parameter in spec.parameters]
    for name in parameters:
        if name not in known:
            raise DataError(f"decay '{spec.id}' has no '{name}'; {_hint(name, known)}")
    missing = [f"'{name}'" for name in known if name not in parameters]
    if missing:
        raise DataError(f"decay '{spec.id}' needs {' and '.join(missing)}; {_form(spec)}")
    for parameter in spec.parameters:
        value = parameters[parameter.name]
        numbers = value if isinstance(value, Sequence) else [value]
        if parameter.is_list is not isinstance(value, Sequence) or not _all_numbers(numbers):
            wanted = "a list of numbers" if parameter.is_list else "one number"
            raise DataError(
                f"'{parameter.name}' of decay '{spec.id}' must be {wanted}, not {value!r}"
            )
    return spec.make(**parameters)


def read_decay(text: str) -> Decay:
    """Decay from one line: its text form, or the kind and its numbers in order.

    Examples
    --------
    >>> read_decay("exponential half-life 20 min") == read_decay("exponential:20")
    True
    >>> read_decay("logistic sd_min=10 median_min=30").text
    'logistic median 30 sd 10 min'
    >>> read_decay("logistic 30")
    Traceback (most recent call last):
    ...
    sim.errors.DataError: decay 'logistic' needs 'sd_min'; write 'logistic median 30 sd 30 min' or \
'logistic median_min=30 sd_min=30'
    """
    words = text.replace("=", " ").replace(":", " ").replace(",", " ").split()
    if not words:
        raise DataError(f"no decay is named; {_hint('', [spec.id for spec in DECAYS])}")
    spec = decay_spec(words[0])
    read: dict[str, list[float]] = {}
    position = 0
    for word in words[1:]:
        if word == "min":
            continue
        named = [n for n, p in enumerate(spec.parameters) if word in {p.name, p.label}]
        if named:
            position = named[0]
            continue
        number = _number(word)
        if number is None or position == len(spec.parameters):
            what = "is no number" if number is None else "is one number too many"
            raise DataError(f"'{word}' in decay '{text}' {what}; {_form(spec)}")
        parameter = spec.parameters[position]
        if parameter.name in read and not parameter.is_list:
            raise DataError(f"'{parameter.name}' stands twice in decay '{text}'; {_form(spec)}")
        read.setdefault(parameter.name, []).append(number)
        position += not parameter.is_list
    lists = {parameter.name for parameter in spec.parameters if parameter.is_list}
    return named_decay(
        spec.id, {name: found if name in lists else found[0] for name, found in read.items()}
    )


def _all_numbers(values: Iterable[object]) -> bool:
    return all(isinstance(one, int | float) and not isinstance(one, bool) for one in values)


def _number(word: str) -> float | None:
    try:
        return float(word.removesuffix("min"))
    except ValueError:
        return None


def _form(spec: DecaySpec) -> str:
    """An example of both ways to write it."""
    lists = iter(("10 20 30", "1 0.68 0.22"))
    samples = [next(lists) if p.is_list else "30" if p.unit else "2" for p in spec.parameters]
    pairs = list(zip(spec.parameters, samples, strict=True))
    words = [part for p, sample in pairs for part in (p.label, sample) if part]
    if spec.parameters[-1].unit:
        words.append(spec.parameters[-1].unit)
    by_name = " ".join(f"{p.name}={sample.replace(' ', ',')}" for p, sample in pairs)
    return f"write '{spec.id} {' '.join(words)}' or '{spec.id} {by_name}'"


def _hint(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean '{close[0]}'?" if close else f"known: {', '.join(known)}"
