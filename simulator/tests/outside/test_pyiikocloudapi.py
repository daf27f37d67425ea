"""The client `pyiikocloudapi` as strangers use it: every method that it has is called, every answer becomes its model."""

import datetime
import inspect
import re

import pydantic
import pyiikocloudapi.models as models
import pytest
from pyiikocloudapi import IikoTransport
from pyiikocloudapi.exception import TokenException

from receiver import Receiver

# It warns of its own methods that are not written yet, and calls what pydantic has given up.
pytestmark = pytest.mark.filterwarnings("ignore")

# What a method asks of the restaurant `r`. The second is the model that its answer becomes.
CALLS = {
    "access_token": (lambda r: {}, type(None)),
    "check_status_code_token": (lambda r: {"code": 400}, type(None)),
    "check_token_time": (lambda r: {}, bool),
    "organizations": (lambda r: {"return_additional_info": True}, models.BaseOrganizationsModel),
    "status": (lambda r: r.own(correlation_id=r.command()), models.BaseStatusModel),
    "cancel_causes": (lambda r: r.all(), models.BaseCancelCausesModel),
    "order_types": (lambda r: r.all(), models.BaseOrderTypesModel),
    "order_by_table": ("completeBefore", "reads a table order as a delivery"),
    "coupons_info": ("isDeleted", "its model has a text where there is a boolean"),
    "discounts": (lambda r: r.all(), models.BaseDiscountsModel),
    "payment_types": (lambda r: r.all(), models.BasePaymentTypesModel),
    "removal_types": (lambda r: r.all(), models.BaseRemovalTypesModel),
    "tips_types": (lambda r: {}, models.BaseTipsTypesModel),
    "coupons_series": (lambda r: r.own(), models.SeriesWithNotActivatedCoupon),
    "coupons_info": (lambda r: r.own(number=r.coupon, series=r.series), models.BaseCouponInfo),
    "nomenclature": (lambda r: r.own(), models.BaseNomenclatureModel),
    "menu": (lambda r: {}, models.BaseMenuModel),
    "menu_by_id": (lambda r: r.all(external_menu_id=r.external_menu), models.BaseMenuByIdModel),
    "stop_lists": (lambda r: r.all(return_size=True), models.StopListsResponse),
    "stop_lists_check": (lambda r: r.here(items=[r.item()]), models.CheckStopListsResponse),
    "dr_allowed": ("location.latitude", "its model has whole degrees"),
    "combo": (lambda r: r.own(), models.BaseComboModel),
    "combo_calculate": (lambda r: r.own(items=r.combo_items()), models.BaseComboCalculateModel),
    "terminal_groups": (lambda r: r.all(include_disabled=True), models.BaseTerminalGroupsModel),
    "is_alive": (lambda r: r.all(terminal_group_ids=[r.terminal_group]), models.BaseTGIsAliveyModel),
    "regions": (lambda r: r.all(), models.BaseRegionsModel),
    "cities": (lambda r: r.all(), models.BaseCitiesModel),
    "by_city": (lambda r: r.own(city_id=r.city), models.BaseStreetByCityModel),
    "delivery_restrictions": (lambda r: r.all(), dict),
    "dr_allowed": (
        lambda r: r.all(is_courier_delivery=True, order_location={"latitude": 55.7597, "longitude": 37.6473}),
        models.DeliveryRestrictionsAllowedModel,
    ),
    "order_create": (lambda r: r.here(order=r.order()), models.BaseCreatedOrderInfoModel),
    "order_by_id": (lambda r: r.all(order_ids=[r.old_table_order]), models.ByIdModel),
    "order_by_table": (lambda r: r.all(table_ids=[r.taken_table]), models.ByIdModel),
    "delivery_create": (lambda r: r.here(order=r.order()), models.BaseCreatedDeliveryOrderInfoModel),
    "update_order_delivery_status": (
        lambda r: r.own(order_id=r.old_delivery, delivery_status="Delivered", delivery_date=datetime.datetime.now()),
        models.BaseResponseModel,
    ),
    "confirm": (lambda r: r.own(order_id=r.old_delivery), models.BaseResponseModel),
    "cancel_confirmation": (lambda r: r.own(order_id=r.old_delivery), models.BaseResponseModel),
    "by_delivery_date_and_status": (
        lambda r: {"organization_id": [r.organization], **r.days(), "statuses": r.open_statuses()},
        models.ByDeliveryDateAndStatusModel,
    ),
    "by_revision": (lambda r: {}, type(None)),
    "by_delivery_date_and_phone": (lambda r: {}, type(None)),
    "by_delivery_date_and_source_key_and_filter": (
        lambda r: {"organization_id": [r.organization], "order_ids": [r.old_delivery]},
        models.ByDeliveryDateAndSourceKeyAndFilter,
    ),
    "send": (
        lambda r: r.own(
            order_source="site", order_id=r.old_delivery, additional_info="Двор закрыт", message_type="order_attention"
        ),
        models.BaseResponseModel,
    ),
    "couriers": (lambda r: r.all(), models.CouriersModel),
    "employees_couriers_locations_by_time_offset": (lambda r: {}, type(None)),
    "employees_couriers_by_role": (lambda r: {}, type(None)),
    "employees_couriers_active_location_by_terminal": (lambda r: {}, type(None)),
    "employees_couriers_active_location": (lambda r: {}, type(None)),
    "employees_info": (lambda r: r.own(id=r.courier), models.BaseEInfoModel),
    "employees_shift_clockin": (lambda r: r.here(employee_id=r.courier), models.ErrorModel),
    "employees_shift_clockout": (lambda r: r.here(employee_id=r.courier), models.ErrorModel),
    "employees_shift_is_open": (lambda r: r.here(employee_id=r.courier), models.EmployeeModel),
    "employees_shift_by_courier": (lambda r: {"employee_id": r.courier}, models.EmployeeTerminalModel),
    "customer_info": (lambda r: r.own(identifier=r.saver()[0], type="id"), models.CustomerInfoModel),
    "customer_create_or_update": (lambda r: r.own(phone=r.phone(), name="Анна"), models.CustomerCreateOrUpdateModel),
    "customer_program_add": (
        lambda r: r.own(customer_id=r.guest(), program_id=r.program["id"]),
        models.CustomerProgramAddResponse,
    ),
    "customer_card_add": (lambda r: r.own(customer_id=r.guest(), **r.card()), dict),
    "customer_card_delete": (lambda r: r.own(**r.card_owner()), dict),
    "customer_wallet_hold": (lambda r: r.own(**r.wallet(), sum=100), models.WalletHoldResponse),
    "customer_wallet_cancel_hold": (lambda r: r.own(transaction_id=r.hold()), dict),
    "customer_wallet_topup": (lambda r: r.own(**r.wallet(), sum=100), dict),
    "customer_wallet_chargeoff": (lambda r: r.own(**r.wallet(), sum=100), dict),
}
# Handed bodies of web hooks; they send nothing.
PARSERS = {"parse_webhook_order", "parse_webhook_reserve"}

