"""The control API under /control: what tests and presenters do to the outside world."""
