"""Conformance: a case held against its procedure, from its bare facts.

Nothing that the service decided at the time is believed: no deadline it set, no mark it made. Only
what happened, on which day, by whom, counts; and the law, the calendar and a day to judge by.
"""