# Mistakes of the client. What it says then is a part of the error; when it says something else, the row is out of date.
MISTAKES = {
    "confirm": ("organizationId", "sends `organizationIds`, the operation wants `organizationId`"),
    "cancel_confirmation": ("organizationId", "sends `organizationIds`, the operation wants `organizationId`"),
    "employees_shift_is_open": ("EmployeeModel", "asks `clockout`, and reads the answer as an employee"),
    "employees_shift_by_courier": ("shift/by_courier", "asks a path that there is not: `shift`, not `shifts`"),
    "order_create": ("CreateOrderDetailModel|orderInfo.order", "`order` must not be null, which it is while a command runs"),
    "order_by_id": ("completeBefore", "reads a table order as a delivery"),
    "order_by_table": ("completeBefore", "reads a table order as a delivery"),
    "coupons_info": ("isDeleted", "its model has a text where there is a boolean"),
    "discounts": ("organization_id", "its model looks for `organization_id`, the field is `organizationId`"),
    "removal_types": ("removalTypes", "its model has one removal type where there is a list"),
    "dr_allowed": ("location.latitude", "its model has whole degrees"),
    "combo": ("forbiddenModifiers", "its model has a text where there is a list of ids"),
    "parse_webhook_reserve": ("In developing!", "not written yet"),
}


class Asker:
    """The restaurant, with the arguments that many methods share."""

    def __init__(self, restaurant):
        self._restaurant = restaurant

    def __getattr__(self, name):
        return getattr(self._restaurant, name)

    def own(self, **more):
        return {"organization_id": self.organization, **more}

    def all(self, **more):
        return {"organization_ids": [self.organization], **more}

    def here(self, **more):
        return self.own(terminal_group_id=self.terminal_group, **more)

    def days(self):
        return {"delivery_date_from": self.time(days=-1), "delivery_date_to": self.time(days=1)}

    def open_statuses(self):
        self.old_delivery
        return ["Unconfirmed", "WaitCooking", "ReadyForCooking", "CookingStarted"]

    def card(self):
        number = self.phone()[1:]
        return {"card_track": f"T{number}", "card_number": number}

    def card_owner(self):
        card = self.card()
        guest = self.guest(cardTrack=card["card_track"], cardNumber=card["card_number"])
        return {"customer_id": guest, "card_track": card["card_track"]}

    def wallet(self):
        guest, wallet = self.saver()
        return {"customer_id": guest, "wallet_id": wallet}


