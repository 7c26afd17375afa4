"""How often a day is simulated, how sure its averages are, and how two plans are set side by side.

A day begins empty before the first train and ends empty after the last: it is the whole of what is
asked about, not a piece of something that goes on for ever. Nothing has to warm up, and nothing is
cut away at the beginning.
"""
