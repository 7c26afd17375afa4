"""Flights as a network: destinations, connectivity, catchment, rules of transit."""
