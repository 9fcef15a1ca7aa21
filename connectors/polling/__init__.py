"""Polling: who is asked when and how politely, and what an answer makes of a feed's cursor."""
