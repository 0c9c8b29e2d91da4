"""A printed reference -> its fields."""
