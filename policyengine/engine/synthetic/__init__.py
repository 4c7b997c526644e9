"""People who do not exist: a seeded cohort for a municipality, and one citizen, to show policies on."""
