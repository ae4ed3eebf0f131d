"""What is kept how long, and who lets the rest go."""
