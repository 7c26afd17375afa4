"""Hangzhou as a gateway: stations, trains and the airport, from the doorstep to the world."""
