"""What refdb is made of: licences of the locked packages, a bill of materials, known faults.

    python -m scripts.supply_chain licenses              # each package and model, its version and licence
    python -m scripts.supply_chain sbom -o sbom.json     # CycloneDX 1.5
    python -m scripts.supply_chain audit                 # pip-audit; skipped, with the reason, where it reaches nothing

Run in an environment with the packages of ``requirements/dev.txt``: licences stand in what is installed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements" / "demo.txt"
WEIGHTS = ROOT / "refdb" / "weights"
# Licences under which refdb may be given away with the package; what is not among them ends `licenses` with status 1.
ALLOWED = re.compile(
    r"\b(?:MIT|BSD|Apache|PSF|Python Software Foundation|ISC|MPL|Mozilla|0BSD|Unlicense|CC0|Zlib|HPND|LGPL)\b", re.I
)


def locked(lock: Path = LOCK) -> dict[str, tuple[str, list[str]]]:
    """Name -> (version, SHA-256 sums) of each package of a lock file; of several versions the first."""
    found: dict[str, tuple[str, list[str]]] = {}
    name = ""
    for line in lock.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", line):
            name = match[1] if match[1] not in found else ""
            if name:
                found[name] = (match[2], [])
        elif name and (match := re.search(r"--hash=sha256:([0-9a-f]{64})", line)):
            found[name][1].append(match[1])
    return found


def licence_of(name: str) -> str:
    """The licence that an installed package states; ``""`` where it is not installed or states none."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return ""
    if "Permission is hereby granted, free of charge" in (told.get("License") or ""):  # the whole text stands there
        return "MIT"
    classified = [c.rpartition(" :: ")[2] for c in told.get_all("Classifier") or () if c.startswith("License ::")]
    stated = (told.get("License-Expression") or told.get("License") or "").strip().split("\n")[0]
    return stated if 0 < len(stated) < 80 else "; ".join(c for c in classified if c != "OSI Approved") or stated[:80]


def models() -> dict[str, tuple[str, dict[str, str]]]:
    """Name -> (SPDX expression of its card, SHA-256 of each of its files) of the models that refdb brings."""
    found = {}
    for card in sorted((*WEIGHTS.glob("*/MODEL_CARD.md"), *WEIGHTS.glob("*/README.md"))):
        match = re.search(r"^SPDX-License-Identifier: ([^(\n]+?) *(?:\(.*)?$", card.read_text(encoding="utf-8"), re.M)
        files = sorted(file for file in card.parent.iterdir() if file.suffix != ".md" and file.is_file())
        sums = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
        found[card.parent.name] = (match[1] if match else "", sums)
    return found


def bill(packages: dict[str, tuple[str, list[str]]]) -> dict[str, object]:
    """The packages, and the models that refdb brings, as a CycloneDX document."""
    components: list[dict[str, object]] = [
        {
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            **({"licenses": [{"license": {"name": licence}}]} if (licence := licence_of(name)) else {}),
            "hashes": [{"alg": "SHA-256", "content": one} for one in hashes],
        }
        for name, (version, hashes) in packages.items()
    ]
    for name, (expression, sums) in models().items():
        components.append(
            {
                "type": "machine-learning-model",
                "name": f"refdb-{name}",
                "licenses": [{"expression": expression}],
                "components": [
                    {"type": "file", "name": file, "hashes": [{"alg": "SHA-256", "content": digest}]}
                    for file, digest in sums.items()
                ],
            }
        )
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": components}


def audit(lock: Path = LOCK) -> int:
    """Known faults of the locked packages; 0 where there are none or none can be asked for, which is said."""
    call = [
        sys.executable,
        "-m",
        "pip_audit",
        "--require-hashes",
        "--disable-pip",
        "-r",
        str(lock),
        "--progress-spinner=off",
    ]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    if "No module named" in said:
        print("skipped: pip-audit is not installed (pip install pip-audit)")
        return 0
    if re.search(r"ConnectionError|ServiceError|Max retries|not found on PyPI|Could not connect|HTTPError", said):
        print("skipped: no advisory database can be reached from here")
        return 0
    print(said)
    return done.returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["licenses", "sbom", "audit"])
    parser.add_argument("-o", "--output", type=Path)
    args = parser.parse_args()
    if args.what == "audit":
        return audit()
    packages = locked()
    if args.what == "sbom":
        text = json.dumps(bill(packages), indent=1)
        args.output.write_text(text, encoding="utf-8") if args.output else print(text)
        return 0
    licences = {name: licence_of(name) for name in packages}
    for name, licence in licences.items():
        print(f"{name:28} {packages[name][0]:14} {licence or 'not installed here'}")
    for name, (expression, _) in models().items():
        print(f"{f'model {name}':28} {'':14} {expression or 'its card has no SPDX-License-Identifier'}")
    unknown = [name for name, licence in licences.items() if licence and not ALLOWED.search(licence)]
    if unknown:
        print(f"to be looked at: {', '.join(unknown)}", file=sys.stderr)
    return int(bool(unknown))


if __name__ == "__main__":
    sys.exit(main())
