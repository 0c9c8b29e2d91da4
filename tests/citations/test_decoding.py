"""The labels of a batch are the ones that CRFsuite gives, and so is their probability."""

import lzma
import math
from importlib.resources import files

import pycrfsuite
import pytest

from refdb.citations.crf_files import crf_of, load_crf, load_lexicon
from refdb.citations.parsing.parser import load_parser
from refdb.citations.parsing.places import FeatureNames
from refdb.citations.parsing.tokens import fold, tokenize
from refdb.errors import ModelError

RAWS = [
    "12. Levine H, Jørgensen N, Swan SH. Temporal trends. Hum Reprod. 2017;23(6):646-59. doi: 10.1093/humupd/dmx022",
    "Meyer, A., & Kuhn, B. (2012b). Work and family. In C. Lang & D. Wolf (Eds.), Handbook (pp. 11-29). Oxford: OUP.",
    "Domb F.",
    'Braun, E. 2002. "Naps of the old (and of the young)." Science 4, no. 2: 11–19.',
    "Weber K, Klein P. „Ruhe nach der Arbeit“, Zeitschrift für Schlaf 12 (2010), H. 3, S. 101-119, https://a.org/b",
    "王小明, 李华. 午睡与记忆[J]. 心理学报, 2015, 12(3): 11-19.",
    "2019",
    ") ( ” 1",
    " ".join(["Naps of the old, Science 4 (2002) 11;"] * 30),
]


@pytest.fixture(scope="module")
def model() -> bytes:
    return lzma.decompress(files("refdb").joinpath("weights", "reference_parser", "model.crfsuite.xz").read_bytes())


@pytest.fixture(scope="module")
def expected(model):
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(model)
    names_of = FeatureNames(load_lexicon())
    out = []
    for raw in RAWS:
        tagger.set(names_of(tokenize(fold(raw))))
        labels = tagger.tag()
        out.append((labels, math.log(tagger.probability(labels))))
    return out


@pytest.mark.parametrize("together", [1, 2, len(RAWS)])
def test_batches_of_any_size_have_the_labels_and_probabilities_of_crfsuite(expected, together):
    parser = load_parser()
    tokens = [tokenize(fold(raw)) for raw in RAWS]
    found = [one for n in range(0, len(tokens), together) for one in parser._tagged(tokens[n : n + together])]
    assert [labels for labels, _ in found] == [labels for labels, _ in expected]
    assert [chance for _, chance in found] == pytest.approx([chance for _, chance in expected], abs=1e-3)


def test_the_model_is_read_from_its_file_as_crfsuite_reads_it(model):
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(model)
    crf, printed = load_crf(), tagger.info()
    assert crf.labels == tuple(tagger.labels())
    assert set(crf.features) == set(printed.attributes)
    for (one, other), weight in printed.transitions.items():
        assert crf.steps[crf.labels.index(one), crf.labels.index(other)] == pytest.approx(weight, abs=1e-6)
    for (name, label), weight in list(printed.state_features.items())[:2_000]:
        assert crf.state[crf.features[name], crf.labels.index(label)] == pytest.approx(weight, abs=1e-6)


def test_another_file_is_no_model():
    with pytest.raises(ModelError, match="no model of CRFsuite"):
        crf_of(b"something else")
