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
        ("mailtoo = 'a'", "library.toml: unknown setting 'mailtoo'; known are database, registry, mailto"),
        ("timeout = 'soon'", "library.toml: timeout = 'soon' should be a float"),
        ("timeout =", "library.toml is not valid TOML"),
        ("sources_per_claim = 2.5", "library.toml: sources_per_claim = 2.5 should be a int"),
        ("keep_uploads = true", "library.toml: keep_uploads = True should be a int"),
        ("claims = 'every'", "library.toml: claims = 'every' should be one of cited, literature, all"),
    ],
)
def test_a_wrong_setting_is_one_clear_line(tmp_path, toml, message):
    (tmp_path / "library.toml").write_text(toml)
    with pytest.raises(InputError, match=message):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    "line", ["timeout = -1", "timeout = inf", "timeout = nan", "sources_per_claim = -3", "sources_per_claim = 0", "least_confidence = 1.5"]
)  # fmt: skip
def test_a_setting_out_of_range_is_refused_by_name(tmp_path, monkeypatch, line):
    (tmp_path / "library.toml").write_text(line)
    name, value = line.split(" = ")
    with pytest.raises(InputError, match=rf"library\.toml: {name} = {value} should be from .* to "):
        load_settings(tmp_path)
    (tmp_path / "library.toml").unlink()
    monkeypatch.setenv(f"REFDB_{name.upper()}", value)
    with pytest.raises(InputError, match=f"{name} = '{value}' should be from"):
        load_settings(tmp_path)


def test_settings_that_are_no_file_are_said(tmp_path):
    (tmp_path / "library.toml").mkdir()
    with pytest.raises(InputError, match=r"library\.toml cannot be read"):
        load_settings(tmp_path)
    (tmp_path / "library.toml").rmdir()
    (tmp_path / "library.toml").symlink_to("library.toml")
    with pytest.raises(InputError, match=r"library\.toml cannot be read"):
        load_settings(tmp_path)
