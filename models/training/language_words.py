#!/usr/bin/env python3
"""Makes words.tsv.gz: the words that texts of programs do not know, for train-language.

    apt-get install tesseract-ocr tesseract-ocr-uzb tesseract-ocr-uzb-cyrl
    pip download --no-deps wordfreq==3.1.1 && unzip -d wordfreq wordfreq-*.whl
    models/training/language_words.py wordfreq/wordfreq/data FOLDER

Uzbek in both scripts: the word lists inside the data of tesseract-ocr (Apache-2.0; words of the web, without counts).
Russian and English: wordfreq (Apache-2.0, its data CC-BY-SA-4.0; words per thousand million).
"""

import gzip
import pathlib
import re
import subprocess
import sys
import tempfile

TESSDATA = pathlib.Path("/usr/share/tesseract-ocr/5/tessdata")
UZBEK = [("uz", "uzb", r"[a-z']{2,}"), ("uz_cyrl", "uzb_cyrl", r"[а-яёўқғҳ]{2,}")]
WITH_COUNTS = [("ru", r"[а-яё]+"), ("en", r"[a-z]+('[a-z]+)?")]
# English words of this frequency (per thousand million) in an Uzbek list of the web are English.
ENGLISH = 1_000


def unpacked(data):
    """The lists of words by falling frequency of a wordfreq file (msgpack: only what such a file holds)."""
    at = 0

    def number(length):
        nonlocal at
        at += length
        return int.from_bytes(data[at - length : at], "big")

    def value():
        nonlocal at
        kind = number(1)
        if kind <= 0x7F:
            return kind
        if kind <= 0x8F:
            return {value(): value() for _ in range(kind & 15)}
        if kind <= 0x9F:
            return [value() for _ in range(kind & 15)]
        if kind in (0xDC, 0xDD):
            return [value() for _ in range(number(2 if kind == 0xDC else 4))]
        if kind <= 0xBF:
            length = kind & 31
        elif kind in (0xD9, 0xDA):
            length = number(1 if kind == 0xD9 else 2)
        else:
            raise ValueError(f"unknown kind {kind:#x}")
        at += length
        return data[at - length : at].decode()

    return value()[1:]


def frequencies(folder, language):
    """Words of a language per thousand million: list n holds those of 10^(-n/100)."""
    lists = unpacked(gzip.open(folder / f"large_{language}.msgpack.gz").read())
    return {word: round(10 ** (9 - place / 100)) for place, words in enumerate(lists) for word in words}


def web_words(name):
    with tempfile.TemporaryDirectory() as folder:
        part = f"{folder}/{name}."
        subprocess.run(["combine_tessdata", "-u", TESSDATA / f"{name}.traineddata", part], check=True, capture_output=True)
        unpack = ["dawg2wordlist", part + "lstm-unicharset", part + "lstm-word-dawg", part + "words"]
        subprocess.run(unpack, check=True, capture_output=True)
        lines = pathlib.Path(part + "words").read_text().splitlines()
    return [re.sub("[ʻʼ‘’`]", "'", line.strip().lower()) for line in lines if name != "uzb" or not line.strip().isupper()]


def main(wordfreq, out):
    counts = {language: frequencies(wordfreq, language) for language, _ in WITH_COUNTS}
    with gzip.open(out / "words.tsv.gz", "wt") as table:
        table.write("source\tlang\tword\tcount\n")
        for language, name, pattern in UZBEK:
            for word in dict.fromkeys(web_words(name)):
                if re.fullmatch(pattern, word) and counts["en"].get(word, 0) < ENGLISH:
                    table.write(f"tesseract\t{language}\t{word}\t1\n")
        for language, pattern in WITH_COUNTS:
            for word, count in counts[language].items():
                if re.fullmatch(pattern, word):
                    table.write(f"wordfreq\t{language}\t{word}\t{count}\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
