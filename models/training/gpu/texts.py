"""Texts as words, words as rows: what `train-embedder --export` wrote, as tensors.

A word's features are its pieces (rows of the vocabulary) and the hashes of its letter groups (rows of their own); the embedder in
`models/src/embedder` finds the same features for a word.
"""

import gzip
import json
import random
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

# More pieces of one word are not trained; hardly a word has as many.
MOST_PIECES = 8
# As in `models/src/embedder/letters.rs`.
MOST_GROUPS = 40
MOST_LETTERS = 24
# Words of a text that training reads; of the corpus few texts have more.
MOST_WORDS = 32
GROUP_LENGTHS = (3, 4)
FNV_OFFSET = np.uint64(0xCBF29CE484222325)
FNV_PRIME = np.uint64(0x100000001B3)

# Letters of Uzbek and what stands for them in chats; as in `slips.rs`.
CHAT = [("q", "k"), ("h", "x"), ("x", "h"), ("sh", "s"), ("sh", "w"), ("ch", "c"), ("ch", "4"), ("gan", "gn"), ("ish", "sh"),
        ("yo", "ye"), ("y", "i"), ("v", "w")]
# Neighbours on the two keyboards, for slips to the next key.
KEYS = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"]
NEXT_KEY = {}
for _row in KEYS:
    for _place, _key in enumerate(_row):
        NEXT_KEY[_key] = [_row[other] for other in (_place - 1, _place + 1) if 0 <= other < len(_row)]


