"""Whether alternatives can be compared at all, and what their differences then contain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import pandas as pd

from sim.errors import Issue, ScenarioError, Severity
from sim.modifications.names import did_you_mean
from sim.study.cache import code_fingerprint, library_versions
from sim.study.compare_inputs import Alternative
from sim.study.prepare import data_hashes
from sim.study.project import Project

__all__ = ["check_zones", "differing_settings", "mixed_versions", "reference_among"]

_SHOWN = 5


def reference_among(alternatives: Sequence[Alternative], wanted: str | None) -> str:
    """The label of the reference: the one wanted, else the first.

    Raises
    ------
    ScenarioError
        If none of the alternatives is called so.
    """
    labels = [one.label for one in alternatives]
    if wanted is None:
        return labels[0]
    if wanted in labels:
        return wanted
    by_stem = {one.prepared.scenario.path.stem: one.label for one in alternatives}
    name = wanted.rsplit("/", 1)[-1].removesuffix(".yaml")
    if name in by_stem:
        return by_stem[name]
    raise ScenarioError(
        "these alternatives cannot be compared",
        [
            Issue(
                Severity.ERROR,
                "unknown-reference",
                f"the reference '{wanted}' is not among the alternatives",
                did_you_mean(wanted, labels, f"use one of: {', '.join(labels)}"),
            )
        ],
    )


def mixed_versions(alternatives: Sequence[Alternative], project: Project) -> tuple[Issue, ...]:
    """What there is to say about runs that were made earlier.

    Runs of another version of program or tables can be compared among themselves (a warning: their
    modifications are not taken apart), but not with scenarios or runs of this version.

    Raises
    ------
    ScenarioError
        If versions are mixed: every run of another version than this is told.
    """
    now = (data_hashes(project.data), code_fingerprint(), library_versions())
    versions = [_version(one) for one in alternatives]
    old = [one for one, version in zip(alternatives, versions, strict=True) if version != now]
    if not old:
        return ()
    if len(old) == len(alternatives) and all(version == versions[0] for version in versions):
        return (
            Issue(
                Severity.WARNING,
                "old-version",
                "这些结果由程序或数据的其他版本算得，未逐项拆分各项措施，也不计算福利变化 All runs "
                "were made by another version of the program or the tables; single modifications "
                "are not taken apart, and no gains in yuan are told",
                "run the scenarios again, or compare them by name",
            ),
        )
    raise ScenarioError(
        "these alternatives cannot be compared",
        [
            Issue(
                Severity.ERROR,
                "other-version",
                f"{one.prepared.scenario.path.parent} was made with "
                f"{_what_changed(_version(one), now)}; the differences would contain that",
                f"run it again with  sim run {one.prepared.name}  or name the scenario instead of "
                "the folder",
            )
            for one in old
        ],
    )


def check_zones(zones: Mapping[str, pd.DataFrame]) -> None:
    """Refuse to compare alternatives whose zones are not the same.

    Raises
    ------
    ScenarioError
        With the zones that one side lacks, for every alternative that differs from the first.

    Examples
    --------
    >>> one = pd.DataFrame({"zone_id": ["x", "y"]})
    >>> check_zones({"plan": one, "now": one[:1]})
    Traceback (most recent call last):
    ...
    sim.errors.ScenarioError: these alternatives cannot be compared
      error other-zones — now has other zones than plan: 1 missing (y) — compare runs of the same \
tables of land use; run both scenarios again
    """
    first, *others = zones
    known = set(zones[first]["zone_id"])
    issues = []
    for name in others:
        here = set(zones[name]["zone_id"])
        if here != known:
            issues.append(
                Issue(
                    Severity.ERROR,
                    "other-zones",
                    f"{name} has other zones than {first}: {_listed(known - here, 'missing')}"
                    f"{' and ' if known - here and here - known else ''}"
                    f"{_listed(here - known, 'more')}",
                    "compare runs of the same tables of land use; run both scenarios again",
                )
            )
    if issues:
        raise ScenarioError("these alternatives cannot be compared", issues)


def differing_settings(alternatives: Sequence[Alternative]) -> tuple[Issue, ...]:
    """Warnings about what the alternatives differ in beside their networks, Chinese and English.

    Other people, another timetable or other questions to the router are allowed, but the
    differences then contain them. Gains in minutes are counted with the people of the alternative.
    """
    return tuple(_settings_issues(alternatives))


def _settings_issues(alternatives: Sequence[Alternative]) -> Iterator[Issue]:
    for code, zh, en, value, fix in _SETTINGS:
        values = {one.label: value(one) for one in alternatives}
        if len(set(values.values())) > 1:
            told = "; ".join(f"{label}: {text}" for label, text in values.items())
            yield Issue(Severity.WARNING, code, f"{zh} {en} ({told})", fix)


def _horizon_year(one: Alternative) -> str:
    return str(one.prepared.scenario.document.horizon_year)


def _trains(one: Alternative) -> str:
    document = one.prepared.scenario.document
    return document.rail_timetable or f"by date {document.as_of}"


def _questions(one: Alternative) -> str:
    document = one.prepared.scenario.document
    access, routing = document.accessibility, document.routing
    return (
        f"{access.departures} step {access.step_min}/{access.sums_step_min} p{access.percentile}, "
        f"{routing.walk_speed_kmh:g} km/h, {routing.max_access_walk_m}/"
        f"{routing.max_transfer_walk_m} m, {routing.max_time_min} min, {routing.max_rides} rides"
    )


_SETTINGS: tuple[tuple[str, str, str, Callable[[Alternative], str], str], ...] = (
    (
        "other-years",
        "各方案的人口和岗位年份不同，差异中包含增长，不只是线网的作用。",
        (
            "The alternatives have people and jobs of different years: the differences contain "
            "growth, not only the network."
        ),
        _horizon_year,
        (
            "to see the network alone, compare with a reference of the same year, such as "
            "no-build-2020 若只看线网，请与同一年份的基准比较"
        ),
    ),
    (
        "other-timetables",
        "各方案的列车时刻表不同，差异中包含列车的变化。",
        "The alternatives have different railway timetables: the differences contain other trains.",
        _trains,
        "to see the network alone, give them the same rail_timetable 可设相同的时刻表",
    ),
    (
        "other-questions",
        "各方案的出行时刻或步行设定不同，差异中包含这些设定。",
        (
            "The alternatives differ in departures, walking or limits of the search: the "
            "differences contain these settings."
        ),
        _questions,
        "give them the same accessibility: and routing: 请采用相同设定",
    ),
)


def _version(one: Alternative) -> tuple[object, object, object]:
    identity = one.prepared.identity
    return identity.get("data"), identity.get("code"), identity.get("libraries")


def _what_changed(old: Sequence[object], new: Sequence[object]) -> str:
    names = ("other tables", "another version of the program", "other versions of libraries")
    changed = [name for name, was, now in zip(names, old, new, strict=True) if was != now]
    return " and ".join(changed)


def _listed(zone_ids: set[str], word: str) -> str:
    if not zone_ids:
        return ""
    shown = ", ".join(sorted(zone_ids)[:_SHOWN])
    return f"{len(zone_ids)} {word} ({shown}{', …' if len(zone_ids) > _SHOWN else ''})"
