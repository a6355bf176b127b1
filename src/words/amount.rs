//! An amount of money, as value terms write it and as a question writes it.

use std::fmt::{self, Display, Formatter};

use super::currency::{SIGN_OF_NONE, currencies, sign};
use super::decimal;
use super::quantity::{Quantity, Unit};
use super::surface_form;

/// An amount of money: its currency as value terms write it, and its exact size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount<'a> {
    /// `$`, `€`, `a$`; empty if none was given.
    pub currency: &'a str,
    pub millionths: u128,
}

/// Reads the amount of a value term; `None` for every other term.
pub fn amount(term: &str) -> Option<Amount<'_>> {
    let at = term.find(|letter: char| letter.is_ascii_digit())?;
    let (currency, digits) = term.split_at(at);
    let last = currency.chars().next_back()?;
    if sign(last).is_none() && last != SIGN_OF_NONE {
        return None;
    }
    let millionths = decimal::read(digits)?;
    Some(Amount {
        currency,
        millionths,
    })
}

/// Reads the amount of a question: `$100bn`, a value term, or `100bn` in any currency.
pub fn parse_amount(text: &str) -> Option<Amount<'static>> {
    let text = text.trim();
    if let Some(written) = amount(text) {
        let currency = currencies()
            .into_iter()
            .find(|name| *name == written.currency);
        if let Some(currency) = currency {
            let millionths = written.millionths;
            return Some(Amount {
                currency,
                millionths,
            });
        }
    }
    let mut buffer = String::new();
    let first = surface_form::next(text, 0, &mut buffer)?;
    let found = Quantity::read(text, &first, first.term(text, &buffer), Some(""))?;
    let whole = found.start == 0 && found.end == text.len();
    let Some(Unit::Money(currency)) = found.unit.filter(|_| whole && found.low.is_none()) else {
        return None;
    };
    Some(Amount {
        currency,
        millionths: found.high,
    })
}

/// As a value term: `$500000000000`. Without a currency, only the number.
impl Display for Amount<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(self.currency)?;
        out.write_str(&decimal::write(self.millionths))
    }
}
