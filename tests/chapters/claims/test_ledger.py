"""The ledger: its pages are up to date, stale verdicts are named, `--check` stores, and every slide is there."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.cells import cell_len

import datasets
from chapters import claims
from chapters.claims import commits, ledger, list_faults, pages, results, verdicts
from chapters.claims.claim_list import lecture
from chapters.command_line import check_claims
from chapters.command_line.chapter_list import find_chapter
from chapters.command_line.lessons_of_slides import lessons_of
from chapters.command_line.settings import Flag, Settings
from runtime.errors import UserError, exit_code

# The headings of the lecture, in order, without markup; "Deep Learning" alone stands above a title and is none.
HEADINGS = """Big Data Analytics Programming
Linear Regression
Linear Regression for classification?
Linear Regression for classification?
Logistic Regression (Classification)
Logistic Regression의 한계
Dealing with Non-linearity
비선형성에 대응하기 위한 3가지 전략
Artificial Neural Networks 인공신경망
Deep Neural Networks 깊은 신경망
Convolutional Neural Networks (CNNs)
Convolutional Neural Networks (CNNs)
Exploring Randomly Wired Neural Networks for Image Recognition
Recurrent Neural Networks (RNNs)
Brief History of Neural Network
Deep Learning 이번엔 꺼지지 않는다!
How it works
How it works
How it works
How it works
Common Terms
Deep Learning Epoch
Deep Learning Batch
Deep Learning Overfitting
Activation Function
Deep Learning Loss Function
Deep Learning Optimizer
산 내려오는 작은 오솔길 잘찿기(Optimizer)의 발달 계보
Deep Learning Metric
References
E.O.D""".splitlines()


def test_every_slide_of_the_lecture_has_its_section(root):
    assert [slide["title"] for slide in lecture().slides] == HEADINGS
    text = (root / "docs" / "claims_by_slide.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (\d+\. .*)\n\n((?:(?!## ).*\n)+)", text, re.MULTILINE))
    assert list(sections) == [f"{number}. {title}" for number, title in enumerate(HEADINGS, start=1)]
    for slide, section in zip(lecture().slides, sections.values(), strict=True):
        claims = [claim.id for claim in lecture().claims.values() if claim.slide == slide["id"]]
        assert re.findall(r"^- \*\*[a-z ]+\*\* \(`(.+)`\)$", section, re.MULTILINE) == claims
        unchecked = [entry for entry in lecture().unchecked if entry["slide"] == slide["id"]]
        assert section.count("- **not checked**") == len(unchecked)
        assert ("Nothing to check: " in section) == ("nothing" in slide)


def test_the_pages_are_up_to_date():
    for path, text in pages.pages(find_chapter, lessons_of()).items():
        assert path.read_text(encoding="utf-8") == text, "run python -m chapters claims --write"


def test_the_ledger_is_printed_slide_by_slide(capsys):
    assert exit_code(check_claims.main, []) == 0
    printed = capsys.readouterr().out
    assert max(map(cell_len, printed.splitlines())) <= 80
    text = " ".join(printed.split())
    assert all(claim.id in text for claim in lecture().claims.values())
    assert "Correction: 283 x 354 = 100,182." in text
    assert "More precisely: It models the conditional mean" in text  # of a claim that holds
    for origin, words in list_faults.ORIGINS.items():
        count = sum(claim.origin == origin for claim in lecture().claims.values())
        assert f" {count} claims {words}. " in text


def test_exact_claims_and_studies_are_counted_apart():
    """The claims of our own that arithmetic answers with no stood among the findings of studies."""
    claim = lecture().claims["two-costs-are-one"]
    study = replace(claim, kind="difference", expected=None)
    kinds = [(claim, "does not hold"), (claim, "does not hold"), (claim, "holds"), (study, "does not hold")]
    told = ledger.summary([{"claim": of_ours, "verdict": verdict} for of_ours, verdict in kinds])
    of_ours = "3 computed exactly: 1 holds, 2 do not hold; 1 judged over seeds: 1 does not hold."
    assert f"4 claims of our own. {of_ours}" in told


def row_of(claim_id, **changed):
    """A row of the ledger as `entries` gives it."""
    claim = lecture().claims[claim_id]
    row = {"claim": claim, "verdict": "holds", "evidence": "", "stale": "", "stored": "holds", "source": ""}
    return {**row, "sides": None, "beside": [], "over_seeds_alone": False, **changed}


def test_claims_whose_intervals_are_over_seeds_alone_are_named():
    alone = [row_of("loss-and-metric-correlate", over_seeds_alone=True), row_of("more-data-helps")]
    section = pages.claims_page(alone).split("## Seeds and comparisons")[1].split("| chapter |")[0]
    assert "over seeds alone" in section
    assert "\n- `loss-and-metric-correlate`\n" in section
    assert "more-data-helps" not in section
    assert "over seeds alone" not in pages.claims_page([row_of("more-data-helps")])


def test_the_ledger_knows_of_which_verdicts_the_interval_leaves_test_examples_out():
    for row in ledger.entries(find_chapter):
        if row["stored"] and not row["stale"] and row["claim"].kind != "exact":
            assert row["over_seeds_alone"] == ("over seeds alone" in row["evidence"].split(" Beside it")[0])


def test_what_stands_beside_a_verdict_says_what_is_equal_and_what_differs():
    sides = {"equal": {"epochs": 30}, "differs": {"optimizer.name": ["adam", "adam_w"]}}
    beside = [{"a": "none", "b": "AdamW 1", "sides": sides}, {"a": "c", "b": "d", "sides": None}]
    page = pages.claims_page([row_of("weight-decay-narrows-the-gap", sides=sides, beside=beside)])
    words = "Equal on both sides: epochs 30. Different: optimizer adam against adam_w."
    assert f" | {words}<br>Beside it, none and AdamW 1: {words} |" in page
    stored = {row["claim"].id: row for row in ledger.entries(find_chapter)}["gates-remember"]
    assert [other["sides"]["differs"] != {} for other in stored["beside"]] == [True] * 3


def test_json_is_the_ledger(capsys):
    assert exit_code(check_claims.main, ["--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["verdict"] for row in rows} <= {*verdicts.VERDICTS, ledger.TO_RUN}
    assert [row["id"] for row in rows] == list(lecture().claims)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--check", "ch99"], "chapter 'ch99' has no claims"),
        (["--check", "ch0"], "choose all or one of"),
        (["--jobs", "0"], "no whole number from 1 to 64"),
        (["--exact"], "give both"),
        (["--resume"], "give both"),
        (["--nonsense"], "unrecognized arguments"),
    ],
)
def test_bad_input_is_one_sentence(arguments, sentence, capsys):
    assert exit_code(check_claims.main, arguments) == 2
    err = capsys.readouterr().err
    assert sentence in err
    assert err.count("\n") == 1


CHAPTER = "ch05_convolutional_networks"


def made_up_chapter(trained, values):
    """A chapter whose study gives these values to its claims."""

    def run(settings):
        assert settings.seeds >= 5
        run = replace(trained, record={**trained.record})
        checked = [claims.check(claim_id, value) for claim_id, value in values.items()]
        return SimpleNamespace(claims=checked, runs=[run])

    module = SimpleNamespace(SETTINGS=Settings(chapter=CHAPTER), run=run, network="one layer", compared="accuracy")

    def find_it(name):
        if name != CHAPTER:
            raise UserError(f"chapter {name!r} is unknown")
        return module

    return module, find_it


def git(folder, *arguments):
    who = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")
    done = subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def sources_at_a_commit(folder):
    """A git checkout with one committed file."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    folder.mkdir()
    (folder / "lesson.py").write_text("epochs = 10\n", encoding="utf-8")
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "A lesson"]):
        git(folder, *command)
    return folder


