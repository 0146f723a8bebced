"""The Korean catalogues: which file a message is in, what becomes of a translation when the English changes."""

from importlib import import_module

import pytest

pytestmark = pytest.mark.site
PAGES = {
    "lessons/a": ["What we build", "**holds** (`x`)", "A CNN is better.", "+0.5 over 10 seeds", "Only here."],
    "lessons/b": ["What we build", "**holds** (`y`)"],
    "claims/x": ["A CNN is better.", "+0.5 over 10 seeds", "holds"],
}


@pytest.fixture
def catalogues(makers):
    return import_module("catalogues")


def translated(catalogues, files):
    """Catalogues in which a message in brackets is its translation."""
    return catalogues.Korean(
        {name: [catalogues.Entry(text, f"[{text}]") for text in texts] for name, texts in files.items()}
    )


def test_each_message_is_in_one_file(catalogues):
    assert catalogues.arranged(PAGES) == {
        "common": ["What we build", "**holds** (`x`)"],
        "claims/x": ["A CNN is better.", "+0.5 over 10 seeds", "holds"],
        "lessons/a": ["Only here."],
    }


def test_what_was_common_stays_common(catalogues):
    korean = translated(catalogues, catalogues.arranged(PAGES))
    common = [entry.message for entry in korean.files["common"]]
    today = catalogues.arranged({"lessons/b": ["**holds** (`z`)"]}, common)
    assert today == {"common": ["**holds** (`z`)"]}
    assert catalogues.updated(today, korean)["common"] == [
        catalogues.Entry("**holds** (`z`)", "[**holds** (`z`)]"), catalogues.Entry("What we build", "[What we build]"),
    ]  # fmt: skip


def test_what_is_not_translated(catalogues):
    page = [
        "1. Lines",
        "`code`",
        "What it prints and draws",
        "Tables of this run",
        "test accuracy",
        "What its claims came to",
        "How it works",
        "x",
    ]
    kept = ["1. Lines", "What it prints and draws", "Tables of this run", "What its claims came to"]
    assert catalogues.to_translate(page, ["How it works"]) == kept
    cell = "`a`<br>A line.<br>“선”<br>Another."
    assert catalogues.to_translate(["4. How it works", cell], ["How it works"]) == ["A line.", "Another."]
    assert catalogues.to_translate(["Homework", "For instructors", "no word more"], []) == [
        "Homework",
        "For instructors",
    ]


def test_other_numbers_keep_a_translation_and_other_words_make_it_stale(catalogues):
    files = catalogues.arranged(PAGES)
    korean = translated(catalogues, files)
    assert korean.of("+0.7 over 5 seeds") == "[+0.7 over 5 seeds]"
    assert korean.of("**holds** (`y`)") == "[**holds** (`y`)]"
    assert korean.of("Another sentence.") is None
    today = {**files, "claims/x": ["A CNN is much better.", "-0.7 over 5 seeds", "does it hold?"]}
    made = catalogues.updated(today, korean)
    assert made["claims/x"] == [
        catalogues.Entry("A CNN is much better.", "[A CNN is better.]", "A CNN is better."),
        catalogues.Entry("-0.7 over 5 seeds", "[-0.7 over 5 seeds]"),
        catalogues.Entry("does it hold?"),
    ]
    assert catalogues.lacking(made) == [
        "claims/x: 1 of 3 paragraphs without Korean, 1 out of date",
        "all pages: 1 of 6 paragraphs without Korean, 1 out of date",
    ]
    assert catalogues.updated(today, catalogues.Korean(made)) == made
    assert catalogues.Korean(made).of("A CNN is much better.") is None


def test_catalogues_are_read_as_they_were_written(catalogues, tmp_path):
    files = {
        "lessons/a": [
            catalogues.Entry('Say "x\\y".', '"x\\y"라고 합니다.'),
            catalogues.Entry("New.", "옛.", "Old."),
            catalogues.Entry("No."),
        ],
        "common": [],
    }  # fmt: skip
    (tmp_path / "gone.po").write_text('msgid "a"\nmsgstr "b"\n', encoding="utf-8")
    catalogues.write(files, tmp_path)
    assert catalogues.read_folder(tmp_path, ".po") == files
    assert "POT-Creation-Date" not in (tmp_path / "lessons" / "a.po").read_text(encoding="utf-8")


def test_what_sphinx_gets_has_all_that_needs_no_translation(catalogues, tmp_path):
    from gettext import GNUTranslations

    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    template = Catalog()
    for text in ("Only here.", "No Korean.", "0.5", "`code`", "`a`<br>Only here.", "`a`<br>No Korean."):
        template.add(text)
    (tmp_path / "messages" / "lessons").mkdir(parents=True)
    with (tmp_path / "messages" / "lessons" / "a.pot").open("wb") as file:
        write_po(file, template)
    korean = translated(catalogues, {"lessons/a": ["Only here."]})
    catalogues.compiled(tmp_path / "messages", korean, tmp_path / "made")
    with (tmp_path / "made" / "lessons" / "a.mo").open("rb") as file:
        found = GNUTranslations(file)._catalog
    assert {key: value for key, value in found.items() if key} == {
        "Only here.": "[Only here.]", "0.5": "0.5", "`code`": "`code`", "`a`<br>Only here.": "`a`<br>[Only here.]",
    }  # fmt: skip
    assert (tmp_path / "made" / "sphinx.mo").exists()


def test_a_file_that_is_no_catalogue_is_named(catalogues, tmp_path):
    from runtime.errors import UserError

    path = tmp_path / "a.po"
    path.write_text('msgid "a\n', encoding="utf-8")
    with pytest.raises(UserError, match=r"a\.po cannot be read"):
        catalogues.read(path)
    with pytest.raises(UserError, match=r"has no messages; type: python docs/site/build\.py --messages"):
        catalogues.of_pages(tmp_path)


def test_the_command_counts_and_compares(catalogues, tmp_path, capsys):
    path = tmp_path / "a.po"
    path.write_text('msgid "3 networks"\nmsgstr "신경망 4개"\n\nmsgid "x y z"\nmsgstr ""\n', encoding="utf-8")
    assert catalogues.main([str(path)]) == 1
    said = capsys.readouterr().out
    assert "missing in Korean: 3; only in Korean: 4" in said
    assert "a.po: 1 of 2 paragraphs without Korean, 0 out of date" in said
    path.write_text('msgid "3 networks"\nmsgstr "신경망 3개"\n', encoding="utf-8")
    assert catalogues.main([str(path)]) == 0
