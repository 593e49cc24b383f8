"""The schemas of configs/schema, and tests that hold JSON to them."""
import json
import warnings

from command_line import SOURCE, CommandLineTest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # newer versions have another way to find schemas, Debian 12's has not
    from jsonschema import Draft202012Validator, RefResolver

SCHEMAS = {path.name: json.loads(path.read_text()) for path in sorted((SOURCE / "configs/schema").glob("*.schema.json"))}


def validator(name):
    schema = SCHEMAS[name + ".schema.json"]
    return Draft202012Validator(schema, resolver=RefResolver(schema["$id"], schema, SCHEMAS))


def is_valid(name, content):
    return validator(name).is_valid(content)


class SchemaTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        warnings.simplefilter("ignore", DeprecationWarning)

    def check(self, name, content, what):
        errors = [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:300]}" for e in validator(name).iter_errors(content)]
        self.assertEqual(errors, [], f"{what} is no {name}")

    def check_file(self, name, path):
        self.check(name, json.loads((self.folder / path).read_text()), path)

    def check_printed(self, name, *arguments):
        printed = json.loads(self.succeed(*arguments))
        self.check(name, printed, " ".join(arguments))
        return printed
