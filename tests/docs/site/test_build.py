"""The built site: every page is there, every link leads somewhere, and nothing is fetched from elsewhere."""

import json
import re
from importlib import import_module
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import pytest

from chapters.claims.claim_list import lecture
from chapters.claims.evidence import both_sides
from chapters.claims.ledger import entries
from chapters.claims.results import stored
from chapters.command_line.chapter_list import chapter_names, find_chapter
from homework.assignment import names
from runtime.lazy import listed

pytestmark = pytest.mark.site
ONLY_ENGLISH = "이 페이지는 영어로만 있습니다."
NUMBER_AND_PARTICLE = re.compile(r"(?<![\w^/.,])\d+(?:[.,]\d+)*(이|가|은|는|을|를|과|와|으로|로)(?!\w)")
RIGHT_AFTER = {"2459": "가 는 를 와 로", "178": "이 은 을 과 로", "036": "이 은 을 과 으로"}
"""The last digit as it is read (일, 이, 삼, ...), and the particles that it takes."""
LESSONS = ["tour", *chapter_names()]


def inside(page, address):
    """The place in the site that an address on a page leads to, and the id there; None for other sites."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    start = PurePosixPath(page).parent if parts.path else PurePosixPath(page)
    steps = []
    for step in (start / unquote(parts.path)).parts:
        steps = steps[:-1] if step == ".." else [*steps, step]
    return "/".join(steps), unquote(parts.fragment)


def test_every_link_leads_to_a_file_and_to_an_id_in_it(built, pages):
    wrong = []
    for name, page in pages.items():
        for address in [*page.links, *page.fetched, page.other_language]:
            place, part = inside(name, address) or ("", "")
            if (place and not (built / place).is_file()) or (part and place in pages and part not in pages[place].ids):
                wrong.append((name, address))
    assert wrong == []


def test_nothing_is_fetched_from_elsewhere(built, pages):
    fetched = {address for page in pages.values() for address in page.fetched}
    assert fetched
    assert [address for address in fetched if urlsplit(address).scheme or urlsplit(address).netloc] == []
    for path in built.rglob("*.css"):
        addresses = re.findall(r"(?:url\(|@import)\s*[\"']?([^\"')]+)", path.read_text(encoding="utf-8"))
        assert [one for one in addresses if one.startswith(("http", "//"))] == [], path.name


def test_every_lesson_assignment_claim_and_export_has_its_place(root, pages):
    for folder, expected in {"lessons": LESSONS, "homework": names(), "claims": list(lecture().claims)}.items():
        found = {PurePosixPath(page).stem for page in pages if page.startswith(f"{folder}/")}
        assert found == set(expected)
    for package in ("datasets", "models", "training", "comparison"):
        page = pages[f"reference/{package}.html"]
        assert {f"{package}.{name}" for name in listed(root / package / "__init__.pyi")} <= page.ids
    for place in ("index", "notebooks", "docs/glossary", "CLAIMS", "docs/statistics", "search", "genindex"):
        assert f"{place}.html" in pages


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_offers_what_comes_next(root, built, pages, name):
    page = pages[f"lessons/{name}.html"]
    ends = ["What its claims came to", "Homework", "The notebook", "Now change one thing"]
    places = [page.text.rindex(title) for title in ends]
    assert places == sorted(places)
    [notebook] = [
        inside(f"lessons/{name}.html", link)[0] for link in page.links if link.endswith(".ipynb") and "//" not in link
    ]
    assert (built / notebook).read_bytes() == (root / "notebooks" / f"{name}.ipynb").read_bytes()
    assert f"https://colab.research.google.com/github/a/b/blob/main/notebooks/{name}.ipynb" in page.links
    for claim in lecture().of_chapter(name):
        assert f"../claims/{claim.id}.html" in page.links
        assert claim.statement in " ".join(page.text.split())


def test_a_page_shows_the_run_that_is_there_and_else_the_one_that_is_kept(pages):
    """The built site has a run of the first lesson; every lesson and the tour have kept outputs of default sizes."""
    for name in LESSONS:
        page = pages[f"lessons/{name}.html"]
        said = " ".join(page.text.split())
        assert ("Made by python -m chapters.ch01_linear_regression. " in said) == (name == LESSONS[1])
        assert (re.search(r"on 2\d{3}-\d\d-\d\d in [\d,]+ s on \d+ cores", said) is None) == (name == LESSONS[1])
        assert [one for one in page.fetched if one.endswith(f"/{name[:4]}-comparison.png")]
        assert "This page was built without a run" not in said


def test_the_page_of_costs_has_every_kept_run_and_every_study(root, pages):
    text = " ".join(pages["cost.html"].text.split())
    kept = {name: json.loads((root / f"docs/site/outputs/{name}/made.json").read_text("utf-8")) for name in LESSONS}
    studies = {name: study for name in LESSONS[1:] if (study := stored(name).get("study"))}
    assert studies
    for name, made in kept.items():
        assert f"{name} {made['seconds']:,} 1 {made['day']} " in text
        assert f"{made['machine']}; {made['versions']}" in text
    for name, study in studies.items():
        assert f"{name} {study['seconds']:,} {len(study['seeds'])} " in text
        assert f"python {study['versions']['python']}, tensorflow {study['versions']['tensorflow']}" in text
    for runs in (kept, studies):
        assert f"in all {sum(run['seconds'] for run in runs.values()):,}" in text


@pytest.mark.parametrize("language", ["", "ko/"])
def test_an_assignment_says_how_to_start(pages, language):
    for name in names():
        page = pages[f"{language}homework/{name}.html"]
        assert f"python -m homework start {name[:4]} my_work" in page.text
        assert "../docs/homework.html" in page.links


def test_words_of_both_languages_are_found(built):
    index = (built / "searchindex.js").read_text(encoding="utf-8")
    assert "overfit" in index
    assert json.dumps("과적합").strip('"') in index  # overfitting
    korean = (built / "ko" / "searchindex.js").read_text(encoding="utf-8")
    assert json.dumps("과적합").strip('"') in korean


def test_the_page_of_a_claim_has_both_sides_of_every_comparison_that_stands_beside_it(pages):
    rows = [row for row in entries(find_chapter) if row["beside"]]
    assert rows
    for row in rows:
        shown = " ".join(pages[f"claims/{row['claim'].id}.html"].text.split())
        for said in both_sides(row["sides"], row["beside"]):
            assert " ".join(said.split()) in shown


def test_every_page_is_there_in_both_languages_and_leads_to_itself_in_the_other(pages):
    english = {name for name in pages if not name.startswith("ko/")}
    assert {name.removeprefix("ko/") for name in pages if name.startswith("ko/")} == english
    for name in english:
        assert (pages[name].language, pages[f"ko/{name}"].language) == ("en", "ko")
        for one, other in ((name, f"ko/{name}"), (f"ko/{name}", name)):
            assert inside(one, pages[one].other_language) == (other, "")
            assert pages[one].other_language in pages[one].links


def test_what_has_no_korean_is_marked_on_the_korean_site_only(makers, pages):
    """The catalogues say how much has no Korean; a page of the API, of which none has any, says so once."""
    catalogues = import_module("catalogues")
    korean = catalogues.Korean(catalogues.read_folder(catalogues.LOCALES, ".po"))
    assert [name for name, page in pages.items() if page.marked and not name.startswith("ko/")] == []
    lacking = {
        name: [entry for entry in entries if korean.of(entry.message) is None] for name, entries in korean.files.items()
    }
    for name in [name for name in korean.files if f"ko/{name}.html" in pages and name != "index"]:
        page = pages[f"ko/{name}.html"]
        assert page.marked or not lacking[name], name
        of_its_run = 2 if name == f"lessons/{LESSONS[1]}" else 0  # how it was made, and a heading: it is not kept
        assert page.marked == of_its_run or any(lacking.values()), name  # pages share paragraphs
        assert ONLY_ENGLISH not in page.text
    assert "혼동하기 쉽습니다" in pages["ko/docs/glossary.html"].text
    assert pages["ko/index.html"].marked == 0
    assert "실행하는 딥러닝 강의" in pages["ko/index.html"].text
    for page in ("reference/training", "ARCHITECTURE", "benchmarks/RESULTS"):
        assert pages[f"ko/{page}.html"].text.count(ONLY_ENGLISH) == 1
        assert pages[f"ko/{page}.html"].marked == 0
        assert ONLY_ENGLISH not in pages[f"{page}.html"].text


def test_a_particle_fits_the_number_before_it(pages):
    """One Korean sentence serves several numbers: one that needs another particle must be put in other words."""
    wrong = {
        found[0]
        for name in pages
        if name.startswith("ko/")
        for found in NUMBER_AND_PARTICLE.finditer(pages[name].text)
        for digits, particles in RIGHT_AFTER.items()
        if found[0][-len(found[1]) - 1] in digits and found[1] not in particles.split()
    }
    assert wrong == set()


def test_a_picture_of_a_run_leads_to_its_file(pages):
    for name, page in pages.items():
        for picture in (one for one in page.fetched if "_images/" in one and "lessons/" in name):
            assert picture in page.links


def test_the_pages_own_words_are_korean(pages):
    text = pages["ko/lessons/tour.html"].text
    assert [
        word for word in ("다음", "이전", "맨 위로", "본문으로 건너뛰기", "더 보기", "패키지") if word not in text
    ] == []
    assert [word for word in ("Next", "Previous", "Back to top", "On this page", "Skip to") if word in text] == []
