"""Names of proceedings that contradict each other, and names that only look different."""

import pytest

from refdb.verification.conferences import other_conference, stands_for

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
        ("", CVPR),
        ("ICML", ""),
    ],
)
def test_no_contradiction(printed, registered):
    assert not other_conference(printed, [registered])


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
