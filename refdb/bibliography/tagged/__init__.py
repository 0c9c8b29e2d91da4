"""Files of tagged lines (RIS, NBIB) <-> works."""
