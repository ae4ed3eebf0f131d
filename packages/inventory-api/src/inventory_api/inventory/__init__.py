"""What a workspace owns or watches."""
