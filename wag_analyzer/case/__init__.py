"""The case folder: atomic writes, log, reviews."""
