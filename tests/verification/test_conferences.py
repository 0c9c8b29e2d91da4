"""Names of proceedings that contradict each other, and names that only look different."""

import pytest

from refdb.verification.conferences import other_conference, stands_for, unknown_conference

CVPR = "2023 IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)"
NEURIPS = "Advances in Neural Information Processing Systems"


@pytest.mark.parametrize(
    ("printed", "registered"),
    [
        ("ICML", "ICLR"),
        ("ICML 2023", CVPR),
        ("Proceedings of the AAAI Conference on Artificial Intelligence (AAAI)", CVPR),
        (
            "Symposium on Neural Scaling Laws",
            "Proceedings of the Conference on Computer Vision and Pattern Recognition",
        ),
        ("Symposium on Neural Scaling Laws", "NeurIPS"),
        ("Conference on Reward Learning and Alignment", "CVPR"),
        ("Conference on Bio-Inspired Computing and AI", "ICML"),
        ("Journal of Neural Architecture and Optimization", "ICLR"),
        ("Pacific Rim Symposium on Vision Transformers", "AAAI"),
        ("Conference on Reward Learning", "Symposium on Otter Habitats"),  # two words each, none shared
        ("Computer Graphics for Otters Everywhere", "SIGGRAPH"),  # half of its words, and half of ours
    ],
)
def test_contradiction(printed, registered):
    assert other_conference(printed, [registered])


@pytest.mark.parametrize(
    ("printed", "registered"),
    [
        ("CVPR", CVPR),
        ("Proc. IEEE Conf. on Computer Vision and Pattern Recognition", CVPR),
        ("NeurIPS", NEURIPS),
        ("NIPS", NEURIPS),
        ("Neural Information Processing Systems", NEURIPS),
        ("KDD", "Proceedings of the 26th ACM SIGKDD International Conference on Knowledge Discovery & Data Mining"),
        ("WWW", "Proceedings of The Web Conference 2020"),
        ("EMNLP", "Proceedings of the 2020 Conference on Empirical Methods in Natural Language Processing (EMNLP)"),
        ("ICML", "Proceedings of Machine Learning Research"),
        ("MICCAI", "Lecture Notes in Computer Science"),
        ("Lecture Notes in Computer Science", "Medical Image Computing and Computer-Assisted Intervention"),
        ("ECCV", "Computer Vision – ECCV 2022"),
        ("Advances in Neural Information Processing Systems 33", "NeurIPS"),
        ("Proceedings of the 38th International Conference on Machine Learning", "ICML"),
        ("Proc. 29th Int. Conf. Mach. Learn.", "ICML"),
        ("International Conference on Learning Representations", "ICLR"),
        ("Proceedings of the World Wide Web Conference", "WWW"),
        ("The Web Conference", "WWW"),
        ("Conference on Human Factors in Computing Systems", "CHI"),
        ("Conference of the International Speech Communication Association", "INTERSPEECH"),
        ("Annual Meeting of the Association for Computational Linguistics", "ACL"),
        ("Proceedings of Machine Learning Research", "ICML"),
        ("Lecture Notes in Computer Science", "ECCV"),
        ("Symposium on Neural Scaling Laws", "NSL"),  # an acronym of which nothing is known
        ("EURASIP Conference on Neural Signals", "Conference on Neural Signals (CNSX)"),  # a sponsor is no acronym
        ("KDD", "Knowledge Discovery and Data Mining (SIGKDX)"),  # it stands for the name, whatever the acronym
        ("Knowledge Discovery and Data Mining (SIGKDX)", "KDD"),
        ("KDD", "SIGKDD"),
        ("SIGKDD", "KDD"),
        ("Conference on Rewards", "Symposium on Otter Habitats"),  # one word says too little
        ("Symposium on Otter Habitats", "Conference on Rewards"),
        ("Conference on AI Rewards", "Symposium on Otter Habitats"),
        ("3rd Conference on Rewards", "Symposium on Otter Habitats"),
        ("Conf. on Comput. Vis.", "Conference on Computer Vision"),
        ("Conference on Computer Vision", "Conf. on Comput. Vis."),
        ("Conference on Spoken Language Processing", "INTERSPEECH"),
        ("Comput. Graph. Interact. Tech.", "SIGGRAPH"),
        ("Conference on Computer Graphics", "SIGGRAPH"),  # all of our words
        ("Computer Graphics and Interactive Worlds", "SIGGRAPH"),  # most of its words
        ("", CVPR),
        ("ICML", ""),
    ],
)
def test_no_contradiction(printed, registered):
    assert not other_conference(printed, [registered])


def test_a_registered_name_that_says_nothing_does_not_count():
    assert other_conference("ICML", ["", "ICLR"])


def test_one_registered_name_that_fits_is_enough():
    assert not other_conference("ICML", ["ICLR", "International Conference on Machine Learning"])


@pytest.mark.parametrize(
    ("acronym", "words"),
    [
        ("emnlp", "empirical methods in natural language processing"),
        ("mobicom", "international conference on mobile computing and networking"),
        ("faccT".lower(), "fairness accountability and transparency"),
        ("podc", "principles of distributed computing"),
    ],
)
def test_acronyms_stand_for_beginnings_of_words(acronym, words):
    assert stands_for(acronym, words.split())
    assert not stands_for(acronym + "x", words.split())


@pytest.mark.parametrize(
    ("printed", "registered", "other"),
    [
        ("International Conference on Quantum Machine Learning", "ICML", True),
        ("Journal of Statistical Machine Learning Theory", "ICML", True),
        ("Proceedings of the 38th International Conference on Machine Learning", "ICML", False),
        ("International Conference on Machine Learning, Baltimore, Maryland", "ICML", False),
        ("IEEE Conference on Computer Vision and Pattern Recognition", "CVPR", False),
    ],
)
def test_a_name_that_narrows_a_conference_down_is_anothers(printed, registered, other):
    assert other_conference(printed, [registered]) is other


@pytest.mark.parametrize(
    ("printed", "unknown"),
    [
        ("Symposium on Probabilistic Reasoning", True),
        ("Workshop on Scalable Representation Learning", True),
        ("International Conference on Quantum Machine Learning", True),
        ("Symposium on Networked Systems Design and Implementation", False),
        ("International Conference on Learning Representations", False),
        ("ICML Workshop on Efficient Systems", False),  # the acronym says where
        ("ICML", False),
        ("Journal of Adversarial Machine Learning", False),
        ("Nature", False),
    ],
)
def test_a_conference_that_nobody_knows(printed, unknown):
    assert unknown_conference(printed) is unknown
