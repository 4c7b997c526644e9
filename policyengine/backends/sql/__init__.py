"""A policy over a cohort: compiled to SQL, evaluated where the data are."""
