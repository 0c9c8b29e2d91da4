"""What every room does to text, once."""
