"""A policy as a handbook people can read, in Markdown and as a page for a browser."""
