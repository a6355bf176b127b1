//! News that is invented where the data is missing, the same from the same seed.
//!
//! Like real text it has word frequencies after Zipf and Mandelbrot with a long tail, word forms,
//! topics whose words come together and in bursts, names, amounts, quotations, sentences and
//! paragraphs. It has no grammar and no copies of one story.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use serde_json::json;

const VOCABULARY: usize = 60_000;
/// Invented words from this rank on belong to topics; the words before are everybody's.
const FIRST_OF_A_TOPIC: usize = 300;
const WORDS_OF_A_TOPIC: usize = 60;
/// How many of an article's words are of its topic, in percent.
const TOPIC_SHARE: u64 = 30;
const SHARE_OF_A_SECOND: u64 = 8;

/// The most frequent words, the first most of all.
const FREQUENT: &str = "the of and to for in a is this on that or no with public by as an proposed \
    from are will be comment under notice its review rule has new these certain at request program \
    final meeting other not which required we may approval would including use through system also \
    order was have any all products services part section it general plan document provide rules \
    related each following data purpose area necessary during additional standards report \
    application days subject changes year than their one more list available date project people \
    said but who up out about over after into two first last time company government law models";

/// The first topics, of words that benches ask for.
const NAMED_TOPICS: &[&str] = &[
    "aircraft airworthiness directive boeing safety FAA engine fatigue inspection airplane wing \
     cracking operators directives inspections unsafe",
    "artificial intelligence AI standards models training developers systems testing risk bias \
     NIST standard compute algorithm governance",
    "export controls semiconductor chips license BIS entity embargo foundry control exports \
     exporting technology executive order",
    "rail safety train track locomotive crossing conductor signal freight brake railroad \
     derailment inspection emission",
    "drone airspace unmanned pilot flight altitude waiver drones delivery remote identification \
     operator",
    "cybersecurity breach incident network attack ransomware vulnerability cyber disclosure \
     encryption password software",
    "emission standard vehicle fuel carbon methane engine emissions pollutant ozone refinery \
     exhaust climate",
];

const BEGINNINGS: &[&str] = &[
    "b", "br", "c", "ch", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "l", "m", "n", "p", "pl",
    "pr", "qu", "r", "s", "sc", "sh", "sp", "st", "t", "th", "tr", "v", "w",
];
const VOWELS: &[&str] = &["a", "e", "i", "o", "u", "ea", "io", "ou"];
const ENDS: &[&str] = &["", "", "l", "m", "n", "nd", "nt", "r", "s", "st", "t", "x"];
const FORMS: &[&str] = &["", "s", "ed", "ing"];
const OUTLETS: &[&str] = &[
    "Federal Gazette",
    "Policy Wire",
    "The Docket",
    "Capitol Daily",
];

/// How much is invented, and how long an article is on average.
#[derive(Clone, Copy)]
pub struct Size {
    pub articles: usize,
    pub words: usize,
    pub topics: usize,
}

/// Writes a JSON Lines file of articles.
pub fn news(to: &Path, size: Size) -> anyhow::Result<()> {
    let mut author = Author::new(size);
    let mut out = BufWriter::new(File::create(to)?);
    for number in 0..size.articles {
        let (topic, story) = (author.topic(), number % 8_000);
        let story = format!(
            "20{:02}-{:02}-{:02}",
            story / 360 % 25,
            story / 30 % 12 + 1,
            story % 28 + 1
        );
        let article = author.article(topic);
        let record = json!({
            "id": format!("invented:{number}"),
            "title": article.title,
            "text": article.text,
            "date": story,
            "source": OUTLETS[number % OUTLETS.len()],
            "url": format!("https://invented.example/{story}/{number}"),
        });
        writeln!(out, "{record}")?;
    }
    Ok(out.flush()?)
}

