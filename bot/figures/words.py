"""The words of a line that are no metric and no unit, German and English together: people mix the two.

Each entry reads "phrase|phrase": meaning. Umlauts are also read as ae, oe, ue; "/", "pro" and "je" as "per"; hyphens
and full stops between words do not matter.
"""

from __future__ import annotations

from collections.abc import Mapping

MONTHS: Mapping[str, str] = {
    "january|jan|januar|jänner|jän": "1",
    "february|feb|februar|febr|feber": "2",
    "march|mar|märz|mär|mrz": "3",
    "april|apr": "4",
    "may|mai": "5",
    "june|jun|juni": "6",
    "july|jul|juli": "7",
    "august|aug": "8",
    "september|sep|sept": "9",
    "october|oct|oktober|okt": "10",
    "november|nov": "11",
    "december|dec|dezember|dez": "12",
}

WEEKDAYS: Mapping[str, str] = {
    "monday|mon|montag|mo": "0",
    "tuesday|tue|tues|dienstag|di": "1",
    "wednesday|wed|mittwoch|mi": "2",
    "thursday|thu|thur|thurs|donnerstag|do": "3",
    "friday|fri|freitag|fr": "4",
    "saturday|sat|samstag|sonnabend|sa": "5",
    "sunday|sun|sonntag|so": "6",
}

DAYS: Mapping[str, str] = {"today|heute": "0", "tomorrow|morgen": "1", "übermorgen|day after tomorrow": "2"}

NUMBERS: Mapping[str, str] = {
    "one|ein|eine|einen|eins": "1",
    "two|zwei": "2",
    "three|drei": "3",
    "four|vier": "4",
    "five|fünf": "5",
    "six|sechs": "6",
    "seven|sieben": "7",
    "eight|acht": "8",
    "nine|neun": "9",
    "ten|zehn": "10",
    "eleven|elf": "11",
    "twelve|zwölf": "12",
}

MAGNITUDES: Mapping[str, str] = {"k|tsd|tausend|thousand": "1000"}

BOUNDS: Mapping[str, str] = {
    "at least|min|minimum|minimal|mind|mindestens|wenigstens|no less than|not less than|no fewer than|not fewer than"
    "|nicht weniger als|nicht unter|über|more than|mehr als|over|above|or more|oder mehr|or better|oder besser"
    "|>=|=>|≥|>|a minimum of|minimum of|ein minimum von": "min",
    "at most|max|maximum|maximal|höchstens|up to|bis zu|bis maximal|unter|below|under|less than|fewer than|weniger als"
    "|no more than|not more than|nicht mehr als|nicht über|capped at|<=|=<|≤|<|or less|or fewer|oder weniger"
    "|a maximum of|maximum of|ein maximum von": "max",
    "exactly|exact|precisely|genau|exakt|=": "exact",
}

# "by" and "on" leave open where in a period the date is, "from" means its first day.
DUE: Mapping[str, str] = {
    "by|until|till|bis|bis zum|bis zur|bis zu dem|bis am|bis spätestens|bis spätestens zum|by the": "by",
    "on|at|am|on the|zum|zu|for|für|effective|on or before|im|im laufe|during": "on",
    "in|within|innerhalb von|binnen|in the": "in",
    "from|as of|as from|starting|starting on|starting from|beginning|since|ab|ab dem|ab der|von|vom|seit|from the"
    "|with effect from|mit wirkung zum": "from",
    "no later than|not later than|by no later than|at the latest by|at the latest on|latest by|spätestens|spätestens zum"
    "|spätestens am|spätestens bis|spätestens bis zum|spätestens ab": "latest",
    "no earlier than|not earlier than|not before|earliest|at the earliest on|frühestens|frühestens am|frühestens ab"
    "|frühestens zum|nicht vor": "earliest",
    "exactly on|exactly at|genau am|exakt am": "exactly",
}
LATEST_AFTER: Mapping[str, str] = {"at the latest|latest|spätestens": "latest"}
ARTICLES: Mapping[str, str] = {"the|dem|den|der|des|die|das|a|an|of|in": "article"}

PERIOD_ENDS: Mapping[str, str] = {"end of|the end of|end|ende|ende des|ende der|zum ende": "end"}
YEAR_ENDS: Mapping[str, str] = {
    "year end|end of year|end of the year|end of this year|jahresende|ende des jahres|ende dieses jahres": "year",
}
VAGUE: Mapping[str, str] = {
    "mid|middle of|the middle of|mitte|early|late|beginning of|the beginning of|start of|the start of|anfang|anfangs|beginn"
    "|around|about|circa|ca|gegen|etwa|ungefähr": "part",
}
VAGUE_DAYS: Mapping[str, str] = {
    "easter|ostern|pfingsten|christmas|weihnachten|summer|sommer|winter|autumn|herbst|frühjahr|frühling|spring"
    "|asap|as soon as possible|schnellstmöglich|soon|bald|demnächst|zeitnah|next month|nächsten monat|next year|nächstes jahr"
    "|next quarter|nächstes quartal|next week|nächste woche": "day",
}
WEEK_NAMES: Mapping[str, str] = {"kw|cw|week|wk|woche|kalenderwoche|calendar week|der kw": "week"}
QUARTERS: Mapping[str, str] = {
    "first quarter|erstes quartal|ersten quartal|ersten quartals": "1",
    "second quarter|zweites quartal|zweiten quartal|zweiten quartals": "2",
    "third quarter|drittes quartal|dritten quartal|dritten quartals": "3",
    "fourth quarter|viertes quartal|vierten quartal|vierten quartals": "4",
}
DURATIONS: Mapping[str, str] = {
    "day|days|tag|tage|tagen": "days",
    "week|weeks|woche|wochen": "weeks",
    "month|months|monat|monate|monaten": "months",
    "working days|working day|arbeitstage|arbeitstagen|werktage|werktagen": "working days",
}
AFTER: Mapping[str, str] = {"after|from|following|post|nach|ab": "after"}
AWARDS: Mapping[str, str] = {
    "award|the award|contract award|award of contract|award of the contract|the contract award|being awarded|order|the order"
    "|beauftragung|der beauftragung|auftragserteilung|der auftragserteilung|auftrag|dem auftrag|zuschlag|dem zuschlag"
    "|zuschlagserteilung|vergabe|der vergabe|auftragsvergabe|der auftragsvergabe": "award",
}

