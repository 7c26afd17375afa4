"""Toy towns as text: trains by timetable, trams by headway. Nothing is imported here."""

__all__ = ["HEADWAY_TEXT", "MANY_POINTS_TEXT", "TRAIN_TEXT"]

TRAIN_TEXT = """
train T1 rail: A 08:10, B 08:30
train T2 rail: A 08:40, B 09:00
point home: A 5
point work: B 2
"""

MANY_POINTS_TEXT = "\n".join(f"point p{number}: A {number}" for number in range(1, 20))
"""So many origins are searched together."""

HEADWAY_TEXT = """
line red tram every 10 06:00-22:00: A +0, B +5, C +10
line blue tram every 7 06:00-22:00: C +0, D +4
point home: A 4
point work: D 2
"""
