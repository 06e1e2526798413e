"""Letters without figures: a council that holds nothing, and a request that is refused as a whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from foi_return.cli import main
from tests.support.letters import letter_text, letterhead

ABOUT = ["--council", "Smalltown District Council", "--reference", "FOI/2026/0123"]
NOT_HELD = ["not-held", *ABOUT, "--ask", "Anyshire County Council", "--ask-at", "foi@anyshire.example"]
REFUSE = ["refuse", *ABOUT, "--section", "12(1)", "--files", "430", "--minutes", "10"]


def written(words: list[str], folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[str, dict[str, str]]:
    assert main([*words, "--output", str(folder), "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    return letter_text(Path(record["letter"]).read_bytes()), record


def test_district_says_that_nothing_is_held_and_names_the_county(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, record = written([*NOT_HELD, "--received", "2026-07-06"], tmp_path, capsys)
    assert "We do not hold the information that you ask for." in text
    assert text.count("Our answer: Not held.") == 6
    assert "Anyshire County Council provides children's services in our area" in text
    assert "(foi@anyshire.example)" in text
    assert "Answer due by: 5 August 2026" in text
    assert record["due"] == "2026-08-05"
    assert "Information Commissioner (ICO)" in text
    assert not {"workbook", "figures"} & set(text.split())


def test_scottish_letter_is_a_notice_under_section_17(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, _ = written([*NOT_HELD, "--regime", "FOISA"], tmp_path, capsys)
    assert "This is a notice under section 17(1) of the Act" in text
    assert "Section 15 of the Act" in text
    assert "Scottish Information Commissioner" in text
    assert "section 16" not in text.casefold()


def test_pack_holds_the_letter_alone_and_is_replaced_by_the_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, record = written(NOT_HELD, tmp_path, capsys)
    assert [path.name for path in Path(record["pack"]).iterdir()] == ["FOI-2026-0123.docx"]
    assert sorted(path.name for path in Path(record["internal"]).iterdir()) == ["about.json", "built.json"]
    second, _ = written([*NOT_HELD, "--contact", "foi@smalltown.example"], tmp_path, capsys)
    assert first != second
    other = [word.replace("0123", "0-123") for word in NOT_HELD]
    assert main([*other[:-4], "--ask", "x", "--output", str(tmp_path)]) == 0
    assert len([path for path in tmp_path.iterdir() if not path.name.startswith(".")]) == 4


def test_letter_is_a_draft_until_a_second_person_approves_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, record = written(NOT_HELD, tmp_path, capsys)
    assert main(["approve", "--check", record["pack"]]) == 1
    capsys.readouterr()
    words = ["--name", "Ann Smith", "--role", "IG manager", "--made-by", "Bo Jones", "--yes", "--zip"]
    assert main(["approve", record["pack"], *words]) == 0
    assert "a letter without figures (FOI-2026-0123.docx)" in capsys.readouterr().out
    assert main(["approve", "--check", record["pack"]]) == 0
    letter = Path(record["pack"]) / "FOI-2026-0123.docx"
    letter.write_bytes(letter.read_bytes() + b" ")
    assert main(["approve", "--check", record["pack"]]) == 1


def test_request_is_refused_on_grounds_of_cost_with_the_estimate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, _ = written([*REFUSE, "--advice", "The years from 2023/24 would do."], tmp_path, capsys)
    assert "We estimate that to answer would cost more than the appropriate limit" in text
    assert "about 430 files would have to be read" in text
    advice = text.split("## Advice and assistance\n")[1]
    assert advice.startswith("Within the limit about 100 files could be read.")
    assert "The years from 2023/24 would do." in advice
    assert "Section 16 of the Act asks us to advise and assist you." in advice
    assert "1. How many individual children" in text


def test_refusal_under_another_section_needs_what_the_act_asks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["refuse", *ABOUT, "--section", "38(1)", "--reason", "Somebody could be found.", "--output", str(tmp_path)]
    assert main(words) == 3
    assert "nothing is said of the public interest" in " ".join(capsys.readouterr().err.split())
    assert not list(tmp_path.iterdir())
    text, _ = written([*words[:-2], "--weighed", "It is outweighed."], tmp_path, capsys)
    assert "The public interest: It is outweighed." in text


def test_cost_within_the_limit_refuses_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["refuse", *ABOUT, "--section", "12(1)", "--files", "10", "--minutes", "10", "--output", str(tmp_path)]
    assert main(words) == 3
    assert "no more than the limit" in " ".join(capsys.readouterr().err.split())


def test_letterhead_and_own_words_are_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = tmp_path / "words.toml"
    words.write_text(
        'format = 1\n[answers]\n2 = ["{council} has no such system."]\n'
        '[sections.advice_not_held.FOIA]\nparagraphs = ["Ask {ask}."]\n',
        encoding="utf-8",
    )
    head = letterhead(tmp_path / "head.docx", "Town Hall")
    options = ["--letter-words", str(words), "--letter-template", str(head)]
    text, _ = written([*NOT_HELD, *options], tmp_path / "out", capsys)
    assert text.startswith("Town Hall\n")
    assert "Our answer: Smalltown District Council has no such system." in text
    assert "\nAsk Anyshire County Council.\n" in text


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ([*NOT_HELD, "--received", "6 July"], 3, "is no date"),
        ([*NOT_HELD[:-2], "--ask-at", "a\u202eb"], 7, "U+202E"),
        (["refuse", *ABOUT, "--section", "99"], 3, "'99' is not among the provisions"),
    ],
)
def test_faults_are_told_and_nothing_is_written(
    words: list[str], code: int, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--output", str(tmp_path / "out")]) == code
    assert message in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out").exists()
