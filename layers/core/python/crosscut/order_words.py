"""The words by which an order to a model is told, in the languages besides English that are used the most.

An order is an imperative (ignore, forget) close to what models are given (instructions, rules) and to which of them
(previous, above); or a model that is addressed, close to what only it could be told (do not report). Words of two
languages do not add up. The languages are the ten most spoken ones (Ethnologue, 2025), and those of many logs' readers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

NEAR = 60  # characters between the words of one order


class Language(NamedTuple):
    """The patterns of one language; they are looked for in lower case."""

    name: str
    ignore: re.Pattern[str]
    previous: re.Pattern[str]
    instructions: re.Pattern[str]
    reader: re.Pattern[str]
    hush: re.Pattern[str]


def _language(name: str, ignore: str, previous: str, instructions: str, reader: str, hush: str) -> Language:
    return Language(name, *(re.compile(p) for p in (ignore, previous, instructions, reader, hush)))


LANGUAGES = (
    _language(
        "Chinese",
        r"忽略|忽視|忽视|无视|無視|忘记|忘掉|忘記|不要理会|不要遵守",
        r"之前|以前|先前|以上|上述|上面|前面|此前|所有|全部",
        r"指令|指示|提示词|提示詞|系统提示|系統提示|命令|规则|規則|说明",
        r"人工智能|语言模型|語言模型|大模型|模型|助手|(?<![a-z])ai(?![a-z])|分析师",
        r"(?:不要|请勿|切勿|禁止|别)(?:报告|上报|提及|提到|警告|告警|标记)",
    ),
    _language(
        "Hindi",
        r"अनदेखा कर|नज़?रअंदाज़? कर|उपेक्षा कर|भूल जा|अनदेखी कर",
        r"पिछल|पूर्व|पहले|उपरोक्त|ऊपर|सभी",
        r"निर्देश|आदेश|नियम|अनुदेश",
        r"एआई|(?<![a-z])ai(?![a-z])|मॉडल|सहायक|विश्लेषक",
        r"(?:रिपोर्ट|उल्लेख|चेतावनी|सूचित) (?:न|मत|नहीं) कर",
    ),
    _language(
        "Spanish",
        r"\b(?:ignor(?:a|e|ad|en)|olvid(?:a|e|ad|en)|desestim(?:a|e|en)|omit(?:e|a|an)|descart(?:a|e|en))\b",
        r"\b(?:anterior(?:es)?|previ[ao]s?|precedentes?|de arriba)\b",
        r"\b(?:instrucci[oó]n(?:es)?|indicaciones|[oó]rdenes|reglas|directrices)\b",
        r"\b(?:ia|ai|modelo|asistente|analista)\b",
        r"\bno (?:reportes?|informes?|menciones?|alertes?|notifiques?|avises?|marques?)\b",
    ),
    _language(
        "French",
        r"\b(?:ignore[zr]?|oublie[zr]?|n['e ]?\s?tene?z? (?:pas|aucun) compte)\b",
        r"\b(?:pr[eé]c[eé]dentes?|ant[eé]rieures?|ci-dessus|pr[eé]alables?)\b",
        r"\b(?:instructions?|consignes?|directives?|r[eè]gles?)\b",
        r"\b(?:ia|ai|mod[eè]le|assistant|analyste)\b",
        r"\bne (?:(?:signale|rapporte|mentionne|alerte)[zr]?|pr[eé]viens|pr[eé]vene[zr]) (?:pas|rien|jamais)\b",
    ),
    _language(
        "Arabic",
        r"تجاهل|انس|تغاض|أهمل|لا تتبع",
        r"السابق|أعلاه|الماضية|جميع|كل",
        r"تعليمات|التعليمات|الأوامر|القواعد|الإرشادات|التوجيهات",
        r"الذكاء الاصطناعي|النموذج|نموذج|المساعد|المحلل|(?<![a-z])ai(?![a-z])",
        r"لا (?:تبلغ|تذكر|تنبه|ترسل|تشر)",
    ),
    _language(
        "Bengali",
        r"উপেক্ষা কর|অগ্রাহ্য কর|ভুলে যা|এড়িয়ে যা",
        r"পূর্ববর্তী|আগের|উপরের|সমস্ত|সব",
        r"নির্দেশ|আদেশ|নিয়ম",
        r"এআই|(?<![a-z])ai(?![a-z])|মডেল|সহকারী|বিশ্লেষক",
        r"(?:রিপোর্ট|উল্লেখ|সতর্ক) (?:করবেন না|করো না|কোরো না)",
    ),
    _language(
        "Portuguese",
        r"\b(?:ignor(?:e|a|em)|esque[cç](?:a|e|am)|desconsider(?:e|a|em)|despreze)\b",
        r"\b(?:anterior(?:es)?|pr[eé]vi[ao]s?|precedentes?|acima)\b",
        r"\b(?:instru[cç][oõ](?:es)?|instru[cç][aã]o|ordens|regras|diretrizes|comandos)\b",
        r"\b(?:ia|ai|modelo|assistente|analista)\b",
        r"\bn[aã]o (?:reporte|relate|informe|mencione|alerte|notifique|avise|sinalize)\b",
    ),
    _language(
        "Russian",
        r"игнорируй|проигнорируй|забудь|не обращай внимани|отбрось|не учитывай",
        r"предыдущ|прежн|вышеуказанн|выше|прошл|ранее|все",
        r"инструкци|указани|правил|команд|предписани|промпт",
        r"\bии\b|нейросет|языков\w+ модел|модель|ассистент|помощник|аналитик",
        r"не (?:сообщай|докладывай|упоминай|предупреждай|отмечай|поднимай)",
    ),
    _language(
        "Urdu",
        r"نظر ?انداز کر|بھول جا|فراموش کر",
        r"پچھل|سابقہ|گزشتہ|اوپر|تمام",
        r"ہدایات|احکامات|قواعد|ہدایت",
        r"اے آئی|مصنوعی ذہانت|ماڈل|معاون|(?<![a-z])ai(?![a-z])",
        r"(?:رپورٹ|ذکر|اطلاع) (?:نہ|مت) (?:کر|دی)",
    ),
    _language(
        "Indonesian",
        r"\b(?:abaikan|lupakan|hiraukan)\b",
        r"\b(?:sebelumnya|di ?atas|terdahulu|semua)\b",
        r"\b(?:instruksi|perintah|petunjuk|aturan|arahan)\b",
        r"\b(?:ai|model|asisten|analis)\b",
        r"\bjangan (?:laporkan|melaporkan|sebutkan|peringatkan|beri tahu)\b",
    ),
    _language(
        "German",
        r"\b(?:ignorier(?:e|en sie)?|vergiss|vergessen sie|missachte|beachte nicht)\b",
        r"\b(?:vorherigen?|bisherigen?|vorangehenden?|vorigen?|obigen?|fr[uü]heren?)\b",
        r"\b(?:anweisung(?:en)?|instruktionen|vorgaben|regeln|befehle)\b",
        r"\b(?:ki|ai|sprachmodell|modell|assistent|analyst)\b",
        r"\b(?:melde|berichte|erw[aä]hne|alarmiere) (?:das |dies |es |davon |hiervon )?(?:nicht|nichts|niemanden)\b",
    ),
    _language(
        "Japanese",
        r"無視し|忘れ(?:て|ろ)|無効にし",
        r"以前|これまで|前の|上記|すべて|全て",
        r"指示|命令|指令|プロンプト|ルール",
        r"(?<![a-z])ai(?![a-z])|人工知能|モデル|アシスタント|アナリスト",
        r"(?:報告|言及|警告|通知)し(?:ないで|てはいけ|ては?ならな)|(?:報告|警告|通知)するな",
    ),
)  # fmt: skip

# One of them is in every order that is written in ASCII in one of these languages.
ASCII_NEEDED = (
    "instruc", "indicaciones", "ordenes", "reglas", "directrices", "consigne", "directive", "regles", "instruks",
    "instrukt", "perintah", "petunjuk", "aturan", "arahan", "anweisung", "vorgaben", "regeln", "befehle", "ordens",
    "regras", "diretrizes", "comandos", "modelo", "asistente", "analista", "modele", "assistent", "analyst",
    "asisten", "analis", "modell",
)  # fmt: skip

# One of these is in most orders in other scripts: enough for a look at each record.
SCRIPTS_NEEDED = (
    "指令", "指示", "提示", "规则", "規則", "プロンプト", "निर्देश", "आदेश", "تعليمات", "ہدایات", "নির্দেশ", "инструкц",
    "указани", "промпт",
)  # fmt: skip


# The languages in which an order can be written in ASCII.
_IN_ASCII = tuple(
    language
    for language in LANGUAGES
    if re.search(
        "[a-z]", re.sub(r"\\.|\(\?[^(]*\)", "", language.instructions.pattern + language.hush.pattern)
    )
)

_MAY_BEGIN = re.compile(
    "|".join(f"(?:{each.pattern})" for one in _IN_ASCII for each in (one.instructions, one.hush))
)


def begins_in(lowered: str) -> int | None:
    """Return where the first order begins in a text that is in lower case, or None."""
    languages: Sequence[Language] = LANGUAGES
    if lowered.isascii():
        if not _MAY_BEGIN.search(lowered):
            return None
        languages = _IN_ASCII
    found = [begins for language in languages for begins in _begins(lowered, language)]
    return min(found, default=None)


def _begins(lowered: str, language: Language) -> list[int]:
    for noun in language.instructions.finditer(lowered):
        start = max(0, noun.start() - NEAR)
        around = lowered[start : noun.end() + NEAR]
        ignore, previous = language.ignore.search(around), language.previous.search(around)
        if ignore and previous:
            return [start + min(ignore.start(), previous.start(), noun.start() - start)]
    for hush in language.hush.finditer(lowered):
        start = max(0, hush.start() - 2 * NEAR)
        reader = language.reader.search(lowered[start : hush.start()])
        if reader:
            return [start + reader.start()]
    return []
