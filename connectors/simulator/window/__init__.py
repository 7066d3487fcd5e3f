"""The citizen's window: what an inhabitant sees of the municipality on each platform."""
