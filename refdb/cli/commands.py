"""The names of the commands: written down here, so that `refdb --help` imports none of them."""

from __future__ import annotations

from collections.abc import Mapping

# section -> name -> (module, one line for `refdb --help`); another function than `command` stands behind a colon
SECTIONS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "Articles": {
        "audit": ("articles.audit", "The main job: check an article's references and claims; write a report."),
        "verify": ("articles.verify", "Look up printed references; needs no library."),
        "accept": ("articles.accept", "Leave findings of a list alone, with a reason."),
        "check": ("articles.check", "What do the library's sources say of a claim?"),
        "decisions": ("works.decisions", "What you decided on claims and references: take in, list, write out."),
        "extract": ("articles.extract", "Show an article's references, citations and sentences; needs no library."),
        "parse": ("articles.parse", "Read fields from printed references; needs no library."),
        "demo": ("care.demo", "Put the files of the first session here, and say what to do with them."),
    },
    "Works in and out": {
        "add": ("everyday.add", "Add works by DOI, PMID, arXiv number, ISBN, address or printed reference."),
        "import": ("works.importing", "Take articles and files of works into the library."),
        "enrich": ("registries.enrich", "Look up every unresolved reference of the library."),
        "attach": ("works.attach", "Make files you have the full texts of works."),
        "detach": ("everyday.detach", "Take a work's full text away again."),
        "export": ("works.export", "Write the library, or some of it, as BibTeX, RIS, formatted text …"),
        "watch": ("works.watching", "Keep a .bib file as the library is."),
        "retractions": ("registries.retractions", "Which works of the library were retracted?"),
    },
    "Works every day": {
        "list": ("works.listing", "List the works or the articles of the library."),
        "search": ("works.search", "Find works by meaning and by words."),
        "show": ("everyday.show", "Show all that is known of works."),
        "open": ("everyday.opening", "Open a work's file or page."),
        "edit": ("everyday.edit", "Change a work's fields, in your editor or by --set."),
        "tag": ("everyday.tag", "Give works tags, take them away, list them."),
        "collection": ("everyday.tag:collection", "The same for collections."),
        "rm": ("everyday.rm", "Remove works or articles."),
        "merge": ("everyday.merge", "Make one work of several."),
        "dedupe": ("works.dedupe", "Show works that seem to be one, and merge them."),
        "stats": ("everyday.stats", "Count what the library holds."),
        "undo": ("works.undo", "Take the last change back, whatever it was."),
        "redo": ("works.undo:redo", "Make it again."),
        "history": ("works.undo:history", "Show what was changed."),
    },
    "The library": {
        "init": ("works.init", "Make a library in a folder."),
        "index": ("works.index", "Embed what is new in the library."),
        "config": ("care.config", "Show and change the settings."),
        "copy": ("care.copying", "Copy the library between folders and PostgreSQL."),
        "backup": ("care.backup", "Write the library into one file."),
        "restore": ("care.backup:restore", "Make a library of such a file."),
        "doctor": ("care.doctor", "Say what is broken or missing, and mend it."),
        "snapshot": ("registries.snapshot", "A local Crossref: build it from dumps, serve it over HTTP."),
        "serve": ("server.serve", "Serve the library: a page to audit in, to search and to decide."),
        "user": ("server.user", "Who may use the server: accounts and tokens."),
        "grant": ("server.grant", "Who may read or change a library in PostgreSQL."),
        "mcp": ("server.mcp", "Let an assistant ask the library (Model Context Protocol)."),
        "completion": ("care.completion", "Let your shell complete commands and options."),
        "help": ("care.help", "Explain a command."),
    },
}
COMMANDS: Mapping[str, tuple[str, str]] = {
    name: command for section in SECTIONS.values() for name, command in section.items()
}


def nearest(word: str) -> list[str]:
    """The commands that a mistyped word may mean, or that another program has under this name."""
    elsewhere = {
        "delete": "rm",
        "remove": "rm",
        "del": "rm",
        "ls": "list",
        "find": "search",
        "get": "show",
        "view": "show",
        "info": "show",
        "new": "init",
        "create": "init",
        "set": "config",
        "settings": "config",
        "revert": "undo",
        "count": "stats",
        "duplicates": "dedupe",
        "lookup": "verify",
        "fetch": "add",
        "log": "history",
        "update": "enrich",
        "version": "--version",
        "cat": "show",
        "rename": "edit",
        "tags": "tag",
        "move": "copy",
        "cp": "copy",
        "clone": "copy",
        "collections": "collection",
    }
    if word.lower() in elsewhere:
        return [elsewhere[word.lower()]]
    from difflib import get_close_matches

    return get_close_matches(word.lower(), COMMANDS, n=2, cutoff=0.7)
