"""Readers of street networks: OpenStreetMap files and place names, tables, bundled streets."""
