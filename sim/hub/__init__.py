"""A day of operations: people, lanes, trains and closures, simulated on frozen arrays."""
