"""Pages of the resident's site."""
