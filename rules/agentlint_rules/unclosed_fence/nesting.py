"""Where a fence goes wrong, and where its author meant it to end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from agentlint.api import outline, record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentlint.api import Fence, File, Outline, Span

_DOCUMENT_LANGUAGES = frozenset({"", "markdown", "md", "mdx", "text", "txt", "plaintext", "xml", "html", "mdc"})
_MOST_CANDIDATES = 12
_SCANNED = 300_000
"""Characters that may be looked at again for a fence, about."""
_MOST_BARE = 6
Verdict = Literal["nested", "next-begins", "item-ends", "stray", "open"]


@record()
class Fault:
    """What is wrong with one fence. `other` is the fence line that shows it, `meant` the one that should close it."""

    verdict: Verdict
    fence: Fence
    other: Span | None = None
    meant: Span | None = None
    go_on: int = 0


def first_fault(file: File, scan: Outline) -> Fault | None:
    """The first fence that ends elsewhere than meant, or None."""
    text = file.source.text
    index = _first_flaw(scan)
    if index is None:
        return None
    fence = scan.fences[index]
    if fence.inner:
        return _with_inner(file, scan, index)
    if fence.ending == "container":
        following = scan.fences[index + 1] if index + 1 < len(scan.fences) else None
        if following is None or following.info or not _ends_a_block(text, following.marker):
            return Fault("item-ends", fence, go_on=_line_after(text, fence.span.end))
        return Fault("item-ends", fence, following.marker, go_on=_line_after(text, following.marker.end))
    blank = not text[fence.marker.end : fence.span.end].strip()
    stray = not fence.info and (blank or _closes_nothing(text, fence))
    return Fault("stray" if stray else "open", fence, go_on=len(text))


def _first_flaw(scan: Outline) -> int | None:
    for index, fence in enumerate(scan.fences):
        if fence.inner or fence.ending != "closed":
            return index
    return None


def _with_inner(file: File, scan: Outline, index: int) -> Fault:
    """A fence in which another seems to begin: nesting with fences of one length, or a closer that is not there."""
    fence = scan.fences[index]
    first = fence.inner[0]
    text = file.source.text
    if fence.closer is None:
        return Fault("open" if _is_document(fence) else "next-begins", fence, first, go_on=len(text))
    if not fence.info and _ends_a_block(text, fence.marker):
        # What seems to open here closes a bare block inside the one before, which that block's first line ended.
        before = _labelled_before(scan, index)
        meant = _meant_end(file, scan, index, fence.closer) if before is not None else None
        if before is not None and before.closer is not None and meant is not None:
            return Fault("nested", before, before.closer, meant, _line_after(text, meant.end))
        if _closes_nothing(text, fence):
            return Fault("stray", fence, go_on=_line_after(text, fence.marker.end))
    if _is_document(fence):
        meant = _meant_end(file, scan, index, fence.closer)
        if meant is not None:
            return Fault("nested", fence, fence.closer, meant, _line_after(text, meant.end))
    return Fault("next-begins", fence, first, go_on=text.rfind("\n", 0, first.start) + 1)


def _is_document(fence: Fence) -> bool:
    """Whether what stands in the block may well hold blocks of its own."""
    language = fence.info.split(maxsplit=1)[0].lower().strip("{}.") if fence.info else ""
    return language in _DOCUMENT_LANGUAGES


def _labelled_before(scan: Outline, index: int) -> Fence | None:
    """The document block, said so by its label, that a few bare ones part from the fence at `index`."""
    for place in range(index - 1, max(index - 1 - _MOST_BARE, -1), -1):
        fence = scan.fences[place]
        if fence.info:
            return fence if _is_document(fence) else None
    return None


def _ends_a_block(text: str, marker: Span) -> bool:
    """Whether the line above reads like the end of a block and not like what leads to one."""
    end = text.rfind("\n", 0, marker.start)
    above = text[text.rfind("\n", 0, max(end, 0)) + 1 : max(end, 0)].strip()
    return bool(above) and not above.startswith("#") and not above.rstrip("*_").endswith((":", "："))


def _closes_nothing(text: str, fence: Fence) -> bool:
    """Whether a bare fence looks like an end: text right above it, none right below."""
    line_end = text.find("\n", fence.marker.end)
    below = text[line_end + 1 : text.find("\n", line_end + 1)] if line_end >= 0 else ""
    return _ends_a_block(text, fence.marker) and not below.strip()


def _meant_end(file: File, scan: Outline, index: int, after: Span) -> Span | None:
    """The fence line behind `after` that closes the block if the rest of the text is to add up."""
    text, start = file.source.text, file.document.body.span.start
    likely = _bracketed_end(text, scan, index)
    others = [span for span, has_info in _marks(scan, index) if not has_info and span.start > after.start]
    most = min(_MOST_CANDIDATES, 1 + _SCANNED // len(text))
    for candidate in [*([likely] if likely is not None else []), *others[:most]]:
        rest = outline(text, start, _line_after(text, candidate.end))
        flaw = _first_flaw(rest)
        if flaw is None or rest.fences[flaw].info:
            return candidate
    return None


def _bracketed_end(text: str, scan: Outline, index: int) -> Span | None:
    """The fence line that closes the block if fences nest as brackets do."""
    depth = 1
    character = text[scan.fences[index].marker.start]
    for span, has_info in _marks(scan, index):
        if text[span.start] == character:
            depth += 1 if has_info else -1
            if not depth:
                return span
    return None


def _marks(scan: Outline, index: int) -> Iterator[tuple[Span, bool]]:
    """All fence lines behind the opener of a fence, in order, with whether a word stands behind the run."""
    for place in range(index, len(scan.fences)):
        fence = scan.fences[place]
        if place > index:
            yield fence.marker, bool(fence.info)
        for inner in fence.inner:
            yield inner, True
        if fence.closer is not None:
            yield fence.closer, False


def _line_after(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end + 1
