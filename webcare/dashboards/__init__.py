"""What the team lead sees: how it is now, how it was in a period, and what is behind each number.

Reads only. Every number comes from the inbox itself or from ``webcare.figures``.
"""
