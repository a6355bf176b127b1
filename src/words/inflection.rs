//! Inflections that no rule of spelling gives: tables.

use std::collections::HashMap;
use std::sync::OnceLock;

/// The bases of a word whose forms are in a table, itself not among them.
pub fn irregular(word: &str) -> &'static [&'static str] {
    static BASES: OnceLock<HashMap<&str, Vec<&str>>> = OnceLock::new();
    let bases = BASES.get_or_init(|| {
        let mut bases: HashMap<&str, Vec<&str>> = HashMap::new();
        for row in IRREGULAR {
            let mut words = row.split(' ');
            let base = words.next().unwrap_or_default();
            words.for_each(|form| bases.entry(form).or_default().push(base));
        }
        bases
    });
    bases.get(word).map_or(&[], Vec::as_slice)
}

/// The forms of a base that are in a table.
pub fn irregular_forms(base: &str) -> impl Iterator<Item = &'static str> {
    let row = IRREGULAR.binary_search_by(|row| first(row).cmp(base));
    let forms = row.map(|row| IRREGULAR[row].split(' ').skip(1));
    forms.into_iter().flatten()
}

/// Whether a word looks inflected and is not, or is a noun by itself today: `news`, `housing`.
pub fn is_base(word: &str) -> bool {
    BASES.binary_search(&word).is_ok()
}

/// Whether a word of one `s` at its end is a singular: `bias`.
pub fn is_singular(word: &str) -> bool {
    SINGULAR.binary_search(&word).is_ok()
}

fn first(row: &str) -> &str {
    row.split(' ').next().unwrap_or_default()
}

