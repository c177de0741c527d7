//! Whether a question asks for a price. English only.

/// "What exactly is the entrance fee", but no later.
const HEAD: usize = 7;

/// "Which price", "and what is the price".
const OPENING: usize = 2;

/// The words that tell, as they are compared: folded, or by stem.
#[derive(Default)]
pub struct Price {
    /// Before these, "how much" asks for a price,
    before: Vec<String>,
    /// unless one of these makes another amount of it.
    amounts: Vec<String>,
    /// With one of these it is a price,
    paying: Vec<String>,
    /// and so is what one of these is,
    named: Vec<String>,
    /// or what something does at the end.
    cost: Vec<String>,
    /// "What is included in the price".
    leading_away: Vec<String>,
    things: Vec<String>,
    how_much: Vec<String>,
}

impl Price {
    /// The words as `form` has them.
    pub fn of(form: impl Fn(&str) -> String) -> Self {
        let forms = |words: &str| words.split_whitespace().map(&form).collect();
        Price {
            before: forms("is are was were for to"),
            amounts: forms("left allowed needed required enough remaining available longer time more less"),
            paying: forms("cost costs price charge charges charged pay paid fee fees"),
            named: forms("cost costs price prices fee fees charge charges fare fares"),
            cost: forms("cost"),
            leading_away: forms("in with for by of on at from"),
            things: forms("what whats which"),
            how_much: forms("how much"),
        }
    }

    /// Whether the question of these words asks for one.
    pub fn is_asked(&self, words: &[&str]) -> bool {
        let is = |list: &[String], word: &&str| list.iter().any(|w| w == word);
        let how_much = words.iter().zip(words.iter().skip(1)).position(|(a, b)| self.how_much == [*a, *b]);
        if let Some(at) = how_much {
            let mut after = words.iter().skip(at + 2);
            let follows = after.clone().next().is_some_and(|word| is(&self.before, word));
            return after.clone().any(|word| is(&self.paying, word)) || follows && !after.any(|w| is(&self.amounts, w));
        }
        words.iter().take(OPENING).any(|word| is(&self.things, word))
            && (words
                .iter()
                .take(HEAD)
                .take_while(|word| !is(&self.leading_away, word))
                .any(|word| is(&self.named, word))
                || words.last().is_some_and(|word| is(&self.cost, word)))
    }
}

#[cfg(test)]
mod tests {
    use super::Price;

    #[test]
    fn a_price_is_told_from_other_amounts() {
        let price = Price::of(str::to_owned);
        let asked = |text: &str| price.is_asked(&text.split(' ').collect::<Vec<_>>());
        for text in [
            "how much is a lamp",
            "and how much do you charge for a lamp",
            "what does a lamp for the hall cost",
            "what is the entrance fee",
            "what exactly is the entrance fee",
            "how much to rent one",
        ] {
            assert!(asked(text), "{text}");
        }
        for text in [
            "how much water is left",
            "how much is left",
            "how much does the lamp weigh",
            "how much",
            "what is included in the price",
            "what kind of fee is there",
            "does it cost more",
            "",
        ] {
            assert!(!asked(text), "{text}");
        }
    }
}
