"""Sentence -> verdict."""
