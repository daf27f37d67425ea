"""The client `iikocloudapi` as strangers use it: every method is called, those for Transport with what the restaurant has,
and every answer becomes its model."""

import inspect
import re

import pytest
from anyio.from_thread import start_blocking_portal
from iikocloudapi import ApiLoginAuth, AppAuth, IikoCloud, IikoError, IikoModel, parse_webhook
from iikocloudapi.models import DeliveryOrderUpdateEvent
from iikocloudapi._resource import Resource

from example import example
from receiver import Receiver

# Families of the API beside Transport have a service and a version of their own in their paths.
OTHER_FAMILY = re.compile(r"/api/(inventory|finance|nomenclature|employees|reporting|terminals|platform|licenses)/v\d/")
# How a method's documentation names its operation.
OPERATION = re.compile(r"`POST (\S+)`")


def own(r, **more):
    return {"organization_id": r.organization, **more}


def every(r, **more):
    return {"organization_ids": [r.organization], **more}


def here(r, **more):
    return own(r, terminal_group_id=r.terminal_group, **more)


def delivery(r, **more):
    return own(r, order_id=r.delivery(), **more)


def table_order(r, **more):
    return own(r, order_id=r.table_order(), **more)


def banquet(r, **more):
    return own(r, reserve_id=r.banquet(), **more)


def draft(r, **more):
    return own(r, order_id=r.draft(), **more)


def edited_draft(r, **more):
    return draft(r, employee_id=r.courier, **more)


def shift(r):
    return here(r, employee_id=r.courier)


def guest(r, **more):
    return own(r, customer_id=r.guest(), **more)


def wallet(r, **more):
    customer, wallet = r.saver()
    return own(r, customer_id=customer, wallet_id=wallet, **more)


def data():
    return [{"key": "cup", "value": "blue"}]


def days(r, **more):
    return every(r, delivery_date_from=r.time(days=-1), delivery_date_to=r.time(days=1), **more)


def card(r):
    number = r.phone()[1:]
    return {"cardTrack": f"T{number}", "cardNumber": number}


def card_owner(r):
    held = card(r)
    return own(r, customer_id=r.guest(**held), card_track=held["cardTrack"])


