"""What kinds of content a county writes itself: the packages declare them, this puts them in order."""

from koppi.conversations.kinds import TEXT_MODULES
from koppi.handbook.kinds import Kind
from koppi.intake.kinds import STATEMENTS, TOPICS

KINDS: tuple[Kind, ...] = (TOPICS, STATEMENTS, TEXT_MODULES)
