"""Passwords and users under the words of other languages, with their letters as they are and without their marks."""

from __future__ import annotations

import re

from crosscut.redaction.accounts import is_persons
from crosscut.redaction.named import is_secret, looks_made, unescaped
from crosscut.redaction.people import same
from crosscut.redaction.rule import Rule
from crosscut.redaction.values import EDGE, IS, PSEUDONYM, SHORT_QUOTED, VALUE

# Of which letters beyond ASCII are not in lower case: `HASŁO` is `hasŁo` there. Keyed.py looks for how each begins.
PASSWORDS = (
    "has(?:ł|Ł|l)o(?![a-z])", "пароль", "Пароль", "ПАРОЛЬ", "парола", "Парола", "гасло", "Гасло", "лозинка", "Лозинка", "lozinka", "geslo(?![a-z])", "heslo(?![a-z])", "jelsz(?:ó|Ó|o)(?![a-z])", "(?:ş|Ş|s)ifre(?:si)?(?![a-z])", "parola(?![a-z])", "parool(?![a-z])", "salasana", "l(?:ö|Ö|o)senord", "adgangskode", "kodeord", "passord",
    "wachtwoord", "kennwort", "senha(?![a-z])", "passe(?:(?<=mot.de.passe)|(?<=palavra.passe))", "motdepasse", "mdp(?![a-z])", "slapta(?:ž|Ž|z)odis", "sandi(?<=kata.sandi)", "khẩu", "mat_khau",
    "パスワード", "暗証番号", "密码", "密碼", "口令", "비밀번호", "암호", "패스워드", "κωδικός", "Κωδικός", "סיסמה", "סיסמא", "المرور", "السر", "عبور", "รหัสผ่าน", "पासवर्ड",
)  # fmt: skip
# What is a key, or words, too: there the value has to look made.
UNSURE_PASSWORDS = ("clave(?![a-z])", "parole(?![a-z])")
USERS = (
    "u(?:ż|Ż|z)ytkownik", "логин", "Логин", "логін", "Логін", "пользовател(?:ь|я)", "Пользователь", "користувач", "Користувач", "потребител", "Потребител", "корисник", "Корисник", "kullan(?:ı|i)c(?:ı|i)(?:[_ ]?ad(?:ı|i))?(?![a-z])", "anv(?:ä|Ä|a)ndar(?:e|namn|id)(?![a-z])", "bruger(?:navn|id)?(?![a-z])", "bruker(?:navn|id)?(?![a-z])",
    "k(?:ä|Ä|a)ytt(?:ä|Ä|a)j(?:ä|Ä|a)(?:tunnus|nimi)?(?![a-z])", "felhaszn(?:á|Á|a)l(?:ó|Ó|o)(?:[_ ]?n(?:é|É|e)v)?(?![a-z])", "u(?:ž|Ž|z)ivatel(?![a-z])", "pou(?:ž|Ž|z)(?:í|i|Í)vate(?:ľ|l|Ľ)(?![a-z])", "korisni(?:k|(?:č|Č|c)ko_ime)(?![a-z])", "uporabni(?:k|(?:š|Š|s)ko_ime)(?![a-z])", "ime(?<=ko ime)(?![a-z])", "utiliza(?:t|d)or(?![a-z])", "usu(?:á|Á)rio(?![a-z])",
    "identifiant(?![a-z])", "anmeldename", "kasutaja(?:nimi)?(?![a-z])", "vartotojas", "lietot(?:ā|a)js", "pengguna", "dùng", "nhập", "ten_dang_nhap",
    "ユーザ(?:ー)?(?:名|id|ＩＤ)?(?=[^\\w\x80-\xff])", "ログイン(?:名|id)", "用户(?:名)?", "用戶(?:名)?", "使用者(?:名稱)?", "登录名", "账号", "帐号", "賬號", "帳號", "사용자(?:명|id|아이디)?", "아이디", "이름(?<=사용자 이름)", "χρήστη(?:ς)?", "Χρήστης", "משתמש", "المستخدم", "کاربری", "ชื่อผู้ใช้", "ผู้ใช้", "उपयोगकर्ता",
)  # fmt: skip


def _any(names: tuple[str, ...]) -> bytes:
    return "|".join(names).encode().replace(rb"\x80-\xff", b"\x80-\xff")


# An id of something else is a number, or is made of parts.
_ID = re.compile(r"[0-9]+|[0-9a-f\-]{16,}|[a-z]{1,12}[\-_#][0-9]+", re.IGNORECASE)


def _is_login(value: str) -> bool:
    return len(value) > 1 and is_persons(value) and not _ID.fullmatch(value)


PASSWORD = Rule(
    kind="PASSWORD",
    name="password-in-another-language",
    group="keyed",
    pattern=EDGE + rb"(?:" + _any(PASSWORDS) + rb")(?:[_ ]?[0-9])?" + IS + VALUE,
    accept=is_secret,
    normalise=unescaped,
    lowered=True,
    must_match=("hasło=hunter2", "HASŁO: hunter2", '{"пароль":"hunter2"}', "パスワード=hunter2", "密码: hunter2", "비밀번호: hunter2", "şifre=hunter2", "lösenord: hunter2", "Kennwort=hunter2", "senha: hunter2", "mot-de-passe=hunter2", "Κωδικός: hunter2", "mdp=hunter2", "palavra-passe=hunter2", "סיסמה: hunter2", "รหัสผ่าน: hunter2"),
    must_not_match=("hasło: ***", "Hasło: musi mieć 8 znaków", "Пароль: должен быть длиннее", "パスワード: 必須項目です", "パスワードが違います", "密码错误", "hesloX"),
)  # fmt: skip
MADE_PASSWORD = Rule(
    kind="PASSWORD",
    name="password-under-a-word-for-keys",
    group="keyed",
    pattern=EDGE + rb"(?:" + _any(UNSURE_PASSWORDS) + rb")" + IS + VALUE,
    accept=lambda value: is_secret(value) and looks_made(value) and not value.isdecimal(),
    normalise=unescaped,
    lowered=True,
    must_match=("usuario=anna clave=Hunter2x!", '"clave":"hunter2x!"'),
    must_not_match=("clave=pedidos", "clave: 1048576"),
)
USER = Rule(
    kind="USER",
    name="user-in-another-language",
    group="keyed",
    pattern=(
        EDGE + rb"(?:" + _any(USERS) + rb")(?!(?<=<user)" + PSEUDONYM + rb")" + IS
        + rb"(?:" + SHORT_QUOTED + rb"|((?![\"'\\])[^\s\"'&;,<>{}()\[\]\\\x1e%=|:]{2,128}+)(?![(=]|:[:/]))"
    ),
    accept=_is_login,
    normalise=same,
    lowered=True,
    must_match=("użytkownik=bob42", "uzytkownik=bob42", "логин=bob.example", '{"ユーザー名":"bob42"}', "用户名: bob42", "사용자: bob42", "사용자 이름: bob42", "identifiant=bob42", "kullanıcı=bob42", "kullanici_adi: bob42", "användarnamn=bob42", "Käyttäjätunnus: bob42", "felhasználónév=bob42", "uživatel: bob42", "brukernavn: bob42", "tên đăng nhập: bob42", "Όνομα χρήστη: bob42", "имя пользователя: bob42"),
    must_not_match=("identifiant=CMD-10482", "identifiant=48213", "usuário: root", "用户: admin", "ユーザーが見つかりません"),
)  # fmt: skip

RULES = (PASSWORD, MADE_PASSWORD, USER)
