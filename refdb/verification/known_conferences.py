"""Conferences that records name by their acronym alone, with what they are called in full."""

from __future__ import annotations

import functools

_TABLE = """
aaai: aaai conference on artificial intelligence
aamas: autonomous agents and multiagent systems
acl: annual meeting of the association for computational linguistics
aistats: artificial intelligence and statistics
ccs: computer and communications security
chi: human factors in computing systems; computer human interaction
cikm: information and knowledge management
coling: computational linguistics
colt: learning theory; computational learning theory
conll: computational natural language learning
corl: robot learning
cvpr: computer vision and pattern recognition
dac: design automation
eacl: european chapter of the association for computational linguistics
eccv: european conference on computer vision
emnlp: empirical methods in natural language processing
focs: foundations of computer science
icassp: acoustics speech and signal processing
iccv: international conference on computer vision
icde: data engineering
icdm: data mining
iclr: learning representations
icml: machine learning
icra: robotics and automation
icse: software engineering
ijcai: joint conference on artificial intelligence
infocom: computer communications
interspeech: speech communication association; spoken language processing
iros: intelligent robots and systems
isca: computer architecture
kdd: knowledge discovery and data mining
lrec: language resources and evaluation
miccai: medical image computing and computer assisted intervention
mlsys: machine learning and systems
naacl: north american chapter of the association for computational linguistics; human language technologies
neurips: advances in neural information processing systems
nips: advances in neural information processing systems
osdi: operating systems design and implementation
pldi: programming language design and implementation
popl: principles of programming languages
recsys: recommender systems
sigcomm: data communication
siggraph: computer graphics and interactive techniques
sigir: research and development in information retrieval
sigmod: management of data
soda: discrete algorithms
sosp: operating systems principles
stoc: theory of computing
uai: uncertainty in artificial intelligence
vldb: very large data bases
wacv: applications of computer vision
wsdm: web search and data mining
www: web conference; world wide web
"""


@functools.cache
def known_conferences() -> dict[str, tuple[str, ...]]:
    """By acronym, the names in small letters, without what many conferences have in their names."""
    lines = (line.partition(": ") for line in _TABLE.strip().splitlines())
    return {acronym: tuple(names.split("; ")) for acronym, _, names in lines}
