"""Where a report that was made again comes out another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """One line for each reference and claim whose verdict is another, and for each version that is."""
    found = [
        f"{name}: {old} then, {after['versions'].get(name)} now"
        for name, old in before.get("versions", {}).items()
        if after["versions"].get(name) != old
    ]
    references = {row["n"]: row for row in after["references"]}
    for row in before.get("references", ()):
        now = references.get(row["n"], {})
        if (row["status"], row["doi"]) != (now.get("status"), now.get("doi")):
            found.append(
                f"reference {row['n']}: {row['status']} {row['doi']} then, {now.get('status')} {now.get('doi')} now"
            )
    claims = {(row["start"], row["end"]): row for row in after["claims"]}
    for row in before.get("claims", ()):
        now = claims.get((row["start"], row["end"]), {})
        if row["verdict"] != now.get("verdict"):
            found.append(f"claim “{row['sentence']}”: {row['verdict']} then, {now.get('verdict')} now")
    return found
