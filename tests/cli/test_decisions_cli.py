"""`refdb decisions`, and what decisions do to `refdb audit`."""

import json

ON_CLAIM = {
    "kind": "claim", "text": "Sleep helps.", "machine": "contradicted", "stance": "overruled", "verdict": "supported",
    "note": "See table 2.", "by": "Ann", "at": "2026-11-28T10:00:00.123Z", "article": "a.txt", "sha256": "ab12",
}  # fmt: skip


def write(path, *rows):
    path.write_text(json.dumps({"format": "refdb decisions", "version": 1, "decisions": rows}), encoding="utf-8")
    return path


def test_in_listed_and_out_again(refdb, tmp_path):
    refdb("init", "lib")
    file = write(tmp_path / "d.json", ON_CLAIM)
    assert refdb("--library", "lib", "decisions", "import", file).stdout == "1 decision taken in\n"
    assert refdb("--library", "lib", "decisions", "import", file).stdout == "0 decisions taken in, 1 known already\n"
    said = "2026-11-28  Ann  claim  supported (refdb: contradicted)  Sleep helps.  (See table 2.)\n"
    assert refdb("--library", "lib", "decisions", "list").stdout == said
    row = json.loads(refdb("--library", "lib", "decisions", "list", "--json").stdout)
    assert row == ON_CLAIM | {"at": "2026-11-28T10:00:00+00:00"}
    done = refdb("--library", "lib", "decisions", "export", "-o", "out.json")
    assert done.stdout == "1 decision written to out.json\n"
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["decisions"] == [row]
    refdb("init", "other")
    assert refdb("--library", "other", "decisions", "import", "out.json").stdout == "1 decision taken in\n"
    printed = refdb("--library", "other", "decisions", "export", "-o", "-").stdout
    assert printed == (tmp_path / "out.json").read_text(encoding="utf-8")


def test_a_bad_file_is_one_line_and_nothing_of_it_is_taken(refdb, tmp_path):
    refdb("init", "lib")
    bad = write(tmp_path / "bad.json", ON_CLAIM, ON_CLAIM | {"verdict": "true"})
    for file, said in (
        (bad, "decision 2: 'verdict' is 'true'"),
        ("none.json", "no such file"),
        (tmp_path, "is a folder"),
    ):
        done = refdb("--library", "lib", "decisions", "import", file)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
        assert done.stderr.count("\n") == 1
    assert refdb("--library", "lib", "decisions", "list").stdout == ""


def test_what_is_decided_is_no_finding_any_more_and_a_replay_is_the_same(refdb, tmp_path, article_file, snapshot_file):
    command = ["--library", "lib", "audit", article_file, "--registry", snapshot_file, "--json", "r.json"]
    assert refdb(*command).returncode == 1
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    rows = [
        ON_CLAIM
        | {"kind": "reference", "text": row["raw"], "machine": row["status"], "stance": "agreed", "verdict": ""}
        for row in report["references"]
    ] + [
        ON_CLAIM | {"text": row["sentence"], "machine": row["verdict"], "verdict": "not_settled"}
        for row in report["claims"]
    ]
    refdb("--library", "lib", "decisions", "import", write(tmp_path / "d.json", *rows))
    again = refdb(*command, "--html", "r.html")
    assert again.returncode == 0, again.stderr
    decided = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert [row["status"] for row in decided["references"]] == [row["status"] for row in report["references"]]
    assert {row["decision"]["stance"] for row in decided["references"]} == {"agreed"}
    assert f"decided before: {len(report['references'])} references" in again.stdout
    same = refdb("--library", "lib", "audit", "--replay", "r.json", "--registry", snapshot_file)
    assert (same.returncode, same.stdout.split(":")[0]) == (0, "the same")
