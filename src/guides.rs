//! Guides: what to do with orders, webhooks and changes, from end to end. Each is in Russian, too.

// The links of the files lead to files; these, which come first, lead to the pages here.
#[doc = "[webhooks]: crate::guides::webhooks"]
#[doc = "[following]: crate::guides::following"]
#[doc = "[ru-orders]: crate::guides::ru::orders"]
#[doc = ""]
#[doc = include_str!("../docs/orders.md")]
pub mod orders {}

#[doc = "[orders]: crate::guides::orders"]
#[doc = "[following]: crate::guides::following"]
#[doc = "[ru-webhooks]: crate::guides::ru::webhooks"]
#[doc = ""]
#[doc = include_str!("../docs/webhooks.md")]
pub mod webhooks {}

#[doc = "[orders]: crate::guides::orders"]
#[doc = "[webhooks]: crate::guides::webhooks"]
#[doc = "[ru-following]: crate::guides::ru::following"]
#[doc = ""]
#[doc = include_str!("../docs/following.md")]
pub mod following {}

/// The same guides in Russian.
pub mod ru {
    #[doc = "[webhooks]: crate::guides::ru::webhooks"]
    #[doc = "[following]: crate::guides::ru::following"]
    #[doc = "[en-orders]: crate::guides::orders"]
    #[doc = ""]
    #[doc = include_str!("../docs/orders.ru.md")]
    pub mod orders {}

    #[doc = "[orders]: crate::guides::ru::orders"]
    #[doc = "[following]: crate::guides::ru::following"]
    #[doc = "[en-webhooks]: crate::guides::webhooks"]
    #[doc = ""]
    #[doc = include_str!("../docs/webhooks.ru.md")]
    pub mod webhooks {}

    #[doc = "[orders]: crate::guides::ru::orders"]
    #[doc = "[webhooks]: crate::guides::ru::webhooks"]
    #[doc = "[en-following]: crate::guides::following"]
    #[doc = ""]
    #[doc = include_str!("../docs/following.ru.md")]
    pub mod following {}
}
