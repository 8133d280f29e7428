"""Ties between persons, what chance would give, measures, circles."""
