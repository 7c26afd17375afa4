"""The main stations: what each serves, who is near, how full it is, what hangs on it."""
