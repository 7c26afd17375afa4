"""Intercity rail from a sketch: stations with kilometres and speeds become timetabled trains."""

from sim.network.rail_sketch.clock_face import ClockFace, clock_face, departures_s
from sim.network.rail_sketch.kinematics import (
    Driving,
    profile_run_time_s,
    run_time_s,
)
from sim.network.rail_sketch.sketch import (
    DRIVING,
    RailService,
    RailSketch,
    SketchStop,
    large_at_ends,
    run_between_s,
    sketch_faults,
)
from sim.network.rail_sketch.through import TimetableRun, timetable_run
from sim.network.rail_sketch.trains import HopRun, NoRunTimeError, sketched_trains

__all__ = [
    "DRIVING",
    "ClockFace",
    "Driving",
    "HopRun",
    "NoRunTimeError",
    "RailService",
    "RailSketch",
    "SketchStop",
    "TimetableRun",
    "clock_face",
    "departures_s",
    "large_at_ends",
    "profile_run_time_s",
    "run_between_s",
    "run_time_s",
    "sketch_faults",
    "sketched_trains",
    "timetable_run",
]
