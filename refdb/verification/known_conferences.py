"""Conferences that records name by their acronym alone, with what they are called in full."""

from __future__ import annotations

import functools

_TABLE = """
aaai: aaai conference on artificial intelligence
aamas: autonomous agents and multiagent systems
acl: annual meeting of the association for computational linguistics
acml: asian conference on machine learning
aistats: artificial intelligence and statistics
alt: algorithmic learning theory
atc: annual technical conference
automl: automated machine learning
bmvc: british machine vision
ccs: computer and communications security
chi: human factors in computing systems; computer human interaction
chil: health inference and learning
cidr: innovative data systems research
cikm: information and knowledge management
clear: causal learning and reasoning
coling: computational linguistics
colm: language modeling
colt: learning theory; computational learning theory
conll: computational natural language learning
corl: robot learning
cvpr: computer vision and pattern recognition
dac: design automation
eacl: european chapter of the association for computational linguistics
eccv: european conference on computer vision
emnlp: empirical methods in natural language processing
fast: file and storage technologies
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
ismir: music information retrieval
kdd: knowledge discovery and data mining
l4dc: learning for dynamics and control
log: learning on graphs
lrec: language resources and evaluation
miccai: medical image computing and computer assisted intervention
midl: medical imaging with deep learning
mlhc: machine learning for healthcare
mlsys: machine learning and systems
naacl: north american chapter of the association for computational linguistics; human language technologies
neurips: advances in neural information processing systems
nips: advances in neural information processing systems
nsdi: networked systems design and implementation
osdi: operating systems design and implementation
pgm: probabilistic graphical models
pldi: programming language design and implementation
popl: principles of programming languages
recsys: recommender systems
rss: robotics science and systems
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
