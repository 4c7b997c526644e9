"""Stage 1, as written: YAML read with positions, its shape validated against closed models."""
