"""What a .bib file is made of: blocks, and the values of their fields; what is broken is read as far as it goes."""