/// Writes a collection with judged answers: `corpus.jsonl`, `queries.jsonl`, `qrels.tsv`. A question
/// is a few words of a topic, and what is right are the articles on it.
pub fn collection(to: &Path, size: Size) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    let file = |name: &str| File::create(to.join(name)).map(BufWriter::new);
    let (mut corpus, mut queries, mut judged) = (
        file("corpus.jsonl")?,
        file("queries.jsonl")?,
        file("qrels.tsv")?,
    );
    writeln!(judged, "query-id\tcorpus-id\tscore")?;
    let mut author = Author::new(size);
    for number in 0..size.articles {
        let topic = number % size.topics;
        let article = author.article(topic);
        let record =
            json!({ "_id": number.to_string(), "title": article.title, "text": article.text });
        writeln!(corpus, "{record}")?;
        writeln!(judged, "{topic}\t{number}\t1")?;
    }
    for topic in 0..size.topics {
        let query = json!({ "_id": topic.to_string(), "text": author.question(topic) });
        writeln!(queries, "{query}")?;
    }
    for mut file in [corpus, queries, judged] {
        file.flush()?;
    }
    Ok(())
}

struct Article {
    title: String,
    text: String,
}

/// Draws articles from a vocabulary and from topics.
struct Author {
    chance: Chance,
    words: Vec<String>,
    /// By word: the share of it and all before it.
    shares: Vec<f64>,
    topics: Vec<Topic>,
    average: usize,
}

struct Topic {
    words: Vec<String>,
    names: Vec<String>,
}

impl Author {
    fn new(size: Size) -> Author {
        let mut chance = Chance(size.articles as u64 ^ (size.words as u64) << 32);
        let words = vocabulary(&mut chance);
        let mut sum = 0.0;
        let weights = (2u32..).map(|rank| f64::from(rank).powf(-1.1));
        let shares = weights.take(words.len()).map(|weight| {
            sum += weight;
            sum
        });
        let shares = shares.collect();
        let topics = (0..size.topics).map(|number| Topic::new(number, &words, &mut chance));
        Author {
            topics: topics.collect(),
            chance,
            shares,
            words,
            average: size.words,
        }
    }

    /// Some topics are written about far more often than others.
    fn topic(&mut self) -> usize {
        let all = self.topics.len();
        self.chance.falling(all)
    }

    fn article(&mut self, topic: usize) -> Article {
        let second = self.chance.below(self.topics.len());
        let mut left = self.chance.length(self.average);
        let headline = 5 + self.chance.below(8);
        let title = self.words(headline, topic, topic).join(" ");
        let mut text = String::new();
        while left > 0 {
            let words = (6 + self.chance.below(22)).min(left.max(4));
            left = left.saturating_sub(words);
            self.sentence(words, topic, second, &mut text);
            let is_paragraph = self.chance.percent(25);
            text.push_str(if is_paragraph { "\n\n" } else { " " });
        }
        Article {
            title: capitalised(&title),
            text: text.trim_end().to_owned(),
        }
    }

    fn sentence(&mut self, words: usize, topic: usize, second: usize, text: &mut String) {
        let mut words = self.words(words, topic, second);
        for _ in 0..words.len() / 12 {
            let at = self.chance.below(words.len());
            words[at].push(',');
        }
        if self.chance.percent(20) {
            let at = self.chance.below(words.len());
            words[at] = self.amount();
        }
        let sentence = capitalised(words.join(" ").trim_end_matches(','));
        let names = &self.topics[topic].names;
        let name = &names[self.chance.falling(names.len())];
        text.push_str(&match self.chance.below(10) {
            0 => format!("“{sentence},” {name} said."),
            1 => format!(
                "{name} said that {}.",
                words.join(" ").trim_end_matches(',')
            ),
            _ => format!("{sentence}."),
        });
    }

    fn words(&mut self, many: usize, topic: usize, second: usize) -> Vec<String> {
        let words = (0..many).map(|_| self.word(topic, second));
        words.collect()
    }