@pytest.fixture(scope="module")
def asker(restaurant):
    return Asker(restaurant)


@pytest.fixture(scope="module")
def client(simulator):
    """A client that was handed a token, so that its own way to sign in is a test among others."""
    return IikoTransport(simulator.login, base_url=simulator.base_url, working_token=simulator.token)


def methods():
    """What the package offers."""
    found = inspect.getmembers(IikoTransport, inspect.isfunction)
    return {name for name, _ in found if not name.startswith("_")}


def test_no_method_is_left_out():
    assert methods() == CALLS.keys() | PARSERS


def test_the_bundle_names_its_methods(bundle):
    named = {item["post"].get("x-python-method") for item in bundle["paths"].values()} - {None}
    assert named == methods() - PARSERS - {"access_token", "check_status_code_token", "check_token_time"}


def test_it_signs_in_by_itself(simulator):
    client = IikoTransport(simulator.login, base_url=simulator.base_url)
    assert isinstance(client.organizations(), models.BaseOrganizationsModel)
    assert client.organizations_ids


def test_its_newer_way_to_sign_in_is_its_mistake(simulator):
    # It sends `apiLogin` where the operation wants `apiKey`.
    with pytest.raises(TokenException, match="apiKey"):
        IikoTransport(simulator.login, simulator.app_id, simulator.client_secret, base_url=simulator.base_url)


@pytest.mark.parametrize("method", sorted(CALLS))
def test_it_parses_the_answer_of(method, client, asker):
    arguments, model = CALLS[method]
    expected, reason = MISTAKES.get(method, (None, None))
    arguments = arguments(asker)
    try:
        answer = getattr(client, method)(**arguments)
        error = answer if isinstance(answer, models.CustomErrorModel) else None
    except (pydantic.ValidationError, TypeError, TokenException) as raised:
        answer, error = None, raised
    if expected:
        assert error is not None, f"the mistake is gone: {reason}"
        assert re.search(expected, str(error)), f"another mistake than that it {reason}: {error}"
    else:
        assert error is None, error
        assert type(answer) is model


def test_the_seconds_for_a_table_order_are_its_mistake(client, asker):
    # It sends a number where the operation wants an object.
    answer = client.order_create(**asker.here(order=asker.order()), create_order_settings=8)
    assert isinstance(answer, models.CustomErrorModel)
    assert "createOrderSettings" in answer.error_description


def test_its_default_kind_of_message_is_its_mistake(client, asker):
    answer = client.send("site", asker.old_delivery, "Двор закрыт", asker.organization)
    assert isinstance(answer, models.CustomErrorModel)
    assert "messageType" in answer.error_description


def test_a_delivery_is_followed_to_its_end(client, asker):
    created = client.delivery_create(**asker.here(order=asker.order()))
    answers = [client.status(asker.organization, created.correlation_id) for _ in range(3)]
    assert answers[-1].state == models.COICreationStatusModel.success
    found = client.by_delivery_date_and_source_key_and_filter(
        [asker.organization], order_ids=[created.order_info.id]
    )
    [orders] = found.orders_by_organizations
    assert [order.id for order in orders.orders] == [created.order_info.id]
    assert orders.orders[0].order.sum == asker.item()["price"] * 2


def test_it_reads_the_web_hook_of_a_delivery(client, asker):
    with Receiver() as receiver:
        asker.call("webhooks/update_settings", organizationId=asker.organization, webHooksUri=receiver.uri)
        delivery = asker.delivery()
        [event] = client.parse_webhook_order([receiver.wait("DeliveryOrderUpdate", delivery)])
    assert event.event_type == "DeliveryOrderUpdate"
    assert isinstance(event.event_info, models.EventInfo)
    assert event.event_info.id == delivery


def test_it_does_not_read_the_web_hooks_of_reserves(client):
    expected, _ = MISTAKES["parse_webhook_reserve"]
    with pytest.raises(FutureWarning, match=expected):
        client.parse_webhook_reserve([])
