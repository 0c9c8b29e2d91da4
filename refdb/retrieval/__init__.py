"""Passages -> vectors -> hits."""
