"""The labels that suggestions are scored against hang together, and a third of them is held out by a draw."""

from __future__ import annotations

import pytest

from foi_return.config.request import load_request
from tests.support.labels import HELD_OUT, Labels, draw_held_out, load_labels


@pytest.fixture(scope="module")
def labels() -> Labels:
    return load_labels()


def test_there_are_enough_labels(labels: Labels) -> None:
    assert len(labels.columns) >= 60
    assert len(labels.values) >= 200
    assert len({label.system for label in labels.files}) >= 10


def test_every_value_means_categories_of_the_request_as_its_kind_says(labels: Labels) -> None:
    known = set(load_request("core").memberships)
    sizes = {"one": (1, 1), "several": (2, 2), "either": (2, 9), "doubtful": (1, 1), "none": (0, 0)}
    for label in labels.values:
        least, most = sizes[label.how]
        assert label.means <= known, label
        assert least <= len(label.means) <= most, label


def test_no_value_and_no_column_is_labelled_twice(labels: Labels) -> None:
    values = [(label.group, label.value.strip()) for label in labels.values]
    columns = [(label.file, label.column) for label in labels.columns]
    assert len(set(values)) == len(values)
    assert len(set(columns)) == len(columns)
    assert {label.file for label in labels.columns} == {label.file for label in labels.files}


def test_a_third_of_each_kind_is_held_out_and_the_draw_repeats(labels: Labels) -> None:
    for how in {label.how for label in labels.values}:
        sides = [label.split == HELD_OUT for label in labels.values if label.how == how]
        assert abs(sum(sides) - len(sides) / 3) < 1
    first = draw_held_out(labels.columns, lambda label: label.role)
    assert first == [label.split == HELD_OUT for label in labels.columns]
