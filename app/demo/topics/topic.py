"""The shape of one indicator's demo phrases."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """Phrases for one indicator, with places like {data} or {unit} filled by `wording.words`.

    subject: noun phrase; absent, done, improved, question, answer: whole sentences;
    proofs: (key of a document in the OPD's library, place inside it) for level 2;
    ruled: noun phrase, what the written rule settles; finding: clause after "mencatat bahwa";
    advice: clause after "agar"; gap: clause, what is missing for level 2; start: the first step.
    """

    subject: str
    absent: tuple[str, str]
    done: tuple[str, str]
    proofs: tuple[tuple[str, str], tuple[str, str]]
    ruled: str
    finding: str
    advice: str
    improved: str
    gap: str
    question: str
    answer: str
    start: str
