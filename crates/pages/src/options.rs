//! What all pages are given beside the answers they show.

use gigmatch::answer::Provenance;
use gigmatch_phrases::Lang;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Serialize;

/// The language that a page opens in, the zone of its times, and who made it.
///
/// # Example
///
/// ```
/// use gigmatch_pages::PageOptions;
/// use gigmatch_phrases::Lang;
/// use jiff::tz::TimeZone;
///
/// let options = PageOptions::default().lang(Lang::En).zone(TimeZone::get("Asia/Urumqi")?).producer("platform 3.2");
/// assert_eq!(options.lang, Lang::En);
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PageOptions {
    /// The language shown first; every page has both.
    pub lang: Lang,
    /// The zone of times and dates: that of the engine.
    pub zone: TimeZone,
    /// The program that made the page; the version of the rules is put behind it.
    pub producer: String,
}

impl Default for PageOptions {
    /// Chinese, the time of Beijing, and this crate's version.
    fn default() -> Self {
        Self {
            lang: Lang::Zh,
            // As the zone Asia/Shanghai, which has had no other offset since 1991.
            zone: TimeZone::fixed(jiff::tz::offset(8)),
            producer: concat!("gigmatch ", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

impl PageOptions {
    /// Opens in another language.
    pub fn lang(mut self, lang: Lang) -> Self {
        self.lang = lang;
        self
    }

    /// Tells times in another zone.
    pub fn zone(mut self, zone: TimeZone) -> Self {
        self.zone = zone;
        self
    }

    /// Names the program that made the page.
    pub fn producer(mut self, producer: impl Into<String>) -> Self {
        self.producer = producer.into();
        self
    }

    /// The local date of an instant.
    pub(crate) fn date(&self, time: Timestamp) -> Date {
        self.zone.to_datetime(time).date()
    }

    pub(crate) fn stamp(&self, provenance: &Provenance, key_group_version: Option<&str>) -> Stamp {
        let rules = std::iter::once(provenance.rule_version.as_str()).chain(key_group_version);
        let rules: Vec<&str> = rules.filter(|version| !version.is_empty()).collect();
        Stamp {
            lang: self.lang.tag(),
            as_of: gigmatch_phrases::full_moment(provenance.now, &self.zone),
            generation: provenance.generation,
            producer: format!("{} · rules {}", self.producer, rules.join(", ")),
        }
    }
}

/// What stands on all pages.
#[derive(Debug, Serialize)]
pub(crate) struct Stamp {
    lang: &'static str,
    as_of: String,
    generation: u64,
    producer: String,
}