CONDITIONS: Mapping[str, str] = {
    "if|wenn|sofern|falls|soweit|solange|as long as|so long as|provided that|providing that|provided|vorausgesetzt"
    "|vorausgesetzt dass|unter der voraussetzung|unter der voraussetzung dass|unter der bedingung|unter der bedingung dass"
    "|on condition that|on the condition that|under the condition that|subject to|vorbehaltlich|assuming|assuming that"
    "|only if|nur wenn|but only if|aber nur wenn": "if",
}
AND_CONDITIONS: Mapping[str, str] = {
    "and if|und wenn|und sofern|und falls|and provided that|und vorausgesetzt|and as long as|und solange|and only if"
    "|und nur wenn|and assuming|und dass|and subject to": "and",
}

SITE_OPENERS: Mapping[str, str] = {
    "in|at|site|sites|standort|standorte|standorten|am standort|an den standorten|im standort|in standort|in the|in der|in den"
    "|at site|at the site|in site|location|from|aus|auf": "site",
}
SITE_FOLLOWERS: Mapping[str, str] = {"site|standort": "site"}
JOINERS: Mapping[str, str] = {"and|und|&|+|sowie": "and"}
NAME_LINKS = frozenset("am an der ob im bei vor de la le les du sur upon on the of st den den o'".split())
PART_OPENERS: Mapping[str, str] = {
    "line|linie|projektlinie|leitung": "line",
    "skill|skills|qualifikation": "skill",
    "channel|kanal|channels|im kanal|in channel|on channel": "channel",
    "language|sprache|in language|in der sprache": "language",
}
FOR: Mapping[str, str] = {"for|für|for the|für den|für die|für das": "for"}
CHANNELS: Mapping[str, str] = {
    "voice|phone|telephone|telefon|telefonie|e mail|email|e mails|emails|mail|chat|live chat|whatsapp|social media": "channel",
}
LANGUAGES: Mapping[str, str] = {
    "german|deutsch|english|englisch|french|französisch|italian|italienisch|spanish|spanisch|dutch|niederländisch|polish"
    "|polnisch|turkish|türkisch|russian|russisch|portuguese|portugiesisch|czech|tschechisch|hungarian|ungarisch|swedish"
    "|schwedisch|danish|dänisch|norwegian|norwegisch|finnish|finnisch|greek|griechisch|arabic|arabisch|ukrainian|ukrainisch"
    "|romanian|rumänisch|slovak|slowakisch|croatian|kroatisch": "language",
}

QUESTIONS: Mapping[str, str] = {"?|how many|how much|wie viele|wie viel|wieviele|wieviel": "question"}
APPROXIMATE: Mapping[str, str] = {
    "about|around|approximately|approx|roughly|circa|ca|etwa|ungefähr|rund|zirka|~": "approximate",
}
CALLS: Mapping[str, str] = {
    "calls|contacts|all calls|the calls|all contacts|anrufe|der anrufe|aller anrufe|anrufen|kontakte|der kontakte|aller kontakte"
    "|gespräche|der gespräche|chats|der chats|e mails|der e mails|emails": "calls",
}
WITHIN: Mapping[str, str] = {
    "in|within|in under|in less than|innerhalb von|innerhalb|binnen|per|unter|under|inside|in max|in maximal": "within",
}
RANGES: Mapping[str, str] = {"to|bis|and|und|-|–|—": "to"}
RANGE_OPENERS: Mapping[str, str] = {"between|zwischen|von|from": "between"}

# Said in passing; none of them changes what is promised.
FILLERS: Mapping[str, str] = {
    "|".join(
        "a an the of on in at is are be been with have has will would can could we our you your their it there to for "
        "provide provides provided offer staff staffed deliver delivered commit promise promised guarantee reach hold "
        "answered answer target goal level rate value per please team teams crew figure "
        "der die das den dem des ein eine einen einem einer von vom bei mit wir uns ihnen sie es sind ist wird werden "
        "haben hat stellen stellt bieten liefern halten erreichen zusagen sagen zu zum zur im am auf an für und and "
        "angenommen beantwortet ziel zielwert wert quote live gehen mannschaft insgesamt total gesamt bitte dann then "
        "additional zusätzliche zusätzlich weitere more new neue add added aufgebaut".split()
    ): "filler",
}

# What an FTE counts, when a scope or condition says it.
BASES: Mapping[str, str] = {
    "billable|abrechenbar|abrechenbare|fakturierbar|fakturierbare": "billable",
    "scheduled|eingeplant|eingeplante|geplant|geplante": "scheduled",
    "seated|besetzt|besetzte": "seated",
}
