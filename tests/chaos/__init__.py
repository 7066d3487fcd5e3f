"""Everything goes wrong, with real processes, and is whole again: ``make chaos``."""
