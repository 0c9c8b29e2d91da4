"""Registries asked so that every answer is kept and nothing is asked twice."""
