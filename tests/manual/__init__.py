"""Tests of what is written for people who work with Webcare."""
