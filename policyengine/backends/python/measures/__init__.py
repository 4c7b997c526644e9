"""Measures over cohorts: readings with bounds, and the verdicts of targets."""
