"""Real works, and what becomes of a reference among them."""

from refdb.model import ParsedReference, Person, Work
from refdb.verification.deciding import Identified, verify

SINHA = Work(
    type="journal-article",
    title="Beyond the androgen receptor: the role of growth hormone secretagogues in the modern management of body "
    "composition in hypogonadal males",
    authors=(Person("Sinha", "Deepankar K."), Person("Balasubramanian", "Adithya"), Person("Tatem", "Alexander J.")),
    container_title="Translational Andrology and Urology",
    year=2020,
    years=(2020,),
    volume="9",
    issue="Suppl 2",
    pages="S149-S159",
    doi="10.21037/tau.2019.11.30",
)
KOHN = Work(
    type="journal-article",
    title="Age and duration of testosterone therapy predict time to return of sperm count after human chorionic "
    "gonadotropin therapy",
    authors=(Person("Kohn", "Taylor P."), Person("Louis", "Matthew R.")),
    container_title="Fertility and Sterility",
    year=2017,
    years=(2017,),
    volume="107",
    pages="351-357.e1",
    doi="10.1016/j.fertnstert.2016.10.004",
)
RIGHT = ParsedReference(
    raw="Sinha DK, Balasubramanian A, Tatem AJ. Beyond the androgen receptor: the role of growth hormone secretagogues "
    "in the modern management of body composition in hypogonadal males. Transl Androl Urol. 2020;9(Suppl 2):S149-59.",
    type="article",
    authors=(Person("Sinha", "DK"), Person("Balasubramanian", "A"), Person("Tatem", "AJ")),
    title=SINHA.title,
    container_title="Transl Androl Urol",
    year=2020,
    volume="9",
    issue="Suppl 2",
    pages="S149-59",
)


def ask(reference, *candidates, named=None, status=None):
    status = status or ("found" if named else "absent")
    return verify(reference, Identified(status, named), candidates, ("test",))


def mismatches(verification):
    return [diff.field for diff in verification.diffs if diff.outcome == "mismatch"]
