"""What is wrong with a definition, told so that whoever wrote it can mend it."""

from shared.errors import Invalid


class DefinitionNotValid(Invalid):
    """The definition has faults; `errors` gives the place of each by pointer and, for a text, by line."""
