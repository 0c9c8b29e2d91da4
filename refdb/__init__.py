"""refdb audits an article: do its references exist, and do the sources say what they are cited for?

>>> import refdb  # doctest: +SKIP
>>> refdb.verify("Smith J. Sleep and coffee. J Sleep. 2019;3:1-9.")  # doctest: +SKIP
>>> with refdb.open_library("my", create=True) as library:  # doctest: +SKIP
...     library.audit("article.docx").save("report.html")

What is named here is what refdb promises; its rooms may change. Each name is loaded when it is first used, so that
`import refdb` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from refdb.errors import InputError as InputError
    from refdb.errors import LibraryError as LibraryError
    from refdb.errors import RefdbError as RefdbError
    from refdb.library import Library as Library
    from refdb.library import init_library as init_library
    from refdb.library import open_library as open_library
    from refdb.model import Added as Added
    from refdb.model import Article as Article
    from refdb.model import Attached as Attached
    from refdb.model import AuditReport as AuditReport
    from refdb.model import CheckedClaim as CheckedClaim
    from refdb.model import CheckedReference as CheckedReference
    from refdb.model import CheckedWork as CheckedWork
    from refdb.model import Citation as Citation
    from refdb.model import Claim as Claim
    from refdb.model import Completed as Completed
    from refdb.model import Decision as Decision
    from refdb.model import Diagnosis as Diagnosis
    from refdb.model import Duplicates as Duplicates
    from refdb.model import Evidence as Evidence
    from refdb.model import Exported as Exported
    from refdb.model import FieldDiff as FieldDiff
    from refdb.model import Filters as Filters
    from refdb.model import Hit as Hit
    from refdb.model import ImportCounts as ImportCounts
    from refdb.model import ImportOptions as ImportOptions
    from refdb.model import IndexCheck as IndexCheck
    from refdb.model import IndexCounts as IndexCounts
    from refdb.model import ParsedReference as ParsedReference
    from refdb.model import Passage as Passage
    from refdb.model import Person as Person
    from refdb.model import Reference as Reference
    from refdb.model import Results as Results
    from refdb.model import Selection as Selection
    from refdb.model import Standing as Standing
    from refdb.model import Verdict as Verdict
    from refdb.model import Verification as Verification
    from refdb.model import Work as Work
    from refdb.model import WrittenBack as WrittenBack
    from refdb.model.running import Progress as Progress
    from refdb.registries.snapshot import building, serving
    from refdb.registries.snapshot.postgresql import loading
    from refdb.reports.saving import Report as Report
    from refdb.verification.lists import few_known as few_known
    from refdb.workflows.everyday.backing_up import check_backup as check_backup
    from refdb.workflows.everyday.backing_up import restore_library as restore_library
    from refdb.workflows.everyday.copying import copy_library as copy_library
    from refdb.workflows.full_texts.fetching import is_fetchable as is_fetchable
    from refdb.workflows.mending.accepting import Acceptance as Acceptance
    from refdb.workflows.mending.accepting import accepted as accepted
    from refdb.workflows.mending.accepting import findings_of as findings_of
    from refdb.workflows.mending.accepting import fingerprint as fingerprint
    from refdb.workflows.mending.accepting import last_told as last_told
    from refdb.workflows.mending.accepting import read_accepted as read_accepted
    from refdb.workflows.mending.accepting import reasons as reasons
    from refdb.workflows.mending.accepting import remember_told as remember_told
    from refdb.workflows.mending.accepting import write_accepted as write_accepted
    from refdb.workflows.mending.correcting import Corrected as Corrected
    from refdb.workflows.mending.correcting import Correction as Correction
    from refdb.workflows.mending.correcting import correct as correct
    from refdb.workflows.mending.correcting import corrected_list as corrected_list
    from refdb.workflows.mending.correcting import corrections_of as corrections_of
    from refdb.workflows.rows.claims import check_rows as check_rows
    from refdb.workflows.rows.claims import second_opinion_host as second_opinion_host
    from refdb.workflows.rows.entries import lines_of as lines_of
    from refdb.workflows.rows.entries import read_rows as read_rows
    from refdb.workflows.rows.entries import reference_rows as reference_rows
    from refdb.workflows.rows.references import checked_references as checked_references
    from refdb.workflows.rows.references import no_network as no_network
    from refdb.workflows.rows.references import parse as parse
    from refdb.workflows.rows.references import standing_of as standing_of
    from refdb.workflows.rows.references import verify as verify
    from refdb.workflows.rows.references import verify_rows as verify_rows
    from refdb.workflows.searching import search_filters as search_filters
    from refdb.workflows.serving.granting import grant as grant
    from refdb.workflows.steps.given import extract as extract

    build_snapshot, serve_snapshot, load_snapshot = building.build, serving.serve, loading.load

__version__ = "0.1.0"

_NAMES = {  # by the module that has them; "there:here" where it has another name there
    "refdb.errors": "InputError LibraryError RefdbError",
    "refdb.library": "Library init_library open_library",
    "refdb.model": (
        "Added Article Attached AuditReport CheckedClaim CheckedReference CheckedWork Citation Claim Completed "
        "Decision Diagnosis Duplicates Evidence Exported FieldDiff Filters Hit ImportCounts ImportOptions IndexCheck "
        "IndexCounts ParsedReference Passage Person Reference Results Selection Standing Verdict Verification Work "
        "WrittenBack"
    ),
    "refdb.registries.snapshot.building": "build:build_snapshot",
    "refdb.registries.snapshot.postgresql.loading": "load:load_snapshot",
    "refdb.registries.snapshot.serving": "serve:serve_snapshot",
    "refdb.reports.saving": "Report",
    "refdb.workflows.everyday.backing_up": "check_backup restore_library",
    "refdb.workflows.everyday.copying": "copy_library",
    "refdb.workflows.mending.accepting": (
        "Acceptance accepted findings_of fingerprint last_told read_accepted reasons remember_told write_accepted"
    ),
    "refdb.workflows.mending.correcting": "Corrected Correction correct corrected_list corrections_of",
    "refdb.workflows.full_texts.fetching": "is_fetchable",
    "refdb.workflows.rows.claims": "check_rows second_opinion_host",
    "refdb.workflows.rows.entries": "lines_of read_rows reference_rows",
    "refdb.workflows.rows.references": "checked_references no_network parse standing_of verify verify_rows",
    "refdb.verification.lists": "few_known",
    "refdb.workflows.searching": "search_filters",
    "refdb.workflows.serving.granting": "grant",
    "refdb.workflows.steps.given": "extract",
    "refdb.model.running": "Progress",
}
_HOMES = {
    name.rpartition(":")[2]: (module, name.partition(":")[0])
    for module, names in _NAMES.items()
    for name in names.split()
}

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:  # noqa: ANN401  (a module attribute)
    if name not in _HOMES:
        raise AttributeError(f"module 'refdb' has no attribute {name!r}")
    module, there = _HOMES[name]
    return getattr(import_module(module), there)


def __dir__() -> list[str]:
    return sorted(__all__)
