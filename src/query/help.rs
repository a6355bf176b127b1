//! The language on one page: `help query`, the README and the reference are made from this table.

/// One row: how it is written, what it means, and a question that finds the article in `corpus/`.
#[derive(Debug, Clone, Copy)]
pub struct HelpRow {
    pub written: &'static str,
    pub means: &'static str,
    pub example: &'static str,
}

/// How a question is typed in a shell; it comes before the table.
pub const QUOTING: &str = "Put a question between single quotation marks, so that the shell hands it on as it is: \
    `newshound search '\"facial recognition\" AND ban*'`. Without them the shell takes double quotation marks off, \
    makes `00 billion` of `$500 billion` and names of files of `ban*`. Of several arguments, one with blanks in it is \
    a phrase, as `\"facial recognition\"` is; if it has operators, brackets, wildcards or quotation marks of its own, \
    it is a question in brackets.";

#[rustfmt::skip]
pub const LANGUAGE: &[HelpRow] = &[
    HelpRow { written: "chip export",             means: "both words somewhere in the article, in any of their forms",              example: "lawsuit monopolize" },
    HelpRow { written: "\"export controls\"",     means: "exactly these words in this order; case, accents and quote forms fold",    example: "\"artificial intelligence infrastructure\"" },
    HelpRow { written: "~governance",             means: "the word and its relatives: *govern*, *government* and the other words of its family", example: "~monopoly" },
    HelpRow { written: "=regulator",              means: "exactly this form",                                                         example: "=lawsuit" },
    HelpRow { written: "$500bn, 25 percent",      means: "an amount, however it is written, in this currency only",                 example: "$500 billion" },
    HelpRow { written: "amount:>=$100bn, amount:1bn..5bn", means: "an amount within these bounds, in any currency where none is said",      example: "amount:>=$100bn" },
    HelpRow { written: "a AND b, a OR b, a NOT b", means: "over the whole article, in capitals; NOT before AND before OR",              example: "Musk AND (lawsuit OR criticism) NOT Google" },
    HelpRow { written: "-word, +word",            means: "without this word; with this word even where any of the others will do",    example: "Stargate -Google" },
    HelpRow { written: "(…)",                     means: "a group, to any depth that a person can follow",                            example: "(SoftBank OR Oracle) chairman" },
    HelpRow { written: "chip w/5 ban",            means: "at most five words apart, in either order; also `NEAR/5`, `near5`",         example: "(invest OR deploy*) w/5 billion" },
    HelpRow { written: "chip pre/3 ban",          means: "at most three words apart, in this order; also `adj3`",                     example: "Musk pre/3 lawsuit" },
    HelpRow { written: "a w/s b, a w/p b",        means: "in the same sentence; in the same paragraph (also `SAME`)",                 example: "Microsoft w/s monopolize" },
    HelpRow { written: "a NOT w/10 b",            means: "an a that `w/10` finds no b for; what shares words with it is not near it",example: "Stargate NOT w/10 Trump" },
    HelpRow { written: "\"export controls\"~3",   means: "the phrase with up to three other words between, as few as can be",     example: "\"massive benefit\"~3" },
    HelpRow { written: "regulat*, *GPT, wom?n",   means: "`*` is any run of letters, `?` within a word is one; a `?` at an end is punctuation", example: "infrastructur*" },
    HelpRow { written: "/colou?r/",               means: "a regular expression over whole words",                                     example: "/monopoli[sz]e/" },
    HelpRow { written: "anthropoc~, anthropoc~2", means: "within one edit, or two",                                                   example: "Altmann~" },
    HelpRow { written: "atleast3(compute)",       means: "at least three times in the article; phrases and groups too",               example: "atleast5(OpenAI)" },
    HelpRow { written: "title:(a OR \"b c\")",    means: "one field: a word, a phrase or a group; the fields are listed below",       example: "body:(Stargate OR \"executive order\")" },
    HelpRow { written: "outlet:=\"The Daily\"",    means: "of a filter, exactly this name, host, path or value from end to end; case and accents fold", example: "file:=stargate.txt" },
    HelpRow { written: "in:title, in:quote",      means: "the bracket group it stands in: only in headlines, only between quotation marks", example: "in:quote American leadership" },
    HelpRow { written: "in:quote(…)",             means: "the same for what follows it",                                              example: "lawsuit in:quote(gorgon OR lawfare)" },
    HelpRow { written: "date:2025-01, date:2025-01..2025-03", means: "published on these calendar days, both ends included; either end may be left open", example: "Stargate NOT date:2019..2021" },
    HelpRow { written: "date:7d, date:\"last month\", date:\"Q3 2025\"", means: "the seven calendar days that end today; the month before this one; a quarter", example: "Stargate NOT date:\"Q3 2019\"" },
    HelpRow { written: "since:7d, until:2025-06", means: "from the first of those days on; to the last of them",                      example: "Stargate NOT until:2015" },
    HelpRow { written: "after:2025, before:2025", means: "from the day after the last of them; to the day before the first",          example: "Stargate NOT before:2015" },
    HelpRow { written: "date:none",               means: "without a date; `date:*` is with any",                                      example: "Stargate date:none" },
    HelpRow { written: "added:…",                 means: "the same for the day it came into the corpus",                              example: "Stargate NOT added:2019" },
    HelpRow { written: "beat:chips",              means: "the question of that name, as `newshound beat` keeps it",                   example: "beat:chips OR Stargate" },
    HelpRow { written: "word^3",                  means: "counts three times as much",                                                example: "Stargate^3 OR OpenAI" },
    HelpRow { written: "NOT word, *",             means: "every article without the word; every article",                             example: "* NOT Google" },
];
