"""All rows of a library -> another library, in whichever database, and the proof that they are the same."""
