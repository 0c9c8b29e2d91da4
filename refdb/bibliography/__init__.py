"""Bibliographic files <-> Work."""