def rehearsal(module, settings):
    """What a made-up chapter trains and compares."""
    return {"cnn-s0": module.network, "claim cnn-beats-dense": module.compared}


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Results, pages and runs go into a folder of their own, beside sources at a commit; a study has one network."""
    monkeypatch.setattr(results, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(pages, "ROOT", tmp_path)
    monkeypatch.setattr(commits, "ROOT", sources_at_a_commit(tmp_path / "sources"))
    monkeypatch.setattr(check_claims, "rehearsed", rehearsal)
    (tmp_path / "docs").mkdir()
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def verdicts_of(find_it):
    return {row["claim"].id: (row["verdict"], row["stale"]) for row in ledger.entries(find_it)}


def test_check_stores_and_staleness_is_named(elsewhere, trained, capsys, monkeypatch):
    values = {"cnn-beats-dense": [0.03, 0.031, 0.032, 0.033, 0.034], "cnn-uses-the-shape": [0.1, -0.1, 0.1, -0.1, 0]}
    module, find_it = made_up_chapter(trained, values)
    check_claims.main(["--check", "ch05", "--jobs", "2"], find_it)
    text = capsys.readouterr().out
    assert "Estimated time" in text
    study = results.stored(CHAPTER)["study"]
    assert study["jobs"] == 2
    assert f"its study took {study['seconds']} s in 2 processes." in text
    found = verdicts_of(find_it)
    assert found["cnn-beats-dense"] == ("holds", "")
    assert found["cnn-uses-the-shape"] == ("within noise", "")
    assert found["dense-ignores-the-shape"] == ("holds", "")
    assert found["flattening-loses-information"] == ("does not hold", "")
    assert "**holds** (`cnn-beats-dense`)" in (elsewhere / "docs" / "claims_by_slide.md").read_text(encoding="utf-8")

    module.SETTINGS = replace(module.SETTINGS, epochs=11)
    assert verdicts_of(find_it)["cnn-beats-dense"] == (ledger.TO_RUN, "settings changed since: epochs")
    assert verdicts_of(find_it)["flattening-loses-information"][1] == ""  # needs no training
    own = (Flag("examples", 5_000, ""), Flag("width", 1, ""))
    module.SETTINGS = replace(module.SETTINGS, epochs=10, own=own)
    assert verdicts_of(find_it)["cnn-beats-dense"][1] == "settings changed since: examples, width"
    module.SETTINGS = replace(module.SETTINGS, own=())

    module.network = "two layers"
    monkeypatch.setattr(check_claims, "lecture", lambda: SimpleNamespace(studies=[CHAPTER]))
    check_claims.main(["--stale"], find_it)
    assert verdicts_of(find_it)["cnn-beats-dense"] == (ledger.TO_RUN, "networks or data changed since: cnn-s0")
    text = capsys.readouterr().out
    assert "cnn-beats-dense: networks or data changed since: cnn-s0" in text
    assert "4 of 6 stored verdicts are up to date." in text
    module.network, module.compared = "one layer", "gap of accuracy"
    check_claims.main(["--stale"], find_it)
    assert verdicts_of(find_it)["cnn-beats-dense"][1] == "what the lesson compares for it changed since"
    assert verdicts_of(find_it)["cnn-uses-the-shape"][1] == ""  # another claim of the chapter
    assert "5 of 6 stored verdicts are up to date." in capsys.readouterr().out
    module.compared = "accuracy"
    check_claims.main(["--stale"], find_it)
    assert "6 of 6 stored verdicts are up to date." in capsys.readouterr().out

    path = elsewhere / "results" / f"{CHAPTER}.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    older = {"cnn-s0": content["study"]["networks"]["cnn-s0"]}
    path.write_text(json.dumps({**content, "study": {**content["study"], "networks": older}}), encoding="utf-8")
    assert verdicts_of(find_it)["cnn-beats-dense"] == (ledger.TO_RUN, "what is compared was not recorded")
    content["study"]["data"]["fashion_mnist"]["sha256"] = "0" * 64
    content["claims"]["cnn-uses-the-shape"]["fingerprint"] = "00000000"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert "the data of fashion_mnist changed" in verdicts_of(find_it)["cnn-beats-dense"][1]
    with monkeypatch.context() as elsewhere_too:
        elsewhere_too.setattr(results, "data_hash", lambda *_, **options: None)  # not fetched here: nothing to say
        assert verdicts_of(find_it)["cnn-beats-dense"][1] == ""
    assert verdicts_of(find_it)["cnn-uses-the-shape"][1] == "the claim was changed since"
    ledger.print_ledger(find_it)
    text = " ".join(capsys.readouterr().out.split())
    assert "to be run again cnn-uses-the-shape" in text
    assert "(the claim was changed since)" in text


def test_an_interrupted_study_goes_on_at_its_commit_only(elsewhere, trained, capsys):
    slow = replace(trained, record={**trained.record, "seconds": 100.0})
    module, find_it = made_up_chapter(slow, {"cnn-beats-dense": [0.03, 0.031, 0.032, 0.033, 0.034]})
    seen, run = [], module.run
    module.run = lambda settings: seen.append((settings.runs_dir, settings.resume)) or run(settings)
    check_claims.main(["--check", "ch05"], find_it)
    assert results.stored(CHAPTER)["study"]["seconds"] < 50
    check_claims.main(["--check", "ch05", "--resume"], find_it)
    assert results.stored(CHAPTER)["study"]["seconds"] == 100  # those of the training that was kept count, too
    assert f"{CHAPTER}: its study took 100 s." in capsys.readouterr().out
    commit = results.stored(CHAPTER)["claims"]["cnn-beats-dense"]["commit"]
    assert seen == [(Path("runs") / "claims" / commit[:10], resume) for resume in (False, True)]


def test_a_study_does_not_go_on_with_runs_of_other_versions(elsewhere, trained):
    older = replace(trained, record={**trained.record, "versions": {**trained.record["versions"], "keras": "3.0.0"}})
    _, find_it = made_up_chapter(older, {"cnn-beats-dense": [0.03, 0.031, 0.032, 0.033, 0.034]})
    with pytest.raises(UserError, match="without --resume"):
        check_claims.main(["--check", "ch05", "--resume"], find_it)
    assert not (elsewhere / "results").exists()


def test_data_that_were_loaded_with_options_are_looked_at_with_these():
    """Chapter 8's sentences have asides; the hash of those without looked like a change."""
    sha256 = datasets.load("negation", reach=3).provenance.sha256
    run = SimpleNamespace(
        settings={"data": {"name": "negation", "options": {"validation": 0.1, "full": False, "reach": 3}}},
        provenance={"sha256": sha256, "form": "sample"},
    )
    data = check_claims.data_of([run])["negation"]
    assert data == {"sha256": sha256, "form": "sample", "options": {"reach": 3}}
    assert results.data_hash("negation", False, reach=3) == sha256
    assert results.data_hash("negation", False) != sha256


