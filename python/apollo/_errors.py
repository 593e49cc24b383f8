"""What apollo raises."""


class Error(Exception):
    """Anything that apollo cannot do, in one line. Bugs are not among them."""


class ConfigError(Error, ValueError):
    """An argument, a file or a value is wrong: the message names it and says what is allowed."""


class StudyPaused(Error):
    """A study's evaluator, a program of yours, has failed; nothing is lost, and run() goes on with it."""
