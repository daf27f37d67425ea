"""The page in a real browser: what happens at the API shows there, and what is pressed there shows at the API."""

import os
import shutil
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from restaurant import Restaurant

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-device-scale-factor=1",
)
PATIENCE = 10


@pytest.fixture
def browser(tmp_path):
    """A headless Chromium that knows nothing yet."""
    if not (BROWSER and DRIVER):
        assert not os.environ.get("IIKO_REQUIRE_BROWSER"), "chromium and chromedriver are wanted, but not there"
        pytest.skip("no chromium with chromedriver here")
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for option in (*OPTIONS, f"--user-data-dir={tmp_path / 'profile'}", "--lang=en-GB"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    driver.set_window_size(1280, 900)
    yield driver
    driver.quit()


class Page:
    """The page of a simulator in a browser."""

    def __init__(self, browser, simulator):
        self.browser = browser
        browser.get(simulator.base_url + "/")
        self.until(lambda: "on" in self.find("#live").get_attribute("class").split())

    def until(self, wanted):
        """Waits until something is so; what is shown anew meanwhile is looked for again."""
        gone = [NoSuchElementException, StaleElementReferenceException, StopIteration]
        return WebDriverWait(self.browser, PATIENCE, ignored_exceptions=gone).until(lambda _: wanted())

    def find(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def card(self, order):
        return self.until(lambda: self.all(f"[data-order='{order}']"))[0]

    def tab(self, name):
        self.find(f"#tab-{name}").click()

    def button(self, text, within="main"):
        path = f"//{within}//button[normalize-space()={text!r}]"
        found = self.browser.find_elements(By.XPATH, path)
        return next(button for button in found if button.is_displayed())

    def language(self, name):
        Select(self.find("#language")).select_by_value(name)

    def overflows(self):
        return self.browser.execute_script("return document.documentElement.scrollWidth > window.innerWidth")

    def picture(self, name):
        folder = os.environ.get("IIKO_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.browser.save_screenshot(str(Path(folder) / f"{name}.png"))

    def complaints(self):
        """What the page's own code complained of; the browser tells of refused calls by itself."""
        log = self.browser.get_log("browser")
        return [entry for entry in log if entry["level"] == "SEVERE" and entry["source"] != "network"]


def column(page, order):
    return page.card(order).find_element(By.XPATH, "./ancestor::div[@data-status]").get_attribute("data-status")


def test_an_order_shows_without_reload_and_is_moved(browser, fresh_simulator):
    restaurant = Restaurant(fresh_simulator)
    page = Page(browser, fresh_simulator)
    browser.execute_script("window.notReloaded = true")
    order = restaurant.delivery()
    page.until(lambda: column(page, order) == "Unconfirmed")

    Select(page.find(f"[data-move='{order}']")).select_by_value("OnWay")
    page.until(lambda: column(page, order) == "OnWay")
    told = restaurant.call("deliveries/by_id", organizationId=restaurant.organization, orderIds=[order])
    assert told["orders"][0]["order"]["status"] == "OnWay"
    assert browser.execute_script("return window.notReloaded")
    assert page.complaints() == []


def test_the_next_call_fails_and_the_page_says_why(browser, fresh_simulator):
    restaurant = Restaurant(fresh_simulator)
    assert restaurant.organization
    page = Page(browser, fresh_simulator)
    page.tab("trouble")
    Select(page.find("#fault-operation")).select_by_value("cities")
    Select(page.find("#fault-kind")).select_by_value("status503")
    page.button("Fail the next call").click()
    page.until(lambda: page.find("#tab-trouble").text.endswith("1"))
    cities = {"organizationIds": [restaurant.organization]}
    assert fresh_simulator.send("/api/1/cities", cities).status_code == 503
    assert fresh_simulator.send("/api/1/cities", {"organizationIds": "none"}).status_code == 400

    page.tab("exchanges")
    page.until(lambda: any("organizationIds" in entry.text for entry in page.all("#exchanges .entry")))
    assert any("503" in entry.text for entry in page.all("#exchanges .entry"))
    page.picture("exchanges-en")
    assert page.complaints() == []


def test_a_terminal_is_killed_and_brought_back(browser, fresh_simulator):
    restaurant = Restaurant(fresh_simulator)
    page = Page(browser, fresh_simulator)
    page.tab("trouble")
    page.button("Kill the terminal").click()
    page.until(lambda: page.button("Bring it back"))
    body = restaurant.order()
    answer = restaurant.call("deliveries/create", organizationId=restaurant.organization, order=body)
    order = answer["orderInfo"]["id"]
    # Looked at, its time ends.
    for _ in range(2):
        restaurant.call("deliveries/by_id", organizationId=restaurant.organization, orderIds=[order])
    page.tab("board")
    page.until(lambda: column(page, order) == "Failed")
    assert "Creation timeout expired" in page.card(order).text
    page.tab("trouble")
    page.button("Bring it back").click()
    page.tab("board")
    made = restaurant.delivery()
    page.until(lambda: column(page, made) == "Unconfirmed")


def test_the_clock_lets_the_kitchen_cook(browser, fresh_simulator):
    restaurant = Restaurant(fresh_simulator)
    page = Page(browser, fresh_simulator)
    order = restaurant.delivery()
    page.until(lambda: column(page, order) == "Unconfirmed")
    restaurant.call("deliveries/confirm", organizationId=restaurant.organization, orderId=order)
    Select(page.find(f"[data-move='{order}']")).select_by_value("WaitCooking")
    page.until(lambda: column(page, order) == "WaitCooking")
    page.button("+1 h", within="header").click()
    page.until(lambda: column(page, order) not in ("Unconfirmed", "WaitCooking"))


def test_it_speaks_russian_and_fits_a_phone(browser, fresh_simulator):
    restaurant = Restaurant(fresh_simulator)
    page = Page(browser, fresh_simulator)
    first = restaurant.delivery()
    for status in (None, "WaitCooking", "CookingStarted", "OnWay", "Delivered"):
        order = restaurant.delivery()
        page.card(order)
        if status:
            fresh_simulator.post(f"/__simulator/orders/{order}/move", {"status": status})
    page.until(lambda: len(page.all("[data-order]")) == 6 and column(page, order) == "Delivered")
    page.picture("board-en")
    page.language("ru")
    page.until(lambda: page.find("#tab-board").text.startswith("Заказы"))
    page.picture("board-ru")
    browser.set_window_size(390, 844)
    for tab in ("board", "tables", "stops", "exchanges", "webhooks", "trouble"):
        page.tab(tab)
        assert not page.overflows(), tab
    page.tab("board")
    page.picture("phone-ru")
    assert page.card(first).is_displayed()
    browser.refresh()
    page.until(lambda: page.find("#tab-board").text.startswith("Заказы"))
    assert page.complaints() == []
