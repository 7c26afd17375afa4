"""The animated day: trains and platforms of a run on the offline map."""

from sim.maps.day.inputs import DayInputs
from sim.maps.day.page import MAX_DAY_BYTES, day_page, write_day_page

__all__ = ["MAX_DAY_BYTES", "DayInputs", "day_page", "write_day_page"]
