"""Synthetic exports with planted truth."""
