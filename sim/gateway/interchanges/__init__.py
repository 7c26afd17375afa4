"""Interchanges: from the door of one vehicle to the door of the next."""
