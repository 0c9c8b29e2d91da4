"""What an assistant may ask of a library: a Model Context Protocol server over the façade."""
