"""What kinds of content a county writes itself: the packages declare them, this puts them in order."""

from koppi.chat.kinds import CHATS, topics_of_chats
from koppi.conversations.kinds import INSTRUCTION_CARDS, RECORDING_TEMPLATES, TEXT_MODULES
from koppi.handbook.kinds import Kind
from koppi.intake.kinds import STATEMENTS, TOPICS
from koppi.matters.kinds import CLOSING_REASONS
from koppi.people.kinds import LOCAL_PROMISES
from koppi.segments.kinds import WAYS_OF_WORKING

KINDS: tuple[Kind, ...] = (
    topics_of_chats(TOPICS),
    STATEMENTS,
    CHATS,
    TEXT_MODULES,
    INSTRUCTION_CARDS,
    RECORDING_TEMPLATES,
    CLOSING_REASONS,
    LOCAL_PROMISES,
    WAYS_OF_WORKING,
)
