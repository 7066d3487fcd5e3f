"""Figures that leave the screen: tables to take along, the weekly mail, the wall, what is made on
the clock."""
