//! Lists that go on: page by page, or item by item.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::calls::answer;
use super::parts::{is_optional, name, option};
use crate::model::{Field, Operation, Paging, Presence, Spec, Start, Type, names, presence};
use crate::rust::types::rust_type;

/// `by_page` and `by_item` of a list.
pub fn paging(spec: &Spec, operation: &Operation) -> Option<TokenStream> {
    let paging = operation.beyond.paging.as_ref()?;
    let items = spec.path(operation.response.as_deref(), &paging.items).ok()?;
    let Type::Array(item, _) = &items.ty else { return None };
    let (item, page) = (rust_type(item), answer(operation));
    let call = format_ident!("{}", names::type_name(&operation.id));
    let list = name(&paging.items);
    let advance = advance(spec, operation, paging)?;
    Some(quote! {
        impl crate::calls::#call {
            /// All that is there, page by page, from where the request begins.
            pub fn by_page(self) -> crate::Pages<Self> {
                crate::Pages::new(self)
            }

            /// All that is there, one after the other, from where the request begins.
            pub fn by_item(self) -> crate::Items<Self> {
                crate::Items::new(self)
            }
        }

        impl crate::Paged for crate::calls::#call {
            type Page = #page;
            type Item = #item;

            fn fetch(&self) -> crate::call::Sending<Self::Page> {
                self.clone().into_future()
            }

            fn items(page: Self::Page) -> Vec<Self::Item> {
                page.#list
            }

            fn advance(&mut self, page: &Self::Page) -> bool {
                let read = page.#list.len();
                #advance
            }
        }
    })
}

fn advance(spec: &Spec, operation: &Operation, paging: &Paging) -> Option<TokenStream> {
    let request = |field: &str| spec.path(operation.request.as_deref(), field).ok();
    let response = |field: &str| spec.path(operation.response.as_deref(), field).ok();
    match &paging.start {
        Start::Offset(offset) => {
            let total = match &paging.total {
                Some(total) => option(&quote!(page), response(total)?),
                None => quote!(None::<i64>),
            };
            let (offset, set) = place(request(offset)?);
            Some(quote! {
                let next = crate::beyond::next_offset(#offset, read, #total);
                next.inspect(|next| #set).is_some()
            })
        }
        Start::Page(page) => {
            let (page, set) = place(request(page)?);
            Some(quote! {
                let next = crate::beyond::next_page(#page, read);
                next.inspect(|next| #set).is_some()
            })
        }
        Start::Cursors(cursors) => {
            let moved = cursors.iter().map(|(to, from)| {
                let (to, from) = (request(to)?, response(from)?);
                let own = name(&to.name);
                let given = option(&quote!(page), from);
                Some(match is_optional(to) {
                    true => quote!(self.request.#own = #given.or(self.request.#own);),
                    false => quote!(self.request.#own = #given.unwrap_or(self.request.#own);),
                })
            });
            let moved = moved.collect::<Option<Vec<_>>>()?;
            let kept = cursors
                .iter()
                .map(|(to, _)| request(to).map(|field| name(&field.name)))
                .collect::<Option<Vec<_>>>()?;
            Some(quote! {
                let before = (#(self.request.#kept),*);
                #(#moved)*
                read > 0 && before != (#(self.request.#kept),*)
            })
        }
    }
}

/// A number of the request, and how it is set to another.
fn place(field: &Field) -> (TokenStream, TokenStream) {
    let name = name(&field.name);
    let set = match presence(field, true) {
        Presence::Always => quote!(self.request.#name = *next),
        _ => quote!(self.request.#name = Some(*next)),
    };
    (option(&quote!(self.request), field), set)
}
