"""What several tests of the room do: a reference and a work, field by field."""

from refdb.model import FieldDiff, ParsedReference, Work
from refdb.verification.comparison import differences, examine
from refdb.verification.printed import prepare_reference, prepare_work


def compare(reference: ParsedReference, work: Work) -> tuple[FieldDiff, ...]:
    """The fields of a reference beside those of a work; fields that neither has are left out."""
    printed, registered = prepare_reference(reference), prepare_work(work)
    return differences(printed, registered, examine(printed, registered))