def test_a_result_names_its_commit_and_stays_while_it_is_the_same(elsewhere):
    def nothing(name):
        raise UserError(f"chapter {name!r} is unknown")

    head = git(commits.ROOT, "rev-parse", "HEAD")
    check_claims.main(["--check", "ch10", "--exact"], nothing)
    entry = results.stored("ch10_gradient_descent")["claims"]["two-costs-are-one"]
    assert head.startswith(entry["commit"])
    assert len(entry["commit"]) == 10
    (commits.ROOT / "lesson.py").write_text("epochs = 11\n", encoding="utf-8")
    check_claims.main(["--check", "ch10", "--exact"], nothing)  # nothing new to store
    assert results.stored("ch10_gradient_descent")["claims"]["two-costs-are-one"] == entry
    with pytest.raises(UserError, match="is not committed; commit it first"):
        check_claims.main(["--check", "ch11", "--exact"], nothing)
    (commits.ROOT / "lesson.py").write_text("epochs = 10\n", encoding="utf-8")
    (commits.ROOT / "CLAIMS.md").write_text("what storing writes\n", encoding="utf-8")
    assert head.startswith(commits.clean_commit())


def test_sources_that_git_is_told_not_to_show_are_seen(elsewhere):
    git(commits.ROOT, "config", "status.showUntrackedFiles", "no")
    results_folder = commits.ROOT / "chapters" / "results"
    results_folder.mkdir(parents=True)
    (results_folder / "ch01_x.json").write_text("{}", encoding="utf-8")
    assert commits.clean_commit()
    (results_folder / "networks.py").write_text("import this\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"networks\.py is not committed"):
        commits.clean_commit()


def test_the_commit_of_somebody_elses_project_is_not_that_of_the_sources(elsewhere, monkeypatch):
    installed = commits.ROOT / "lib" / "site-packages"
    installed.mkdir(parents=True)
    (commits.ROOT / ".gitignore").write_text("lib\n", encoding="utf-8")
    git(commits.ROOT, "add", ".")
    git(commits.ROOT, "commit", "--quiet", "-m", "An environment is ignored")
    assert commits.clean_commit()
    monkeypatch.setattr(commits, "ROOT", installed)
    with pytest.raises(UserError, match="is no git checkout with a commit"):
        commits.clean_commit()


@pytest.mark.parametrize("missing", ["docs", "pyproject.toml"])
@pytest.mark.parametrize("flags", [["--write"], ["--stale"], ["--check", "ch10", "--exact"]])
def test_pages_of_an_installed_package_are_not_written_in_part(elsewhere, flags, missing, capsys):
    (elsewhere / missing).rename(elsewhere / "away")
    assert exit_code(check_claims.main, flags) == 2
    err = capsys.readouterr().err
    assert "clone the repository to write them" in err
    assert err.count("\n") == 1
    assert not (elsewhere / "CLAIMS.md").exists()
    assert not (elsewhere / "results").exists()


WHOLE = {"fingerprint": "0", "trained": True, "verdict": "holds", "evidence": "", "values": {}, "commit": "0"}
STUDY = {"settings": {}, "data": {}, "networks": {}}


@pytest.mark.parametrize(
    "content",
    [
        [],
        None,
        {},
        {"claims": []},
        {"claims": {"x": {}}},
        {"claims": {"x": []}},
        {"claims": {"x": {**WHOLE, "values": None}}},
        {"claims": {"x": {key: value for key, value in WHOLE.items() if key != "commit"}}},
        {"claims": {}, "study": []},
        {"claims": {}, "study": {}},
        {"claims": {}, "study": {**STUDY, "networks": None}},
        {"claims": {}, "study": {**STUDY, "data": {"digits": "sample"}}},
    ],
)
def test_damaged_results_are_one_sentence(elsewhere, content, capsys):
    (elsewhere / "results").mkdir()
    path = elsewhere / "results" / f"{CHAPTER}.json"
    path.write_text(json.dumps({"claims": {"x": WHOLE}, "study": STUDY}), encoding="utf-8")
    assert exit_code(check_claims.main, []) == 0
    path.write_text(json.dumps(content), encoding="utf-8")
    capsys.readouterr()
    assert exit_code(check_claims.main, []) == 2
    err = capsys.readouterr().err
    assert f"{path} is damaged" in err
    assert f"--check {CHAPTER}" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("content", [[], None, {CHAPTER: []}])
def test_damaged_networks_are_one_sentence(elsewhere, content):
    (elsewhere / "results").mkdir()
    (elsewhere / "results" / results.NETWORKS).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(UserError, match=r"networks\.json is damaged; restore it, or delete it and run .* --stale"):
        results.networks_today()


def test_without_a_checkout_nothing_is_stored(elsewhere, monkeypatch):
    monkeypatch.setattr(commits, "ROOT", elsewhere / "results" / "of" / "an-installed-package")
    with pytest.raises(UserError, match="is no git checkout with a commit; clone the repository"):
        check_claims.main(["--check", "ch10", "--exact"])
    assert not (elsewhere / "results").exists()


def test_a_stored_verdict_never_stores_itself_again(elsewhere, trained):
    module, find_it = made_up_chapter(trained, {"cnn-beats-dense": [0.03, 0.031, 0.032, 0.033, 0.034]})
    check_claims.main(["--check", CHAPTER], find_it)
    module.run = made_up_chapter(trained, {"cnn-beats-dense": [0.03]})[0].run
    check_claims.main(["--check", CHAPTER], find_it)
    assert verdicts_of(find_it)["cnn-beats-dense"][0] == "not tested"


def test_seeds_of_a_study_are_the_registered_ones():
    for chapter, study in lecture().studies.items():
        lesson = find_chapter(chapter)
        assert lesson.STUDY.seeds == study.seeds == results.study_settings(lesson).seeds
        assert study.why


def test_exact_claims_need_no_chapter(elsewhere, capsys):
    def nothing(name):
        raise UserError(f"chapter {name!r} is unknown")

    check_claims.main(["--check", "ch10", "--exact"], nothing)
    assert verdicts_of(nothing)["linear-update-is-the-gradient"] == ("holds", "")
    check_claims.main(["--check", "ch08"], nothing)
    assert "ch08_text: not tested: rnn-suits-text" in capsys.readouterr().out
    assert not (elsewhere / "results" / "ch08_text.json").exists()
