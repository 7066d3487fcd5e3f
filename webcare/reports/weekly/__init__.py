"""One mail each week: how it went, for who leads; without small numbers for everybody else."""