def lines(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line.rstrip("\n")


def slip(word, draw):
    """A word with one slip of the keyboard; long words may get two."""
    for _ in range(2 if len(word) > 7 and draw.random() < 0.3 else 1):
        place = draw.randrange(len(word))
        kind = draw.randrange(5)
        if kind == 0:
            word = word[:place] + word[place] + word[place:]
        elif kind <= 2 and len(word) > 3:
            word = word[:place] + word[place + 1:]
        elif kind == 3 and place + 1 < len(word):
            word = word[:place] + word[place + 1] + word[place] + word[place + 2:]
        elif word[place] in NEXT_KEY:
            word = word[:place] + draw.choice(NEXT_KEY[word[place]]) + word[place + 1:]
    return word


def chat(word, draw):
    letter, other = draw.choice([pair for pair in CHAT if pair[0] in word] or [("", "")])
    return word.replace(letter, other) if letter else word


def group_hashes(words, buckets):
    """Rows of the letter groups of words: FNV-1a over the letters of every group of `<word>`, marks and digits and letters alone."""
    marked = ["<" + "".join(letter for letter in word if letter.isalnum()) + ">" for word in words]
    longest = MOST_LETTERS
    letters = np.zeros((len(words), longest), dtype=np.uint64)
    lengths = np.zeros(len(words), dtype=np.int64)
    for row, word in enumerate(marked):
        points = [ord(letter) for letter in word[:longest]]
        letters[row, : len(points)] = points
        lengths[row] = len(points) if len(word) > 2 else 0
    found = []
    with np.errstate(over="ignore"):
        for length in GROUP_LENGTHS:
            for start in range(longest - length + 1):
                hashed = np.full(len(words), FNV_OFFSET)
                for offset in range(length):
                    hashed = (hashed ^ letters[:, start + offset]) * FNV_PRIME
                rows = (hashed % np.uint64(buckets)).astype(np.int32)
                found.append(np.where(start + length <= lengths, rows, buckets))
    # Those that are there to the front, then cut.
    table = np.stack(found, 1)
    order = np.argsort(table == buckets, axis=1, kind="stable")
    return np.take_along_axis(table, order, 1)[:, :MOST_GROUPS].astype(np.int32)


@dataclass
class Words:
    """All distinct words with their number; number 0 is no word."""

    numbers: dict = field(default_factory=dict)
    names: list = field(default_factory=lambda: [""])

    def number(self, word):
        found = self.numbers.get(word)
        if found is None:
            found = self.numbers[word] = len(self.names)
            self.names.append(word)
        return found

    def text(self, text):
        return [self.number(word) for word in text.split()[:MOST_WORDS]]

    def misspelt(self, of_records, slips, seed):
        """For each word other ways to write it: slips of the keyboard, then chat spellings; words of records get as many as asked,
        others two."""
        draw = random.Random(seed)
        known = len(self.names)
        table = np.repeat(np.arange(known, dtype=np.int32)[:, None], slips + 4, 1)
        for number in range(1, known):
            word = self.names[number]
            if len(word) < 4 or not word.isalpha():
                continue
            own = slips if number in of_records else 1
            ways = [self.number(slip(word, draw)) for _ in range(own)]
            table[number, :slips] = [ways[place % own] for place in range(slips)]
            if number in of_records and word.isascii():
                table[number, slips:] = [self.number(chat(word, draw)) for _ in range(4)]
        return table

    def features(self, tokenizer_file, buckets):
        """Pieces and letter groups of every word; the number of rows itself stands for none."""
        tokenizer = Tokenizer.from_file(str(tokenizer_file))
        none = tokenizer.get_vocab_size()
        pieces = np.full((len(self.names), MOST_PIECES), none, dtype=np.int32)
        for start in range(1, len(self.names), 50_000):
            cut = tokenizer.encode_batch_fast(self.names[start: start + 50_000], add_special_tokens=False)
            for row, encoding in enumerate(cut, start):
                ids = encoding.ids[:MOST_PIECES]
                pieces[row, : len(ids)] = ids
        groups = group_hashes(self.names, buckets) if buckets else np.zeros((len(self.names), 1), dtype=np.int32)
        return pieces, groups


class Texts:
    """Distinct texts as rows of word numbers."""

    def __init__(self, words):
        self.words = words
        self.numbers = {}
        self.rows = []

    def number(self, text):
        found = self.numbers.get(text)
        if found is None:
            found = self.numbers[text] = len(self.rows)
            self.rows.append(self.words.text(text))
        return found

    def matrix(self):
        table = np.zeros((len(self.rows), MOST_WORDS), dtype=np.int32)
        for place, row in enumerate(self.rows):
            table[place, : len(row)] = row
        return table


@dataclass
class Service:
    record: str
    unseen: bool
    texts: list  # Numbers of texts.
    told: list  # (three numbers of texts, the English as written)
    questions: list  # (numbers of texts, kind, indexed)
    held_out: list


def services(path, texts, sample):
    def question(value):
        return [texts.number(reading) for reading in value["readings"]], value["kind"], value["indexed"]

    found = []
    for line in lines(path):
        value = json.loads(line)
        found.append(Service(
            value["record"], value["unseen"], [texts.number(text) for text in value["texts"]],
            [([texts.number(text) for text in told["texts"]], told["english"]) for told in value["told"]],
            [question(one) for one in value["questions"]], [question(one) for one in value["held_out"]]))
        if sample and len(found) >= 40:
            break
    return found


def suite(path, texts, of_record):
    cases = []
    for line in lines(path):
        value = json.loads(line)
        own = [of_record[record] for record in value["services"] if record in of_record]
        if own:
            readings = [texts.number(reading) for reading in value["question"]["readings"]]
            cases.append((readings, value["question"]["kind"], own))
    return cases


def aligned(folder, texts, sample):
    """By pair of languages: rows to train on and rows held out, as (one, other, place of the English text or -1)."""
    found = {"train": {}, "held-out": {}}
    for place, line in enumerate(lines(folder / "aligned.tsv.gz")):
        pair, split, one, other, meaning = line.split("\t")
        if sample and place % 40:
            continue
        row = texts.number(one), texts.number(other), int(meaning) if meaning else -1
        found[split].setdefault(pair, []).append(row)
    return {split: {pair: np.array(rows, dtype=np.int64) for pair, rows in pairs.items()} for split, pairs in found.items()}


def pairs(folder, texts, sample):
    rows = [line.split("\t") for line in lines(folder / "pairs.tsv.gz")][: 500 if sample else None]
    return np.array([[texts.number(one), texts.number(other)] for one, other in rows], dtype=np.int64)


def english(folder):
    return list(lines(Path(folder) / "english.txt.gz"))
