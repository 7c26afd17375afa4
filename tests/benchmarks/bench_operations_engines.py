"""A day at a facility as engines: this project's, and plain SimPy with a process per person."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from bench_job import Answer, HubDay, Job, Ready

__all__ = ["batched", "plain_simpy"]

_FROM_S = 5 * 3600.0
_SPAN_S = 18 * 3600.0
_USE = 0.85
_FEW = 100
_SPREADS = (("lognormal", 0.5), ("exponential", 1.0), ("constant", 0.0), ("erlang", 0.5))


def batched(job: Job) -> Ready:
    """`sim.hub.flow.simulate`: arrays of people, worked on every minute."""
    from sim.hub.flow.facility import Vehicles, simulate

    question = _question(job)
    hub, people = _facility(question), _people(question)
    few = replace(question, people=_FEW)

    def run() -> Answer:
        log = simulate(hub, people, Vehicles(), seed=1, replication=0, tick_s=question.tick_s)
        counts = {"visits": len(log.visits), "lanes": question.lanes}
        return Answer(lambda: log.end_s, counts, units=_thousands(len(log.visits)))

    def warm() -> None:
        simulate(_facility(few), _people(few), Vehicles(), seed=1, replication=0)

    return Ready(warm, run)


def plain_simpy(job: Job) -> Ready:
    """One process per person, a ``simpy.Resource`` per place, three times recorded per visit."""
    import simpy

    from sim.hub.flow.draws import service_times, uniforms
    from sim.hub.flow.places import Lanes

    question = _question(job)
    hub, people = _facility(question), _people(question)
    times = [
        service_times(place.service, uniforms(1, 0, place.place_id, people.key)).tolist()
        if isinstance(place, Lanes)
        else (place.length_m / people.speed_m_s + place.fixed_s).tolist()
        for place in hub.places
    ]
    appear = people.appear_s.tolist()

    def run() -> Answer:
        env = simpy.Environment()
        lanes = [
            simpy.Resource(env, question.lanes) if isinstance(place, Lanes) else None
            for place in hub.places
        ]
        record: list[tuple[int, int, float, float, float]] = []

        def person(number: int):
            yield env.timeout(appear[number])
            for place, resource in enumerate(lanes):
                arrive = begin = env.now
                if resource is None:
                    yield env.timeout(times[place][number])
                else:
                    with resource.request() as turn:
                        yield turn
                        begin = env.now
                        yield env.timeout(times[place][number])
                record.append((number, place, arrive, begin, env.now))

        for number in range(question.people):
            env.process(person(number))
        env.run()

        def ends() -> np.ndarray:
            found = np.zeros(question.people)
            for number, _, _, _, leave in record:
                found[number] = max(found[number], leave)
            return found

        return Answer(ends, {"visits": len(record)}, units=_thousands(len(record)))

    return Ready(lambda: None, run)


def _thousands(visits: int) -> int:
    return max(1, round(visits / 1000))


def _question(job: Job) -> HubDay:
    assert isinstance(job.question, HubDay)
    return job.question


def _facility(question: HubDay):
    """Walks and places with lanes in turn; lanes are used to 85 % over the day."""
    from sim.hub.flow.facility import Facility, Route
    from sim.hub.flow.places import Lanes, LaneSchedule, Service, Walk

    service_s = _USE * question.lanes * _SPAN_S / question.people
    places = []
    for number in range(question.places):
        if number < question.walks:
            places.append(Walk(f"walk{number}", "通道", "Walk", length_m=80.0, fixed_s=7.0))
        else:
            family, spread = _SPREADS[number % len(_SPREADS)]
            places.append(
                Lanes(f"lanes{number}", "窗口", "Lanes", Service(service_s, spread, family),
                      LaneSchedule.always(question.lanes))
            )  # fmt: skip
    order = sorted(range(len(places)), key=lambda number: number % question.walks)
    along = tuple(places[number] for number in order)
    return Facility("hub", "枢纽", "Hub", along, (Route("in", tuple(p.place_id for p in along)),))


def _people(question: HubDay):
    from sim.hub.flow.draws import keys, uniforms
    from sim.hub.flow.facility import People

    key = keys("bench", np.arange(question.people))
    # two peaks over an even day
    drawn = uniforms(1, 0, "appear", key)
    wave = drawn + 0.06 * np.sin(4 * math.pi * drawn)
    return People.walking(
        _FROM_S + _SPAN_S * wave, key=key, speed_m_s=0.8 + 0.8 * uniforms(1, 0, "speed", key)
    )
