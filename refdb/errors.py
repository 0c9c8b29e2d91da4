"""The few kinds of error a user meets; each message is one line that says what to do next."""


class RefdbError(Exception):
    """A problem to show to the user as one line; the command ends with exit status 2."""


class InputError(RefdbError):
    """A file, option or query that cannot be used as it is."""


class LibraryError(RefdbError):
    """A library that is missing, locked, damaged or of a newer version."""


class RegistryUnavailable(RefdbError):
    """A registry could not be asked: network, outage, limit, broken answer. Never a finding about a reference."""


class RegistryRefused(RefdbError):
    """A registry understood the question and refused it (HTTP 400): our request is wrong, asking again is useless."""


class ModelError(RefdbError):
    """A model is missing, damaged, or not the one an index was made with."""
