//! What all streams of this crate are: boxed, to be read with or without a crate for streams.

use std::pin::Pin;

use futures_core::Stream;

/// A stream on the heap.
pub(super) type Boxed<T> = Pin<Box<dyn Stream<Item = T> + Send>>;

/// Lets a stream be read without a crate for streams.
macro_rules! next {
    ($name:ident<$parameter:ident $(: $bound:ident $(+ $more:ident)*)?>, $item:ty) => {
        impl<$parameter $(: $bound $(+ $more)*)?> $name<$parameter>
        where
            Self: ::futures_core::Stream<Item = $item> + Unpin,
        {
            /// The next item; none when there is no more. With a crate for streams, this is a stream like any other.
            pub async fn next(&mut self) -> Option<$item> {
                ::std::future::poll_fn(|context| {
                    ::futures_core::Stream::poll_next(::std::pin::Pin::new(&mut *self), context)
                })
                .await
            }
        }

        impl<$parameter $(: $bound $(+ $more)*)?> ::std::fmt::Debug for $name<$parameter> {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    };
}

pub(super) use next;
