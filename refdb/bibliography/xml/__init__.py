"""Exports in XML -> works."""
