//! Refines the raw client that progenitor makes, item by item: what is expected has to be there, once, and nothing else.

use quote::ToTokens;
use syn::{Fields, ImplItem, Item, ItemImpl, ItemStruct, ItemUse, Visibility, parse_quote};

use super::raw_methods;
use crate::error::Error;
use crate::model::Operation;

/// What stands for the runtime in progenitor's imports.
const RUNTIME: &str = "progenitor_client";

/// The items of progenitor's file that are no types, refined; there has to be a method for each operation.
pub fn refine(items: Vec<Item>, operations: &[&Operation]) -> Result<Vec<Item>, Error> {
    let mut found = Found::default();
    let mut refined = Vec::new();
    for item in items {
        refined.extend(found.item(item)?);
    }
    found.check(operations)?;
    Ok(refined)
}

/// What was found so far.
#[derive(Default)]
struct Found {
    imports: usize,
    client: usize,
    info: usize,
    hooks: usize,
    constructors: usize,
    methods: Vec<String>,
}

impl Found {
    fn item(&mut self, item: Item) -> Result<Option<Item>, Error> {
        match item {
            Item::Use(item) if text(&item).contains(RUNTIME) => {
                self.imports += 1;
                Ok(Some(Item::Use(runtime_use(&item))))
            }
            Item::Struct(item) if item.ident == "Client" => {
                self.client += 1;
                client(item).map(Item::Struct).map(Some)
            }
            Item::Impl(item) if is_of(&item, "ClientHooks") => {
                // This client has hooks of its own.
                self.hooks += 1;
                empty(&item).map(|()| None)
            }
            Item::Impl(item) if is_of(&item, "ClientInfo") => {
                self.info += 1;
                Ok(Some(Item::Impl(information(item))))
            }
            Item::Impl(item) if item.trait_.is_none() => self.inherent(item),
            // Names for users, who never see the raw client.
            Item::Mod(item) if item.ident == "prelude" => Ok(None),
            // Imports of the dependencies' and of the types.
            Item::Use(item) => Ok(Some(Item::Use(item))),
            other => Err(Error::new("progenitor", format!("an item that nobody knows: `{}`", shown(&other)))),
        }
    }

    /// Constructors go, since the client makes its raw clients itself; methods are refined one by one.
    fn inherent(&mut self, mut item: ItemImpl) -> Result<Option<Item>, Error> {
        let mut kept = Vec::new();
        for member in item.items {
            let ImplItem::Fn(mut method) = member else {
                let reason = format!("a member that is no method: `{}`", shown(&member));
                return Err(Error::new("progenitor", reason));
            };
            if method.sig.ident == "new" || method.sig.ident == "new_with_client" {
                self.constructors += 1;
                continue;
            }
            raw_methods::refine(&mut method)?;
            self.methods.push(method.sig.ident.to_string());
            kept.push(ImplItem::Fn(method));
        }
        item.items = kept;
        Ok((!item.items.is_empty()).then_some(Item::Impl(item)))
    }

    fn check(&self, operations: &[&Operation]) -> Result<(), Error> {
        let parts = [
            ("import of its runtime", self.imports, 2),
            ("struct Client", self.client, 1),
            ("ClientInfo of the client", self.info, 1),
            ("ClientHooks of the client", self.hooks, 1),
            ("constructor of the client", self.constructors, 2),
        ];
        if let Some((what, found, wanted)) = parts.into_iter().find(|(_, found, wanted)| found != wanted) {
            let reason = format!("its output has {found} of `{what}`, where {wanted} are expected");
            return Err(Error::new("progenitor", reason));
        }
        match operations.iter().find(|operation| !self.methods.contains(&operation.id)) {
            Some(missing) => Err(Error::new(&missing.id, "progenitor made no method for it")),
            None => Ok(()),
        }
    }
}

