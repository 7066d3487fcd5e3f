"""Signals: who works conversations sees those that go on, leads and administrators all of them."""
