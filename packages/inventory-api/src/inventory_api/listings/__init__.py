"""What marketplaces show, and how it changed."""
