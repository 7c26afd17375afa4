"""Demand: who travels where, by what, when, and what that does to trains, buses and streets."""
