"""Commands on articles, references and claims."""
