"""The self-assessment of one agency in one period: answers, evidence, snapshots, states."""
