"""Trains of urban rail lines over a day, and the people who wait for, board and leave them."""
