"""What is counted becomes a reading with bounds, and a reading becomes a verdict: arithmetic for every back end."""
