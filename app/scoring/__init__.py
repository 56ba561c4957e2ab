"""The index of one instrument: exact arithmetic on codes and numbers, nothing else.

1. The value of an indicator is its level, a whole number from 1 to `top` (EPSS: 5).
2. A group (aspect, domain) is the weighted mean of what hangs under it; the index is the root.
3. The weights of each group are percent and sum to exactly 100.
4. What cannot apply is left out (`without`); the weights that remain carry the mean.
5. Everything is exact (`Fraction`); no float, no rounding between the steps.
6. One rounding at the end, half up to two decimals (`two_places`): the published index.
7. Grade (`grade`) and place (`rank`) come from the published index, never from the exact one.
8. Equal published index, same place: 1, 2, 2, 4; within a tie by code; no index, no place.
9. `gains` tells how much one more level of each indicator would raise the index, `shortest_way`
   the fewest steps to an index.
10. How far those who scored the same agree, and who lies apart, is in `agreement` and `spread`.

Source: Peraturan BPS 3/2022 (Tabel 7 and 8 of its handbook, domain/epss.md 2.1 and 2.2);
7 and 8 are our own decisions (product.md section 2).
"""

from app.scoring.grade import grade
from app.scoring.index import Gain, ScoreSheet, gains, score, shortest_way
from app.scoring.levels import Compiled, LevelFault, LevelsFaulty, compiled
from app.scoring.ranking import Place, rank
from app.scoring.rounding import two_places
from app.scoring.tree import Branch, Leaf, without

__all__ = [
    "Branch",
    "Compiled",
    "Gain",
    "Leaf",
    "LevelFault",
    "LevelsFaulty",
    "Place",
    "ScoreSheet",
    "compiled",
    "gains",
    "grade",
    "rank",
    "score",
    "shortest_way",
    "two_places",
    "without",
]
