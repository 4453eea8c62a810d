"""A letter as a draft that a mail program opens: nobody's address, no date and no name of this computer in it.

`X-Unsent` makes Outlook open it to be written on and sent; a mail program fills in the rest when it sends it.
"""

from email.message import EmailMessage
from email.policy import SMTP

from escalate.papers import plain_text
from escalate.render.safe import safe
from escalate.usecases.paper import Paper

ENDING = ".eml"


def made(paper: Paper, subject: str) -> bytes:
    """The draft (RFC 5322, UTF-8). A subject is one line, whatever stands in it."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(safe(subject).split())
    message["X-Unsent"] = "1"
    message.set_content(plain_text.made(paper, 0).decode(), cte="quoted-printable")
    return message.as_bytes()
