//! Lists that go on, page by page or item by item.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::stream::next;
use crate::call::Sending;
use crate::error::Error;

/// The call of a list that goes on; the spec's `x-paging` says how.
pub trait Paged: Clone + Send + Sync + Sized + 'static {
    /// A page: the operation's answer.
    type Page: Send + Sync + 'static;
    /// An entry of the list.
    type Item: Send + Sync + 'static;

    /// Sends the call for the page at which the request stands.
    fn fetch(&self) -> Sending<Self::Page>;

    /// The entries of a page.
    fn items(page: Self::Page) -> Vec<Self::Item>;

    /// Moves the request behind a page; tells whether there may be more.
    fn advance(&mut self, page: &Self::Page) -> bool;
}

/// A list page by page: what `by_page()` of its call gives.
///
/// A failure is an item, too, and ends nothing: the next read asks for the same page again. [`call`](Self::call) has the
/// request for the next page, with which a program goes on after a restart. What changes in the list while it is read
/// may be missed or come twice, as with every list that is read in parts.
#[must_use = "nothing is sent until it is read"]
pub struct Pages<C: Paged> {
    call: C,
    pending: Option<Sending<C::Page>>,
    ended: bool,
}

impl<C: Paged> Pages<C> {
    pub(crate) fn new(call: C) -> Self {
        Self { call, pending: None, ended: false }
    }

    /// The call for the next page.
    pub fn call(&self) -> &C {
        &self.call
    }
}

impl<C: Paged + Unpin> Stream for Pages<C> {
    type Item = Result<C::Page, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let pages = &mut *self;
        if pages.ended {
            return Poll::Ready(None);
        }
        let pending = pages.pending.get_or_insert_with(|| pages.call.fetch());
        let page = ready!(pending.as_mut().poll(context));
        pages.pending = None;
        if let Ok(page) = &page {
            pages.ended = !pages.call.advance(page);
        }
        Poll::Ready(Some(page))
    }
}

/// A list entry by entry: what `by_item()` of its call gives.
///
/// It reads as [`Pages`] does; [`call`](Self::call) has the request for the page behind the entries that wait to be read.
#[must_use = "nothing is sent until it is read"]
pub struct Items<C: Paged> {
    pages: Pages<C>,
    items: VecDeque<C::Item>,
}

impl<C: Paged> Items<C> {
    pub(crate) fn new(call: C) -> Self {
        Self { pages: Pages::new(call), items: VecDeque::new() }
    }

    /// The call for the page behind the entries that wait to be read.
    pub fn call(&self) -> &C {
        self.pages.call()
    }
}

impl<C: Paged + Unpin> Stream for Items<C>
where
    C::Item: Unpin,
{
    type Item = Result<C::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.items.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(page)) => self.items = C::items(page).into(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

next!(Pages<C: Paged + Unpin>, Result<C::Page, Error>);
next!(Items<C: Paged + Unpin>, Result<C::Item, Error>);

/// The number of entries to skip for the next page, if there may be one. Without a total only an empty page ends the
/// list: the service may give less than it was asked for.
pub(crate) fn next_offset<N: TryInto<i64> + TryFrom<i64>>(
    offset: Option<N>,
    read: usize,
    total: Option<impl TryInto<i64>>,
) -> Option<N> {
    let next = whole(offset).unwrap_or_default().checked_add(i64::try_from(read).ok()?)?;
    let more = read > 0 && whole(total).is_none_or(|total| next < total);
    if more { N::try_from(next).ok() } else { None }
}

/// The number of the next page, if there may be one.
pub(crate) fn next_page<N: TryInto<i64> + TryFrom<i64>>(page: Option<N>, read: usize) -> Option<N> {
    let next = whole(page).unwrap_or_default().checked_add(1)?;
    if read > 0 { N::try_from(next).ok() } else { None }
}

fn whole(number: Option<impl TryInto<i64>>) -> Option<i64> {
    number?.try_into().ok()
}
