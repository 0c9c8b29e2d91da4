"""A file -> Article: title, blocks, sentences with character offsets."""
