"""Articles in light markup: Markdown, Typst."""