/// A base, then forms of it that have no base but those of the rows they are in and themselves. Sorted.
#[rustfmt::skip]
const IRREGULAR: &[&str] = &[
    "abide abode", "ad ads", "addendum addenda", "aid aided aiding", "aide aides", "alga algae",
    "alumna alumnae", "alumnus alumni", "amicus amici", "analyse analyses", "analysis analyses",
    "antenna antennae", "appendix appendices", "arise arose arisen", "automaton automata",
    "awake awoke awoken", "axe axes", "axis axes", "bacterium bacteria", "base bases",
    "basis bases", "bathe bathed bathing", "bear bore borne", "beat beaten", "become became",
    "begin began begun", "behold beheld", "bend bent", "bind bound", "bite bitten", "bleed bled",
    "blow blew blown", "break broke broken", "breathe breathed breathing", "breed bred",
    "bring brought", "broadcast broadcasted", "build built", "bureau bureaus bureaux",
    "burn burnt", "buy bought", "cactus cacti", "calf calves", "catch caught", "child children",
    "choose chose chosen", "cling clung", "codex codices", "come came", "compendium compendia",
    "consortium consortia", "corpus corpora", "creep crept", "crisis crises",
    "criterion criteria", "curriculum curricula", "datum data", "deal dealt",
    "diagnose diagnoses", "diagnosis diagnoses", "die dying", "dig dug", "do did does done",
    "draw drew drawn", "dream dreamt", "drink drank drunk", "drive drove driven", "dwell dwelt",
    "eat ate eaten", "elf elves", "embed embedded embedding embeds", "emphasis emphases",
    "erratum errata", "ev evs", "fall fell fallen", "feel felt", "fight fought", "find found",
    "flee fled", "fling flung", "fly flew flown", "focus foci focussed focussing", "foot feet",
    "forbid forbade forbidden", "forecast forecasted", "foresee foresaw foreseen",
    "forget forgot forgotten", "forgive forgave forgiven", "formula formulae", "forum fora",
    "free freed freeing", "freeze froze frozen", "fuel fuelled fuelling", "fungus fungi",
    "gas gassed gassing", "genus genera", "get got gotten", "give gave given",
    "go goes gone went", "goose geese", "grow grew grown", "guru gurus", "half halves",
    "hang hung", "have had has", "hear heard", "hide hid hidden", "hold held", "hoof hooves",
    "hypothesis hypotheses", "id ids", "index indices", "input inputted inputting",
    "jailbreak jailbroke jailbroken", "keep kept", "knife knives", "know knew known",
    "larva larvae", "lay laid", "lead led", "leaf leaves", "leap leapt", "learn learnt",
    "leave leaves left", "lend lent", "lie lay lain lying", "life lives", "light lit",
    "live lives", "loaf loaves", "locale locales", "locus loci", "lose lost", "make made",
    "man men", "matrix matrices", "maximum maxima", "mean meant", "meet met",
    "memorandum memoranda", "menu menus", "millennium millennia", "minimum minima",
    "mislead misled", "mistake mistook mistaken", "misunderstand misunderstood",
    "moratorium moratoria", "mouse mice", "nebula nebulae", "nucleus nuclei", "oasis oases",
    "optimum optima", "outgrow outgrew outgrown", "overcome overcame", "overdo overdid overdone",
    "override overrode overridden", "overrun overran", "oversee oversaw overseen",
    "overtake overtook overtaken", "overthrow overthrew overthrown", "ox oxen",
    "parenthesis parentheses", "paste pasted pasting", "pay paid", "pc pcs",
    "phenomenon phenomena", "plateau plateaus plateaux", "plead pled", "prove proven",
    "quantum quanta", "quiz quizzed quizzes quizzing", "radius radii", "rebuild rebuilt",
    "redo redid redone", "referendum referenda", "repay repaid", "resell resold", "retell retold",
    "rethink rethought", "rewrite rewritten rewrote", "ride ridden rode", "ring rang rung",
    "rise risen rose", "run ran", "say said", "scarf scarves", "see saw seen", "seek sought",
    "self selves", "sell sold", "send sent", "shake shaken shook", "sheaf sheaves",
    "shelf shelves", "shine shone", "shoot shot", "show shown", "shrink shrank shrunk",
    "sing sang sung", "sink sank sunk", "sit sat", "ski skied skiing skis", "sky skies",
    "sleep slept", "slide slid", "speak spoke spoken", "spectrum spectra", "speed sped",
    "spend spent", "spin spun", "spring sprang sprung", "stand stood", "steal stole stolen",
    "stick stuck", "stimulus stimuli", "sting stung", "stratum strata", "strike stricken struck",
    "strive striven strove", "sue sued sues suing", "swear swore sworn", "sweep swept",
    "swell swollen", "swim swam swum", "swing swung", "syllabus syllabi", "symposium symposia",
    "synthesis syntheses", "take taken took", "taxon taxa", "teach taught", "tear tore torn",
    "tell told", "thesis theses", "thief thieves", "think thought", "throw threw thrown",
    "tie tying", "tooth teeth", "tv tvs", "undergo undergoes undergone underwent",
    "understand understood", "undertake undertaken undertook",
    "underwrite underwritten underwrote", "undo undid undoes undone", "unite united uniting",
    "unwind unwound", "uphold upheld", "vertebra vertebrae", "vertex vertices", "vie vying",
    "vortex vortices", "wake woke woken", "wear wore worn", "weave wove woven", "weep wept",
    "wharf wharves", "wife wives", "win won", "withdraw withdrawn withdrew", "withhold withheld",
    "withstand withstood", "wolf wolves", "woman women", "wring wrung", "write written wrote",
];

/// Sorted.
#[rustfmt::skip]
const BASES: &[&str] = &[
    "acoustics", "aeronautics", "aesthetics", "analytics", "athletics", "avionics", "ballistics",
    "being", "biometrics", "bionics", "boeing", "clothes", "clothing", "corps", "crooked",
    "cybernetics", "economics", "electronics", "ergonomics", "evening", "genetics", "genomics",
    "headquarters", "housing", "hundred", "hydraulics", "informatics", "kinetics", "linguistics",
    "logistics", "mathematics", "mechanics", "morning", "naked", "news", "obstetrics", "optics",
    "outstanding", "pediatrics", "photonics", "physics", "politics", "proteomics", "ragged",
    "robotics", "rugged", "sacred", "semantics", "series", "species", "tectonics", "telematics",
    "thermodynamics", "wicked",
];

/// Sorted.
#[rustfmt::skip]
const SINGULAR: &[&str] = &[
    "alias", "atlas", "bias", "bus", "canvas", "christmas", "gas", "ibis", "iris", "lens",
    "pancreas", "trellis", "yes",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_order() {
        assert!(IRREGULAR.is_sorted_by(|one, other| first(one) < first(other)));
        assert!(BASES.is_sorted_by(|one, other| one < other));
        assert!(SINGULAR.is_sorted_by(|one, other| one < other));
    }
}
