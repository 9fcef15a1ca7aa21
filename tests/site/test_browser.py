"""The pages in a real browser: nothing on the console, nothing wider than the screen, nothing that axe objects to, dark and light."""

import shutil

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is of the extra `browser`; .ci/run installs it")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages(browser, site, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    story = min((site / "story").glob("*.html"))
    for path in (site / "index.html", site / "coverage.html", site / "operations.html", story):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text))
        page.on("pageerror", lambda error, said=said: said.append(str(error)))
        page.goto(path.as_uri())
        assert not said, (path.name, said)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path.name} is wider than the screen"
        found = Axe().run(page)
        assert found.violations_count == 0, (path.name, scheme, found.generate_report())
        context.close()


def test_no_story_is_wider_than_the_screen(browser, site):
    context = browser.new_context(viewport={"width": 390, "height": 900})
    page = context.new_page()
    for path in (site / "story").glob("*.html"):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path.name
    context.close()


def test_figures_are_there_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto((site / "coverage.html").as_uri())
    assert "Kenya" in page.inner_text("main")
    assert page.locator("svg.map path").count() > 150
    context.close()
