"""What is done with single works every day, and the care of a library."""
