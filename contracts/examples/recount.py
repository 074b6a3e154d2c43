"""Counts a sealed ballot again: `python recount.py FILE-OR-URL` (…/ballots/<id>/published).

Needs nothing but Python. Exit code 0 if the count is right, 1 with a sentence for all that is not.
"""

import hashlib
import json
import sys
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any


def recount(ballot: dict[str, Any]) -> tuple[Counter[str], list[str]]:
    """Votes by choice, and what is wrong."""
    papers, wrong = ballot["papers"], []
    lots = {"papers": papers, "spoilt": ballot["spoilt"]}
    text = json.dumps(lots, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if hashlib.sha256(text.encode()).hexdigest() != ballot["digest"]:
        wrong.append("the papers do not have the digest that was published")
    if len(papers) + len(ballot["spoilt"]) != ballot["turnout"]:
        wrong.append("the papers are not as many as the people who voted")
    if len({paper["check"] for paper in papers}) != len(papers):
        wrong.append("a check code stands on two papers")
    for paper in papers:
        chosen = paper["choices"]
        if not set(chosen) <= set(ballot["choices"]) or not 1 <= len(chosen) <= ballot["most"]:
            wrong.append(f"paper {paper['check']} is not valid")
    votes = Counter(dict.fromkeys(ballot["choices"], 0))
    votes.update(choice for paper in papers for choice in set(paper["choices"]))
    if dict(votes) != {each["choice"]: each["votes"] for each in ballot["results"]}:
        wrong.append("the result is not what the papers say")
    return votes, wrong


if __name__ == "__main__":
    source = sys.argv[1]
    is_url = source.startswith(("http://", "https://"))
    raw = urllib.request.urlopen(source).read() if is_url else Path(source).read_bytes()
    counted, problems = recount(json.loads(raw))
    for choice, votes in counted.most_common():
        print(votes, choice)
    sys.exit("\n".join(problems) or 0)
