"""BibTeX and BibLaTeX files <-> works."""
