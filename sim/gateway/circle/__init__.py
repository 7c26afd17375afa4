"""The one-hour circle: places, trips from door to door, the smallest change for each."""