# What a method is called with: methods as they are written behind `iiko.`, arguments from the restaurant `r`.
CALLS = {
    "access_token": lambda r: {
        "api_key": r.simulator.login,
        "app_id": r.simulator.app_id,
        "client_secret": r.simulator.client_secret,
    },
    "cancel_causes": every,
    "cities": every,
    "combo": own,
    "combo.calculate": lambda r: own(r, items=r.combo_items()),
    "commands.status": lambda r: own(r, correlation_id=r.command()),
    "deliveries.add_items": lambda r: delivery(r, items=[r.item()]),
    "deliveries.add_payments": lambda r: delivery(r, payments=[r.payment()]),
    "deliveries.by_delivery_date_and_phone": lambda r: days(r, phone="+7999", rows_count=50),
    "deliveries.by_delivery_date_and_source_key_and_filter": lambda r: every(r, order_ids=[r.old_delivery]),
    "deliveries.by_delivery_date_and_status": days,
    "deliveries.by_id": lambda r: own(r, order_ids=[r.old_delivery]),
    "deliveries.by_revision": lambda r: every(r, start_revision=0),
    "deliveries.cancel": lambda r: delivery(r, cancel_comment="Передумал"),
    "deliveries.cancel_confirmation": delivery,
    "deliveries.change_comment": lambda r: delivery(r, comment="Домофон не работает"),
    "deliveries.change_complete_before": lambda r: delivery(r, new_complete_before=r.time(hours=3)),
    "deliveries.change_delivery_point": lambda r: delivery(r, new_delivery_point=r.address()),
    "deliveries.change_driver_info": lambda r: delivery(r, driver_id=r.courier, estimated_time=r.time(hours=1)),
    "deliveries.change_external_data": lambda r: delivery(r, external_data=data()),
    "deliveries.change_operator": lambda r: delivery(r, operator_id=r.courier),
    "deliveries.change_payments": lambda r: delivery(r, payments=[r.payment(2)]),
    "deliveries.change_service_type": lambda r: {
        "body": {"newServiceType": "DeliveryByClient", "organizationId": r.organization, "orderId": r.delivery()}
    },
    "deliveries.close": delivery,
    "deliveries.confirm": delivery,
    "deliveries.create": lambda r: here(r, order=r.order()),
    "deliveries.drafts.by_filter": lambda r: every(r, limit=10),
    "deliveries.drafts.by_id": draft,
    "deliveries.drafts.commit": lambda r: draft(r, terminal_group_id=r.terminal_group),
    "deliveries.drafts.create": lambda r: here(r, order=r.draft_order()),
    "deliveries.drafts.delete": draft,
    "deliveries.drafts.lock": edited_draft,
    "deliveries.drafts.save": lambda r: here(r, employee_id=r.courier, order=r.draft_order(id=r.draft())),
    "deliveries.drafts.unlock": edited_draft,
    "deliveries.history.by_delivery_date_and_phone": lambda r: days(r, phone=r.guest_of_old_delivery, rows_count=50),
    "deliveries.order_types": every,
    "deliveries.print_delivery_bill": delivery,
    "deliveries.update_order_delivery_status": lambda r: delivery(r, delivery_status="OnWay"),
    "deliveries.update_order_problem": lambda r: delivery(r, has_problem=True, problem="Лифт стоит"),
    "deliveries.update_tracking_link": lambda r: delivery(r, tracking_link="https://example.org/track/1"),
    "delivery_restrictions": every,
    "delivery_restrictions.allowed": lambda r: every(r, is_courier_delivery=False, delivery_sum=1000),
    "discounts": every,
    "employees.couriers": every,
    "employees.couriers.active_location": every,
    "employees.couriers.active_location.by_terminal": here,
    "employees.couriers.by_role": lambda r: every(r, roles_to_check=["DLV"]),
    "employees.couriers.locations.by_time_offset": lambda r: every(r, offset_in_seconds=600),
    "employees.info": lambda r: own(r, id=r.courier),
    "employees.shift.clockin": shift,
    "employees.shift.clockout": shift,
    "employees.shift.is_open": shift,
    "employees.shifts.by_courier": lambda r: {"employee_id": r.courier},
    "loyalty.calculate": lambda r: here(r, order=r.order(), is_loyalty_trace_enabled=True),
    "loyalty.check_sms_sending_possibility": own,
    "loyalty.check_sms_status": lambda r: own(r, sms_ids=[r.sms()]),
    "loyalty.coupons.by_series": lambda r: own(r, series=r.series, page_size=10, page=0),
    "loyalty.coupons.info": lambda r: own(r, number=r.coupon, series=r.series),
    "loyalty.coupons.series": own,
    "loyalty.customer.card.add": lambda r: guest(r, card_track=f"T{r.phone()[1:]}", card_number=r.phone()[1:]),
    "loyalty.customer.card.remove": card_owner,
    "loyalty.customer.create_or_update": lambda r: own(r, phone=r.phone(), name="Анна", sex=2),
    "loyalty.customer.info": lambda r: {
        "body": {"type": "id", "id": r.saver()[0], "organizationId": r.organization}
    },
    "loyalty.customer.program.add": lambda r: guest(r, program_id=r.program["id"]),
    "loyalty.customer.transactions.by_date": lambda r: own(
        r,
        customer_id=r.saver()[0],
        date_from=r.time(days=-2),
        date_to=r.time(days=2),
        page_number=0,
        page_size=10,
    ),
    "loyalty.customer.transactions.by_revision": lambda r: own(r, customer_id=r.saver()[0], page_size=10, revision=0),
    "loyalty.customer.wallet.cancel_hold": lambda r: own(r, transaction_id=r.hold()),
    "loyalty.customer.wallet.chargeoff": lambda r: wallet(r, sum=100),
    "loyalty.customer.wallet.hold": lambda r: wallet(r, sum=100),
    "loyalty.customer.wallet.topup": lambda r: wallet(r, sum=100),
    "loyalty.customer_category": own,
    "loyalty.customer_category.add": lambda r: guest(r, category_id=r.category),
    "loyalty.customer_category.remove": lambda r: own(r, customer_id=r.guest_in_category(), category_id=r.category),
    "loyalty.delete_customers": lambda r: own(r, customer_ids=[r.guest()]),
    "loyalty.get_counters": lambda r: own(r, guest_ids=[r.guest()], periods=[1], metrics=[1]),
    "loyalty.manual_condition": own,
    "loyalty.message.send_email": lambda r: own(r, receiver="anna@example.org", subject="Ужин", body="Ждём"),
    "loyalty.message.send_sms": lambda r: own(r, phone=r.phone(), text="Ждём"),
    "loyalty.program": own,
    "loyalty.restore_customers": lambda r: own(r, customer_ids=[r.deleted_guest()]),
    "marketing_sources": every,
    "menu": lambda r: {},
    "menu.by_id": lambda r: own(r, external_menu_id=r.external_menu),
    "notifications.send": lambda r: {
        "body": {
            "messageType": "order_attention",
            "organizationId": r.organization,
            "orderId": r.old_delivery,
            "orderSource": "site",
            "additionalInfo": "Двор закрыт",
        }
    },
    "order.add_customer": lambda r: table_order(r, customer={"name": "Пётр", "phone": r.phone()}),
    "order.add_items": lambda r: table_order(r, items=[r.item()]),
    "order.add_payments": lambda r: table_order(r, payments=[r.payment(2)]),
    "order.by_id": lambda r: every(r, order_ids=[r.old_table_order]),
    "order.by_table": lambda r: every(r, table_ids=[r.taken_table]),
    "order.cancel": table_order,
    "order.change_external_data": lambda r: table_order(r, external_data=data()),
    "order.change_payments": lambda r: table_order(r, payments=[r.payment(2)]),
    "order.close": table_order,
    "order.create": lambda r: here(r, order=r.order()),
    "order.init_by_pos_order": lambda r: here(r, pos_order_ids=[r.pos_order()]),
    "order.init_by_table": lambda r: here(r, table_ids=[r.taken_table]),
    "order.print_bill": table_order,
    "organizations": lambda r: every(r, return_additional_info=True),
    "organizations.settings": every,
    "payment_types": every,
    "regions": every,
    "removal_types": every,
    "reserve.add_items": lambda r: banquet(r, items=[r.item()]),
    "reserve.add_payments": lambda r: banquet(r, payments=[r.payment()]),
    "reserve.available_organizations": lambda r: {},
    "reserve.available_restaurant_sections": lambda r: {
        "terminal_group_ids": [r.terminal_group],
        "return_schema": True,
    },
    "reserve.available_terminal_groups": every,
    "reserve.cancel": lambda r: banquet(r, cancel_reason="Other"),
    "reserve.change_estimated_start_time": lambda r: banquet(r, new_estimated_start_time=r.another_day()),
    "reserve.change_items": lambda r: banquet(r, items=[r.item(3)]),
    "reserve.change_tables": lambda r: banquet(r, table_ids=[r.table]),
    "reserve.create": lambda r: r.snake(r.reserve_body()),
    "reserve.restaurant_sections_workload": lambda r: {
        "restaurant_section_ids": [r.section["id"]],
        "date_from": r.time(days=-1),
        "date_to": r.time(days=30),
    },
    "reserve.status_by_id": lambda r: own(r, reserve_ids=[r.banquet()]),
    "stop_lists": lambda r: every(r, return_size=True),
    "stop_lists.add": lambda r: here(r, items=[{"productId": r.last_dish["id"], "balance": 5}]),
    "stop_lists.check": lambda r: here(r, items=[r.item()]),
    "stop_lists.clear": lambda r: own(r, terminal_group_id=r.other_group),
    "stop_lists.remove": lambda r: here(r, items=[{"productId": r.stopped()}]),
    "streets.by_city": lambda r: own(r, city_id=r.city),
    "streets.by_id": lambda r: own(r, ids=[r.street]),
    "terminal_groups": lambda r: every(r, include_disabled=True),
    "terminal_groups.awake": lambda r: every(r, terminal_group_ids=[r.terminal_group]),
    "terminal_groups.is_alive": lambda r: every(r, terminal_group_ids=[r.terminal_group]),
    "tips_types": lambda r: {},
    "webhooks.settings": own,
    "webhooks.update_settings": lambda r: own(
        r, web_hooks_uri="http://127.0.0.1:9/events", web_hooks_filter={"deliveryOrderFilter": {"errors": True}}
    ),
}
# They say only that the operation succeeded.
SAY_NOTHING = {"deliveries.update_tracking_link"}
# Mistakes of the client: a part of its error, and what is wrong.
MISTAKES = {
    "loyalty.get_counters": ("(periods|metrics).0. must be a string", "knows periods and metrics as numbers, where the service has words"),
}


