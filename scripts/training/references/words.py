"""Words, names and forms of which training texts are made."""

from __future__ import annotations

GERMAN_PUBLISHERS = [
    ("Suhrkamp", "Frankfurt am Main"), ("Campus", "Frankfurt/New York"), ("VS Verlag für Sozialwissenschaften", "Wiesbaden"),
    ("Springer VS", "Wiesbaden"), ("Leske + Budrich", "Opladen"), ("Westdeutscher Verlag", "Opladen"), ("Nomos", "Baden-Baden"),
    ("Juventa", "Weinheim"), ("Beltz", "Weinheim"), ("Duncker & Humblot", "Berlin"), ("de Gruyter", "Berlin"),
    ("UVK", "Konstanz"), ("Kohlhammer", "Stuttgart"), ("Klett-Cotta", "Stuttgart"), ("Mohr Siebeck", "Tübingen"),
    ("Vandenhoeck & Ruprecht", "Göttingen"), ("Hogrefe", "Göttingen"), ("Rowohlt", "Reinbek"), ("C. H. Beck", "München"),
    ("Waxmann", "Münster"), ("LIT", "Münster"), ("transcript", "Bielefeld"), ("Lucius & Lucius", "Stuttgart"), ("Huber", "Bern"),
    ("Dietz", "Bonn"), ("edition sigma", "Berlin"), ("Centaurus", "Pfaffenweiler"), ("Oldenbourg", "München"), ("Böhlau", "Köln"),
    ("Haupt", "Bern"), ("Residenz", "Salzburg"), ("Böhlau", "Wien"), ("Schöningh", "Paderborn"), ("Luchterhand", "Neuwied"),
    ("Oxford University Press", "Oxford"), ("Cambridge University Press", "Cambridge"), ("Routledge", "London"), ("Sage", "London"),
    ("Sage", "Thousand Oaks, CA"), ("Wiley", "New York"), ("Free Press", "New York"), ("Harvard University Press", "Cambridge, MA"),
    ("University of Chicago Press", "Chicago"), ("Princeton University Press", "Princeton, N.J."), ("Blackwell", "Malden"),
    ("Gallimard", "Paris"), ("Presses Universitaires de France", "Paris"), ("Einaudi", "Torino"), ("il Mulino", "Bologna"),
    ("Alianza", "Madrid"), ("Elsevier", "Amsterdam"), ("Academic Press", "San Diego"), ("Springer", "Berlin, Heidelberg"),
    ("MIT Press", "Cambridge, Mass."), ("Palgrave Macmillan", "Basingstoke"), ("Edward Elgar", "Cheltenham"), ("Ashgate", "Aldershot"),
]  # fmt: skip
GERMAN_JOURNALS = [
    "Kölner Zeitschrift für Soziologie und Sozialpsychologie", "KZfSS", "Zeitschrift für Soziologie", "Soziale Welt", "Leviathan",
    "Politische Vierteljahresschrift", "Aus Politik und Zeitgeschichte", "Zeitschrift für Pädagogik", "Berliner Journal für Soziologie",
    "Zeitschrift für Parlamentsfragen", "Österreichische Zeitschrift für Soziologie", "Das Argument", "Historische Zeitschrift",
    "Geschichte und Gesellschaft", "Publizistik", "Medien & Kommunikationswissenschaft", "Psychologische Rundschau", "Diagnostica",
    "Zeitschrift für Evaluation", "Mitteilungen aus der Arbeitsmarkt- und Berufsforschung", "Wirtschaftsdienst", "Merkur", "Prokla",
    "Zeitschrift für Sozialpsychologie", "Swiss Political Science Review", "American Sociological Review", "Social Forces",
    "American Political Science Review", "Journal of Marriage and the Family", "European Sociological Review", "Public Opinion Quarterly",
    "Geographische Zeitschrift", "Erdkunde", "Petermanns Geographische Mitteilungen", "Raumforschung und Raumordnung", "Geoforum",
    "International Journal of Urban and Regional Research", "Historical Social Research", "ZUMA-Nachrichten", "Deutsche Zeitschrift für Philosophie",
]  # fmt: skip
NOUNS = (
    "Gesellschaft Politik Wandel Familie Arbeit Bildung Jugend Alter Migration Europa Staat Demokratie Kultur Medien Gewalt Stadt Raum Globalisierung "
    "Ungleichheit Lebenslauf Geschlecht Identität Macht Wissen Technik Umwelt Risiko Wahlen Parteien Vertrauen Institutionen Moderne Theorie Methoden "
    "Evaluation Schule Hochschule Lehrer Kinder Eltern Partnerschaft Beruf Arbeitsmarkt Wohlfahrtsstaat Sozialpolitik Gesundheit Kriminalität "
    "Öffentlichkeit Kommunikation Organisation Unternehmen Netzwerke Regionalentwicklung Landschaft Bevölkerung Transformation Integration"
).split()
TITLES = (
    "Zur {} der {}", "{} und {} im Wandel", "Die {} der {}. Eine empirische Untersuchung", "{}: Eine Einführung", "Soziologie der {}",
    "Handbuch {} und {}", "{} in Deutschland und {} in Europa. Ergebnisse einer Befragung", "Vom Ende der {}? Zum Verhältnis von {} und {}",
    "Grundlagen der {}", "Zwischen {} und {} – {} am Beginn des 21. Jahrhunderts", "Theorien der {}", "{}, {} und {}: Befunde aus dem ALLBUS 1980-1996",
)  # fmt: skip
GERMAN_FAMILIES = (
    "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger "
    "Hofmann Hartmann Lange Schmitt Werner Krause Lehmann Schmid Schulze Maier Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller "
    "Weiß Jung Hahn Vogel Friedrich Keller Günther Beck Luhmann Habermas Mayntz Scharpf Allerbeck Diekmann Esser Opp Kohli Blossfeld Bourdieu Giddens Inglehart"
).split()
GIVEN = (
    "Peter Hans Klaus Jürgen Karl Wolfgang Heinz Günter Dieter Ulrich Thomas Michael Andreas Stefan Martin Christian Frank Bernd Rainer Manfred Helmut Renate Ursula "
    "Monika Petra Sabine Susanne Andrea Elisabeth Barbara Ilse Uwe Gerd Hartmut Ralf Max Hans-Peter Karl-Heinz Karl-Ulrich Pierre Anthony John Mary David Robert William"
).split()
COLLECTIVES = (
    "{} Society",
    "{} Association",
    "International {} Organization",
    "Department of {}",
    "{} Study Group",
    "Publications Office of the {} Union",
    "Ministry of {}",
    "Institute for {}",
    "Federal Agency for {}",
    "{} Foundation",
    "Institut für {}",
    "{}verband",
)
TOPICS = (
    "Health",
    "Education",
    "European",
    "American Heart",
    "Labour",
    "Statistics",
    "Energy",
    "Environment",
    "Migration",
    "Finance",
    "Agriculture",
    "Research",
    "Cancer",
    "Sozialforschung",
    "Verkehr",
)
NAMES = ("World Health Organization", "Statistisches Bundesamt", "OECD", "European Commission", "Bundesministerium für Bildung und Forschung", "United Nations", "UNESCO", "World Bank", "Eurostat", "National Institutes of Health", "Deutscher Bundestag", "Amnesty International")  # fmt: skip
CITIES = "Boston|Houston, TX|Washington, DC|Edmonton, Canada|San Francisco, CA|Toulouse, France|Berkeley|Ann Arbor, MI|Chicago, IL|Orlando, Florida|Tokyo, Japan|Vienna, Austria|Madison, WI|London, UK|Urbana|New Orleans, LA|Seattle, Washington|Montreal|Pittsburgh, PA|Lisbon|Sydney, Australia|Kyoto|Atlanta, GA|Stanford".split(
    "|"
)
UNIVERSITIES = "Stanford University|Massachusetts Institute of Technology|University of California, Berkeley|Virginia Polytechnic Institute and State University|University of Michigan|Georgia Institute of Technology|North Carolina State University|Universität Wien|Columbia University|University of Texas at Austin|Carnegie Mellon University|Technische Universität München|University of Toronto|Cornell University|Purdue University|The Ohio State University|Indiana University|ETH Zürich|Université de Montréal|University of Illinois at Urbana-Champaign|Case Western Reserve University|University of Cambridge|Delft University of Technology".split(
    "|"
)
INSTITUTES = "National Bureau of Economic Research|RAND Corporation|Department of Computer Science|SRI International|World Bank|Electric Power Research Institute|U.S. Geological Survey|Earthquake Engineering Research Center|NASA Ames Research Center|Center for Educational Policy|Bureau of Labor Statistics|Oak Ridge National Laboratory|Institute for Advanced Study|Department of Civil Engineering|American Concrete Institute|National Renewable Energy Laboratory".split(
    "|"
)
THESES = "PhD thesis|Ph.D. thesis|Ph.D. dissertation|Doctoral dissertation|Master's thesis|M.S. thesis|Unpublished doctoral dissertation|(Doctoral dissertation)|[PhD thesis]|Dissertation|Ph. D. diss.|MSc thesis|(Unpublished master's thesis)|Thèse de doctorat|Tesi di dottorato".split(
    "|"
)
REPORTS = "Technical report|Technical Report TR-{}|Technical Report {}|Tech. Rep. {}|Working paper|Working Paper No. {}|NBER Working Paper No. {}|Discussion Paper {}|Report No. {}|Report No. UCB/EERC-{}|Research Report {}|(Report No. {})|Publication No. R{}|White paper|Final report|Policy Research Working Paper {}|CERN-LHCC-{}".split(
    "|"
)
MEETINGS = "{n} Annual Conference on {t}|Proceedings of the {n} International Conference on {t}|Proc. IEEE Int. Conf. {t}|Proc. Int. Conf. on {t}|Proceedings of the {n} Annual {t} Conference|{t} Workshop|IEEE International Symposium on {t}|Proceedings of the {y} {t} Workshop|Paper presented at the annual meeting of the American {t} Association|Paper presented at the {n} Conference on {t}|{n} European Conference on {t}|Advances in {t} {d}|Proceedings of {a} '{s}|{a} {y}|Proc. {a}|Proceedings of the {y} ACM Symposium on {t}|{t} Conference ({a})|Symposium on {t}".split(
    "|"
)
SERIES = "Lecture Notes in {t}|Springer Series in {t}|Studies in {t}|{t} Monographs|Graduate Texts in {t}|{t} Series|Mathematical Surveys and Monographs|London Mathematical Society Lecture Note Series|University Lecture Series|Cambridge Studies in {t}|AIP Conference Series".split(
    "|"
)
ORDINALS = "1st 2nd 3rd 4th 5th 7th 10th 12th 16th 25th 33rd First Second Third Fifth Seventh Tenth Twelfth".split()
MONTHS = "January February March April May June July August September October November December".split()
HEADINGS = (
    "References",
    "REFERENCES",
    "Bibliography",
    "Literature",
    "Literatur",
    "LITERATUR",
    "Literaturverzeichnis",
    "Literature Cited",
    "Works Cited",
    "Quellen",
    "Literaturangaben",
    "Referencias",
    "Referências",
    "Bibliografia",
    "Références",
    "References and Notes",
    "Zitierte Literatur",
    "Schriftenverzeichnis",
    "Schriften",
    "Verzeichnis der Literatur",
    "R e f e r e n c e s",
    "L i t e r a t u r",
    "Angeführte Schriften",
)
AFTER = (
    "Appendix",
    "Anhang",
    "About the authors",
    "Acknowledgements",
    "Tables",
    "Anschrift des Verfassers",
    "Manuskript eingegangen",
    "Autorin",
    "Summary",
)
GERMAN = (
    "die der und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei "
    "einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei kann gegen vom "
    "können schon wenn habe seine Mark ihre dann unter wir soll ich eines Jahr zwei Jahren diese dieser wieder keine Uhr seiner worden "
    "Untersuchung Ergebnisse Entwicklung Gesellschaft Arbeitsmarkt Bildung Studie Modell Daten Analyse Sedimente Profil Alter Region "
    "Beschäftigung Verfahren Einfluss Bereich Unterschiede Zusammenhang Veränderungen Personen Theorie Befragung Forschung"
).split()
