//! JSON Schema of the records, for tools that check or generate files before they reach the reader.

use serde_json::Value;

use crate::record::{Outlet, Placement, Posting, RecordKind, WorkerProfile};

/// JSON Schema (draft 2020-12) of a record kind, made from its type.
///
/// It describes the normal form: `snake_case` names, amounts in fen, times with an offset. The reader accepts more
/// (see [`guide::records`](crate::guide::records)).
///
/// # Example
///
/// ```
/// use gigmatch::record::RecordKind;
///
/// let schema = gigmatch::schema::json_schema(RecordKind::Posting);
/// assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
/// assert_eq!(schema["properties"]["title"]["type"], "string");
/// ```
pub fn json_schema(kind: RecordKind) -> Value {
    let schema = match kind {
        RecordKind::Posting => schemars::schema_for!(Posting),
        RecordKind::Worker => schemars::schema_for!(WorkerProfile),
        RecordKind::Outlet => schemars::schema_for!(Outlet),
        RecordKind::Placement => schemars::schema_for!(Placement),
    };
    schema.to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_closed_schema() {
        for kind in RecordKind::ALL {
            let schema = json_schema(kind);
            assert_eq!(schema["type"], "object", "{kind}");
            assert_eq!(schema["additionalProperties"], false, "{kind}");
            assert!(schema["properties"].as_object().is_some_and(|fields| fields.contains_key("id")), "{kind}");
        }
    }
}
