"""Names of journals: in full, abbreviated, or as registered.

Abbreviated: the name that a registry or a file gave; else one that another work of the library has for the same
journal; else by the rules of ISO 4 (words by the stems of the List of Title Word Abbreviations, articles, prepositions
and conjunctions left out, a single word kept whole), of which the commonest stems are here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Literal

from refdb.model import Work
from refdb.text.folding import squashed
from refdb.text.patterns import BLANKS
from refdb.text.words import small_words

JournalNames = Literal["registered", "full", "abbreviated"]

# Stem -> abbreviation; a stem that ends in "-" stands for all words that begin so.
_STEMS = {
    pair.split("=")[0]: pair.split("=")[1]
    for pair in (
        "academ-=Acad. academy=Acad. account-=Account. acoust-=Acoust. acta=Acta actuar-=Actuar. addict-=Addict. administr-=Adm. adolesc-=Adolesc. "
        "advanc-=Adv. aeronaut-=Aeronaut. affairs=Aff. africa-=Afr. age=Age aging=Aging agricultur-=Agric. algebra-=Algebr. allerg-=Allergy america-=Am. "
        "anaesth-=Anaesth. anal-=Anal. analys-=Anal. analyt-=Anal. anatom-=Anat. androl-=Androl. anesth-=Anesth. angew-=Angew. angio-=Angiol. animal-=Anim. annal-=Ann. "
        "annual-=Annu. anthropol-=Anthropol. antimicrob-=Antimicrob. antivir-=Antivir. appli-=Appl. aquat-=Aquat. arab-=Arab. archaeol-=Archaeol. "
        "architect-=Archit. archiv-=Arch. asia-=Asian association-=Assoc. associat-=Assoc. astronom-=Astron. astrophys-=Astrophys. "
        "atherosclero-=Atheroscler. atmospher-=Atmos. atom-=At. austral-=Aust. autism=Autism automat-=Autom. bacteriol-=Bacteriol. "
        "behavio-=Behav. biblio-=Bibl. biochem-=Biochem. biodivers-=Biodivers. bioeng-=Bioeng. bioinform-=Bioinform. biolog-=Biol. "
        "biomed-=Biomed. biophys-=Biophys. biopsych-=Biopsych. biosci-=Biosci. biotechnol-=Biotechnol. botan-=Bot. brain=Brain brasil-=Bras. brazil-=Braz. "
        "britain=Br. british=Br. building-=Build. bulletin-=Bull. business=Bus. calcif-=Calcif. canad-=Can. cancer-=Cancer carbohydr-=Carbohydr. cardiac=Card. "
        "cardiol-=Cardiol. cardiovasc-=Cardiovasc. case-=Case cataly-=Catal. cell=Cell cellular=Cell. central-=Cent. ceram-=Ceram. cerebr-=Cereb. chemi-=Chem. chemotherap-=Chemother. "
        "child=Child childhood=Child. chin-=Chin. chromatogr-=Chromatogr. chronic-=Chronic circul-=Circ. civil-=Civ. classic-=Class. climat-=Clim. clinic-=Clin. "
        "coast-=Coast. cognit-=Cogn. collect-=Collect. college-=Coll. colloid-=Colloid communicat-=Commun. community=Community compar-=Comp. complement-=Complement. "
        "composit-=Compos. comput-=Comput. condens-=Condens. conference-=Conf. conserv-=Conserv. construct-=Constr. consult-=Consult. contemporar-=Contemp. "
        "contin-=Contin. contracept-=Contracept. contribution-=Contrib. control=Control corros-=Corros. cosmet-=Cosmet. counsel-=Couns. critic-=Crit. crystal-=Cryst. cultur-=Cult. "
        "current-=Curr. cybernet-=Cybern. cytol-=Cytol. data=Data database-=Database decision-=Decis. dental=Dent. dentist-=Dent. depress-=Depress. dermatol-=Dermatol. design=Des. "
        "development-=Dev. diabet-=Diabetes diagnos-=Diagn. diet-=Diet. digest-=Dig. digital=Digit. disabil-=Disabil. discover-=Discov. discret-=Discrete disease-=Dis. disorder-=Disord. "
        "drug-=Drug dynamic-=Dyn. earth=Earth ecolog-=Ecol. econom-=Econ. economics=Econ. ecosyst-=Ecosyst. education-=Educ. electr-=Electr. electrochem-=Electrochem. electron-=Electron. "
        "embryol-=Embryol. emergenc-=Emerg. endocrin-=Endocrinol. endocrine=Endocr. endoscop-=Endosc. energ-=Energy engineer-=Eng. english=Engl. england=Engl. entomol-=Entomol. environment-=Environ. "
        "enzym-=Enzyme epidemiol-=Epidemiol. epileps-=Epilepsy equipment=Equip. ergonom-=Ergon. ethic-=Ethics ethnol-=Ethnol. europ-=Eur. evaluat-=Eval. evidence=Evid. evolution-=Evol. exercise=Exerc. "
        "experiment-=Exp. expert=Expert explor-=Explor. famil-=Fam. federat-=Fed. fertil-=Fertil. finan-=Financ. fish-=Fish fluid-=Fluid food=Food forens-=Forensic forest-=For. formul-=Formul. foundation-=Found. "
        "francais-=Fr. frontier-=Front. fuel=Fuel function-=Funct. fundament-=Fundam. futur-=Future gastroenterol-=Gastroenterol. gastrointest-=Gastrointest. gender=Gender gene-=Gene general=Gen. genetic-=Genet. "
        "genom-=Genom. geochem-=Geochem. geograph-=Geogr. geolog-=Geol. geophys-=Geophys. geoscien-=Geosci. geriatr-=Geriatr. german-=Ger. gerontol-=Gerontol. global=Glob. govern-=Gov. group-=Group growth=Growth "
        "gynaecol-=Gynaecol. gynecol-=Gynecol. haematol-=Haematol. handbook-=Handb. harm=Harm hazard-=Hazard. head=Head headache=Headache health=Health healthcare=Healthc. heart=Heart hematol-=Hematol. hepatol-=Hepatol. "
        "heredit-=Hered. heterocycl-=Heterocycl. histochem-=Histochem. histol-=Histol. historic-=Hist. history=Hist. hormon-=Horm. horticult-=Hortic. hospital-=Hosp. human-=Hum. hydraul-=Hydraul. hydrol-=Hydrol. "
        "hygien-=Hyg. hypertens-=Hypertens. imag-=Imaging immun-=Immun. immunol-=Immunol. implant-=Implant. impoten-=Impot. india-=Indian industr-=Ind. infect-=Infect. infertil-=Infertil. inflamm-=Inflamm. informat-=Inf. inhibit-=Inhib. "
        "innovat-=Innov. inorgan-=Inorg. insect-=Insect instrument-=Instrum. integrat-=Integr. intelligen-=Intell. intensiv-=Intensive interact-=Interact. interdisciplin-=Interdiscip. interfac-=Interface internal=Intern. "
        "international-=Int. internet=Internet intervent-=Interv. invest-=Invest. investigat-=Invest. iran-=Iran. isotop-=Isot. issue-=Issues ital-=Ital. japan-=Jpn. jahrbuch-=Jahrb. journal-=J. kidney=Kidney kinet-=Kinet. korea-=Korean laborator-=Lab. "
        "language-=Lang. laser-=Laser law=Law learn-=Learn. lectur-=Lect. legal=Leg. letter-=Lett. leukemi-=Leuk. librar-=Libr. limnol-=Limnol. linguist-=Linguist. lipid-=Lipid liquid-=Liq. literatur-=Lit. liver=Liver "
        "logist-=Logist. lung-=Lung machin-=Mach. macromol-=Macromol. magazin-=Mag. magnet-=Magn. mammal-=Mamm. management=Manag. manufactur-=Manuf. marin-=Mar. market-=Mark. mass=Mass material-=Mater. maternal=Matern. "
        "math-=Math. measurement-=Meas. mechan-=Mech. media=Media medic-=Med. medicin-=Med. membran-=Membr. mental-=Ment. metab-=Metab. metabol-=Metab. metall-=Metall. meteorol-=Meteorol. method-=Methods micro-=Micro "
        "microbi-=Microb. microbiol-=Microbiol. microsc-=Microsc. militar-=Mil. miner-=Miner. mineral-=Mineral. model-=Model. modern-=Mod. molecul-=Mol. monatsschrift-=Monatsschr. monitor-=Monit. morphol-=Morphol. motor=Mot. multi-=Multi "
        "muscul-=Muscle mycol-=Mycol. nano-=Nano nanotechnol-=Nanotechnol. national-=Natl. natur-=Nat. naval=Nav. nephrol-=Nephrol. network-=Netw. neural=Neural neurobiol-=Neurobiol. neurochem-=Neurochem. "
        "neuroendocrinol-=Neuroendocrinol. neuroimag-=Neuroimaging neurol-=Neurol. neuropathol-=Neuropathol. neurophysiol-=Neurophysiol. neuropsych-=Neuropsych. neuroscien-=Neurosci. neurosurg-=Neurosurg. new=New nonlinear=Nonlinear "
        "nuclear=Nucl. nucleic=Nucleic numer-=Numer. nurs-=Nurs. nutrit-=Nutr. obes-=Obes. obstet-=Obstet. occup-=Occup. ocean-=Ocean oceanogr-=Oceanogr. oncol-=Oncol. operat-=Oper. ophthalm-=Ophthalmol. optic-=Opt. optim-=Optim. oral=Oral "
        "organ=Organ organic=Org. organisation-=Organ. organization-=Organ. ornithol-=Ornithol. orthodont-=Orthod. orthopaed-=Orthop. orthoped-=Orthop. otolaryngol-=Otolaryngol. paediatr-=Paediatr. pain=Pain palaeo-=Palaeo "
        "palliat-=Palliat. parasit-=Parasit. parasitol-=Parasitol. patholog-=Pathol. patient-=Patient pattern-=Pattern pediatr-=Pediatr. peptid-=Pept. perform-=Perform. perinat-=Perinat. personal-=Pers. personalit-=Pers. perspectiv-=Perspect. pest=Pest "
        "petrol-=Pet. pharm-=Pharm. pharmaceut-=Pharm. pharmaco-=Pharmaco pharmacogen-=Pharmacogenet. pharmacol-=Pharmacol. philosoph-=Philos. photo-=Photo photograph-=Photogr. photon-=Photonics physic-=Phys. physical=Phys. physiol-=Physiol. "
        "physiotherap-=Physiother. phyto-=Phyto planet-=Planet. plant-=Plant plasma=Plasma plastic-=Plast. pneumol-=Pneumol. polic-=Policy politic-=Polit. pollut-=Pollut. polymer-=Polym. popul-=Popul. population-=Popul. powder=Powder practic-=Pract. pragmat-=Pragmat. "
        "predict-=Predict. preg-=Preg. prehosp-=Prehosp. preventi-=Prev. primar-=Prim. probab-=Probab. problem-=Probl. proceeding-=Proc. process-=Process. product-=Prod. profession-=Prof. progress-=Prog. propert-=Prop. prostat-=Prostate protect-=Prot. protein-=Protein psychiatr-=Psychiatry "
        "psycholog-=Psychol. psychopharmacol-=Psychopharmacol. psychosom-=Psychosom. psychotherap-=Psychother. public-=Public pulmon-=Pulm. pure=Pure qualitat-=Qual. quality=Qual. quantit-=Quant. quantum=Quantum quarter-=Q. radiat-=Radiat. radiolog-=Radiol. radiother-=Radiother. "
        "recent=Recent record-=Rec. regener-=Regen. region-=Reg. regulat-=Regul. rehabilit-=Rehabil. relation-=Relat. religi-=Relig. remot-=Remote renal=Ren. renewable=Renew. report-=Rep. reproduct-=Reprod. research=Res. resource-=Resour. respirat-=Respir. resuscit-=Resusc. review-=Rev. revista=Rev. "
        "revue=Rev. rheumat-=Rheum. rheumatol-=Rheumatol. risk-=Risk robot-=Robot. royal=R. rural=Rural russia-=Russ. safet-=Saf. scandinav-=Scand. schizophr-=Schizophr. school-=Sch. schweiz-=Schweiz. scien-=Sci. scientif-=Sci. sediment-=Sediment. semin-=Semin. sensor-=Sens. series=Ser. servic-=Serv. sexual-=Sex. "
        "shock=Shock signal=Signal sleep=Sleep social-=Soc. society=Soc. societ-=Soc. sociolog-=Sociol. software=Softw. soil-=Soil solar=Sol. solid-=Solid sound=Sound space=Space special-=Spec. spectrom-=Spectrom. spectrosc-=Spectrosc. spine=Spine sport-=Sport stabil-=Stab. standard-=Stand. state-=State statist-=Stat. "
        "steel=Steel stem=Stem steroid-=Steroid stochast-=Stoch. strateg-=Strateg. stress=Stress stroke=Stroke structur-=Struct. stud-=Stud. substanc-=Subst. supplement-=Suppl. support-=Support. surface-=Surf. surg-=Surg. surgeon-=Surg. survey-=Surv. sustain-=Sustain. swiss=Swiss symposium=Symp. synth-=Synth. "
        "system-=Syst. taiwan-=Taiwan. teach-=Teach. technic-=Tech. techniq-=Tech. technolog-=Technol. telecommun-=Telecommun. test-=Test. textil-=Text. theor-=Theory theoretic-=Theor. therap-=Ther. thermal=Therm. thermodyn-=Thermodyn. thorac-=Thorac. thromb-=Thromb. thyroid=Thyroid tissue-=Tissue today=Today topic-=Top. "
        "toxicol-=Toxicol. transact-=Trans. transfer=Transf. transfus-=Transfus. translat-=Transl. transplant-=Transplant. transport-=Transp. trauma-=Trauma treat-=Treat. trend-=Trends trial-=Trials tropic-=Trop. tumor-=Tumor turk-=Turk. ultrasound=Ultrasound united=United universit-=Univ. urban=Urban urolog-=Urol. "
        "vaccin-=Vaccine vascular=Vasc. vehicl-=Veh. veterinar-=Vet. virol-=Virol. vision=Vis. visual-=Vis. vitam-=Vitam. vocation-=Vocat. volum-=Vol. waste-=Waste water=Water weather=Weather weld-=Weld. wildlife=Wildl. women=Women wood=Wood work=Work world=World wound=Wound yearbook=Yearb. zeitschrift=Z. zentralblatt=Zent.bl. zoolog-=Zool. physik-=Phys. medizin-=Med. chemie-=Chem. biologie-=Biol. gesellschaft-=Ges. wissenschaft-=Wiss. naturforsch-=Naturforsch."
    ).split(" ")
    if "=" in pair
}  # fmt: skip
_SMALL = small_words("en", "de", "fr", "es", "it", "nl") | {"its", "&"} - {
    "i"
}  # "Journal de Physique I" is not Italian


def abbreviated(name: str) -> str:
    """A journal's name by the rules of ISO 4.

    >>> abbreviated("The New England Journal of Medicine"), abbreviated("Nature")
    ('N. Engl. J. Med.', 'Nature')
    """
    words = [word for word in re.split(r"[\s,]+", name.strip()) if word and word.lower() not in _SMALL]
    words = [re.sub(r"^[Dd]['’]|^[Ll]['’]", "", word) for word in words]
    if len(words) < 2:
        return words[0] if words else name
    if [word.lower() for word in words[:2]] == ["new", "england"]:
        words[0] = "N."
    short = " ".join(_word(word) for word in words)
    return re.sub(rf"{BLANKS}[:;(–-].*$", "", short) if ":" in short else short


def _word(word: str) -> str:
    if "-" in word and word.count("-") < 3:
        return "-".join(_word(part) for part in word.split("-"))
    if word.isupper() or word.endswith("."):
        return word
    low = word.lower().strip(":()")
    if low in _STEMS:
        return _STEMS[low] if word[0].isupper() else _STEMS[low].lower()
    for length in range(len(low), 2, -1):
        if (found := _STEMS.get(f"{low[:length]}-")) is not None:
            return found if len(found.rstrip(".")) < len(low) else word
    return word


def renamer(mode: JournalNames, known: Iterable[Work] = ()) -> Callable[[Work], Work]:
    """A function that gives a work its journal's name as ``mode`` wants it; ``known`` works teach it names.

    Only works in journals are changed: a book's title is never abbreviated.
    """
    if mode == "registered":
        return lambda work: work
    full_of: dict[str, str] = {}
    short_of: dict[str, str] = {}
    for work in known:
        full, short = work.container_title, work.container_title_short
        if full and short and squashed(full) != squashed(short):
            full_of.setdefault(squashed(short), full)
            short_of.setdefault(squashed(full), short)

    def rename(work: Work) -> Work:
        name = work.container_title or work.container_title_short
        if not name or work.type not in ("journal-article", "article-journal", "article-magazine", ""):
            return work
        if mode == "full":
            return replace(work, container_title=full_of.get(squashed(name), name))
        short = (
            work.container_title_short or short_of.get(squashed(name)) or (name if "." in name else abbreviated(name))
        )
        return replace(work, container_title=short)

    return rename
