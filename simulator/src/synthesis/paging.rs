//! Lists that go on: a page of one list, so that whoever reads page by page comes to an end.

use serde_json::Value;

use crate::contract::Operation;

/// How many entries a page may have, in whatever words.
const SIZES: &[&str] = &["limit", "pageSize"];

/// The request without what says where in the list it stands: all its pages are of one list.
pub(super) fn without_position(operation: &Operation, request: &Value) -> Value {
    let mut request = request.clone();
    let paging = &operation.paging;
    if let Some(fields) = request.as_object_mut().filter(|_| !paging.is_null()) {
        let position = [&paging["offset"], &paging["page"]].into_iter().filter_map(Value::as_str);
        let cursors = paging["cursors"].as_object().into_iter().flatten().map(|(to, _)| to.as_str());
        for name in position.chain(cursors).chain(SIZES.iter().copied()) {
            fields.remove(name);
        }
    }
    request
}

/// Cuts the whole list down to the page that was asked for.
pub(super) fn cut(operation: &Operation, request: &Value, answer: &mut Value) {
    let paging = &operation.paging;
    let Some(items) = paging["items"].as_str() else { return };
    let number =
        |name: &Value| request[name.as_str()?].as_u64().and_then(|number| usize::try_from(number).ok());
    let size = SIZES.iter().find_map(|size| number(&Value::from(*size)));
    let page = number(&paging["page"]).unwrap_or_default();
    // Without a size the first page is the whole list.
    let before = number(&paging["offset"]).unwrap_or_else(|| page.saturating_mul(size.unwrap_or(usize::MAX)));
    let before = if read(paging, request, answer) { usize::MAX } else { before };
    let Some(list) = answer[items].as_array_mut() else { return };
    let all = list.len();
    list.drain(..before.min(all));
    list.truncate(size.unwrap_or(usize::MAX));
    if let Some(total) = paging["total"].as_str() {
        answer[total] = Value::from(all);
    }
}

/// Whether the request stands at the end of the list already.
fn read(paging: &Value, request: &Value, answer: &Value) -> bool {
    paging["cursors"].as_object().into_iter().flatten().any(|(to, from)| {
        let told = &answer[from.as_str().unwrap_or_default()];
        match (&request[to], told) {
            (Value::Null, _) => false,
            (Value::Number(asked), Value::Number(told)) => asked.as_f64() >= told.as_f64(),
            (asked, told) => asked == told,
        }
    })
}
