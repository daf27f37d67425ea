"""Somebody who orders: makes what methods are called with, by plain requests, and remembers what is asked often."""

import itertools
import keyword
import re
import uuid
from datetime import datetime, timedelta
from functools import cached_property

API = "/api/1"


class Restaurant:
    """The first organization of the simulator and its working terminal group."""

    def __init__(self, simulator):
        self.simulator = simulator
        self._phones = itertools.count(79990000001)
        self._days = itertools.cycle(range(1, 80))

    def call(self, path, **body):
        """Calls an operation of the first version of the API."""
        return self.simulator.post(f"{API}/{path}", body)

    @cached_property
    def organization(self):
        return self.call("organizations")["organizations"][0]["id"]

    @cached_property
    def terminal_group(self):
        return self._of("terminal_groups", "terminalGroups")["items"][0]["id"]

    @cached_property
    def menu(self):
        return self.call("nomenclature", organizationId=self.organization)

    @cached_property
    def dish(self):
        """A dish that is simple: one size, no modifiers, its price a whole number, enough of it there."""
        lists = self._of("stop_lists", "terminalGroupStopLists")["items"]
        stopped = {item["productId"] for group in lists for item in group["items"]}
        simple = (
            product
            for product in self.menu["products"]
            if product["type"] == "dish"
            and len(product["sizePrices"]) == 1
            and not product["groupModifiers"]
            and product["id"] not in stopped
            and product["sizePrices"][0]["price"]["currentPrice"] % 1 == 0
        )
        return next(simple)

    @cached_property
    def last_dish(self):
        """A dish that no order of ours has."""
        return [product for product in self.menu["products"] if product["type"] == "dish"][-1]

    @cached_property
    def other_group(self):
        """A terminal group that is asleep."""
        answer = self.call("terminal_groups", organizationIds=[self.organization], includeDisabled=True)
        return answer["terminalGroupsInSleep"][0]["items"][0]["id"]

    @cached_property
    def cash(self):
        types = self.call("payment_types", organizationIds=[self.organization])["paymentTypes"]
        return next(one["id"] for one in types if one["paymentTypeKind"] == "Cash")

    @cached_property
    def tips_type(self):
        return self.call("tips_types")["tipsTypes"][0]["id"]

    @cached_property
    def combo(self):
        return self.call("combo", organizationId=self.organization)["comboSpecifications"][0]

    @cached_property
    def city(self):
        return self._of("cities", "cities")["items"][0]["id"]

    @cached_property
    def street(self):
        return self.call("streets/by_city", organizationId=self.organization, cityId=self.city)["streets"][0]["id"]

    @cached_property
    def external_menu(self):
        return self.simulator.post("/api/2/menu", {})["externalMenus"][0]["id"]

    @cached_property
    def courier(self):
        return self._of("employees/couriers", "employees")["items"][0]["id"]

    @cached_property
    def section(self):
        sections = self.call("reserve/available_restaurant_sections", terminalGroupIds=[self.terminal_group])
        return sections["restaurantSections"][0]

    @property
    def table(self):
        return self.section["tables"][0]["id"]

    @cached_property
    def program(self):
        return self.call("loyalty/iiko/program", organizationId=self.organization)["Programs"][0]

    @cached_property
    def category(self):
        categories = self.call("loyalty/iiko/customer_category", organizationId=self.organization)
        return categories["guestCategories"][0]["id"]

    @cached_property
    def series(self):
        answer = self.call("loyalty/iiko/coupons/series", organizationId=self.organization)
        return answer["seriesWithNotActivatedCoupons"][0]["number"]

    @cached_property
    def coupon(self):
        answer = self.call("loyalty/iiko/coupons/by_series", organizationId=self.organization, series=self.series)
        return answer["notActivatedCoupon"][0]["number"]

    @cached_property
    def old_delivery(self):
        """A delivery that is there, for who only reads."""
        return self.delivery()

    @cached_property
    def guest_of_old_delivery(self):
        """The phone of who ordered it."""
        orders = self.call("deliveries/by_id", organizationId=self.organization, orderIds=[self.old_delivery])
        return orders["orders"][0]["order"]["phone"]

    @cached_property
    def old_table_order(self):
        """A table order that is there, for who only reads."""
        return self.table_order()

    @cached_property
    def taken_table(self):
        """A table with an order."""
        self.table_order(tableIds=[self.table])
        return self.table

    def phone(self):
        """A phone that nobody had."""
        return f"+{next(self._phones)}"

    def time(self, **later):
        """The restaurant's time, later by so much."""
        return (datetime.now() + timedelta(**later)).strftime("%Y-%m-%d %H:%M:%S.000")

    def item(self, amount=1):
        """A line of an order."""
        price = self.dish["sizePrices"][0]["price"]["currentPrice"]
        return {"type": "Product", "productId": self.dish["id"], "amount": amount, "price": price}

    def payment(self, amount=1):
        """Cash for so many of the dish."""
        total = self.item()["price"] * amount
        return {"paymentTypeKind": "Cash", "paymentTypeId": self.cash, "sum": total, "isProcessedExternally": False}

    def tips(self):
        return {**self.payment(), "tipsTypeId": self.tips_type, "sum": 50}

    def address(self):
        street = {"type": "legacy", "street": {"id": self.street}, "house": "5", "flat": "12"}
        return {"coordinates": {"latitude": 55.7597, "longitude": 37.6473}, "address": street}

    def order(self, **more):
        """An order as a body says it, of a guest whom it names."""
        guest = {"type": "regular", "name": "Анна"}
        return {"phone": self.phone(), "customer": guest, "items": [self.item(2)], **more}

    def delivery(self, **more):
        """Makes a delivery by courier and waits until it is there: its id."""
        order = self.order(orderServiceType="DeliveryByCourier", deliveryPoint=self.address(), **more)
        return self._made("deliveries/create", order)["orderInfo"]["id"]

    def table_order(self, **more):
        """Makes a table order and waits until it is there: its id."""
        return self._made("order/create", self.order(**more))["orderInfo"]["id"]

    def reserve(self, **more):
        """Books a table and waits until it is booked: its id."""
        body = {**self.reserve_body(), **more}
        answer = self.call("reserve/create", **body)
        self.done(answer)
        return answer["reserveInfo"]["id"]

    def banquet(self):
        """Books a table with a dish: its id."""
        return self.reserve(order={"items": [self.item()]})

    def another_day(self):
        """A day that nobody has booked, since a table is booked once."""
        return self.time(days=next(self._days))

    def reserve_body(self):
        return {
            "organizationId": self.organization,
            "terminalGroupId": self.terminal_group,
            "customer": {"type": "regular", "name": "Анна"},
            "phone": self.phone(),
            "durationInMinutes": 60,
            "shouldRemind": False,
            "tableIds": [self.table],
            "estimatedStartTime": self.another_day(),
        }

    def draft(self):
        """A draft of a delivery: its id."""
        body = {"organizationId": self.organization, "terminalGroupId": self.terminal_group}
        return self.call("deliveries/drafts/create", **body, order=self.draft_order())["orderId"]

    def draft_order(self, **more):
        return self.order(menuId=self.external_menu, orderServiceType="DeliveryByCourier", deliveryPoint=self.address(), **more)

    def guest(self, **more):
        """A guest of the loyalty program: their id."""
        body = {"organizationId": self.organization, "phone": self.phone(), "name": "Анна", **more}
        return self.call("loyalty/iiko/customer/create_or_update", **body)["id"]

    def deleted_guest(self):
        """A guest who is marked as deleted: their id."""
        guest = self.guest()
        self.call("loyalty/iiko/delete_customers", organizationId=self.organization, customerIds=[guest])
        return guest

    def guest_in_category(self):
        """A guest of the first category: their id."""
        guest = self.guest()
        body = {"organizationId": self.organization, "customerId": guest, "categoryId": self.category}
        self.call("loyalty/iiko/customer_category/add", **body)
        return guest

    def sms(self):
        """A message that was sent: its id."""
        body = {"organizationId": self.organization, "phone": self.phone(), "text": "Ждём"}
        return self.call("loyalty/iiko/message/send_sms", **body)["smsId"]

    def stopped(self):
        """A dish that is on the stop list: its id."""
        items = [{"productId": self.last_dish["id"], "balance": 1}]
        body = {"organizationId": self.organization, "terminalGroupId": self.terminal_group, "items": items}
        self.call("stop_lists/add", **body)
        return self.last_dish["id"]

    def pos_order(self):
        """A table order's id at the point of sale."""
        body = {"organizationIds": [self.organization], "orderIds": [self.old_table_order]}
        return self.call("order/by_id", **body)["orders"][0]["posId"]

    def snake(self, body):
        """The keys of a body as arguments in Python are written."""
        names = {key: re.sub("[A-Z]", lambda found: "_" + found.group().lower(), key) for key in body}
        return {name + "_" * keyword.iskeyword(name): body[key] for key, name in names.items()}

    def saver(self):
        """A guest with a wallet: both ids. There is money in it."""
        guest = self.guest()
        own = {"organizationId": self.organization, "customerId": guest}
        self.call("loyalty/iiko/customer/program/add", **own, programId=self.program["id"])
        info = self.call("loyalty/iiko/customer/info", organizationId=self.organization, type="id", id=guest)
        wallet = info["walletBalances"][0]["id"]
        self.call("loyalty/iiko/customer/wallet/topup", **own, walletId=wallet, sum=500)
        return guest, wallet

    def hold(self):
        """A sum that is held in a wallet: the transaction's id."""
        guest, wallet = self.saver()
        body = {"organizationId": self.organization, "customerId": guest, "walletId": wallet, "sum": 100}
        return self.call("loyalty/iiko/customer/wallet/hold", **body)["transactionId"]

    def command(self):
        """A command that was begun: its id."""
        body = {"organizationId": self.organization, "terminalGroupId": self.terminal_group, "order": self.order()}
        return self.call("deliveries/create", **body)["correlationId"]

    def combo_items(self):
        """A dish for each group of the combo."""
        prices = {one["id"]: one["sizePrices"][0]["price"]["currentPrice"] for one in self.menu["products"]}
        once = self.new_id()
        lines = []
        for group in self.combo["groups"]:
            product = group["products"][0]
            lines.append({
                "type": "Product",
                "productId": product["productId"],
                "productSizeId": product["sizeId"],
                "amount": 1,
                "price": prices[product["productId"]],
                "comboInformation": {
                    "comboId": once,
                    "comboSourceId": self.combo["sourceActionId"],
                    "comboGroupId": group["id"],
                },
            })
        return lines

    def done(self, answer):
        """Waits until a command is done."""
        for _ in range(100):
            body = {"organizationId": self.organization, "correlationId": answer["correlationId"]}
            status = self.call("commands/status", **body)
            if status["state"] != "InProgress":
                assert status["state"] == "Success", status
                return
        raise AssertionError(f"{answer} is never done")

    def new_id(self):
        return str(uuid.uuid4())

    def _of(self, path, list_name):
        """What an operation says of our organization."""
        answer = self.call(path, organizationIds=[self.organization])
        return next(one for one in answer[list_name] if one["organizationId"] == self.organization)

    def _made(self, path, order):
        body = {"organizationId": self.organization, "terminalGroupId": self.terminal_group, "order": order}
        answer = self.call(path, **body)
        self.done(answer)
        return answer
