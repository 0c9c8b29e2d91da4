"""Options go before the environment, that before library.toml, that before the defaults."""

import pytest

from refdb.errors import InputError
from refdb.settings import Settings, load_settings


def test_the_nearer_setting_wins(tmp_path, monkeypatch):
    assert load_settings(tmp_path) == Settings()
    (tmp_path / "library.toml").write_text('mailto = "file@example.org"\nregistry = "file.db"\ntimeout = 5\n')
    assert load_settings(tmp_path).mailto == "file@example.org"
    assert load_settings(tmp_path).timeout == 5.0
    monkeypatch.setenv("REFDB_REGISTRY", "environment.db")
    assert load_settings(tmp_path, {"registry": None}).registry == "environment.db"
    assert load_settings(tmp_path, {"registry": "option.db"}).registry == "option.db"


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("mailtoo = 'a'", "library.toml: unknown setting 'mailtoo'; known are registry, mailto"),
        ("timeout = 'soon'", "library.toml: timeout = 'soon' should be a float"),
        ("timeout =", "library.toml is not valid TOML"),
    ],
)
def test_a_wrong_setting_is_one_clear_line(tmp_path, toml, message):
    (tmp_path / "library.toml").write_text(toml)
    with pytest.raises(InputError, match=message):
        load_settings(tmp_path)
