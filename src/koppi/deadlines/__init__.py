"""Clocks of law and of our own promises: pure arithmetic that can explain itself.

No models, no database, no request, and nobody here looks at the clock: every
moment comes from the caller.
"""
