"""Runs a miner over lines given as JSON, others than ours with their defaults; a script for an environment of its own.

Reads {"name": [line, ...]} from standard input, writes {"name": {...}} with seconds of CPU and of wall time, and
the group and the template of each line.
"""

from __future__ import annotations

import json
import logging
import sys
import time


def clocks():
    return time.process_time(), time.perf_counter()


def since(begin):
    return tuple(now - then for now, then in zip(clocks(), begin, strict=True))


def crosscut(lines):
    from crosscut.folding import fold_lines

    begin = clocks()
    folded = fold_lines(lines, assign=True)
    seconds = since(begin)
    texts = {template.id: template.text for template in folded.templates}
    groups = list(folded.template_ids())
    return seconds, groups, [texts.get(group, "") for group in groups]


def drain3(lines):
    from drain3 import TemplateMiner

    miner = TemplateMiner()  # its defaults: no drain3.ini, no masking
    begin = clocks()
    groups = [miner.add_log_message(line)["cluster_id"] for line in lines]
    seconds = since(begin)
    texts = {cluster.cluster_id: cluster.get_template() for cluster in miner.drain.clusters}
    return seconds, groups, [texts[group] for group in groups]


def logfold(lines):
    import logfold as package

    miner = package.Miner()
    begin = clocks()
    miner.add_many(lines)
    seconds = since(begin)
    found = miner.match_many(lines)
    groups = [str(match.id) if match else "" for match in found]
    return seconds, groups, [match.text if match else "" for match in found]


def main():
    logging.disable(logging.CRITICAL)
    miner = {"crosscut": crosscut, "drain3": drain3, "logfold": logfold}[sys.argv[1]]
    answers = {}
    for name, lines in json.load(sys.stdin).items():
        (seconds, wall), groups, templates = miner(lines)
        answers[name] = {"seconds": seconds, "wall": wall, "groups": groups, "templates": templates}
    json.dump(answers, sys.stdout)


main()
