//! The page: what a browser shows of a simulator.

/// A part of the page by its path under the control's, with its content type.
pub(crate) fn file(path: &str) -> Option<(&'static str, &'static [u8])> {
    Some(match path {
        "" => ("text/html; charset=utf-8", include_bytes!("index.html")),
        "page/style.css" => ("text/css; charset=utf-8", include_bytes!("style.css")),
        "page/script.js" => ("text/javascript; charset=utf-8", include_bytes!("script.js")),
        "page/parts.js" => ("text/javascript; charset=utf-8", include_bytes!("parts.js")),
        "page/words.js" => ("text/javascript; charset=utf-8", include_bytes!("words.js")),
        _ => return None,
    })
}
