"""An error says what is wrong and what to do about it."""

import pickle

import pytest

from refdb.errors import InputError, RegistryUnavailable


@pytest.mark.parametrize(
    ("message", "what", "hint"),
    [
        ("x.docx cannot be written; there are .bib and .ris", "x.docx cannot be written", "there are .bib and .ris"),
        ("missing.txt: no such file", "missing.txt: no such file", ""),
        ("a; b; do this", "a; b", "do this"),
        ("nothing was found (a: down; b: down)", "nothing was found (a: down; b: down)", ""),
        ("nothing (a; b); give the file", "nothing (a; b)", "give the file"),
    ],
)
def test_what_to_do_stands_behind_the_last_semicolon(message, what, hint):
    error = InputError(message)
    assert (error.what, error.hint, str(error)) == (what, hint, message)


def test_a_hint_may_be_given_by_itself_and_goes_between_processes():
    error = RegistryUnavailable("a.org: HTTP 500", hint="try again later")
    assert str(error) == "a.org: HTTP 500; try again later"
    again = pickle.loads(pickle.dumps(error))
    assert (again.what, again.hint) == (error.what, error.hint)
