"""The models refdb ships, a folder each with its model card."""
