//! Values made up from schemas: answers of operations that have no handler, and examples of requests.

mod answer;
mod dice;
mod echo;
mod known;
mod limits;
mod maker;
mod numbers;
mod paging;
mod place;
mod plain;
mod request;
mod scene;
mod shape;
mod texts;
mod times;
mod words;

pub(crate) use answer::answer;
pub(crate) use request::request;
