"""Lists of a snapshot's works as Crossref's API gives them: filtered, sorted, sampled, counted, page after page."""
