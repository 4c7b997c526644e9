"""What each record adds to a measure over a cohort."""
