//! gigmatch through its public interface.

/// The examples of the engine crate run and hold what they assert.
mod arrow;
/// Needs, changes and training against making every change and testing every pair.
mod assist_oracle;
/// Service circles against every worker and every outlet.
mod coverage_oracle;
mod everyday_queries;
mod examples;
/// Explanations and reasons against the oracle; every change is made and tested.
mod explain_oracle;
/// Funnels against the oracle.
mod funnel_oracle;
/// Questions with recorded answers, which the Python package gives, too.
mod golden;
/// Rules about key groups against reading them record by record.
mod groups_oracle;
/// Columns that were kept in files against columns made anew.
mod kept_columns;
/// Markets of many blocks and tasks against the oracle.
mod many_blocks;
/// Markets that several tests need.
mod market;
/// Adds, deletes, commits, rollbacks and reopenings against a map.
mod model;
/// What opening refuses: locks, foreign directories, other versions and settings, damage.
mod opening;
/// The same answer for any insertion order, segment layout and number of threads.
mod order_laws;
/// More seats, more people, larger crews, other names: what must follow for plans.
mod plan_laws;
/// Plans against trying all of them; the same plan for any layout; pins.
mod plan_oracle;
/// A provincial export with coded columns, in GB 18030, loads as it is.
mod provincial;
/// Rankings against the oracle, in both directions, indexed and not.
mod rank_oracle;
/// Reports against counting record by record; what is protected adds up.
mod report_oracle;
/// Bad requests give errors with their codes.
mod requests;
mod search_laws;
/// Workbooks read as the tables they show.
mod workbook;
