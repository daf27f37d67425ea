//! Refines a method of the raw client: it gets this client's runtime, message and hooks. Each change has to be made
//! exactly once, or the method is not what progenitor is known to make.

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ExprCall, ExprMatch, ImplItemFn, parse_quote};

use crate::error::Error;

/// Makes all changes to a method.
pub fn refine(method: &mut ImplItemFn) -> Result<(), Error> {
    let mut changes = Changes::default();
    // Compiled where it is used: a program has few of the operations.
    method.attrs.push(parse_quote!(#[inline]));
    changes.visit_block_mut(&mut method.block);
    let counted = [
        ("statement that makes the request", changes.messages),
        ("match of the answer's status", changes.statuses),
        ("arm of a success", changes.successes),
        ("reading of the answer", changes.readings),
        ("refusal", changes.refusals),
    ];
    match counted.into_iter().find(|(_, count)| *count != 1) {
        Some((what, count)) => {
            let reason = format!("progenitor's method has {count} of `{what}`, where one is expected");
            Err(Error::new(method.sig.ident.to_string(), reason))
        }
        None => Ok(()),
    }
}

/// How often each change was made.
#[derive(Default)]
struct Changes {
    messages: usize,
    statuses: usize,
    successes: usize,
    readings: usize,
    refusals: usize,
}

impl VisitMut for Changes {
    fn visit_block_mut(&mut self, block: &mut Block) {
        self.send_message(block);
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        if let Some(other) = self.other_expression(expression) {
            *expression = other;
        }
        if let Expr::Match(answer) = expression {
            self.take_every_success(answer);
        }
        visit_mut::visit_expr_mut(self, expression);
    }
}

impl Changes {
    /// Lets a method make its message in one step; where that goes, the operation knows. In a block of its own, or else a
    /// method's future would keep room for the message beside the future that holds it.
    fn send_message(&mut self, block: &mut Block) {
        let starts =
            |start: &str| block.stmts.iter().position(|statement| text(statement).starts_with(start));
        let (Some(info), Some(response)) = (starts("let info"), starts("let response")) else { return };
        self.messages += 1;
        let has_body =
            block.stmts[..info].iter().any(|statement| text(statement).contains(". json (& body)"));
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
    fn take_every_success(&mut self, answer: &mut ExprMatch) {
        if text(&answer.expr) != "response . status () . as_u16 ()" {
            return;
        }
        self.statuses += 1;
        *answer.expr = parse_quote!(response.status().is_success());
        for arm in answer.arms.iter_mut().filter(|arm| text(&arm.pat) == "200u16") {
            self.successes += 1;
            arm.pat = parse_quote!(true);
        }
    }

    /// What stands in the place of an expression of progenitor's.
    fn other_expression(&mut self, expression: &Expr) -> Option<Expr> {
        match expression {
            Expr::Await(read) if text(&read.base).starts_with("ResponseValue ::") => {
                self.readings += 1;
                Some((*read.base).clone())
            }
            Expr::Call(call) => self.other_call(call),
            _ => None,
        }
    }

    /// Lets an empty answer fail too, and keeps refused ones in a box.
    fn other_call(&mut self, call: &ExprCall) -> Option<Expr> {
        let argument = call.args.first()?;
        match text(&call.func).as_str() {
            "Error :: UnexpectedResponse" if !text(argument).starts_with("Box ::") => {
                self.refusals += 1;
                Some(parse_quote!(Error::UnexpectedResponse(Box::new(#argument))))
            }
            "Ok" if text(argument).starts_with("ResponseValue :: empty") => {
                self.readings += 1;
                Some(argument.clone())
            }
            _ => None,
        }
    }
}

fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}
