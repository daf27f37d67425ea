//! Refines the raw client that progenitor makes: its methods get this client's runtime, messages and hooks.

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ExprCall, ExprMatch, Item, ItemImpl, ItemUse, parse_quote};

/// An item of progenitor's file that is no type.
pub fn refine(item: Item) -> Option<Item> {
    match item {
        Item::Use(item) => Some(Item::Use(runtime_use(item))),
        Item::Impl(item) if is_hook_default(&item) => None,
        Item::Impl(mut item) => {
            Methods.visit_item_impl_mut(&mut item);
            item.items.retain(|member| !matches!(member, syn::ImplItem::Fn(f) if is_unneeded(&f.sig.ident)));
            (!item.items.is_empty()).then_some(Item::Impl(item))
        }
        Item::Struct(mut item) => {
            if let syn::Fields::Named(members) = &mut item.fields {
                let kept = std::mem::take(&mut members.named).into_iter();
                members.named =
                    kept.filter(|member| !member.ident.as_ref().is_some_and(is_elsewhere)).collect();
            }
            Some(Item::Struct(item))
        }
        item => Some(item),
    }
}

/// `progenitor_client` names in the imports become this client's runtime.
fn runtime_use(item: ItemUse) -> ItemUse {
    let public = matches!(item.vis, syn::Visibility::Public(_));
    if public {
        parse_quote!(
            use crate::call::runtime::{ClientInfo, Error, ResponseValue};
        )
    } else {
        parse_quote!(
            use crate::call::runtime::{ClientHooks, OperationInfo};
        )
    }
}

/// The empty `impl ClientHooks for &Client`: this client has hooks of its own.
fn is_hook_default(item: &ItemImpl) -> bool {
    item.items.is_empty() && item.trait_.as_ref().is_some_and(|t| text(&t.0).contains("ClientHooks"))
}

/// Whether this client has what progenitor keeps in that member, so that a raw client need not hold it too.
fn is_elsewhere(member: &syn::Ident) -> bool {
    member == "baseurl" || member == "client"
}

/// Constructors, since the client makes its raw clients itself, and what belongs to members that are gone.
fn is_unneeded(method: &syn::Ident) -> bool {
    method == "new" || method == "new_with_client" || is_elsewhere(method)
}

struct Methods;

impl VisitMut for Methods {
    /// Compiled where it is used: a program has few of the operations.
    fn visit_impl_item_fn_mut(&mut self, method: &mut syn::ImplItemFn) {
        method.attrs.push(parse_quote!(#[inline]));
        visit_mut::visit_impl_item_fn_mut(self, method);
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        send_message(block);
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        if let Some(other) = other_expression(expression) {
            *expression = other;
        }
        if let Expr::Match(answer) = expression {
            take_every_success(answer);
        }
        visit_mut::visit_expr_mut(self, expression);
    }
}

/// Lets a method make its message in one step; where that goes, the operation knows. In a block of its own, or else
/// a method's future would keep room for the message beside the future that holds it.
fn send_message(block: &mut Block) {
    let starts = |start: &str| block.stmts.iter().position(|statement| text(statement).starts_with(start));
    let (Some(info), Some(response)) = (starts("let info"), starts("let response")) else { return };
    let has_body = block.stmts[..info].iter().any(|statement| text(statement).contains(". json (& body)"));
    let message: Expr = if has_body {
        parse_quote!(crate::http::Message::json(&self.inner.operation, body)?)
    } else {
        parse_quote!(crate::http::Message::empty())
    };
    let with_response = block.stmts.split_off(response);
    let info = block.stmts.swap_remove(info);
    block.stmts = parse_quote! {
        #info
        let result = {
            let message = #message;
            self.exec(message, &info)
        }
        .await;
        #(#with_response)*
    };
}

/// The spec names one success, and a service may answer another: a 204 is none the worse for it.
fn take_every_success(answer: &mut ExprMatch) {
    if text(&answer.expr) != "response . status () . as_u16 ()" {
        return;
    }
    *answer.expr = parse_quote!(response.status().is_success());
    for arm in answer.arms.iter_mut().filter(|arm| text(&arm.pat) == "200u16") {
        arm.pat = parse_quote!(true);
    }
}

/// What stands in the place of an expression of progenitor's.
fn other_expression(expression: &Expr) -> Option<Expr> {
    match expression {
        Expr::Await(read) if text(&read.base).starts_with("ResponseValue ::") => Some((*read.base).clone()),
        Expr::Call(call) => other_call(call),
        _ => None,
    }
}

/// Lets an empty answer fail too, and keeps refused ones in a box.
fn other_call(call: &ExprCall) -> Option<Expr> {
    let argument = call.args.first()?;
    match text(&call.func).as_str() {
        "Error :: UnexpectedResponse" if !text(argument).starts_with("Box ::") => {
            Some(parse_quote!(Error::UnexpectedResponse(Box::new(#argument))))
        }
        "Ok" if text(argument).starts_with("ResponseValue :: empty") => Some(argument.clone()),
        _ => None,
    }
}

fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}