@pytest.fixture(scope="module")
def portal():
    """One event loop for all calls."""
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture(scope="module")
def iiko(portal, simulator):
    """A client that signs in as an application."""
    client = IikoCloud(AppAuth(simulator.login, simulator.app_id, simulator.client_secret), base_url=simulator.base_url)
    yield client
    portal.call(client.aclose)


def operations(resource, prefix=""):
    """Each method below a resource, with its path in the API."""
    for name in dir(type(resource)):
        if name.startswith("_") and name != "__call__":
            continue
        value = getattr(resource, name)
        if isinstance(value, Resource):
            yield from operations(value, f"{prefix}{name}.")
        elif inspect.iscoroutinefunction(value) and (path := OPERATION.search(value.__doc__ or "")):
            yield prefix.removesuffix(".") if name == "__call__" else prefix + name, path.group(1)


# What the package offers: paths by methods.
METHODS = dict(operations(IikoCloud(AppAuth("", "", ""))))


def method(client, name):
    for part in name.split("."):
        client = getattr(client, part)
    return client


def test_no_method_for_transport_is_left_out():
    assert {name for name, path in METHODS.items() if not OTHER_FAMILY.match(path)} == CALLS.keys()


def test_each_of_its_paths_is_one_of_the_bundle(bundle):
    assert set(METHODS.values()) <= bundle["paths"].keys()


