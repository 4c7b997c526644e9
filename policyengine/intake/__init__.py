"""Tables as people keep them, CSV and Excel, turned into the tables of a cohort by a mapping file."""
