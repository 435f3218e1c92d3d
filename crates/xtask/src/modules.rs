//! The order of the engine's modules: a module uses only modules above it.

/// The engine's modules in the order of the data's way, with the names that the crate's root re-exports from them.
pub(crate) const ORDER: &[(&str, &[&str])] = &[
    ("error", &["Error", "ErrorCode", "Result"]),
    ("record", &[]),
    ("problem", &[]),
    ("geo", &[]),
    ("text", &[]),
    ("table", &[]),
    ("terms", &["Term", "TermKind", "TermMention", "TermSense", "TermTable"]),
    ("lexicon", &[]),
    ("classify", &["Evidence", "InferredOccupation", "OccupationClassifier", "OccupationExample", "RankedOccupation"]),
    ("normalize", &[]),
    ("read", &[]),
    ("schema", &[]),
    ("rule", &["Rule", "RuleSet"]),
    ("weights", &["Factor", "WeightProfile", "Weights"]),
    ("filter", &["Condition", "Filter", "Side", "parse_metres"]),
    ("occupancy", &["Commitment", "Occupancy"]),
    ("options", &["CancelFlag", "MatchOptions", "Progress", "RuleSettings"]),
    ("answer", &[]),
    ("simd", &[]),
    ("symbols", &[]),
    ("analysis", &[]),
    ("columns", &[]),
    ("eligibility", &[]),
    ("score", &["fixed_log2"]),
    ("index", &[]),
    ("snapshot", &["PostingRef", "Snapshot", "WorkerRef"]),
    ("rank", &["MatchBatches", "MatchRow", "MatchTable"]),
    ("explain", &[]),
    ("why_not", &[]),
    ("funnel", &[]),
    (
        "search",
        &[
            "Facet",
            "FacetCount",
            "FacetCounts",
            "Highlight",
            "SearchHit",
            "SearchOptions",
            "SearchPage",
            "SearchSort",
            "Suggestion",
        ],
    ),
    ("engine", &["AddReport", "Engine", "EngineOptions", "Intake", "Writer", "thread_pool"]),
    ("guide", &[]),
];

/// Uses that go against the order, each with its reason.
pub(crate) const EXCEPTIONS: &[(&str, &str, &str)] =
    &[("table", "normalize", "centroids are converted to WGS-84 by the same code as records")];
