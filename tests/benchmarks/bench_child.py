"""One engine in a process of its own: it sets up, then works when it is told to.

Memory peaks and compiled code are then the engine's own. The process answers each word that comes
through the pipe, so that two engines can be run in turn and never at the same time.
"""

from __future__ import annotations

import os
import resource
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

import numpy as np
from bench_job import Answer, Failure, Job, Lap, Ready

__all__ = ["ENGINES", "Engine", "peak_mib", "serve"]

Result = TypeVar("Result")


@dataclass(frozen=True)
class Engine:
    """Where an engine's set-up is found, and which packages it needs."""

    module: str
    function: str
    packages: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()


_CITY = ("sim.routing", "sim.study.city")
_DEMAND = ("sim.study.demand", "sim.study.prepare")
_AEQUILIBRAE = ("aequilibrae.paths",)
_CAFEIN = ("geopandas", "cafein.network", "cafein.matrices")
ENGINES = {
    "ours": Engine("bench_ours", "city", imports=_CITY),
    "ours from the OSM file": Engine("bench_ours", "city_from_osm", imports=_CITY),
    "ours to a file": Engine("bench_ours", "city_to_file", imports=(*_CITY, "sim.study.matrix")),
    "ours, zones": Engine("bench_ours", "zones", imports=("sim.routing", "sim.study.world")),
    "ours, streets": Engine("bench_ours_streets", "batched", imports=("sim.routing.streets",)),
    "ours, streets, call by call": Engine(
        "bench_ours_streets", "call_by_call", imports=("sim.routing.streets",)
    ),
    "brute force": Engine("bench_brute", "brute_force"),
    "cafein tbtr": Engine("bench_peers", "cafein_tbtr", ("cafein", "geopandas"), _CAFEIN),
    "cafein raptor": Engine("bench_peers", "cafein_raptor", ("cafein", "geopandas"), _CAFEIN),
    "ferrobus": Engine("bench_peers", "ferrobus", ("ferrobus",), ("ferrobus",)),
    "routingkit-cch": Engine(
        "bench_peer_streets", "routingkit", ("routingkit_cch",), ("routingkit_cch",)
    ),
    "scipy": Engine("bench_peer_streets", "scipy_dijkstra", ("scipy",), ("scipy.sparse.csgraph",)),
    "ours, demand": Engine("bench_demand_engines", "solve", imports=_DEMAND),
    "ours, draws": Engine("bench_demand_engines", "draws", imports=_DEMAND),
    "ours, rerun": Engine("bench_demand_engines", "rerun", imports=("sim.study",)),
    "ours, facility": Engine(
        "bench_operations_engines", "batched", imports=("sim.hub.flow.simulation",)
    ),
    "SimPy, a process per person": Engine("bench_operations_engines", "plain_simpy", ("simpy",)),
    "ours, transit": Engine("bench_demand_engines", "transit", imports=_DEMAND),
    "ours, roads": Engine("bench_demand_engines", "roads", imports=_DEMAND),
    "ours, roads warm": Engine("bench_demand_engines", "warm_roads", imports=_DEMAND),
    "aequilibrae, strategies": Engine(
        "bench_demand_peers", "aequilibrae_transit", ("aequilibrae",), (*_DEMAND, *_AEQUILIBRAE)
    ),
    "aequilibrae, roads": Engine(
        "bench_demand_peers", "aequilibrae_roads", ("aequilibrae",), (*_DEMAND, *_AEQUILIBRAE)
    ),
}


def serve(pipe: Connection, job: Job) -> None:
    """Be one engine until told to stop; a failure is sent, not raised."""
    warnings.simplefilter("ignore")
    os.environ["RAYON_NUM_THREADS"] = str(job.threads)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):  # some engines chat; what goes wrong is sent through the pipe
        os.dup2(nowhere, stream)
    try:
        _serve(pipe, job)
    except Exception as error:  # noqa: BLE001  (whatever a peer does, the others go on)
        pipe.send(Failure(f"{type(error).__name__}: {error}"))


def peak_mib() -> float:
    """Largest memory of this process so far.

    Linux counts it afresh for each program (``VmHWM``); what `resource` tells may be the parent's.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024.0
    unit = 1024.0**2 if sys.platform == "darwin" else 1024.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _serve(pipe: Connection, job: Job) -> None:
    engine = ENGINES[job.engine]
    pipe.send(_lap(lambda: [import_module(name) for name in engine.imports])[1])
    set_up: Callable[[Job], Ready] = getattr(import_module(engine.module), engine.function)
    ready, lap = _lap(lambda: set_up(job))
    pipe.send(replace(lap, notes=ready.notes))
    answer: Answer | None = None
    while (word := pipe.recv()) != "stop":
        if word == "warm":
            pipe.send(_lap(ready.warm)[1])
        elif word == "run":
            answer = None  # its memory is not kept beside the next one's
            answer, lap = _lap(ready.run)
            pipe.send(replace(lap, counts=answer.counts, notes=answer.notes, units=answer.units))
        elif answer is not None:
            np.save(word, answer.array())
            pipe.send(word)


def _lap(work: Callable[[], Result]) -> tuple[Result, Lap]:
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return result, Lap(wall, cpu, peak_mib(), os.getloadavg()[0])
