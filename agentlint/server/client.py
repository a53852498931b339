"""What the client at the other end can do, as far as the server behaves by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pygls.capabilities import get_capability

from agentlint.records import record

if TYPE_CHECKING:
    from lsprotocol.types import ClientCapabilities


@record()
class Client:
    """One client.

    `pulls`: it asks for diagnostics; `refreshes`: it can be told to ask again; `related`: it takes those of other files
    along. `links` and `explains`: its diagnostics have related places and a page to read. `watches`: it can be asked to
    watch files. `configures`: it can be asked for its settings, and `registers_settings` be asked to tell of changes.
    `literals`: it takes code actions, not just commands. `trees`: its outline is one. `lenses`: it shows lines above
    the text. `markdown` and `markdown_items`: what is said of a place, and of a suggestion, may be Markdown. Of edits
    to several files: `versions` says that it can be told of which version they are, `moves` that it can move files,
    `annotates` that it can ask its user about some of them.
    """

    pulls: bool = False
    refreshes: bool = False
    related: bool = False
    links: bool = False
    explains: bool = False
    watches: bool = False
    configures: bool = False
    registers_settings: bool = False
    literals: bool = False
    trees: bool = False
    lenses: bool = False
    markdown: bool = False
    markdown_items: bool = False
    versions: bool = False
    moves: bool = False
    annotates: bool = False

    @classmethod
    def of(cls, capabilities: ClientCapabilities) -> Client:
        """Read it from what the client says of itself."""

        def has(name: str) -> bool:
            return bool(get_capability(capabilities, name, False))

        return cls(
            pulls=get_capability(capabilities, "text_document.diagnostic", None) is not None,
            refreshes=has("workspace.diagnostics.refresh_support"),
            related=has("text_document.diagnostic.related_document_support"),
            links=has("text_document.publish_diagnostics.related_information"),
            explains=has("text_document.publish_diagnostics.code_description_support"),
            watches=has("workspace.did_change_watched_files.dynamic_registration"),
            configures=has("workspace.configuration"),
            registers_settings=has("workspace.did_change_configuration.dynamic_registration"),
            literals=get_capability(capabilities, "text_document.code_action.code_action_literal_support", None)
            is not None,
            trees=has("text_document.document_symbol.hierarchical_document_symbol_support"),
            lenses=get_capability(capabilities, "text_document.code_lens", None) is not None,
            markdown="markdown" in (get_capability(capabilities, "text_document.hover.content_format") or ()),
            markdown_items="markdown"
            in (get_capability(capabilities, "text_document.completion.completion_item.documentation_format") or ()),
            versions=has("workspace.workspace_edit.document_changes"),
            moves="rename" in (get_capability(capabilities, "workspace.workspace_edit.resource_operations") or ()),
            annotates=get_capability(capabilities, "workspace.workspace_edit.change_annotation_support") is not None,
        )
