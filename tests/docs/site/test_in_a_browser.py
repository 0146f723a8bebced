"""The site as a browser shows it, on a laptop and on a phone."""

import json
import shutil
import time

import pytest

pytestmark = pytest.mark.browser
ONLY_ENGLISH = "이 페이지는 영어로만 있습니다."
WIDTHS = (1280, 390)
TOO_WIDE = """
if (!matchMedia(`(width: ${arguments[0]}px)`).matches) throw new Error('the screen has another width');
const page = document.scrollingElement;
return page.scrollWidth - page.clientWidth;
"""


@pytest.fixture(scope="module")
def browser(root):
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(root / "benchmarks"))
        from browser import chromium

        programs = [str(shutil.which(name)) for name in ("chromium", "chromedriver")]
        with chromium(*programs, 1280, 844, requests=True) as opened:
            yield opened


def requested(browser):
    """The addresses that the browser asked for since the last call."""
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return [
        message["params"]["request"]["url"] for message in messages if message["method"] == "Network.requestWillBeSent"
    ]


def turn_into(browser, width):
    """Give the browser the screen of a laptop or of a phone; an open page is laid out anew."""
    metrics = {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def test_no_page_is_wider_than_the_screen_or_asks_for_anything_outside(browser, built, pages):
    """Each page is loaded once: on a laptop, the next one on a phone, then the screen changes.

    A page of the Korean site that has English text only is not loaded: it was seen in English.
    """
    too_wide, said, outside, widths = {}, [], set(), WIDTHS
    turn_into(browser, widths[0])
    for page in (name for name, page in pages.items() if ONLY_ENGLISH not in page.text):
        browser.get((built / page).as_uri())
        for width in widths:
            turn_into(browser, width)
            if pixels := browser.execute_script(TOO_WIDE, width):
                too_wide[page, width] = pixels
        widths = widths[::-1]
        said += [(page, entry["message"]) for entry in browser.get_log("browser")]
        asked = requested(browser)
        assert asked
        outside |= {address for address in asked if not address.startswith(("file:", "data:"))}
    assert (too_wide, said, outside) == ({}, [], set())


@pytest.mark.parametrize(
    ("page", "word", "title"),
    [
        ("search.html", "overfitting", "13. Overfitting"),
        ("search.html", "과적합", "13. Overfitting"),
        ("ko/search.html", "과적합", "13. "),
        ("ko/search.html", "배치", "12. "),
        ("ko/search.html", "MaxPooling2D", "5. "),
    ],
)
def test_a_search_finds_the_lesson(browser, built, page, word, title):
    browser.get(f"{(built / page).as_uri()}?q={word}")
    end, found = time.monotonic() + 20, ""
    while title not in found and time.monotonic() < end:
        time.sleep(0.2)
        found = browser.execute_script("return document.querySelector('#search-results').textContent")
    assert title in found


def test_the_mark_of_english_is_shown_on_the_korean_site_only(browser, built, tmp_path):
    style = (built / "_static" / "site.css").as_uri()
    for language, shown in (("ko", '"[영어] "'), ("en", "none")):
        page = tmp_path / f"{language}.html"
        head = f"<!doctype html><html lang='{language}'><link rel='stylesheet' href='{style}'>"
        page.write_text(f"{head}<p class='untranslated'>A line.</p>", encoding="utf-8")
        browser.get(page.as_uri())
        script = "return getComputedStyle(document.querySelector('p'), '::before').content"
        assert browser.execute_script(script) == shown


@pytest.mark.parametrize("page", ["lessons/ch03_nonlinearity.html", "ko/docs/glossary.html", "ko/CLAIMS.html"])
def test_nothing_is_cut_on_paper(browser, built, page):
    turn_into(browser, 720)  # pixels between the margins of A4
    browser.get((built / page).as_uri())
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        script = """return [...document.querySelectorAll('article pre, article .table-wrapper')]
            .filter(part => part.scrollWidth > part.clientWidth).map(part => part.textContent.slice(0, 80))"""
        assert browser.execute_script(script) == []
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


@pytest.mark.parametrize("width", WIDTHS)
def test_the_test_would_see_a_page_that_is_too_wide(browser, tmp_path, width):
    page = tmp_path / "wide.html"
    phone = "<meta name='viewport' content='width=device-width'>"
    page.write_text(f"<!doctype html>{phone}<div style='width: 3000px'>wide</div>", encoding="utf-8")
    turn_into(browser, WIDTHS[WIDTHS[0] == width])
    browser.get(page.as_uri())
    turn_into(browser, width)
    assert browser.execute_script(TOO_WIDE, width) > 0
