"""The texts of options that are not read as they are.

A description can say that a parameter is a text, not that the text is a question, a day or a time zone. So where
schemathesis expects an answer, these take the places of the texts that it made up; everything else stays as it is, and
so do all requests that are expected to be refused. Texts that cannot be read are in tests/serve/api.rs.
"""

import schemathesis

WORDS = ["court", "lawsuit", "Stargate", "U.S.", "the", "人工智能", "$500bn", "GPT-4o", "zzzz"]
LEAVES = [
    *WORDS,
    *(f'"{one} {other}"' for one, other in zip(WORDS, WORDS[1:])),
    *(f"title:{word}" for word in WORDS),
    *("regulat*", "*tion", "wom?n", "/colou?r/", "court w/5 ban", "date:2025", "lang:en", "*", "=chip", "regulaton~"),
]
QUERIES = [*LEAVES, *(f"({one} {sign} {other}) OR ban" for one in LEAVES for other in WORDS for sign in ("AND", "OR"))]
DAYS = ["1990", "2025", "2025-03", "2025-03-01", "2024-02-29", "7d", "12 weeks", "999d", "last month"]

TEXTS = {
    "query": QUERIES,
    "beside": QUERIES,
    "after": DAYS,
    "before": DAYS,
    "captured": ["2025-03-01", "2025-03-01T08:30:00Z", "21 January 2025"],
    "zone": ["UTC", "Europe/Brussels", "America/New_York"],
    "fresh_half_life": ["30d", "6 weeks", "3m", "1y", "none"],
}


def chosen(name, text):
    """One of the texts of an option: always the same for the text that was made up."""
    texts = TEXTS[name]
    return texts[sum(str(text).encode()) % len(texts)]


def readable(options):
    options = dict(options)
    for name in TEXTS.keys() & options.keys():
        value = options[name]
        many = isinstance(value, list)
        options[name] = [chosen(name, one) for one in value] if many else chosen(name, value)
    # A cursor is of one question and one commit: those of answers are in tests/serve/api.rs.
    options.pop("cursor", None)
    # A question that is given less time than it takes is refused with 503, and how long it takes is not known here.
    if "timeout" in options:
        options["timeout"] = max(float(options["timeout"]), 15.0)
    # After one day and before an earlier one there is none, which `strict` makes an error.
    if "after" in options and "before" in options:
        options.pop("strict", None)
    # Any of the words and all of them do not go together, which no schema of one parameter says.
    if "any" in options:
        options.pop("all", None)
    return options


@schemathesis.hook
def map_case(context, case):
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive:
        return case
    if isinstance(case.query, dict):
        case.query = readable(case.query)
    if isinstance(case.body, dict):
        case.body = readable(case.body)
    return case
