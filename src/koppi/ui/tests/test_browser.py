"""The gallery in a real browser: axe in every theme and language, the content policy, and koppi.js."""

import pytest

from koppi.ui.tests.browsing import axe_violations, chromium

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture
def open_page(browser, live_server):
    contexts = []

    def opened(path="/ui/", **options):
        context = browser.new_context(**{"locale": "fi", **options})
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on(
            "console",
            lambda message: page.complaints.append(message.text) if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("lang", "options"),
    [
        ("fi", {}),
        ("sv", {"color_scheme": "dark"}),
        ("en", {"contrast": "more"}),
        ("fi", {"contrast": "more", "color_scheme": "dark"}),
        ("sv", {"viewport": {"width": 320, "height": 640}}),
    ],
)
def test_the_gallery_passes_axe(open_page, lang, options):
    page = open_page(locale=lang, **options)

    assert axe_violations(page) == []
    assert page.complaints == []


def test_the_gallery_passes_axe_in_the_readers_own_colours(open_page):
    page = open_page(forced_colors="active")

    # The system paints every colour then; axe would measure ours, which nobody sees.
    assert [one for one in axe_violations(page) if not one.startswith("color-contrast")] == []


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_nothing_overflows_a_narrow_window(open_page, lang):
    page = open_page(locale=lang, viewport={"width": 320, "height": 640})

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_error_page_passes_axe(open_page):
    page = open_page("/nowhere/")

    assert axe_violations(page) == []


def test_focus_goes_to_the_error_summary_and_from_it_to_the_field(open_page):
    page = open_page()

    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    page.click("[data-error-summary] a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "id_b-name"


def test_what_one_writes_is_saved_and_says_so(open_page):
    page = open_page()
    sent = []

    def answer(route):
        if route.request.method != "POST":
            return route.continue_()
        sent.append(route.request.post_data)
        return route.fulfill(status=200, content_type="application/json", body='{"saved": "8.40"}')

    page.route("**/ui/", answer)
    page.fill("#id_c-words", "Selkä")

    page.locator("[data-autosave-status]", has_text="8.40").wait_for()
    assert "changed=c-words" in sent[0]
    assert "c-words=Selk%C3%A4" in sent[0]


def test_a_dropped_connection_is_told_and_tried_again(open_page):
    page = open_page()
    tries = []

    def answer(route):
        if route.request.method != "POST":
            return route.continue_()
        tries.append(route.request.post_data)
        if len(tries) == 1:
            return route.abort()
        return route.fulfill(status=200, content_type="application/json", body='{"saved": "8.41"}')

    page.route("**/ui/", answer)
    page.fill("#id_c-words", "Selkä")

    page.wait_for_selector("[data-autosave-status][data-kind=trouble]")
    page.locator("[data-autosave-status]", has_text="8.41").wait_for()
    assert tries[0] == tries[1]


def test_the_form_is_sent_once_however_often_it_is_pressed(open_page):
    page = open_page()
    page.evaluate(
        """() => {
            window.sent = 0;
            const form = document.querySelector('.confirm');
            document.addEventListener('submit', event => {
                if (!event.defaultPrevented) { window.sent += 1; event.preventDefault(); }
            });
            const button = form.querySelector('button');
            for (let n = 0; n < 3; n += 1) button.click();
        }"""
    )

    assert page.evaluate("window.sent") == 1


def test_keys_move_in_the_list_and_rest_while_one_writes(open_page):
    page = open_page()
    page.evaluate(
        "document.querySelector('[data-key=z]').addEventListener('click', () => { window.pressed = true; })"
    )

    page.focus("#id_a-name")
    page.keyboard.press("z")
    assert not page.evaluate("window.pressed")

    page.focus("[data-rows] a")
    page.keyboard.press("j")
    assert "avoinna oikealla" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("z")
    assert page.evaluate("window.pressed")


def test_the_sheet_of_shortcuts_opens_and_closes(open_page):
    page = open_page()

    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    assert axe_violations(page) == []
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()


def test_keys_can_be_switched_off(open_page, live_server):
    page = open_page()
    page.context.add_cookies([{"name": "koppi_keys", "value": "off", "url": live_server.url}])
    page.reload()

    page.keyboard.press("?")

    assert not page.locator("#keys").is_visible()


def test_two_colons_bring_text_modules_to_the_text(open_page):
    page = open_page()
    page.route(
        "**/ui/modules/",
        lambda route: route.fulfill(
            content_type="application/json",
            body='[{"name": "Tervehdys", "text": "Hei, otin asiasi."}, {"name": "Muu", "text": "Toinen."}]',
        ),
    )
    area = page.locator("[data-modules] textarea")

    area.press_sequentially("Aluksi ::terv")
    page.wait_for_selector("#modules [role=option]")
    assert page.locator("#modules [role=option]").count() == 1
    assert axe_violations(page) == []
    area.press("Enter")

    assert area.input_value() == "Aluksi Hei, otin asiasi."
    assert page.locator("#modules").count() == 0


def test_new_rows_wait_and_changed_rows_change_in_place(open_page):
    page = open_page()
    page.evaluate(
        """() => {
            document.querySelector('#main').insertAdjacentHTML('afterbegin', `
              <button data-news-for="live" class="news" hidden></button>
              <ul class="rows" data-rows id="live" data-fresh="/ui/live/" data-fresh-every="1">
              <li data-row-id="1"><a href="#a">Selkä</a></li>
              <li data-row-id="2"><a href="#b">Korva</a></li></ul>`);
            document.querySelector('#live a').focus();
        }"""
    )
    page.route(
        "**/ui/live/",
        lambda route: route.fulfill(
            content_type="text/html",
            body='<ul id="live"><li data-row-id="3" data-urgent><a href="#c">Rinta</a></li>'
            '<li data-row-id="1"><a href="#a">Selkä, Omar katsoo</a></li></ul>',
        ),
    )

    page.wait_for_selector("#live .taken")

    assert page.locator("#live li").all_inner_texts() == ["Selkä, Omar katsoo", "Korva"]
    assert page.evaluate("document.activeElement.textContent") == "Selkä, Omar katsoo"
    news = page.locator("[data-news-for=live]")
    assert news.inner_text() == "1 uusi. Näytä"
    news.click()
    assert page.locator("#live li").all_inner_texts() == ["Rinta", "Selkä, Omar katsoo"]


def test_a_sign_in_about_to_end_is_told_in_time(open_page):
    page = open_page()
    page.evaluate(
        """() => {
            document.body.dataset.sessionExpires = new Date(Date.now() + 3 * 60000).toISOString();
            document.body.dataset.sessionExtend = '/ui/extend/';
        }"""
    )
    page.clock.install()
    page.route(
        "**/ui/extend/",
        lambda route: route.fulfill(
            content_type="application/json", body='{"expires": "2999-01-01T00:00:00Z"}'
        ),
    )
    page.evaluate("import(document.querySelector('script[type=module]').src + '?again')")
    page.wait_for_selector(".session-warning")
    assert axe_violations(page) == []
    page.click(".session-warning button")

    page.wait_for_selector(".session-warning", state="detached")


def test_the_page_works_without_the_script(browser, live_server):
    context = browser.new_context(java_script_enabled=False, locale="fi")
    page = context.new_page()
    page.goto(live_server.url + "/ui/")

    page.click("details.look > summary")
    page.select_option("#look-theme", "dark")
    page.click("details.look button")

    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.click("button[name=language][value=sv]")
    assert page.locator("html").get_attribute("lang") == "sv"
    context.close()
