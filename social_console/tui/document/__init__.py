"""A moment as a page of text: who and what is promised, the thread, why it stands where it does, the author, the log.

Pure: values, a width and `now` in, lines of dressed text out. All that strangers wrote passes `text.plain` here.
"""

from social_console.tui.document.page import Page, page_of
from social_console.tui.document.paper import Paper

__all__ = ["Page", "Paper", "page_of"]
