//! How the service's refusals tell that they are the login's, as the security schemes say.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::model::Spec;

/// The constants that refusals are compared with.
pub fn constants(spec: &Spec) -> TokenStream {
    let words = listed(spec, "x-login-words").filter_map(Value::as_str);
    let statuses = listed(spec, "x-blocked-statuses").filter_map(Value::as_u64).map(Literal::u64_unsuffixed);
    let codes = listed(spec, "x-blocked-codes").filter_map(Value::as_str);
    quote! {
        /// Words of refusals that speak of the login, in lower case, letters and digits alone.
        pub(crate) const LOGIN_WORDS: &[&str] = &[#(#words),*];

        /// Statuses of a login that is blocked.
        pub(crate) const BLOCKED_STATUSES: &[u16] = &[#(#statuses),*];

        /// Codes of a login that is blocked.
        pub(crate) const BLOCKED_CODES: &[&str] = &[#(#codes),*];
    }
}

/// What the security schemes list under a key.
fn listed<'a>(spec: &'a Spec, key: &'a str) -> impl Iterator<Item = &'a Value> {
    let schemes = spec.document["components"]["securitySchemes"].as_object();
    let schemes = schemes.into_iter().flat_map(|schemes| schemes.values());
    schemes.filter_map(move |scheme| scheme[key].as_array()).flatten()
}
