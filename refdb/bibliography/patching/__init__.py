"""Single fields of a bibliographic file changed; all the rest of it stays byte for byte."""
