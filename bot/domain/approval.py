"""Whether an owner's reply in the thread reads as approval, so that a button that really signs can be offered.

Nothing is signed by words: this only decides whether the button is worth showing. A button that nobody asked for costs
trust, one that is missing costs a click, so precision goes first: a reply counts only when every part of it is known.
Approval, whose it is, manners and what was checked are known; anything else (a number, a date, a question, a condition,
a negation, another topic) makes it no approval. So there is no list of objections that would have to be complete.
"""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 300


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_EMOJI = {"+1": "👍", "thumbsup": "👍", "white_check_mark": "✅", "heavy_check_mark": "✅", "ok_hand": "👌"}
_EMOJI |= dict.fromkeys(("slightly_smiling_face", "blush", "smile", "pray", "tada", "rocket", "muscle"), "🙂")
_EMOJI_NAME = re.compile(r":([a-z0-9_+-]+):(?::skin-tone-\d:)?")
_UNSEEN = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f\u200d*_]")  # tones of skin, joints of pictures, marks of bold type
_MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>|(?<!\w)@[\w.-]+")
# Questions, and everything that quotes, links or strikes through.
_REFUSED = re.compile(r"""[?"„“”«»‹›`<>|~]|&gt;|&lt;|(?<!\w)'(?=\w)""")
_CLAUSE_ENDS = re.compile(r"[.,;:!\n()–—]+|\s-+(?=\s)")
_WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)*|\S")

# Whose approval it is, written as "§" once it is found: an area by its usual names, or a site or a colleague, which
# have a capital letter. A month, a part or a channel in that place limits the approval, and so may any German noun
# after "für" or "mit" (ok mit Vorbehalt).
_AREA = (
    r"(?:wfm|workforce(?: management)?|quality|qualität|qa|qm|qs|training|trainings|coaching|schulung|planung|"
    r"einsatzplanung|personaleinsatzplanung|planning|operations|ops|recruiting|hr|it|site lead|standortleitung|"
    r"teamleitung|team lead|floor|team|betrieb)"
)
_ARTICLE = r"(?:(?:the|our|my|der|dem|die|das|den|unserer|unserem|unsere|meiner|meinem|meine) )?"
_SIDE = r"(?:side|end|seite|seiten|perspective|sicht|point of view)"
_FROM = r"(?:from|for|to|by|with|von|vom|für|aus|seitens|mit)"
_WHOSE = re.compile(
    rf"\b{_FROM} (?:(?:me|us|mir|uns)(?: aus)?|{_ARTICLE}(?:{_AREA}(?: {_SIDE})?|{_SIDE}))\b", re.IGNORECASE
)
_WHOSE_NAME = re.compile(
    r"\b(?:(?i:from|for|by|von|aus|seitens)|(?i:für)(?= (?i:standort) )) (?i:site |standort )?"
    r"(?P<name>[A-ZÄÖÜ][a-zäöüß]{2,})\b(?! [A-ZÄÖÜ0-9])"
)
_AREA_SAYS = re.compile(rf"^{_AREA}(?: {_SIDE})?(?=:)", re.IGNORECASE)
_NO_NAMES = _words(
    """
    jan feb mär mar apr mai may jun jul aug sep sept okt oct nov dez dec
    januar january februar february märz march april juni june juli july august september oktober october november
    dezember december montag monday dienstag tuesday mittwoch wednesday donnerstag thursday freitag friday samstag
    saturday sonntag sunday now today heute jetzt morgen tomorrow easter ostern christmas weihnachten
    phase teil part start beginn anfang anlauf pilot wave welle version variante option punkt zeile
    kunde kunden client auftraggeber auftrag vertrieb sales voice chat mail telefon inbound outbound backoffice
    deutsch german englisch english prinzip versehen herzen die das der den dem eine einen seiten
    """
)
_GREETED = re.compile(
    r"\b(?i:hi|hello|hallo|hey|moin|servus|danke|dank|thanks|thx|lg|vg|bg|cheers|gruß|grüße|regards)"
    r"[ ,\n]+[A-ZÄÖÜ][a-zäöüß]+\b(?=\s*(?:[.,!:\n]|$))"
)

