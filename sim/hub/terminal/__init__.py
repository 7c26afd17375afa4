"""A day in an airport terminal: flights, their passengers, lanes, bags and a closed runway."""