/// `progenitor_client` names in the imports become this client's runtime.
fn runtime_use(item: &ItemUse) -> ItemUse {
    match item.vis {
        Visibility::Public(_) => parse_quote!(
            use crate::call::runtime::{ClientInfo, Error, ResponseValue};
        ),
        _ => parse_quote!(
            use crate::call::runtime::{ClientHooks, OperationInfo};
        ),
    }
}

/// The client without what this project's client has already.
fn client(mut item: ItemStruct) -> Result<ItemStruct, Error> {
    let Fields::Named(members) = &mut item.fields else {
        return Err(Error::new("progenitor", "its struct `Client` has no named members"));
    };
    let before = members.named.len();
    let kept = std::mem::take(&mut members.named).into_iter();
    members.named = kept.filter(|member| !member.ident.as_ref().is_some_and(is_elsewhere)).collect();
    match (before, members.named.len()) {
        (3, 1) => Ok(item),
        _ => Err(Error::new("progenitor", "its struct `Client` is not address, HTTP client and inner value")),
    }
}

/// What belongs to members that are gone goes too.
fn information(mut item: ItemImpl) -> ItemImpl {
    item.items.retain(|member| !matches!(member, ImplItem::Fn(method) if is_elsewhere(&method.sig.ident)));
    item
}

/// Whether this client has what progenitor keeps in that member, so that a raw client need not hold it too.
fn is_elsewhere(member: &syn::Ident) -> bool {
    member == "baseurl" || member == "client"
}

fn is_of(item: &ItemImpl, name: &str) -> bool {
    item.trait_.as_ref().is_some_and(|path| text(&path.0).contains(name))
}

fn empty(item: &ItemImpl) -> Result<(), Error> {
    match item.items.is_empty() {
        true => Ok(()),
        false => Err(Error::new("progenitor", "its hooks are not empty: this client's own would hide them")),
    }
}

fn shown(item: &impl ToTokens) -> String {
    text(item).chars().take(80).collect()
}

fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What progenitor makes of two operations, one with a body and an answer, one with neither.
    const MADE: &str = r#"
        use progenitor_client::{encode_path, ClientHooks, OperationInfo, RequestBuilderExt};
        pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue};
        pub struct Client { baseurl: String, client: reqwest::Client, inner: crate::call::Call }
        impl Client {
            pub fn new(baseurl: &str) -> Self { todo!() }
            pub fn new_with_client(baseurl: &str) -> Self { todo!() }
        }
        impl ClientInfo<crate::call::Call> for Client {
            fn api_version() -> &'static str { "1.0.0" }
            fn baseurl(&self) -> &str { &self.baseurl }
            fn client(&self) -> &reqwest::Client { &self.client }
            fn inner(&self) -> &crate::call::Call { &self.inner }
        }
        impl ClientHooks<crate::call::Call> for &Client {}
        impl Client {
            pub async fn find<'a>(&'a self, body: &'a types::Find) -> Result<ResponseValue<types::Found>, Error<()>> {
                let url = format!("{}/find", self.baseurl);
                let mut request = self.client.post(url).json(&body).build()?;
                let info = OperationInfo { operation_id: "find" };
                self.pre(&mut request, &info).await?;
                let result = self.exec(request, &info).await;
                let response = result?;
                match response.status().as_u16() {
                    200u16 => ResponseValue::from_response(response).await,
                    _ => Err(Error::UnexpectedResponse(response)),
                }
            }
            pub async fn ping<'a>(&'a self) -> Result<ResponseValue<()>, Error<()>> {
                let url = format!("{}/ping", self.baseurl);
                let mut request = self.client.post(url).build()?;
                let info = OperationInfo { operation_id: "ping" };
                let result = self.exec(request, &info).await;
                let response = result?;
                match response.status().as_u16() {
                    200u16 => Ok(ResponseValue::empty(response)),
                    _ => Err(Error::UnexpectedResponse(response)),
                }
            }
        }
        pub mod prelude { pub use super::Client; }
    "#;

    fn spec() -> crate::model::Spec {
        let operation = |id: &str| {
            serde_json::json!({ "post": {
            "operationId": id, "tags": ["things"], "responses": { "200": { "description": "done" } } } })
        };
        crate::model::Spec::from_document(serde_json::json!({
            "tags": [{ "name": "things" }],
            "paths": { "/find": operation("find"), "/ping": operation("ping") },
        }))
        .expect("a spec")
    }

    fn refined(made: &str) -> Result<String, String> {
        let spec = spec();
        let operations: Vec<&Operation> = spec.operations.iter().collect();
        let items = syn::parse_file(made).expect("Rust").items;
        let refined = refine(items, &operations).map_err(|error| error.to_string())?;
        let mut file = syn::parse_file("").expect("Rust");
        file.items = refined;
        Ok(prettyplease::unparse(&file))
    }

    #[test]
    fn what_is_expected_is_refined() {
        let text = refined(MADE).expect("all of it is known");
        assert!(text.contains("Message::json") && text.contains("Message::empty"), "{text}");
        assert_eq!(text.matches("UnexpectedResponse(Box::new(response))").count(), 2, "{text}");
        assert!(
            !text.contains("baseurl") && !text.contains("reqwest") && !text.contains("progenitor"),
            "{text}"
        );
    }

    #[test]
    fn what_is_not_found_fails_with_the_methods_name() {
        for (there, instead, told) in [
            (
                "let info = OperationInfo { operation_id: \"find\" }",
                "let about = OperationInfo { operation_id: \"find\" }",
                "find: progenitor's method has 0 of `statement that makes the request`",
            ),
            (
                "let response = result?;\n                match response.status().as_u16() {\n                    200u16 => ResponseValue::from",
                "let response = result?;\n                match response.code() {\n                    200u16 => ResponseValue::from",
                "find: progenitor's method has 0 of `match of the answer's status`",
            ),
            ("200u16 => Ok(", "201u16 => Ok(", "ping: progenitor's method has 0 of `arm of a success`"),
            (
                "Ok(ResponseValue::empty(response))",
                "ResponseValue::empty(response)",
                "ping: progenitor's method has 0 of `reading of the answer`",
            ),
            (
                "_ => Err(Error::UnexpectedResponse(response)),\n                }\n            }\n            pub async fn ping",
                "400u16 => Err(Error::UnexpectedResponse(response)),\n_ => Err(Error::UnexpectedResponse(response)),\n                }\n            }\n            pub async fn ping",
                "find: progenitor's method has 2 of `refusal`",
            ),
            ("pub async fn ping", "pub async fn pong", "ping: progenitor made no method for it"),
        ] {
            assert!(MADE.contains(there), "{there}");
            let error = refined(&MADE.replace(there, instead)).expect_err(told);
            assert!(error.contains(told), "{error}\n{told}");
        }
    }

    #[test]
    fn items_that_are_missing_new_or_different_are_told() {
        for (there, instead, told) in [
            ("impl ClientHooks<crate::call::Call> for &Client {}", "", "0 of `ClientHooks of the client`"),
            ("for &Client {}", "for &Client { fn exec() {} }", "its hooks are not empty"),
            ("baseurl: String, ", "", "is not address, HTTP client and inner value"),
            ("pub fn new(baseurl: &str) -> Self { todo!() }", "", "1 of `constructor of the client`"),
            (
                "pub mod prelude",
                "pub static EXTRA: u8 = 1; pub mod prelude",
                "an item that nobody knows: `pub static EXTRA",
            ),
            (
                "pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue};",
                "",
                "1 of `import of its runtime`",
            ),
        ] {
            assert!(MADE.contains(there), "{there}");
            let error = refined(&MADE.replace(there, instead)).expect_err(told);
            assert!(error.contains(told), "{error}\n{told}");
        }
    }
}
