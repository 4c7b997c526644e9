"""How questions are answered: one folder a back end."""
