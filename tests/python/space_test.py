"""apollo.Space: built-in ones, files, dicts, and what is wrong with them."""
import json

import numpy
import pytest

import apollo
from conftest import SMALL, SOURCE


def test_a_built_in_space_is_its_file():
    file = json.loads((SOURCE / "configs/spaces/apollo.json").read_text())
    space = apollo.Space("apollo")
    assert [(p["name"], p["values"]) for p in space.parameters] == [(p["name"], p["values"]) for p in file["parameters"]]
    size = 1
    for parameter in file["parameters"]:
        size *= len(parameter["values"])
    assert space.size == size
    assert "apollo" in apollo.space_names()


def test_a_space_of_a_dict_a_file_and_a_path_are_equal(tmp_path):
    path = tmp_path / "space.json"
    path.write_text(json.dumps(SMALL))
    assert apollo.Space(SMALL) == apollo.Space(str(path)) == apollo.Space(path) == apollo.Space(apollo.Space(path).to_dict())
    assert apollo.Space(SMALL) != apollo.Space("apollo")


def test_values_of_numpy_are_numbers_and_whole_ones_come_back_as_integers():
    space = apollo.Space({"parameters": [{"name": "a", "values": numpy.array([1, 2])}, {"name": "b", "values": [0.5, numpy.float32(1.5)]},
                                         {"name": "c", "kind": "categorical", "values": ["x", "y"]}], "require": "a >= b"})
    assert [p["values"] for p in space.parameters] == [[1, 2], [0.5, 1.5], ["x", "y"]]
    assert [p["kind"] for p in space.parameters] == ["ordinal", "ordinal", "categorical"]
    assert type(space.parameters[0]["values"][0]) is int
    assert space.conditions == ["a >= b"]


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("source, said", [
    ("apolo", 'apollo'), ("/nowhere/space.json", "/nowhere/space.json"), (3, "must be a name"), (None, "must be a name"),
    ({"parameters": []}, "parameters"), ({"parameters": [{"name": "a", "values": [1, 1]}]}, "distinct"),
    ({"parameters": [{"name": "a", "values": [2 ** 70]}]}, "64 bits"), ({1: 2}, "key of type int"), ({"a": object()}, "type object"),
    ({"parameters": nested(100)}, "nested"), ({"parametres": []}, "parameters")])
def test_a_wrong_space_is_an_error_of_one_line(source, said):
    with pytest.raises(apollo.ConfigError) as raised:
        apollo.Space(source)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)
    assert isinstance(raised.value, ValueError) and isinstance(raised.value, apollo.Error)
