"""The outside world for tests and the demo: X, Facebook and Instagram on one loopback port.

Nothing of Webcare is imported here, so that what a connector assumes of a platform and what this
simulator does are two independent readings of the same documentation.
"""
