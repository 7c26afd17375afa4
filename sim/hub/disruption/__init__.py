"""Closed for a time: who reroutes, who waits, what it costs, and which section matters most."""
