"""Who is in the local workspace, and what its example table of owners says: known here, not asked of the bot."""

from __future__ import annotations

from zoneinfo import ZoneInfo

SARA, BEN, LENA, WIM, QUINN, OMAR, PETRA, INES = (
    "U01SARA", "U02BEN", "U03LENA", "U04WIM", "U05QUINN", "U06OMAR", "U07PETRA", "U08INES",
)  # fmt: skip
SALES = (SARA, BEN)
OPERATIONS = (LENA, WIM, QUINN, INES, OMAR)
PEOPLE = (*SALES, *OPERATIONS, PETRA)
PROMISES = "C01PROMISES"

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = {
    **dict.fromkeys(PEOPLE, BERLIN),
    BEN: ZoneInfo("Europe/London"),
    WIM: ZoneInfo("Europe/Amsterdam"),
    INES: ZoneInfo("Europe/Lisbon"),
}

MEMBERS = {"WFM": WIM, "Leipzig": LENA, "Lisbon": INES, "Quality": QUINN, "Operations": OMAR}
BACKUP = {**dict.fromkeys(MEMBERS, OMAR), "Operations": PETRA}

FIGURES = (
    "{n} agents in Leipzig by 1 Feb 2040",
    "{n} agents in Lisbon by 1 March 2040",
    "service level {n}/20 from 1 March 2040",
    "quality score at least {n} % from 15 March 2040",
    "go-live on {day} May 2040",
)
"""Each is another area's: Leipzig, Lisbon, WFM, Quality, and Operations where no rule fits."""
