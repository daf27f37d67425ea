//! The document's head, `api.yaml`: what no OpenAPI document, and no client, can do without.

use super::index::Index;
use crate::problem::Report;

/// Checks the head.
pub fn check(index: &Index<'_>, report: &mut Report) {
    let head = index.head;
    if head.text_of("openapi") != Some("3.0.3") {
        let place = head.get("openapi").map_or(&head.place, |node| &node.place);
        report.add(place, "`openapi` must be `3.0.3`");
    }
    for key in ["title", "version"] {
        if head.dig(&["info", key]).and_then(|node| node.text()).is_none() {
            report.add(&head.place, format!("no `info.{key}`"));
        }
    }
    if !head.text_of("x-path-prefix").is_some_and(|prefix| prefix.starts_with('/') && !prefix.ends_with('/'))
    {
        report.add(&head.place, "`x-path-prefix` is missing, or does not start with `/`, or ends with it");
    }
    if head.items("servers").is_empty() {
        report.add(&head.place, "no `servers`");
    }
    for server in head.items("servers") {
        for key in ["url", "x-region"] {
            if server.text_of(key).is_none_or(|text| text.trim().is_empty()) {
                report.add(&server.place, format!("a server without `{key}`"));
            }
        }
    }
}
