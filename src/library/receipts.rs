//! Receipts of answers: made, and asked once more.

use super::Library;
use crate::answer;
use crate::error::Result;
use crate::question::Question;
use crate::request::Request;
use crate::results::receipt::{Asked, Change, Fingerprint, SearchReceipt};
use crate::results::{Total, address};

impl Library {
    /// The receipt of an answer: of a request as it was read, which found `total` and gave the results with these
    /// addresses or ids.
    pub fn receipt(
        &self,
        of: Asked,
        asked: (&Request, &Question),
        total: Total,
        results: &[String],
    ) -> Result<SearchReceipt> {
        let snapshot = self.snapshot()?;
        let corpus = Fingerprint {
            articles: snapshot.count()?.articles,
            fingerprint: format!("{:016x}", snapshot.fingerprint()?),
        };
        let made = (self.shared.settings.clock)();
        Ok(SearchReceipt::new(of, asked, corpus, total, results, made))
    }

    /// Asks what a receipt is of once more; returns what is not as the receipt has it.
    pub fn verify(&self, receipt: &SearchReceipt) -> Result<Vec<Change>> {
        let request = receipt.request()?;
        let question = self.read(&request)?;
        let snapshot = self.snapshot()?;
        let (total, results) = match receipt.of {
            Asked::Search => {
                let ranking = answer::rank(&*snapshot, &question)?;
                let passages = ranking.passages.iter();
                let results = passages.map(|one| address(one.article, one.passage));
                (ranking.total, results.collect::<Vec<_>>())
            }
            Asked::List => {
                let listing = answer::list(&*snapshot, &question)?;
                let total = Total {
                    articles: listing.total,
                    passages: 0,
                };
                let articles = listing.articles.iter();
                (total, articles.map(|one| one.id.to_string()).collect())
            }
        };
        let now = self.receipt(receipt.of, (&request, &question), total, &results)?;
        Ok(receipt.changes(&now))
    }
}
