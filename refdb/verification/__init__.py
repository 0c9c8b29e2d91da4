"""A printed reference against registered works. Pure."""
