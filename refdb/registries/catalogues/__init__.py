"""Catalogues that are searched by title and author: arXiv, DBLP, Open Library, and how all such are asked."""