# The verb first, and what it is about after it, is a question also without its mark.
_ASKED = re.compile(
    r"^(?:(?:passt|ist|geht) (?:das|es)|(?:können|schaffen|halten|machen|kriegen|bekommen|tragen) wir (?:das|es|die)|"
    r"(?:is|are|does|do|can|will|could|should) (?:it|that|this|we|you|the|everyone))\b"
)
_WE = r"(?:i'm|we're|i am|we are)(?: all| totally| absolutely)?"
_IT = r"(?:that's|that is|it's|this is)(?: all| totally| absolutely)?"
_THESE = r"(?:that|it|this|these|those|them|the numbers|the figures)"
_CLEAR = (
    "passt(?: so| auch| gut| alles| perfekt)*",
    "können wir (?:so |auch )?(?:halten|zusagen|leisten|liefern|mittragen|stemmen)",
    "(?:halten|schaffen|machen) wir(?: so)?",
    "(?:kriegen|bekommen) wir (?:so )?hin",
    "tragen wir (?:so )?mit",
    "(?:kann ich|können wir) (?:so )?(?:mitgehen|mittragen)|(?:gehe ich|gehen wir) (?:so )?mit",
    "(?:bin |sind )?(?:ich |wir )?(?:voll )?(?:einverstanden|dabei|d'accord)",
    "stimme (?:dem |so )?zu|zugestimmt|(?:meine|unsere) zustimmung",
    "abgenickt|abgemacht|akzeptiert|bestätigt|machbar|freigegeben",
    "(?:gebe ich|geben wir|ich gebe|wir geben) (?:das |es )?(?:so |hiermit )?frei|freigabe(?= §)",
    "geht (?:klar|in ordnung)|in ordnung",
    "alles (?:gut|ok|okay|fein)|keine einwände|kein einwand|daumen hoch|grünes licht|freie fahrt",
    "(?:looks|sounds|look|sound) (?:all )?(?:good|great|fine|ok|okay|right)|lgtm|thumbs up|green light",
    "works(?: well| fine)?|can do|go ahead|go for it|(?:no|zero) objections?|count (?:us|me) in|all (?:good|fine)",
    rf"(?:we|i) can (?:definitely |certainly )?(?:do|keep|hold|deliver|commit to|support|staff) {_THESE}",
    rf"(?:agree|approve|confirm|accept)(?: with)?(?: {_THESE})?|(?<!we )(?<!i )agreed",
    "approved|approving|confirmed|accepted",
    rf"(?:{_WE} |{_IT} )?(?:signed off|good to go|on board)|{_WE} (?:happy|good|fine|ok|okay|in)",
    rf"{_IT} (?:fine|ok|okay|good|doable|feasible)|(?:fine|good|ok|okay|happy) with {_THESE}",
    "(?:good|fine|fein)(?= §)|go",
)
# Yes at its shortest: with thanks beside it, it may as well mean "seen", unless it says whose it is.
_SHORT = ("ok|okay|oki", "ja|jo|jap|jawohl|jepp|yes|yep|yeah|yup|aye", "[👍✅👌✔☑]", r"\+ ?1")
_CLEARLY = re.compile(rf"(?<![\w'-])(?:{'|'.join(_CLEAR)})(?![\w'-])")
_SHORTLY = re.compile(rf"(?<![\w'+-])(?:{'|'.join(_SHORT)})(?![\w'%/+-]|[.,]\d)")
_THANKS = frozenset({"danke", "dank", "merci", "thanks", "thank", "thx"})
_KNOWN = _words(
    """
    § das es so die der den dem wir ich ist sind bin uns mir auch damit hiermit und zahl zahlen werte
    that it this the we i i'm we're i've we've it's that's is are am me us you all too also here and with
    figure figures number numbers

    gerne gern sehr gut voll absolut definitiv natürlich klar klares alles ein prima super top perfekt
    sure definitely absolutely totally great perfect very much a clear

    hallo hi hey hello moin servus danke dank merci vielen dir euch für lg vg gruß grüße viele schnelle abstimmung
    thanks thank thx cheers best regards 🙂 😊 😀 😃 😄 🙏 🎉 🚀 💪 🙌

    habe haben geprüft besprochen abgestimmt gecheckt durchgerechnet steht stehen eingeplant geplant gebucht da
    schichtplan dienstplan trainer kapazität kapazitäten
    checked discussed have has planned booked there already roster trainers capacity
    """
)


def reads_as_approval(text: str) -> bool:
    """Tell whether a message, as Slack gives it, is its writer's approval of what the thread is about, and no more."""
    plain = _plain(text)
    if len(text) > _LONGEST or _REFUSED.search(plain):
        return False
    has_thanks = bool(_THANKS & set(_WORDS.findall(plain.casefold())))
    clauses = _CLAUSE_ENDS.split(_with_whose(plain).casefold())
    kinds = [_kind(" ".join(clause.split())) for clause in clauses if clause.strip()]
    if "other" in kinds:
        return False
    return "clear" in kinds or ("short" in kinds and not has_thanks)


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFC", text).replace("’", "'").replace("‘", "'").replace("§", "�")
    named = _EMOJI_NAME.sub(lambda found: f" {_EMOJI.get(found[1], '�')} ", composed)
    return _MENTION.sub(" ", _UNSEEN.sub("", named)).strip()


def _with_whose(plain: str) -> str:
    """Return the text without greetings to a name, and with "§" for whose approval it is."""

    def named(found: re.Match[str]) -> str:
        return found[0] if found["name"].casefold() in _NO_NAMES else "§"

    ungreeted = _GREETED.sub(",", plain)
    return _WHOSE_NAME.sub(named, _WHOSE.sub("§", _AREA_SAYS.sub("§", ungreeted)))


def _kind(clause: str) -> str:
    """Return what a clause is: "clear" or "short" approval, "known" for manners and the like, "other" for the rest."""
    if _ASKED.search(clause):
        return "other"
    rest, clear = _CLEARLY.subn(" ", clause)
    rest, short = _SHORTLY.subn(" ", rest)
    if not set(_WORDS.findall(rest)) <= _KNOWN:
        return "other"
    if clear or (short and "§" in clause):
        return "clear"
    return "short" if short else "known"
