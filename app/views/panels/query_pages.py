"""Pages and counts of one list, read through the backend from a query of the database."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject

from app.errors import InputError
from app.texts import told
from app.views.backend import Backend
from app.views.cells import Status
from app.views.filters import FilterQuery
from app.views.item_models.columns import Column
from app.views.item_models.paged_table import Page, PagedTableModel, PageRequest, Sort
from app.views.panels.list_export import Fields, ListFile, file_of_query
from app.views.widgets.banner import BannerArea

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
QueryOf = Callable[[FilterQuery, Sort | None], Any]


class Listed(Protocol[R_co]):
    """A page as a query gives it; `cursor` continues after its last row."""

    @property
    def rows(self) -> tuple[R_co, ...]: ...

    @property
    def cursor(self) -> object: ...


class QueryPages(QObject, Generic[R]):
    """`list_rows(session, query, after, limit)` and `count_rows(session, query)` fill `model`.

    A filter that can't be read is said in `notices`; `answered` is called after each page that
    is shown, not after one that came too late.
    """

    def __init__(
        self,
        columns: Sequence[Column[R]],
        key: Callable[[R], Hashable],
        *,
        backend: Backend,
        notices: BannerArea,
        query_of: QueryOf,
        list_rows: Callable[..., Listed[R]],
        count_rows: Callable[..., int],
        failed: Callable[[BaseException], object],
        answered: Callable[[], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._backend = backend
        self._notices = notices
        self._query_of = query_of
        self._list_rows = list_rows
        self._count_rows = count_rows
        self._failed = failed
        self.model: PagedTableModel[R] = PagedTableModel(
            columns, key, self._load_page, self._load_count, parent
        )
        self.model.page_taken.connect(answered)

    def file(self, name: str, fields: Fields[R]) -> ListFile:
        """All that fits the present filter, in the present order, to be written."""
        query = self._query_of(self.model.query, self.model.sort_order)
        text = str(self.model.query)
        return file_of_query(name, fields, self._list_rows, query, filter_text=text)

    def _load_page(self, then: Callable[[Page[R]], None], request: PageRequest) -> None:
        try:
            query = self._query_of(request.query, request.sort)
        except InputError as error:
            self._on_failed(error)
            return

        def answer(page: Listed[R]) -> None:
            self._notices.clear("filter")
            then(Page(page.rows, page.cursor))

        self._backend.read_once(
            answer, self._list_rows, query, request.after, request.size, on_error=self._on_failed
        )

    def _load_count(self, then: Callable[[int], None], query: FilterQuery) -> None:
        try:
            wanted = self._query_of(query, None)
        except InputError:
            return  # the page says it
        self._backend.read_once(then, self._count_rows, wanted, on_error=lambda _error: None)

    def _on_failed(self, error: BaseException) -> None:
        self.model.load_failed()
        if isinstance(error, InputError):
            self._notices.show_banner(
                "filter", Status.WARNING, told(error.message), told(error.hint)
            )
        else:
            self._failed(error)
