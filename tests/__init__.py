"""What holds across the packages."""
