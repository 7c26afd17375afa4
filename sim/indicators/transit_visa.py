"""Use of visa-free transit at the home airport: ``transit_visa``, journeys that the rule allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import cast

import numpy as np
import pandas as pd

from sim.air.transit_chance import Terms
from sim.air.transit_rules import TransitRule, eligible_countries, transit_rules
from sim.air.transit_visa import (
    TransitData,
    country_pairs,
    flights_abroad,
    rule_at_home,
    transit_pairs,
    transit_sensitivity,
)
from sim.indicators.evidence import Evidence, Measure, measured
from sim.indicators.target_model import Definition, Target
from sim.indicators.values import MODELLED, IndicatorValue, not_computed
from sim.indicators.weighted import weighted_quantile
from sim.network.model import Network

__all__ = ["MEASURES", "TARGET_ID", "compute", "measures_with"]

TARGET_ID = "transit_visa"

_CORRIDORS, _CENTRE = "airport_corridors", "centre"

_Sum = Callable[[pd.DataFrame], tuple[float, float | None, float | None]]


def compute(evidence: Evidence) -> tuple[IndicatorValue, ...]:
    """Count the journeys A - home airport - B that visa-free transit allows in a week.

    The value of a definition that counts pairs of countries is the sum of their chances (see
    `sim.air.transit_chance`); a caveat tells how many are certain whatever the weekdays and hours
    of the flights, and how many possible. Without a rule in force on the
    network's date the value is zero, and the caveat says why. Without the rules
    (``evidence.transit``) nothing is computed. Minutes to the centre are the run's own, where
    ``corridor_times`` has them. Details have one row per ordered pair of countries.
    """
    return measured(evidence, TARGET_ID, measures_with(evidence.transit))


def measures_with(transit: TransitData | None) -> Mapping[str, Measure]:
    """Measures by name, bound to the tables of rules and hours."""
    return MappingProxyType(
        {
            "pairs": _bound(transit, _expected_pairs),
            "itineraries": _bound(transit, _itineraries),
            "open_jaw": _bound(transit, _expected_pairs, open_jaw=True),
        }
    )


def _bound(transit: TransitData | None, summed: _Sum, *, open_jaw: bool = False) -> Measure:
    def measure(evidence: Evidence, target: Target, definition: Definition) -> IndicatorValue:
        network = evidence.network
        reason = _missing(transit, network, open_jaw=open_jaw)
        if transit is None or reason:
            return not_computed(target.id, definition.id, definition.unit, reason)
        known = replace(transit, terms=_terms(evidence, transit))
        rule = rule_at_home(transit, network, as_if_not_suspended=_asked(definition, "lifted"))
        least_h = _number(definition, "least_rule_h")
        if rule is None or rule.hours < least_h:
            return _zero(target, definition, _why_none(transit, network, rule))
        in_town = open_jaw or _number(definition, "least_usable_h") > 0
        if in_town and network.home_airport not in known.terms.access_min:
            reason = "no minutes from the airport to the city's centre at hand"
            return not_computed(target.id, definition.id, definition.unit, reason)
        least_stay_h = _number(definition, "least_usable_h")
        key = (TARGET_ID, id(transit), rule.rule_id, least_stay_h, open_jaw)
        if key not in network.derived:  # several definitions look at the same pairs
            network.derived[key] = (
                transit,
                _table(known, network, rule, definition, open_jaw=open_jaw),
            )
        table = cast("tuple[TransitData, pd.DataFrame]", network.derived[key])[1]
        value, low, high = summed(table)
        return IndicatorValue(
            target_id=target.id,
            definition_id=definition.id,
            value=value,
            unit=definition.unit,
            quality=MODELLED,
            detail=table.assign(rule_id=rule.rule_id, rule_h=rule.hours),
            caveats=_bounds(low, high)
            + _caveats(known, network, rule, table)
            + _no_finding(target, definition)
            + (_by_hours(known, network, rule) if definition.headline else ()),
        )

    return measure


def _no_finding(target: Target, definition: Definition) -> tuple[str, ...]:
    """What "met" says of the headline, in Chinese and English: next to nothing."""
    if not definition.headline:
        return ()
    least = f"{target.threshold:g}"
    text = (
        f"“达到”只说明至少有{least}个国家对可用该规定，几条国际航线即可满足，不说明有人使用；"
        f"应看数值的变化 / 'met' says only that the rule can join {least} pair of countries or "
        "more, which a few routes abroad do; it does not say that anybody used it: look at how "
        "the number changes"
    )
    return (text,)


def _bounds(certain: float | None, possible: float | None) -> tuple[str, ...]:
    """Between what the value lies; told in words, as it is no interval of draws."""
    if certain is None or possible is None:
        return ()
    return (f"{certain:.0f} of them are certain whatever the weekdays, {possible:.0f} possible",)


def _missing(transit: TransitData | None, network: Network, *, open_jaw: bool) -> str:
    if transit is None:
        return "no rules of visa-free transit at hand"
    if not network.air_routes:
        return "the network has no air routes"
    if open_jaw and transit.port_flights is None:
        return "no flights of the other ports at hand"
    return ""


def _terms(evidence: Evidence, transit: TransitData) -> Terms:
    """Terms of a stay, with the run's own median from the airport to the city's centre."""
    corridors, times = evidence.target(_CORRIDORS), evidence.corridor_times
    if corridors is None or times is None:
        return transit.terms
    centres = [item.id for item in corridors.items if item.group == _CENTRE]
    medians_s = [
        weighted_quantile(own, np.ones(len(own)), 0.5)
        for centre in centres
        if len(own := times.loc[times["destination_id"] == centre, "time_s"]) > 0
    ]
    if not medians_s or not np.isfinite(min(medians_s)):
        return transit.terms
    minutes = {**transit.terms.access_min, evidence.network.home_airport: min(medians_s) / 60}
    return replace(transit.terms, access_min=MappingProxyType(minutes))


def _table(
    transit: TransitData,
    network: Network,
    rule: TransitRule,
    definition: Definition,
    *,
    open_jaw: bool,
) -> pd.DataFrame:
    terms = replace(transit.terms, least_usable_h=_number(definition, "least_usable_h"))
    flights = flights_abroad(network)
    if open_jaw and transit.port_flights is not None:
        others = transit.port_flights[transit.port_flights["port"] != network.home_airport]
        flights = pd.concat([flights, others[flights.columns]], ignore_index=True)
    pairs = transit_pairs(
        flights, rule, transit.bank, terms, home=network.home_airport, open_jaw=open_jaw
    )
    eligible = eligible_countries(transit.nationalities, network.as_of)
    return country_pairs(pairs, eligible=eligible)


def _expected_pairs(table: pd.DataFrame) -> tuple[float, float | None, float | None]:
    certain, possible = float(table["certain"].sum()), float(table["possible"].sum())
    # Rounding must not carry the value over what is possible.
    value = min(max(round(float(table["chance"].sum()), 1), certain), possible)
    return value, certain, possible


def _itineraries(table: pd.DataFrame) -> tuple[float, float | None, float | None]:
    return round(float(table["itineraries_per_week"].sum()), 1), None, None


def _zero(target: Target, definition: Definition, why: str) -> IndicatorValue:
    return IndicatorValue(
        target.id, definition.id, 0.0, definition.unit, quality=MODELLED, caveats=(why,)
    )


def _why_none(transit: TransitData, network: Network, rule: TransitRule | None) -> str:
    day, home = network.as_of, network.home_airport
    if rule is not None:
        return f"the rule in force at {home} on {day} allows {rule.hours} h only ({rule.source})"
    for one in transit_rules(transit.rules):
        if one.suspended and one.holds_on(day) and home in one.ports:
            until = f" to {one.valid_to}" if one.valid_to else ""
            return f"the rule of {one.hours} h was suspended from {one.valid_from}{until}"
    return f"no rule of visa-free transit was in force at {home} on {day}"


def _caveats(
    transit: TransitData, network: Network, rule: TransitRule, table: pd.DataFrame
) -> tuple[str, ...]:
    flights = flights_abroad(network)
    unknown = int(flights["weekly_frequency"].isna().sum())
    eligible = eligible_countries(transit.nationalities, network.as_of)
    served = int(table["origin_eligible"].sum())
    return (
        f"rule in force: {rule.hours} h for {len(eligible)} nationalities ({rule.source})",
        f"{unknown} of {len(flights)} routes have no known frequency and count as one a week",
        "weekdays and hours of the flights are unknown: any choice of weekdays is equally likely",
        (
            f"{len(table)}对中有{served}对的出发国公民可用该规定；规定看旅客国籍而非出发地，"
            f"故其余各对仍计入 / for {served} of {len(table)} pairs citizens of the country of "
            "origin may use the rule; it asks for the traveller's nationality, not the origin, so "
            "all pairs count"
        ),
    )


def _by_hours(transit: TransitData, network: Network, rule: TransitRule) -> tuple[str]:
    table = transit_sensitivity(
        flights_abroad(network), rule, transit.bank, transit.terms, home=network.home_airport
    )
    numbers = ", ".join(
        f"{hours} h {pairs:.0f}"
        for hours, pairs in zip(table["hours"], table["country_pairs_expected"], strict=True)
    )
    return (f"pairs over the home airport by length of stay: {numbers}",)


def _number(definition: Definition, name: str) -> float:
    return next((one.value for one in definition.parameters if one.name == name), 0.0)


def _asked(definition: Definition, name: str) -> bool:
    return _number(definition, name) > 0


MEASURES = measures_with(None)
