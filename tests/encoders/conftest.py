"""Here the models themselves are tested."""

import pytest

from refdb.encoders.onnx import Transformer


@pytest.fixture(autouse=True)
def _each_row_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer is the model's, not one that another test was given."""
    monkeypatch.setattr(Transformer, "_row", Transformer._row.__wrapped__)
