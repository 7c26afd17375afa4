"""Who rides the urban railways from where to where, when, and on which way."""
