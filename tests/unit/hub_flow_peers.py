"""Two slow, plain models of what `sim.hub.flow` does: processes in SimPy, and a list of events."""

from __future__ import annotations

import heapq
import math

import numpy as np
import simpy

from sim.hub.flow.draws import service_times, uniforms
from sim.hub.flow.places import Gate, Lanes, Rank, Walk


def plain_simpy(facility, people, vehicles, *, seed, replication):  # noqa: C901 - told in one go
    """One process per person, one ``simpy.Resource`` per place with lanes: times by visit.

    Gives (person, place) -> (arrive, begin, leave), for lanes that never change.
    """
    env = simpy.Environment()
    seen = {}
    lanes, waiting = {}, {}
    for place in facility.places:
        if isinstance(place, Lanes):
            lanes[place.place_id] = simpy.Resource(env, capacity=place.schedule.most)
        if isinstance(place, Rank):
            waiting[place.place_id] = []
            env.process(_vehicles(env, place, waiting[place.place_id]))

    def person(number):
        yield env.timeout(people.appear_s[number])
        for place_id in facility.routes[people.route[number]].places:
            place = facility.place(place_id)
            arrive = env.now
            begin = arrive
            if isinstance(place, Walk):
                yield env.timeout(place.length_m / people.speed_m_s[number] + place.fixed_s)
            elif isinstance(place, Gate):
                if people.vehicle[number] >= 0:
                    depart = vehicles.depart_s[people.vehicle[number]]
                    if arrive > depart - place.closes_before_s:
                        seen[number, place_id] = (arrive, arrive, arrive)
                        return
                    yield env.timeout(max(0.0, depart - place.opens_before_s - arrive))
                begin = env.now
            elif isinstance(place, Rank):
                boards = env.event()
                waiting[place_id].append(boards)
                yield boards
                begin = env.now
            else:
                with lanes[place_id].request() as turn:
                    yield turn
                    begin = env.now
                    key = np.array([people.key[number]])
                    draw = uniforms(seed, replication, place_id, key)
                    yield env.timeout(service_times(place.service, draw)[0])
            seen[number, place_id] = (arrive, begin, env.now)

    for number in range(len(people)):
        env.process(person(number))
    env.run()
    return seen


def _vehicles(env, rank, queue):
    for depart, places in zip(rank.calls.depart_s, rank.calls.places, strict=True):
        yield env.timeout(depart - env.now)
        for boards in queue[:places]:
            boards.succeed()
        del queue[:places]


def listed_lanes(arrive, service, schedule, rule=None):  # noqa: C901 - told in one go
    """Begin of service by a list of events: at each instant lanes free up, then the schedule
    changes, then people come, then those begin who can, then the rule looks, then again."""
    reviews = math.ceil(min(arrive) / rule.review_s) if rule else 0
    events = [(time, 0, 0) for time in schedule.from_s if math.isfinite(time)]
    events += [(float(time), 1, number) for number, time in enumerate(arrive)]
    heapq.heapify(events)
    begin = [math.inf] * len(arrive)
    queue, busy, extra = [], [], 0
    counts = []
    while events or busy:
        times = [events[0][0]] if events else []
        times += [busy[0]] if busy else []
        if rule and (events or queue):
            times.append(reviews * rule.review_s)
        if not times:
            break
        now = min(times)
        while busy and busy[0] <= now:
            heapq.heappop(busy)
        while events and events[0][0] <= now:
            _, kind, number = heapq.heappop(events)
            if kind:
                queue.append(number)

        def lanes(now=now):
            planned = schedule.lanes_at(now)
            if rule is None or planned == 0:
                return planned
            return min(max(planned + extra, rule.least), rule.most)  # noqa: B023 - not kept

        def start(now=now, lanes=lanes):
            while queue and len(busy) < lanes():
                number = queue.pop(0)
                begin[number] = now
                heapq.heappush(busy, now + service[number])

        start()
        if rule and reviews * rule.review_s <= now:
            reviews += 1
            planned = schedule.lanes_at(now)
            if planned:
                if queue and now - arrive[queue[0]] > rule.open_above_wait_s:
                    if lanes() < rule.most:
                        extra = lanes() + 1 - planned
                elif not queue and len(busy) < lanes() and lanes() > rule.least:
                    extra = lanes() - 1 - planned
            start()
        counts.append((now, lanes()))
    return np.array(begin), counts
