"""Which sentences of an article are claims."""
