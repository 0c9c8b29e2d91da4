"""Fit the cosine below which a passage is about something else: ``weights/embedder/calibration.json``. Prints JSON.

    python -m scripts.training.retrieval.fit_relatedness [--shared ../shared] [--dry]

Claims written for abstracts, of those that the judge's training holds out, with the abstract each is about: on half of
them the threshold is chosen that keeps all but ``LOST`` of the abstracts; the other half says what it keeps, and what
it keeps of abstracts about something else.
"""

from __future__ import annotations

import json
import time

import numpy as np

from refdb.claims.detection.sentences import clean_claim
from refdb.model import Passage
from refdb.retrieval.embedding import load_embedder
from refdb.retrieval.windows import windows
from scripts.places import WEIGHTS
from scripts.training.fitting import fitting_options
from scripts.training.judge.data import sentences_of, text_key
from scripts.training.judge.held_out import held_out_rows, in_first_half

LOST = 0.02  # share of the abstracts that claims are about, left unread
STRANGERS = 20  # other abstracts for each claim


def main() -> None:
    args = fitting_options(__doc__).parse_args()
    embedder = load_embedder()
    rows = held_out_rows(args.shared)
    texts = {
        text_key(row): windows(Passage("", " ".join(sentences_of(row)), title=row.get("title") or "")) for row in rows
    }
    keys = list(texts)
    starts = np.cumsum([0, *(len(of) for of in texts.values())])[:-1]
    claims = embedder.embed([clean_claim(row["claim"]) for row in rows])
    every = claims @ embedder.embed([window for of in texts.values() for window in of]).T
    cosines = np.maximum.reduceat(every, starts, axis=1)  # a passage is as near as its nearest window
    at = np.array([keys.index(text_key(row)) for row in rows])
    own = cosines[np.arange(len(rows)), at]
    chance = np.random.default_rng(1)
    strange = np.array(
        [cosines[n, chance.choice(np.delete(np.arange(len(keys)), at[n]), STRANGERS)] for n in range(len(rows))]
    )
    first = np.array([in_first_half(row) for row in rows])
    related = round(float(np.quantile(own[first], LOST)), 3)
    found = {
        "related": related,
        "made": {
            "script": "scripts/training/retrieval/fit_relatedness.py",
            "date": time.strftime("%Y-%m-%d"),
            "data": "half of the claims that scripts/training/judge/data.py holds out, with their abstracts",
            "embedder": embedder.fingerprint,
            "on_the_other_half": {
                "claims": int((~first).sum()),
                "own_abstracts_kept": round(float((own[~first] >= related).mean()), 4),
                "other_abstracts_kept": round(float((strange[~first] >= related).mean()), 4),
            },
        },
    }
    if not args.dry:
        (WEIGHTS / "embedder" / "calibration.json").write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
