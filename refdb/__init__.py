"""refdb audits an article: do its references exist, and do the sources say what they are cited for?"""

__version__ = "0.1.0"
