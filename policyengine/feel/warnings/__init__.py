"""What a condition cannot mean, though it can be read: one module a family of warnings."""
