"""The page that an editor works in, REST behind it, and the workers that do its jobs: a thin shell over the library."""
