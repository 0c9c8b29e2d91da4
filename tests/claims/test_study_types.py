"""What kind of study a work says it is. Titles and sentences were written for this table."""

import pytest

from refdb.claims.study_types import BY_STRENGTH, rank, study_of, study_type
from refdb.model import Work

TITLES = [
    # what a work does with other studies comes first
    ("Zinc lozenges for the common cold: a systematic review and meta-analysis", "meta-analysis"),
    ("Zinc lozenges for the common cold: a systematic review of randomised trials", "systematic review"),
    ("Coffee and sleep: a network meta-analysis of randomized controlled trials", "meta-analysis"),
    ("Meta-analysis of cohort studies on tea and stroke", "meta-analysis"),
    ("Tea and stroke: metaanalysis of 12 prospective studies", "meta-analysis"),
    ("Tea and stroke: dose–response meta‐analysis", "meta-analysis"),
    ("Diet and gout: an umbrella review of meta-analyses", "systematic review"),
    ("A systematic literature review of gout in pregnancy", "systematic review"),
    ("Effects of garlic in mice: systematic review and meta-analysis of animal studies", "meta-analysis"),
    # titles about such work, which are none
    ("How to read a meta-analysis", ""),
    ("Small-study bias in meta-analysis", ""),
    ("A checklist for the reporting of systematic reviews and meta-analyses", ""),
    ("Reporting quality of randomised trials in dentistry", ""),
    ("Why we need randomised trials of masks", ""),
    ("Randomised trials of zinc: what do they tell us?", ""),
    ("Recruitment to randomised trials in primary care", ""),
    ("Adherence to clinical practice guidelines for asthma", ""),
    # guidelines
    ("Management of gout: a clinical practice guideline", "guideline"),
    ("2031 guidelines for the management of asthma in adults", "guideline"),
    ("Salt in the diet: a scientific statement from the Heart Society", "guideline"),
    ("Expert consensus on the use of masks", "guideline"),
    # trials
    ("Zinc for colds in adults: a randomised, double-blind, placebo-controlled trial", "randomised trial"),
    ("A randomized comparison of two knee braces", "randomised trial"),
    ("A randomized comparison of two braces: an open study", "randomised trial"),
    ("Effect of walking on sleep: a cluster-randomised trial in schools", "randomised trial"),
    ("A non-randomised controlled trial of walking", "trial"),
    ("A phase II study of drug X in melanoma", "trial"),
    ("Drug X in melanoma: an open-label, single-arm trial", "trial"),
    ("A quasi-randomised trial of swings", ""),
    ("Egg intake and stroke: a Mendelian randomization study", ""),
    ("Secondary analysis of a randomised trial of aspirin", ""),
    # observation
    ("Egg intake and stroke: a prospective cohort study", "cohort study"),
    ("Cohort analysis of women in a randomised trial of hormones", "cohort study"),
    ("Night work and weight: a longitudinal study of nurses", "cohort study"),
    ("Statins and gout: a target trial emulation", "cohort study"),
    ("Mobile phones and glioma: a case–control study", "case-control study"),
    ("A nested case-control study within the NAIL randomised trial", "case-control study"),
    ("Screen time in teenagers: a cross-sectional survey", "cross-sectional study"),
    ("Cross-sectional and longitudinal study of gait", "cohort study"),
    ("Cross-sectional area of the thigh after bed rest", ""),
    ("A woman with blue nails: a case report", "case report"),
    ("Blue nails: case report and review of the literature", "case report"),
    ("Report of two cases of blue nails", "case report"),
    ("Living with gout: a qualitative interview study", "qualitative study"),
    ("What nurses think of night work: focus groups in two towns", "qualitative study"),
    # animals and cells
    ("Garlic lowers blood pressure in rats", "animal study"),
    ("Garlic in a mouse model of asthma", "animal study"),
    ("A randomised trial of garlic in dogs", "animal study"),
    ("From mice to men: what garlic does", ""),
    ("Garlic inhibits HepG2 growth in vitro", "laboratory study"),
    ("Garlic and apoptosis in human colon cancer cells", "laboratory study"),
    ("Outcome of in vitro fertilisation after forty", ""),
    # the rest
    ("Garlic and the heart: a narrative review", "review"),
    ("Garlic: a review", "review"),
    ("Chart review of 300 falls", ""),
    ("Peer review in small journals", ""),
    ("Garlic for high blood pressure: study protocol for a randomised trial", "protocol"),
    ("Protocol for a systematic review of garlic", "protocol"),
    ("Rationale and design of the GARLIC trial", "protocol"),
    ("A protocol for extracting RNA from garlic", ""),
    ("Editorial: what to make of garlic", "editorial or letter"),
    ("Letter to the editor", "editorial or letter"),
    ("Comment on 'Garlic and the heart'", "editorial or letter"),
    ("Response of blood lipids to fish oil", ""),
    ("Do trainees know the guidelines on the management of asthma?", ""),
    ("Nine new cases of blue nails and a review of the literature", "case report"),
    ("Better contacts in organic solar cells", ""),
    ("What decides a normal immune response", ""),
    ("Re: garlic and the heart", "editorial or letter"),
    ("Garlic", ""),
    ("", ""),
]
BODIES = [
    ("We systematically reviewed randomised trials of garlic.", "systematic review"),
    ("We did a meta-analysis of published trials. Patients were randomised in all of them.", "meta-analysis"),
    ("Methods: A random-effects meta-analysis was performed.", "meta-analysis"),
    ("A recent meta-analysis found no effect. We asked 40 adults what they eat.", ""),
    ("A systematic review of this question is needed.", ""),
    ("Garlic may help. We call for randomised trials in this field.", ""),
    ("Large randomised controlled trials are warranted.", ""),
    ("In a previous randomised trial garlic did nothing. We discuss why.", ""),
    ("Sixty patients were randomly assigned to garlic or placebo.", "randomised trial"),
    ("Patients with a previous stroke were randomised to garlic or placebo.", "randomised trial"),
    ("DESIGN: Multicentre, double-blind, randomised controlled trial.", "randomised trial"),
    ("We randomized 1,204 men to walking or rest.", "randomised trial"),
    ("This was an open-label, randomised crossover trial.", "randomised trial"),
    ("Rats were randomised to garlic or water.", "animal study"),
    ("Male Wistar rats received garlic for six weeks.", "animal study"),
    ("Forty mice were fed garlic. Then forty volunteers were given garlic too and had fewer colds.", ""),
    ("Colon cancer cells were incubated with garlic oil for a day.", "laboratory study"),
    ("Subjects were randomly selected from the register.", ""),
    ("In this prospective cohort study we asked 900 nurses.", "cohort study"),
    ("We followed 9,000 men for twelve years.", "cohort study"),
    ("We used data from a randomised trial of aspirin to look at falls.", ""),
    ("We conducted a population-based case-control study of glioma.", "case-control study"),
    ("This cross-sectional study included 300 pupils.", "cross-sectional study"),
    ("We report a case of blue nails after silver.", "case report"),
    ("We report the cases of people and the numbers of deaths by region.", ""),
    ("Semi-structured interviews were held with 20 nurses.", "qualitative study"),
    ("This review summarizes what is known of garlic.", "review"),
    ("Here we review recent advances in the chemistry of garlic.", "review"),
    ("We reviewed the medical records of 300 patients.", ""),
    ("Participants will be randomised to garlic or placebo.", "protocol"),
    ("In a double-blind study, 20 women took garlic or a placebo.", "trial"),
    ("Sixteen men took garlic and then placebo in a randomised crossover trial.", "randomised trial"),
    ("Eighty poor responders were randomised to garlic or nothing.", "randomised trial"),
    ("A non-systematic review of the literature was performed.", ""),
    ("Our results support clinical trial evaluation of garlic.", ""),
    ("This retrospective review documents 30 years of nail care.", ""),
    ("Forty-two patients had a scan. Their blood was taken.", ""),
    ("Garlic has been shown in mice to lower blood pressure.", ""),
]


@pytest.mark.parametrize(("title", "kind"), TITLES)
def test_titles(title, kind):
    assert study_of(title) == kind


@pytest.mark.parametrize(("abstract", "kind"), BODIES)
def test_abstracts(abstract, kind):
    assert study_of("Garlic", abstract) == kind


def test_the_title_goes_before_the_abstract():
    abstract = "Sixty patients were randomly assigned to garlic or placebo."
    assert study_of("Garlic and lipids: a systematic review", abstract) == "systematic review"


def test_what_the_catalogue_says_goes_before_the_abstract():
    cataloged = Work(
        title="Garlic",
        abstract="This review tells of garlic.",
        extra=(("nbib:PT", "Review"), ("nbib:PT", "Meta-Analysis")),
    )
    assert study_type(cataloged) == "meta-analysis"
    assert study_type(Work(title="Garlic", type="journal-article")) == ""
    assert study_type(Work(title="On garlic", type="peer-review")) == "editorial or letter"


def test_the_order_of_strength():
    assert rank("meta-analysis") < rank("randomised trial") < rank("cohort study") < rank("") < rank("animal study")
    assert rank("no such kind") == rank("")
    assert {kind for _, kind in TITLES + BODIES} == set(BY_STRENGTH)
