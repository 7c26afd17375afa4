"""modifications."""
