"""Public transport at frequencies: optimal strategies, loads and crowding.

`sim.demand.transit.assign` has what others call.
"""
