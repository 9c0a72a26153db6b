"""Analysis: a digest and its detections to insights, by Claude or by rules alone."""

from crosscut.analysis.at_once import claude_analyst
from crosscut.analysis.claude import ClaudeEndpoint
from crosscut.analysis.conversation import ClaudeConversation
from crosscut.analysis.offline import OfflineAnalyst
from crosscut.analysis.verifier import verify

__all__ = ["ClaudeConversation", "ClaudeEndpoint", "OfflineAnalyst", "claude_analyst", "verify"]
