//! Mistakes that do not compile, each beside its twin that does and differs in one thing alone: the twin proves that it is
//! that one thing which the compiler refuses. (Only a nightly compiler compares the error's code.)

#![cfg(feature = "transport")]

/// What is required has to be said.
///
/// ```
/// # use iiko_transport::types::{NewCashPayment, PaymentTypeId};
/// fn payment(id: PaymentTypeId) -> NewCashPayment {
///     NewCashPayment::builder().payment_type_id(id).sum(700).build()
/// }
/// ```
///
/// ```compile_fail,E0277
/// # use iiko_transport::types::{NewCashPayment, PaymentTypeId};
/// fn payment(id: PaymentTypeId) -> NewCashPayment {
///     NewCashPayment::builder().payment_type_id(id).build()
/// }
/// ```
struct MissingRequiredField;

/// Also of a variant, in a list that takes builders.
///
/// ```
/// # use iiko_transport::types::{NewOrderItem, NewTableOrder, ProductId};
/// fn order(dish: ProductId) -> NewTableOrder {
///     NewTableOrder::builder().items([NewOrderItem::product(dish).amount(2).price(350)]).build()
/// }
/// ```
///
/// ```compile_fail,E0277
/// # use iiko_transport::types::{NewOrderItem, NewTableOrder, ProductId};
/// fn order(dish: ProductId) -> NewTableOrder {
///     NewTableOrder::builder().items([NewOrderItem::product(dish).price(350)]).build()
/// }
/// ```
struct MissingRequiredFieldOfAVariant;

/// Ids of different things are different types.
///
/// ```
/// # use iiko_transport::types::{NomenclatureRequest, OrganizationId};
/// fn request(id: OrganizationId) -> NomenclatureRequest {
///     NomenclatureRequest::builder().organization_id(id).build()
/// }
/// ```
///
/// ```compile_fail,E0277
/// # use iiko_transport::types::{NomenclatureRequest, OrderId};
/// fn request(id: OrderId) -> NomenclatureRequest {
///     NomenclatureRequest::builder().organization_id(id).build()
/// }
/// ```
struct WrongId;

/// Also by position.
///
/// ```
/// # use iiko_transport::{Client, calls::Nomenclature, types::OrganizationId};
/// fn menu(client: &Client, id: OrganizationId) -> Nomenclature {
///     client.menus().nomenclature(id)
/// }
/// ```
///
/// ```compile_fail,E0277
/// # use iiko_transport::{Client, calls::Nomenclature, types::OrderId};
/// fn menu(client: &Client, id: OrderId) -> Nomenclature {
///     client.menus().nomenclature(id)
/// }
/// ```
struct WrongIdInACall;

/// A bare uuid says nothing of its kind.
///
/// ```
/// # use iiko_transport::types::OrganizationId;
/// fn organization(uuid: uuid::Uuid) -> OrganizationId {
///     OrganizationId::from_uuid(uuid)
/// }
/// ```
///
/// ```compile_fail,E0277
/// # use iiko_transport::types::OrganizationId;
/// fn organization(uuid: uuid::Uuid) -> OrganizationId {
///     uuid.into()
/// }
/// ```
struct BareUuid;

/// The service makes the ids of organizations, clients those of orders.
///
/// ```
/// # use iiko_transport::types::OrderId;
/// let id = OrderId::new();
/// ```
///
/// ```compile_fail,E0599
/// # use iiko_transport::types::OrganizationId;
/// let id = OrganizationId::new();
/// ```
struct RandomId;

/// Enums grow: a match has to leave room for what is still to come.
///
/// ```
/// # use iiko_transport::types::CreationStatus;
/// fn told(status: CreationStatus) -> &'static str {
///     match status {
///         CreationStatus::Success => "created",
///         CreationStatus::InProgress => "on its way",
///         CreationStatus::Error => "failed",
///         _ => "something new",
///     }
/// }
/// ```
///
/// ```compile_fail,E0004
/// # use iiko_transport::types::CreationStatus;
/// fn told(status: CreationStatus) -> &'static str {
///     match status {
///         CreationStatus::Success => "created",
///         CreationStatus::InProgress => "on its way",
///         CreationStatus::Error => "failed",
///         CreationStatus::Unknown(_) => "something new",
///     }
/// }
/// ```
struct MatchOfAnEnum;

/// Unions grow too.
///
/// ```
/// # use iiko_transport::types::NewOrderItem;
/// fn told(item: NewOrderItem) -> &'static str {
///     match item {
///         NewOrderItem::Product(_) => "a dish",
///         NewOrderItem::Compound(_) => "two halves",
///         _ => "something new",
///     }
/// }
/// ```
///
/// ```compile_fail,E0004
/// # use iiko_transport::types::NewOrderItem;
/// fn told(item: NewOrderItem) -> &'static str {
///     match item {
///         NewOrderItem::Product(_) => "a dish",
///         NewOrderItem::Compound(_) => "two halves",
///         NewOrderItem::Unknown(_) => "something new",
///     }
/// }
/// ```
struct MatchOfAUnion;
