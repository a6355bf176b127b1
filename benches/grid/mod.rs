//! Constants of `newshound::rank` to choose from, and the choice for each collection by all the others.

use newshound::rank::{Constants, LONG_CONSTANTS, SHORT, SHORT_CONSTANTS};

use crate::judged::{Collection, Text};
use crate::measure::table::{self, row};
use crate::trial::{Question, Trial};

/// Sums of nDCG@10: over long questions of few words, over all other long ones, and over short ones. The
/// first and the last have the constants of short questions.
type Sums = [f64; 3];

/// One collection with the constants of the program and with each choice of them.
pub struct Tried {
    /// How many questions there are as they are.
    questions: f64,
    theirs: Sums,
    ours: Sums,
    choices: Vec<Sums>,
}

/// The numbers of two choices: the constants of short questions and of long ones.
type Pair = [usize; 2];

impl Tried {
    /// `theirs` is nDCG@10 of the baseline for each of the two sets.
    pub fn of(
        collection: &Collection,
        trial: &Trial,
        [long, short]: [&[Text]; 2],
        theirs: [f64; 2],
    ) -> anyhow::Result<Tried> {
        let ask = |question: &Text| (question.clone(), trial.ask(&question.text));
        let (few, many) = long
            .iter()
            .map(ask)
            .partition(|(_, asked)| asked.words() <= SHORT);
        let groups: [Vec<(Text, Question)>; 3] = [few, many, short.iter().map(ask).collect()];
        let questions = long.len() as f64;
        let with = |constants: [Constants; 3]| -> anyhow::Result<Sums> {
            let mut sums = Sums::default();
            for ((sum, group), constants) in sums.iter_mut().zip(&groups).zip(constants) {
                for (text, question) in group {
                    let rank = |_: &Text| Ok(trial.best(question, constants));
                    *sum += collection.quality(std::slice::from_ref(text), rank)?.ndcg;
                }
            }
            Ok(sums)
        };
        let choices = choices().into_iter();
        Ok(Tried {
            questions,
            theirs: [0.0, theirs[0] * questions, theirs[1] * questions],
            ours: with([SHORT_CONSTANTS, LONG_CONSTANTS, SHORT_CONSTANTS])?,
            choices: choices
                .map(|choice| with([choice; 3]))
                .collect::<anyhow::Result<_>>()?,
        })
    }

    fn with(&self, [short, long]: Pair) -> Sums {
        let (short, long) = (self.choices[short], self.choices[long]);
        [short[0], long[1], short[2]]
    }

    /// The means of long and of short questions.
    fn means(&self, sums: Sums) -> [f64; 2] {
        [sums[0] + sums[1], sums[2]].map(|sum| sum / self.questions)
    }
}

/// All that could be chosen.
fn choices() -> Vec<Constants> {
    let one = |change: fn(&mut Constants, f32), to: &'static [f32]| (change, to);
    let free = [
        one(|constants, to| constants.article_k1 = to, &[0.9, 1.2, 1.5]),
        one(|constants, to| constants.article_b = to, &[0.45, 0.6, 0.75]),
        one(|constants, to| constants.passage_share = to, &[0.15, 0.3]),
        one(|constants, to| constants.idf_power = to, &[1.0, 1.2]),
        one(|constants, to| constants.burst_power = to, &[0.6, 0.8]),
        one(
            |constants, to| constants.function_word_weight = to,
            &[0.2, 0.4],
        ),
    ];
    let mut all = vec![LONG_CONSTANTS];
    for (change, values) in free {
        let with = |before: &Constants| {
            let before = *before;
            values.iter().map(move |to| {
                let mut constants = before;
                change(&mut constants, *to);
                constants
            })
        };
        all = all.iter().flat_map(with).collect();
    }
    all
}

/// Prints each collection with the constants that are best for the mean of all the others, and the choices
/// that are best for all.
pub fn print(collections: &[Collection], tries: &[Tried]) {
    let mut rows = vec![row([
        "",
        "long: ours",
        "left out",
        "short: ours",
        "left out",
        "chosen for short",
        "chosen for long",
    ])];
    let mut figures = Vec::new();
    for (number, (collection, tried)) in collections.iter().zip(tries).enumerate() {
        let pair = best(tries, number);
        let of = [tried.theirs, tried.ours, tried.with(pair)].map(|sums| tried.means(sums));
        rows.push(line(&collection.name, of, Some(pair)));
        figures.push(of);
    }
    let mean = [0, 1, 2].map(|of| {
        [0, 1].map(|set| {
            figures
                .iter()
                .map(|one: &[[f64; 2]; 3]| one[of][set])
                .sum::<f64>()
        })
    });
    rows.push(line("mean", mean, None));
    table::print(
        "nDCG@10 on evidence counted once, with the constants of the program and with those that are \
         best for all other collections; change against BM25 in percent",
        &rows,
    );
    ranked(tries);
}

fn line(name: &str, [theirs, ours, left_out]: [[f64; 2]; 3], pair: Option<Pair>) -> Vec<String> {
    let change =
        |of: [f64; 2], set: usize| format!("{:+.1}", 100.0 * (of[set] / theirs[set] - 1.0));
    let figures = [0, 1].map(|set| [change(ours, set), change(left_out, set)]);
    let choices = choices();
    let chosen = pair.map(|pair| pair.map(|choice| chosen(&choices[choice])));
    let name = [name.to_owned()].into_iter();
    let cells = name.chain(figures.into_iter().flatten());
    cells.chain(chosen.into_iter().flatten()).collect()
}

/// The choices that are best for the mean of all collections but one.
fn best(tries: &[Tried], left_out: usize) -> Pair {
    let order = |kinds| order(tries, kinds, left_out);
    [[0, 2].as_slice(), &[1]].map(|kinds| order(kinds).first().map_or(0, |(choice, _)| *choice))
}

/// All choices by the sum over collections but one of the means of some kinds of questions, best first.
fn order(tries: &[Tried], kinds: &[usize], left_out: usize) -> Vec<(usize, f64)> {
    let sum = |choice: usize| -> f64 {
        let others = tries
            .iter()
            .enumerate()
            .filter(|(number, _)| *number != left_out);
        let of = |tried: &Tried| {
            kinds
                .iter()
                .map(|kind| tried.choices[choice][*kind])
                .sum::<f64>()
        };
        others.map(|(_, tried)| of(tried) / tried.questions).sum()
    };
    let mut order: Vec<(usize, f64)> = (0..choices().len())
        .map(|choice| (choice, sum(choice)))
        .collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1));
    order
}

/// How many of the best choices are shown.
const SHOWN: usize = 10;

/// Prints the choices that are best for all collections.
fn ranked(tries: &[Tried]) {
    let choices = choices();
    for (name, kinds) in [("few", [0, 2].as_slice()), ("many", &[1])] {
        let all = tries.len();
        let order = order(tries, kinds, all);
        let shown = order.iter().take(SHOWN).map(|(choice, sum)| {
            vec![
                chosen(&choices[*choice]),
                format!("{:.4}", sum / all as f64),
            ]
        });
        table::print(
            &format!("The best choices for questions of {name} words, nDCG@10"),
            &shown.collect::<Vec<_>>(),
        );
    }
}

fn chosen(constants: &Constants) -> String {
    format!(
        "k1 {}, b {}, share {}, idf {}, burst {}, function words {}",
        constants.article_k1,
        constants.article_b,
        constants.passage_share,
        constants.idf_power,
        constants.burst_power,
        constants.function_word_weight
    )
}