def parse(portal, iiko, name, arguments):
    """Calls a method: its answer is a model of the package, unless it is known to be wrong there."""

    async def call():
        return await method(iiko, name)(**arguments)

    if name in MISTAKES:
        expected, _ = MISTAKES[name]
        with pytest.raises(IikoError, match=expected):
            portal.call(call)
        return
    answer = portal.call(call)
    if answer is not None or name not in SAY_NOTHING:
        models = answer if isinstance(answer, list) else [answer]
        assert all(isinstance(model, IikoModel) for model in models)


@pytest.mark.parametrize("name", sorted(CALLS))
def test_it_parses_the_answer_of(name, portal, iiko, restaurant):
    parse(portal, iiko, name, CALLS[name](restaurant))


@pytest.mark.parametrize("name", sorted(METHODS.keys() - CALLS.keys()))
def test_it_parses_the_made_up_answer_of(name, portal, iiko, restaurant, bundle):
    operation = bundle["paths"][METHODS[name]]["post"]
    request = operation.get("requestBody", {}).get("content", {}).get("application/json")
    body = example(bundle, request["schema"]) if request else {}
    if "organizationId" in body:
        body["organizationId"] = restaurant.organization
    wants_body = "body" in inspect.signature(method(iiko, name)).parameters
    parse(portal, iiko, name, {"body": body} if wants_body else restaurant.snake(body))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_it_signs_in_in_the_old_way_too(portal, simulator):
    async def call():
        async with IikoCloud(ApiLoginAuth(simulator.login), base_url=simulator.base_url) as client:
            return await client.organizations()

    assert portal.call(call).organizations


def test_it_waits_for_a_command(portal, iiko, restaurant):
    async def call():
        created = await iiko.deliveries.create(**CALLS["deliveries.create"](restaurant))
        await iiko.wait(created, organization_id=restaurant.organization, poll_interval=0.01)
        found = await iiko.deliveries.by_id(
            organization_id=restaurant.organization, order_ids=[created.order_info.id]
        )
        return found.orders[0].order

    order = portal.call(call)
    assert order.sum == restaurant.item()["price"] * 2


def test_it_calls_what_it_does_not_know(portal, iiko, restaurant):
    answer = portal.call(iiko.request, "/api/1/nomenclature", {"organizationId": restaurant.organization})
    assert answer["products"]


def test_it_reads_the_web_hook_of_a_delivery(portal, iiko, restaurant):
    with Receiver() as receiver:

        async def call():
            await iiko.webhooks.update_settings(organization_id=restaurant.organization, web_hooks_uri=receiver.uri)

        portal.call(call)
        delivery = restaurant.delivery()
        [event] = parse_webhook([receiver.wait("DeliveryOrderUpdate", delivery)])
    assert isinstance(event, DeliveryOrderUpdateEvent)
    assert event.event_info.id == delivery
