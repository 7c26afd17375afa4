"""Airport corridors: how long, how reliable, how many, and with how much room."""
