"""What an author is told: positions, codes, diagnostics and their rendering."""