    fn word(&mut self, topic: usize, second: usize) -> String {
        let share = self.chance.below(100) as u64;
        let topic = match share {
            _ if share < TOPIC_SHARE => topic,
            _ if share < TOPIC_SHARE + SHARE_OF_A_SECOND => second,
            _ => return self.any_word(),
        };
        let words = &self.topics[topic].words;
        words[self.chance.falling(words.len())].clone()
    }

    fn any_word(&mut self) -> String {
        let all = self.shares.last().copied().unwrap_or_default();
        let at = self.chance.share() * all;
        let rank = self.shares.partition_point(|share| *share <= at);
        self.words[rank.min(self.words.len() - 1)].clone()
    }

    fn amount(&mut self) -> String {
        let number = 1 + self.chance.falling(900);
        match self.chance.below(4) {
            0 => format!("${number} million"),
            1 => format!("{} percent", number % 100),
            2 => format!("{}", 1990 + number % 36),
            _ => format!("{number}"),
        }
    }

    /// As people ask: some words of the topic, some of everybody's.
    fn question(&mut self, topic: usize) -> String {
        let many = 2 + self.chance.below(5);
        let mut words = Vec::new();
        for _ in 0..many {
            let of_topic = &self.topics[topic].words;
            words.push(of_topic[self.chance.below(of_topic.len())].clone());
            if self.chance.percent(40) {
                words.push(self.any_word());
            }
        }
        words.join(" ")
    }
}

impl Topic {
    fn new(number: usize, words: &[String], chance: &mut Chance) -> Topic {
        let named = NAMED_TOPICS.get(number).copied().unwrap_or_default();
        let mut own: Vec<String> = named.split_whitespace().map(str::to_owned).collect();
        while own.len() < WORDS_OF_A_TOPIC {
            let of_topics = words.len() - FIRST_OF_A_TOPIC;
            own.push(words[FIRST_OF_A_TOPIC + chance.falling(of_topics)].clone());
        }
        let name = |_| {
            format!(
                "{} {}",
                capitalised(&stem(chance, 1)),
                capitalised(&stem(chance, 2))
            )
        };
        Topic {
            words: own,
            names: (0..6).map(name).collect(),
        }
    }
}

/// The frequent words, then invented ones with their forms.
fn vocabulary(chance: &mut Chance) -> Vec<String> {
    let mut words: Vec<String> = FREQUENT.split_whitespace().map(str::to_owned).collect();
    let mut known: HashSet<String> = words.iter().cloned().collect();
    while words.len() < VOCABULARY {
        let syllables = 1 + chance.below(3).max(usize::from(words.len() > 1_000));
        let stem = stem(chance, syllables);
        for form in &FORMS[..1 + chance.below(FORMS.len())] {
            let word = format!("{stem}{form}");
            if known.insert(word.clone()) {
                words.push(word);
            }
        }
    }
    // The forms of a word are not equally frequent.
    for at in FIRST_OF_A_TOPIC..words.len() {
        let other = at + chance.below((words.len() - at).min(1 + at / 2));
        words.swap(at, other);
    }
    words
}

fn stem(chance: &mut Chance, syllables: usize) -> String {
    let parts = [BEGINNINGS, VOWELS, ENDS];
    let syllable = |chance: &mut Chance| parts.map(|part| part[chance.below(part.len())]).concat();
    (0..syllables).map(|_| syllable(chance)).collect()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase());
    first.into_iter().flatten().chain(letters).collect()
}

/// A sequence of numbers that look drawn at random: SplitMix64, from <https://prng.di.unimi.it>.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// At least 0, less than 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, end: usize) -> usize {
        (self.share() * end as f64) as usize
    }

    /// Less than `end`, small numbers more often.
    fn falling(&mut self, end: usize) -> usize {
        let share = self.share();
        (share * share * share * end as f64) as usize
    }

    fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    /// Lengths fall off exponentially from short to long.
    fn length(&mut self, average: usize) -> usize {
        (-(1.0 - self.share()).ln() * average as f64) as usize + 3
    }
}
