"""One piece of a comparison's work: a run, or a scenario without one of its modifications."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

from sim.fingerprint import fingerprint
from sim.study.cache import StageCache
from sim.study.compare_variants import make_variant
from sim.study.execute import run_prepared
from sim.study.prepare import Prepared
from sim.study.project import Project
from sim.study.stages import Report, Stages

__all__ = ["Work", "do_work", "on_base", "run_title", "with_network"]

_STAGES = 9
"""About as many stages as a run has; its progress is counted in them."""


@dataclass(frozen=True)
class Work:
    """What is to be done for one alternative; what comes of it is in run folders and the cache.

    ``place`` is the entry (from 0) to leave out; without it the scenario itself is run.
    """

    label: str
    prepared: Prepared
    project: Project
    place: int | None = None
    fresh: bool = False


def run_title(label: str) -> str:
    """Title of the progress bar of a run.

    Examples
    --------
    >>> run_title("plan-2020")
    'run plan-2020'
    """
    return f"run {label}"


def do_work(work: Work, report: Report) -> None:
    """Do a piece of work; `report` hears of the run, or of a stage that takes a minute."""
    if work.place is not None:
        cache = StageCache(work.project.outputs / ".cache")
        base = on_base(work.prepared, cache)
        make_variant(work.prepared, base, work.place, cache)
        return
    title = run_title(work.label)
    report(title, 0.0)
    run_prepared(
        with_network(work.prepared, StageCache(work.project.outputs / ".cache")),
        work.project,
        Stages(_as_share(title, report)),
        fresh=work.fresh,
        with_map=False,
    )
    report(title, 1.0)


def with_network(prepared: Prepared, cache: StageCache) -> Prepared:
    """The scenario with its network, built once in a process."""
    return _built(_Known(f"{cache.folder} {prepared.run_id}", prepared, cache))


def on_base(prepared: Prepared, cache: StageCache) -> Prepared:
    """The scenario without any modification, with its network.

    Built once in a process for all scenarios that share date and settings.
    """
    document = prepared.scenario.document.model_copy(update={"modifications": ()})
    bare = replace(prepared, scenario=replace(prepared.scenario, document=document))
    key = fingerprint(
        str(cache.folder),
        prepared.identity["data"],
        document.model_dump(mode="json", exclude={"scenario", "title", "title_zh", "description"}),
    )
    return _built(_Known(key, bare, cache))


@dataclass(frozen=True)
class _Known:
    """A scenario without its network, known by its content."""

    key: str
    prepared: Prepared = field(compare=False)
    cache: StageCache = field(compare=False)


@lru_cache(maxsize=12)
def _built(known: _Known) -> Prepared:
    return known.prepared.with_network(known.cache)


def _as_share(title: str, report: Report) -> Report:
    """Tell the stages of a run as shares of one bar."""
    done: set[str] = set()

    def told(stage: str, share: float) -> None:
        if share >= 1.0:
            done.add(stage)
        elif stage not in done:
            report(title, min((len(done) + share) / _STAGES, 0.99))

    return told
