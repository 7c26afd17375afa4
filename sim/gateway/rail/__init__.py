"""Trains of a day: calls, departures, connections, and minutes between stations."""
