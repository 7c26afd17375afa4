"""A day at a rail hub: people of the timetable's trains on their way through the station."""
