"""Duties and conditions as generated Python, equal to the reference and faster."""
