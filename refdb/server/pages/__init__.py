"""The pages: sign in, audit, decide, compare; the library searched, looked at, changed, taken along."""
