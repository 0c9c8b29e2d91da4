"""Text as TeX, sign by sign; what BibTeX lowers, counts or joins is kept from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.bibliography.bibtex.escaping import ascii_tex, encode, encode_title, is_told_apart, needing_help, preamble_of
from refdb.text.tex import to_text

SIGNS = {
    "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}", "`": r"\textasciigrave{}",
    "…": r"\ldots{}", "–": "--", "—": "---", "“": "``", "”": "''", "„": r"\quotedblbase{}",
    "‚": r"\quotesinglbase{}", "«": r"\guillemotleft{}", "»": r"\guillemotright{}", "‹": r"\guilsinglleft{}",
    "›": r"\guilsinglright{}", "¡": r"\textexclamdown{}", "¿": r"\textquestiondown{}", "§": r"{\S}", "¶": r"{\P}",
    "†": r"\dag{}", "‡": r"\ddag{}", "©": r"\textcopyright{}", "®": r"\textregistered{}", "™": r"\texttrademark{}",
    "°": r"\textdegree{}", "£": r"\pounds{}", "€": r"\texteuro{}", "¥": r"\textyen{}", "•": r"\textbullet{}",
    "‰": r"\textperthousand{}", "´": r"\textasciiacute{}", "¨": r"\textasciidieresis{}", "ª": r"\textordfeminine{}",
    "º": r"\textordmasculine{}", "№": r"\textnumero{}", "µ": r"\textmu{}", "‖": r"\textbardbl{}",
    "¼": r"\textonequarter{}", "½": r"\textonehalf{}", "¾": r"\textthreequarters{}",
}  # fmt: skip
LETTERS = {
    "ß": r"{\ss}", "æ": r"{\ae}", "Æ": r"{\AE}", "œ": r"{\oe}", "Œ": r"{\OE}", "ø": r"{\o}", "Ø": r"{\O}",
    "å": r"{\aa}", "Å": r"{\AA}", "ł": r"{\l}", "Ł": r"{\L}", "ı": r"{\i}", "ȷ": r"{\j}", "đ": r"{\dj}",
    "Đ": r"{\DJ}", "ð": r"{\dh}", "Ð": r"{\DH}", "þ": r"{\th}", "Þ": r"{\TH}", "ŋ": r"{\ng}", "Ŋ": r"{\NG}",
    "è": r"{\`e}", "é": r"{\'e}", "ê": r"{\^e}", "ñ": r"{\~n}", "ā": r"{\=a}", "ă": r"{\u{a}}", "ż": r"{\.z}",
    "ü": r'{\"u}', "ů": r"{\r{u}}", "ő": r"{\H{o}}", "š": r"{\v{s}}", "ị": r"{\d{i}}", "ç": r"{\c{c}}",
    "ą": r"{\k{a}}", "ḏ": r"{\b{d}}", "í": r"{\'\i}", "ǰ": r"{\v{\j}}", "î": r"{\^\i}", "į": r"{\k{i}}",
    "ǭ": r"{\={\k{o}}}", "ế": r"{\'{\^e}}", "x̃": r"{\~x}", "Ǿ": r"{\'{\O}}",
}  # fmt: skip
MATHEMATICS = {
    "×": r"$\times$", "÷": r"$\div$", "±": r"$\pm$", "∓": r"$\mp$", "·": r"$\cdot$", "−": "$-$", "≤": r"$\leq$",
    "≥": r"$\geq$", "≪": r"$\ll$", "≫": r"$\gg$", "≠": r"$\neq$", "≈": r"$\approx$", "≃": r"$\simeq$", "≅": r"$\cong$",
    "∼": r"$\sim$", "≡": r"$\equiv$", "∝": r"$\propto$", "∞": r"$\infty$", "∂": r"$\partial$", "∇": r"$\nabla$",
    "∫": r"$\int$", "∑": r"$\sum$", "∏": r"$\prod$", "√": r"$\surd$", "∈": r"$\in$", "∉": r"$\notin$",
    "⊂": r"$\subset$", "⊆": r"$\subseteq$", "∪": r"$\cup$", "∩": r"$\cap$", "∅": r"$\emptyset$", "∀": r"$\forall$",
    "∃": r"$\exists$", "¬": r"$\neg$", "∧": r"$\wedge$", "∨": r"$\vee$", "⊕": r"$\oplus$", "⊗": r"$\otimes$",
    "→": r"$\rightarrow$", "←": r"$\leftarrow$", "↔": r"$\leftrightarrow$", "↑": r"$\uparrow$", "↓": r"$\downarrow$",
    "⇒": r"{$\Rightarrow$}", "⇐": r"{$\Leftarrow$}", "⇔": r"{$\Leftrightarrow$}", "′": "${}'$", "″": "${}''$",
    "∗": r"$\ast$", "ℓ": r"$\ell$", "⟨": r"$\langle$", "⟩": r"$\rangle$", "⟂": r"$\perp$", "α": r"$\alpha$",
    "ε": r"$\varepsilon$", "φ": r"$\varphi$", "ω": r"$\omega$", "Γ": r"{$\Gamma$}", "Ω": r"{$\Omega$}",
    "ϑ": r"$\vartheta$", "ϖ": r"$\varpi$", "ϱ": r"$\varrho$", "ς": r"$\varsigma$",
}  # fmt: skip


@pytest.mark.parametrize(("sign", "tex"), (SIGNS | LETTERS | MATHEMATICS).items())
def test_each_sign_as_tex_and_back(sign, tex):
    assert encode(sign) == tex
    assert to_text(tex) == sign


@pytest.mark.parametrize(("sign", "tex"), SIGNS.items())
def test_in_utf8_only_what_tex_reads_as_a_command_is_escaped(sign, tex):
    assert encode(sign, ascii_only=False) == (tex if sign.isascii() else sign)


@pytest.mark.parametrize(
    ("sign", "tex", "back"),
    [
        ("a\u00a0b", "a~b", "a b"),
        ("a\u202fb\u2009c\u200ad", r"a\,b\,c\,d", "a b c d"),
        ("‐‑", "-{}-", "--"),
        ("‒", "--", "–"),
        ("―", "---", "—"),
        ("’", "'", "'"),
        ("‘", "`", "`"),
        ("ʼ‛", "'`", "'`"),
        ("‟", "``", "“"),
        ("⋅∙", r"$\cdot$$\cdot$", "··"),
        ("⩽⩾", r"$\leq$$\geq$", "≤≥"),
        ("∘", r"$\circ$", "°"),
        ("〈〉", r"$\langle$$\rangle$", "⟨⟩"),
        ("⊥", r"$\perp$", "⟂"),
        ("ϕϵ", r"$\phi$$\epsilon$", "φε"),
        ("∆", r"{$\Delta$}", "Δ"),
    ],
)
def test_signs_that_tex_writes_as_it_writes_others(sign, tex, back):
    assert (encode(sign), " ".join(to_text(tex).split())) == (tex, back)


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("中", r"{\refdbletter{20013}{?}}"),
        ("Ж", r"{\refdbletter{1046}{Zh}}"),
        ("Α", r"{\refdbletter{913}{$\mathrm{A}$}}"),  # the Greek capital: TeX has but the Latin one
        ("ℝ", r"{\refdbletter{8477}{$\mathbf{R}$}}"),
        ("ά", r"{\refdbletter{940}{alpha}}"),
        ("ﬁ", r"{\refdbletter{64257}{fi}}"),
        ("ʹʺʻ", r"{\refdbletter{697}{'}}{\refdbletter{698}{''}}{\refdbletter{699}{`}}"),
        ("˛‾", r"{\refdbletter{731}{,}}{\refdbletter{8254}{-}}"),
        ("≦≧", r"{\refdbletter{8806}{<=}}{\refdbletter{8807}{>=}}"),
        ("ب", r"{\refdbletter{1576}{?}}"),
    ],
)
def test_letters_that_latex_has_no_command_for(text, tex):
    assert encode(text) == tex
    assert to_text(tex) == text
    assert encode(text, ascii_only=False) == text


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("a--b", "a-{}-b"),
        ("a---b", "a-{}-{}-b"),
        ("–-", "--{}-"),
        ("''", "'{}'"),
        ("’’", "'{}'"),
        (",,", ",{},"),
        (",", ","),
        ("?‘", "?{}`"),
        ("!‘a", "!{}`a"),
        ("“‘a’”", "``{}`a'{}''"),
        ("a-b", "a-b"),
    ],
)
def test_signs_that_tex_would_join(text, tex):
    assert encode(text) == tex


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ('"a" "b"', "``a'' ``b''"),
        ('say "now"', "say ``now''"),
        ('("a")', "(``a'')"),
        ('["a"]', "[``a'']"),
        ('a–"b"', "a--``b''"),
        ('a/"b"', "a/``b''"),
        ('5" long', "5'' long"),
        ('"', "``"),
    ],
)
def test_straight_quotation_marks_open_and_close(text, tex):
    assert encode(text) == tex


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("H₂O", r"H\textsubscript{2}O"),
        ("x₁₂", r"x\textsubscript{12}"),
        ("x²⁺", r"x\textsuperscript{2+}"),
        ("x₊₋₌₍₎ₐₑₒₓₙᵢ", r"x\textsubscript{+-=()aeoxni}"),
        ("x⁴⁵⁻", r"x\textsuperscript{45-}"),
        ("x₂²", r"x\textsubscript{2}\textsuperscript{2}"),
    ],
)
def test_runs_of_small_figures(text, tex):
    assert (encode(text), to_text(tex)) == (tex, text)


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("<i>E. coli</i> now", r"\textit{E. coli} now"),
        ("<b>a</b>", r"\textbf{a}"),
        ("<sc>dna</sc>", r"\textsc{dna}"),
        ("x<sub>max</sub>", r"x\textsubscript{max}"),
        ("x<sup>th</sup>", r"x\textsuperscript{th}"),
        ("H<sub>2</sub>O", "H{$_{2}$}O"),
        ("10<sup>-3</sup>", "10{$^{-3}$}"),
        ("Ca<sup>2+</sup>", "Ca{$^{2+}$}"),
        ("<b>a <i>b</i></b>", r"\textbf{a \textit{b}}"),
        ("<i>a", r"\textless{}i\textgreater{}a"),
        ("a</i>", r"a\textless{}/i\textgreater{}"),
        ("<b><i>a</b></i>", r"\textless{}b\textgreater{}\textit{a\textless{}/b\textgreater{}}"),
        ("a < b", r"a \textless{} b"),
        ("<u>a</u>", r"\textless{}u\textgreater{}a\textless{}/u\textgreater{}"),
        ("<math>x_{1}</math>", "{$x_{1}$}"),
        ("<math>{x</math>", "{$x$}"),
        (r"<math>\{x</math>", "{$x$}"),
        ("<math>50%$</math>", r"{$50\%\$$}"),
        (r"<math>50\%</math>", r"{$50\%$}"),
        ("<math>α−₂²𝐱é</math>", r"{$\alpha{}-_{2}^{2}x\mbox{{\'e}}$}"),
        ("<i><math>x</math></i>", r"\textit{{$x$}}"),
    ],
)
def test_markup(text, tex):
    assert encode(text) == tex


def test_in_utf8_a_formula_keeps_its_letters():
    assert encode("<math>α</math>", ascii_only=False) == "{$α$}"


@pytest.mark.parametrize(
    ("text", "tex"), [("  a\t b\n\rc ", "a b c"), ("a\u200bb\u00adc\x00d\ufeff", "abcd"), ("e\u0301", r"{\'e}"), ("", "")]
)  # fmt: skip
def test_blanks_and_signs_that_nobody_sees(text, tex):
    assert encode(text) == tex


@pytest.mark.parametrize(
    ("title", "tex"),
    [
        ("Recovery of the HPG axis in Denmark after GnRH", "Recovery of the {HPG} axis in {Denmark} after {GnRH}"),
        ("A FURTHER STUDY OF RAYS", "A FURTHER STUDY OF RAYS"),  # shouted: its capitals say nothing
        ("AIDS NOW", "{AIDS} {NOW}"),  # two words may be acronyms
        ("Sleep: The end", "Sleep: The end"),
        ("Sleep:The end", "Sleep:{The} end"),
        ("Vitamin D and A", "Vitamin {D} and {A}"),
        ("On Sleep And Memory In Adults", "On Sleep And Memory In Adults"),  # all words begin with a capital
        ("Naps in Ulm: A study of small houses", "Naps in {Ulm}: A study of small houses"),
        ("iPhone and pH", "{iPhone} and {pH}"),
        ("the β-Blocker", r"the $\beta$-Blocker"),
        ("“DNA” now", "``{DNA}'' now"),
        ("the “Łoś” of Šár", r"the ``{{\L}o{\'s}}'' of {{\v{S}}{\'a}r}"),
        ("<i>DNA</i> x", r"\textit{{DNA}} x"),
        ("<i>Sleep</i> and Rest in all of the small houses", r"\textit{{Sleep}} and {Rest} in all of the small houses"),
        ("3D print", "{3D} print"),
        ("Über Berlin", r"{\"U}ber Berlin"),
        ("", ""),
    ],
)
def test_words_of_a_title_whose_capitals_stay(title, tex):
    assert encode_title(title) == tex


@pytest.mark.parametrize("language", ["de", "de-AT", "German", "ger"])
def test_in_german_every_noun_keeps_its_capital(language):
    assert encode_title("Die Behandlung der Angst", language=language) == "Die {Behandlung} der {Angst}"
    assert encode_title("Die Behandlung der Angst", language="en") == "Die Behandlung der Angst"


@given(st.text("aB é–\"'<>i/&中", max_size=25))
def test_a_title_says_what_its_text_says(title):
    plain = to_text(encode(title))
    assert to_text(encode_title(title)) == plain


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=25))
def test_ascii_is_all_that_bibtex_gets(text):
    encoded = encode(text)
    assert encoded.isascii()
    assert encoded.count("{") == encoded.count("}")


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"\emph{Sleep}", r"\emph{Sleep}"),
        ("Müller", r"M{\"u}ller"),
        (r"\emph{Müller} & co", r"\emph{M{\"u}ller} & co"),
        ("a–b", "a--b"),
        ("——", "---{}---"),
        ("-–", "-{}--"),
        ("’‘", r"{\textquoteright}{\textquoteleft}"),  # told apart from ' and `
        ("”", "''"),
        ("$α$ β", r"$\alpha{}$ $\beta$"),
        (r"\$α", r"\$$\alpha$"),  # no formula begins here
        ("$x₂$ ₂", r"$x_{2}$ \textsubscript{2}"),
        ("\u00a0", r"{\refdbletter{160}{ }}"),
        ("中", r"{\refdbletter{20013}{?}}"),
        ("e\u0301", r"{\'e}"),
    ],
)
def test_tex_of_a_user_in_ascii(tex, expected):
    assert ascii_tex(tex) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("a-b", True), ("é–”", True), ("’", False), ("a\u00a0b", False), ("", True)]
)
def test_whether_ascii_tells_a_text_apart(text, expected):
    assert is_told_apart(text) is expected


@pytest.mark.parametrize(
    ("tex", "preamble"),
    [
        ("plain", ""),
        (r"\kappa", ""),
        (r"\k{a}", r"\ProvideTextCommandDefault{\k}[1]{#1}"),
        (r"\dh \k{a}", r"\ProvideTextCommandDefault{\k}[1]{#1}\ProvideTextCommandDefault{\dh}{d}"),
        (r"\TH", r"\ProvideTextCommandDefault{\TH}{Th}"),
        (r"\quotedblbase{}", r"\ProvideTextCommandDefault{\quotedblbase}{,,}"),
        (r"\enquote{a}", r"\providecommand{\enquote}[1]{``#1''}"),
        (r"\textsubscript{2}", r"\providecommand{\textsubscript}[1]{$_{\mbox{\scriptsize #1}}$}"),
        (r"{\refdbletter{1}{?}}", r"\providecommand{\refdbletter}[2]{\ifx\Umathcode\undefined #2\else\char#1\relax\fi}"),
        (r"\href{a}{b}", r"\providecommand{\href}[2]{#2}"),
    ],
)  # fmt: skip
def test_what_a_document_must_define(tex, preamble):
    assert preamble_of(needing_help(tex)) == preamble
