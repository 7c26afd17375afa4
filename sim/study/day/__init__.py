"""The simulated day of a run: from its network and tables to the engines, and back to tables."""
