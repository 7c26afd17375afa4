"""Destinations as planners name them: airport codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.modifications.base import Problem, error
from sim.modifications.draft import Draft
from sim.modifications.names import did_you_mean

__all__ = ["airport_problems", "cities"]


def airport_problems(draft: Draft, codes: Sequence[str], key: str) -> Iterator[Problem]:
    """One problem for each text that is no known airport, names the home airport, or repeats.

    Examples
    --------
    >>> from sim.modifications.examples import two_line_network
    >>> draft = Draft(two_line_network())
    >>> [problem.fix for problem in airport_problems(draft, ["San Francisco"], "destinations")]
    ['write SFO']
    """
    seen: set[str] = set()
    for place, code in enumerate(codes):
        if code in seen:
            yield error(
                "repeated-destination",
                f"{code} stands twice in the list",
                "remove one of the two",
                key,
                place,
            )
        seen.add(code)
        if code == draft.base.home_airport:
            yield error(
                "home-airport", f"{code} is the home airport", "name destinations only", key, place
            )
        elif code not in draft.airports:
            yield error(
                "unknown-airport",
                f"there is no airport '{code}' in air/airports.csv",
                _advice(draft, code),
                key,
                place,
            )


def _advice(draft: Draft, text: str) -> str:
    folded = text.strip().casefold()
    for airport in draft.airports.values():
        if folded in (
            airport.iata.casefold(),
            airport.city.casefold(),
            airport.name_zh,
            airport.name_en.casefold(),
        ):
            return f"write {airport.iata}"
    cities_by_code = {
        f"{airport.iata} ({airport.city})": airport.iata for airport in draft.airports.values()
    }
    return did_you_mean(
        text,
        [*draft.airports, *(airport.city for airport in draft.airports.values())],
        f"use one of the {len(cities_by_code)} codes in that table, or add the airport there",
    )


def cities(draft: Draft, codes: Sequence[str]) -> str:
    """Cities of the codes, for a sentence; of a long list the first eight and a count."""
    shown = ", ".join(draft.airports[code].city for code in codes[:8])
    return shown + (f" and {len(codes) - 8} more" if len(codes) > 8 else "")
