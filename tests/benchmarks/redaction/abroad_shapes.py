"""Lines of logins in which the names of user and password are words of other languages."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.benchmarks.redaction.login_shapes import password
from tests.benchmarks.redaction.marks import mark
from tests.benchmarks.redaction.people import People

# By language: the names of the user, of the password, and what happened.
_WORDS = (
    ("fr", ("identifiant", "utilisateur"), ("mot de passe", "mot_de_passe", "mdp"), "connexion refusée"),
    ("de", ("Benutzername", "Benutzer", "Anmeldename"), ("Passwort", "Kennwort"), "Anmeldung fehlgeschlagen"),
    ("es", ("usuario", "nombre_usuario"), ("contraseña", "contrasena"), "error de autenticación"),
    ("pt", ("usuário", "usuario", "utilizador", "nome_usuario"), ("senha", "palavra-passe"), "falha no login"),
    ("it", ("utente", "nome_utente"), ("password", "parola"), "accesso negato"),
    ("nl", ("gebruiker", "gebruikersnaam"), ("wachtwoord",), "aanmelden mislukt"),
    ("pl", ("użytkownik", "uzytkownik", "Użytkownik"), ("hasło", "haslo", "HASŁO"), "nieudane logowanie"),
    ("cs", ("uživatel", "uzivatel"), ("heslo",), "přihlášení selhalo"),
    ("sk", ("používateľ", "pouzivatel"), ("heslo",), "prihlásenie zlyhalo"),
    ("sl", ("uporabnik", "uporabniško_ime"), ("geslo",), "prijava ni uspela"),
    ("hr", ("korisnik", "korisničko ime"), ("lozinka",), "prijava nije uspjela"),
    ("hu", ("felhasználó", "felhasználónév", "felhasznalonev"), ("jelszó", "jelszo"), "sikertelen bejelentkezés"),
    ("ro", ("utilizator",), ("parola",), "autentificare eșuată"),
    ("tr", ("kullanıcı", "kullanici_adi"), ("şifre", "Şifre", "sifre", "parola"), "giriş başarısız"),
    ("sv", ("användare", "användarnamn", "anvandarnamn"), ("lösenord", "losenord"), "inloggning misslyckades"),
    ("da", ("bruger", "brugernavn"), ("adgangskode", "kodeord"), "login mislykkedes"),
    ("no", ("bruker", "brukernavn"), ("passord",), "innlogging feilet"),
    ("fi", ("käyttäjä", "käyttäjätunnus", "kayttajatunnus"), ("salasana",), "kirjautuminen epäonnistui"),
    ("et", ("kasutaja", "kasutajanimi"), ("parool",), "sisselogimine ebaõnnestus"),
    ("lt", ("vartotojas",), ("slaptažodis", "slaptazodis"), "nepavyko prisijungti"),
    ("ru", ("логин", "Логин", "пользователь", "имя_пользователя"), ("пароль", "Пароль", "ПАРОЛЬ"), "ошибка входа"),
    ("uk", ("логін", "користувач"), ("пароль", "Гасло"), "помилка входу"),
    ("bg", ("потребител",), ("парола", "Парола"), "грешка при вход"),
    ("el", ("χρήστης", "όνομα χρήστη"), ("κωδικός", "Κωδικός"), "αποτυχία σύνδεσης"),
    ("ja", ("ユーザー名", "ユーザーID", "ユーザ名", "ログインID"), ("パスワード",), "ログイン失敗"),
    ("zh", ("用户名", "用户", "账号", "用戶名", "帳號"), ("密码", "密碼", "口令"), "登录失败"),
    ("ko", ("사용자", "사용자 이름", "사용자명", "아이디"), ("비밀번호", "암호"), "로그인 실패"),
    ("vi", ("tên đăng nhập", "ten_dang_nhap"), ("mật khẩu", "mat_khau"), "đăng nhập thất bại"),
    ("id", ("pengguna", "nama_pengguna"), ("kata sandi", "kata_sandi"), "gagal masuk"),
    ("th", ("ชื่อผู้ใช้", "ผู้ใช้"), ("รหัสผ่าน",), "เข้าสู่ระบบล้มเหลว"),
    ("he", ("שם משתמש",), ("סיסמה", "סיסמא"), "ההתחברות נכשלה"),
    ("ar", ("اسم المستخدم",), ("كلمة المرور", "كلمة السر"), "فشل تسجيل الدخول"),
)  # fmt: skip
_FORMS = (
    "{m}: {n}={u} {k}={p}",
    "{m} {n}={u}, {k}={p}, ip=-",
    '{{"msg":"{m}","{n}":"{u}","{k}":"{p}"}}',
    '{m} ({n}: "{u}", {k}: "{p}")',
    "{m}; {n}: {u}; {k}: {p}",
    "{m} [{k}={p}]",
    "{n}='{u}' {k}='{p}' {m}",
)


def login(rng: random.Random, people: People) -> tuple[str, str]:
    """A failed login in one of these languages."""
    language, users, passwords, message = rng.choice(_WORDS)
    form = rng.choice(_FORMS)
    if language in ("ja", "zh") and rng.random() < 0.3:
        form = "{m} {n}：{u} {k}：{p}"
    while (user := people.user()).text.isdecimal() or user.kind == "user/id":
        pass
    return "words of another language", form.format(
        m=message, n=rng.choice(users), u=mark(user.kind, user.text), k=rng.choice(passwords),
        p=mark("password/abroad", password(rng)),
    )  # fmt: skip


SHAPES: dict[Callable[[random.Random, People], tuple[str, str]], int] = {login: 6}
