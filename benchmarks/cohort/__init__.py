"""A cohort of invented persons, a policy of twenty provisions, and the same provisions by hand: what the cohort programs run."""
