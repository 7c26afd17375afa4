"""Clocks of a journey: local time at both ends, across zones and days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sim.errors import DataError

__all__ = ["Landing", "elapsed_min", "landing"]


@dataclass(frozen=True, slots=True)
class Landing:
    """A landing by the clock of the place: local time, days later, hours the clock is set on.

    ``days_later`` counts calendar days between the local dates of departure and landing; it is
    below 0 where the date line is crossed eastwards. ``clock_shift_h`` is the local clock there
    less the one at the departure, both at the moment of landing.
    """

    local: datetime
    days_later: int
    clock_shift_h: float


def landing(
    departure: datetime, minutes: float, *, origin_zone: str, destination_zone: str
) -> Landing:
    """Local time of a landing so many minutes after a local departure.

    Zones are names of the IANA time zone database; summer time follows from the date. A time that
    the clock shows twice in autumn is the first of the two.

    Examples
    --------
    Thirteen hours from Hangzhou to Los Angeles: there before one has left.

    >>> there = landing(datetime(2019, 1, 15, 21, 0), 13 * 60,
    ...     origin_zone="Asia/Shanghai", destination_zone="America/Los_Angeles")
    >>> str(there.local), there.days_later, there.clock_shift_h
    ('2019-01-15 18:00:00', 0, -16.0)
    """
    start = _aware(departure, origin_zone)
    moment = start.astimezone(UTC) + timedelta(minutes=minutes)
    local = moment.astimezone(_zone(destination_zone))
    at_origin = moment.astimezone(_zone(origin_zone))
    shift = (local.utcoffset() or timedelta()) - (at_origin.utcoffset() or timedelta())
    return Landing(
        local.replace(tzinfo=None),
        (local.date() - departure.date()).days,
        shift.total_seconds() / 3600,
    )


def elapsed_min(
    departure: datetime, arrival: datetime, *, origin_zone: str, destination_zone: str
) -> float:
    """Minutes between a local departure and a local arrival elsewhere.

    An arrival before the departure is a `DataError`: a flight does not arrive before it departs.

    Examples
    --------
    >>> elapsed_min(datetime(2019, 7, 1, 13, 0), datetime(2019, 7, 1, 18, 5),
    ...     origin_zone="Asia/Shanghai", destination_zone="Europe/Berlin")
    665.0
    """
    start = _aware(departure, origin_zone)
    end = _aware(arrival, destination_zone)
    minutes = (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() / 60
    if minutes < 0:
        raise DataError(
            f"a flight leaves at {departure:%Y-%m-%d %H:%M} ({origin_zone}) and arrives "
            f"{-minutes:.0f} min before that, at {arrival:%Y-%m-%d %H:%M} ({destination_zone}); "
            "check the dates and the time zones"
        )
    return minutes


def _aware(local: datetime, zone: str) -> datetime:
    if local.tzinfo is not None:
        raise DataError(
            f"{local.isoformat()} carries a time zone of its own; give local time and name the zone"
        )
    return local.replace(tzinfo=_zone(zone))


@cache
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise DataError(
            f"there is no time zone '{name}'; use a name of the IANA database such as Asia/Shanghai"
        ) from error
