"""What several workflows do."""
