//! Spells Rust as a person would write it: on one line, names without the path that leads to them.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// A type, an argument or a value as text.
pub fn spell(code: &impl ToTokens) -> String {
    let mut text = String::new();
    write(code.to_token_stream(), &mut text);
    text
}

fn write(tokens: TokenStream, text: &mut String) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write(group.stream(), text);
                text.push_str(close);
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint => {
                // The second colon of `::`; what stood before it was the way to a name.
                tokens.next();
                drop_word(text);
            }
            TokenTree::Punct(punct) => punctuation(punct.as_char(), punct.spacing(), text),
            TokenTree::Ident(_) | TokenTree::Literal(_) => {
                if text.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                    text.push(' ');
                }
                text.push_str(&token.to_string());
            }
        }
    }
}

fn punctuation(punct: char, spacing: Spacing, text: &mut String) {
    match punct {
        ',' | ':' => {
            text.push(punct);
            text.push(' ');
        }
        '=' | '+' | '-' if spacing == Spacing::Joint => {
            text.push(' ');
            text.push(punct);
        }
        '=' | '+' | '|' => {
            text.push(' ');
            text.push(punct);
            text.push(' ');
        }
        '>' if text.ends_with(" -") => text.push_str("> "),
        // The comma before it stands there only where the type was broken into lines.
        '>' => {
            text.truncate(text.trim_end_matches(", ").len());
            text.push('>');
        }
        _ => text.push(punct),
    }
}

/// Removes the word at the end of `text`.
fn drop_word(text: &mut String) {
    let kept = text.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len();
    text.truncate(kept);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(code: &str) -> String {
        spell(&syn::parse_str::<syn::Type>(code).expect("Rust"))
    }

    #[test]
    fn types_read_as_a_person_writes_them() {
        assert_eq!(spelled("::std::option::Option<crate::types::OrderId>"), "Option<OrderId>");
        assert_eq!(
            spelled("::std::collections::BTreeMap<String, ::std::vec::Vec<crate::types::Tax>>"),
            "BTreeMap<String, Vec<Tax>>"
        );
        assert_eq!(
            spelled("impl IntoIterator<Item = impl Into<crate::types::OrderId>>"),
            "impl IntoIterator<Item = impl Into<OrderId>>"
        );
        assert_eq!(spelled("Vec<\n    String,\n>"), "Vec<String>");
        assert_eq!(spelled("impl Fn(&str, u8) -> ()"), "impl Fn(&str, u8) -> ()");
    }

    #[test]
    fn negative_values_stay_whole() {
        assert_eq!(spell(&syn::parse_str::<syn::Expr>("-1").expect("Rust")), "-1");
    }
}
