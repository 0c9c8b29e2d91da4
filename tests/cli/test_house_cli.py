"""refdb snapshot load, and a list verified against what it made."""

import json


def test_a_registry_is_loaded_and_asked(address, tmp_path, refdb):
    work = {
        "DOI": "10.1000/naps",
        "title": ["Naps and recall in older people"],
        "author": [{"family": "Smith", "given": "Jane"}],
        "container-title": ["Sleep"],
        "issued": {"date-parts": [[2001]]},
        "volume": "3",
        "page": "1-9",
    }
    (tmp_path / "works.jsonl").write_text(f"{json.dumps(work)}\nnothing\n")
    loaded = refdb("snapshot", "load", tmp_path / "works.jsonl", "--to", address)
    assert (loaded.returncode, loaded.stdout) == (0, "1 works there out of 1 file, 1 could not be read\n")
    assert "not JSON" in loaded.stderr
    (tmp_path / "list.txt").write_text("Smith J. Naps and recall in older people. Sleep. 2001;3:1-9.\n")
    verified = refdb("verify", tmp_path / "list.txt", "--registry", address, "--json")
    assert json.loads(verified.stdout)["status"] == "verified"


def test_an_address_without_a_registry_is_one_line(address, tmp_path, refdb):
    (tmp_path / "list.txt").write_text("Smith J. Naps. Sleep. 2001;3:1-9.\n")
    refused = refdb("verify", tmp_path / "list.txt", "--registry", address)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "refdb snapshot load FILES --to ADDRESS" in refused.stderr
    refused = refdb("snapshot", "load", tmp_path / "none", "--to", address)
    assert (refused.returncode, refused.stderr) == (2, f"refdb: {tmp_path / 'none'} does not exist\n")
