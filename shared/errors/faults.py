"""A fault of one value, raised by pure checks and placed by whoever knows where the value stood."""

from shared.errors.refusals import FieldError


class Fault(ValueError):
    """One value is wrong; `code` and `params` find its message; pydantic validators may raise it."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def at(self, pointer: str) -> FieldError:
        """The same fault, located by JSON pointer."""
        return FieldError(self.code, pointer=pointer, params=self.params)
