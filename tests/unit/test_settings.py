"""What a setting takes, what is said about one that is wrong, and that no secret is ever repeated."""

import copy
from dataclasses import asdict, astuple, replace
from traceback import TracebackException

import pytest

from bot import settings as module
from bot.locale import speaker
from bot.logs import masked
from bot.settings import DOTENV, KEYS, TEST_ONLY, Mode, Purpose, Settings, SettingsError, language_here, load, load_here

BOT = "xoxb-111-222-abcDEF"
APP = "xapp-1-A111-222-abcdef"
SECRET = "0123456789abcdef0123456789abcdef"
LOOPBACK = "http://127.0.0.1:4000/api"


def problems(environ: dict[str, str], purpose: Purpose = Purpose.LOCAL) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(environ, None, purpose)
    return str(caught.value).split("\n")


def test_nothing_set_gives_the_defaults():
    assert load({}, None) == Settings(
        database_url="sqlite:///promise-bot.db", host="0.0.0.0", port=3000, language="en", timezone="Europe/Berlin"
    )


def test_every_setting_is_read():
    environ = {
        "SLACK_BOT_TOKEN": BOT,
        "SLACK_APP_TOKEN": APP,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": LOOPBACK,
        "CLOCK_URL": "http://localhost:4000/_control/clock",
        "DATABASE_URL": "sqlite:////var/lib/promise.db",
        "HOST": "127.0.0.1",
        "PORT": "8080",
        "PROMISES_CHANNEL": "C012AB3CD",
        "WORKSPACE_LANGUAGE": "DE",
        "WORKSPACE_TIMEZONE": "Europe/Lisbon",
        "DEFAULT_SLOT": "Operations",
        "DEFAULT_SLOT_MEMBERS": "U012AB3CD, @omar",
        "DEFAULT_SLOT_BACKUP": "@lena.krüger,",
        "ADMINS": "W0000001",
        "LEADS": "@petra",
        "LOG_LEVEL": "debug",
        "LOG_FORMAT": "JSON",
        "HEALTH_PORT": "9090",
    }
    assert set(environ) == set(KEYS)
    assert load(environ, None) == Settings(
        bot_token=BOT,
        app_token=APP,
        signing_secret=SECRET,
        slack_api_url=LOOPBACK + "/",
        clock_url="http://localhost:4000/_control/clock",
        database_url="sqlite:////var/lib/promise.db",
        host="127.0.0.1",
        port=8080,
        promises_channel="C012AB3CD",
        language="de",
        timezone="Europe/Lisbon",
        default_slot="Operations",
        default_slot_members=("U012AB3CD", "@omar"),
        default_slot_backup=("@lena.krüger",),
        admins=("W0000001",),
        leads=("@petra",),
        log_level="DEBUG",
        log_format="json",
        health_port=9090,
    )


class TestFile:
    def test_the_environment_wins_over_the_file_and_empty_is_not_set(self, tmp_path):
        path = tmp_path / ".env"
        path.write_text("PORT=4000\nHOST=127.0.0.1\nPROMISES_CHANNEL=#promises\nLOG_LEVEL=\n", encoding="utf-8")
        settings = load({"PORT": "5000", "HOST": ""}, path)
        assert (settings.port, settings.host, settings.promises_channel) == (5000, "127.0.0.1", "#promises")
        assert settings.log_level == "INFO"

    def test_nothing_in_the_file_is_expanded(self, tmp_path, monkeypatch):
        monkeypatch.setenv("HOME_AREA", "Leipzig")
        path = tmp_path / ".env"
        path.write_text("DEFAULT_SLOT=${HOME_AREA}\nDEFAULT_SLOT_MEMBERS=@omar\n")
        assert load({}, path).default_slot == "${HOME_AREA}"

    def test_a_missing_file_is_no_problem(self, tmp_path):
        assert load({}, tmp_path / ".env") == Settings()

    def test_an_unreadable_file_is_one_line(self, tmp_path):
        path = tmp_path / ".env"
        path.write_bytes(b"PORT=\xff\xfe\n")
        with pytest.raises(SettingsError, match=r"\.env cannot be read: [^\n]+\Z"):
            load({}, path)


@pytest.mark.parametrize(
    ("key", "value", "starts"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1-secret", "SLACK_BOT_TOKEN is not a bot token: it begins with xoxb-"),
        ("SLACK_BOT_TOKEN", "xoxb-with space", "SLACK_BOT_TOKEN is not a bot token"),
        ("SLACK_APP_TOKEN", "xoxb-1-secret", "SLACK_APP_TOKEN is not an app token: it begins with xapp-"),
        ("SLACK_SIGNING_SECRET", "xoxb-1-secret-secret-secret", "SLACK_SIGNING_SECRET is not a signing secret"),
        ("SLACK_SIGNING_SECRET", "short", "SLACK_SIGNING_SECRET is not a signing secret"),
        ("SLACK_API_URL", "slack.com/api", "SLACK_API_URL is not an address"),
        ("SLACK_API_URL", "https://", "SLACK_API_URL is not an address"),
        ("SLACK_API_URL", "http://127.0.0.1:99999/api", "SLACK_API_URL is not an address"),
        ("SLACK_API_URL", "http://example.com/api/", "SLACK_API_URL must be https except on this machine"),
        ("SLACK_API_URL", "http://127.0.0.1.example.com/", "SLACK_API_URL must be https except on this machine"),
        ("CLOCK_URL", "https://example.com/clock", "CLOCK_URL must be on this machine"),
        ("DATABASE_URL", "promise-bot.db", "DATABASE_URL is no database address"),
        ("DATABASE_URL", "mysql://root:secret@db/x", "DATABASE_URL is no database address"),
        ("HOST", "not a host", "HOST is not a host name"),
        ("PORT", "0", "PORT is not a number from 1 to 65535: 0"),
        ("PORT", "65536", "PORT is not a number from 1 to 65535: 65536"),
        ("PORT", "http", "PORT is not a number from 1 to 65535: http"),
        ("PORT", "３０００", "PORT is not a number"),
        ("PROMISES_CHANNEL", "Our Promises", "PROMISES_CHANNEL is neither a channel id"),
        ("WORKSPACE_LANGUAGE", "fr", "WORKSPACE_LANGUAGE is neither en nor de: fr"),
        ("WORKSPACE_TIMEZONE", "Berlin", "WORKSPACE_TIMEZONE is no IANA time zone such as Europe/Berlin: Berlin"),
        ("WORKSPACE_TIMEZONE", "../etc/passwd", "WORKSPACE_TIMEZONE is no IANA time zone"),
        ("WORKSPACE_TIMEZONE", "Europe", "WORKSPACE_TIMEZONE is no IANA time zone"),
        ("ADMINS", "@petra, Sara Vogt", "ADMINS takes Slack ids (U012AB3CD) or @handles with commas, not: Sara Vogt"),
        ("LEADS", "C012AB3CD", "LEADS takes Slack ids"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL is none of DEBUG, INFO, WARNING, ERROR: loud"),
    ],
)
def test_a_malformed_setting_is_one_line(key, value, starts):
    [line] = problems({key: value})
    assert line.startswith(starts)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-1-geheim"),
        ("SLACK_APP_TOKEN", "xoxb-1-geheim"),
        ("SLACK_SIGNING_SECRET", "xoxb-1-geheim"),
        ("DATABASE_URL", "oracle://bot:geheim@db/x"),
        ("PROMISES_CHANNEL", "#xoxb-1-geheim, "),
        ("ADMINS", "xoxb-1-geheim"),
    ],
)
def test_no_message_repeats_a_secret_even_in_the_wrong_place(key, value):
    [line] = problems({key: value})
    assert "geheim" not in line


def test_a_long_or_broken_value_stays_one_short_line(tmp_path):
    (tmp_path / ".env").write_text('LOG_LEVEL="loud\nand ' + "x" * 500 + '"\n')
    with pytest.raises(SettingsError) as caught:
        load({}, tmp_path / ".env")
    [line] = str(caught.value).split("\n")
    assert line.endswith("…") and len(line) < 200


def test_a_postgresql_address_needs_its_driver(monkeypatch):
    url = {"DATABASE_URL": "postgresql://bot:geheim@db/promises"}
    monkeypatch.setattr("bot.setting_values.find_spec", lambda name: None)
    assert problems(url) == [
        'DATABASE_URL is a PostgreSQL database, which needs a driver: pip install "psycopg[binary]"'
    ]
    monkeypatch.setattr("bot.setting_values.find_spec", lambda name: object())
    assert load(url, None).database_url == url["DATABASE_URL"]


def test_a_postgresql_address_may_be_written_as_hosts_do():
    assert load({"DATABASE_URL": "postgres://bot@db/promises"}, None).database_url == "postgresql://bot@db/promises"


@pytest.mark.parametrize("text", ["promises", "#promises", "#kündigungen-2027"])
def test_a_channels_name_has_its_hash(text):
    assert load({"PROMISES_CHANNEL": text}, None).promises_channel == f"#{text.removeprefix('#')}"


@pytest.mark.parametrize("api_url", [None, "https://slack.example.com/api/"])
def test_the_clock_can_only_be_moved_where_slack_is_a_playground(api_url):
    environ = {"CLOCK_URL": "http://127.0.0.1:4000/_control/clock"} | ({"SLACK_API_URL": api_url} if api_url else {})
    assert problems(environ) == [
        "CLOCK_URL is only for a playground: SLACK_API_URL must be on this machine too (127.0.0.1)"
    ]


@pytest.mark.parametrize("api_url", [None, "https://slack.example.com/api/"])
@pytest.mark.parametrize("key", TEST_ONLY)
def test_what_only_tests_may_switch_off_stays_on_in_a_real_workspace(key, api_url):
    environ = {key: "1"} | ({"SLACK_API_URL": api_url} if api_url else {})
    assert problems(environ) == [f"{key} is only for tests: SLACK_API_URL must be on this machine (127.0.0.1)"]


def test_what_only_tests_may_switch_off_is_never_read_from_a_file(tmp_path):
    path = tmp_path / ".env"
    path.write_text(f"SLACK_API_URL={LOOPBACK}\nTEST_ONLY_NO_RECONCILE=1\nTEST_ONLY_NO_PACE=1\n")
    usual = load({"TEST_ONLY_NO_RECONCILE": "0"}, path)
    assert (usual.is_reconciling, usual.is_paced) == (True, True)
    assert not load({"TEST_ONLY_NO_RECONCILE": "1"}, path).is_reconciling
    assert not load({"TEST_ONLY_NO_PACE": "1"}, path).is_paced


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.8.8.8"])
def test_a_playground_is_on_loopback(host):
    environ = {"CLOCK_URL": f"http://{host}:1/clock", "SLACK_API_URL": f"http://{host}:1/api/"}
    assert load(environ, None).clock_url == environ["CLOCK_URL"]


@pytest.mark.parametrize(
    ("environ", "missing"),
    [
        ({"DEFAULT_SLOT": "Operations"}, ["DEFAULT_SLOT_MEMBERS"]),
        ({"DEFAULT_SLOT_MEMBERS": "@omar"}, ["DEFAULT_SLOT"]),
        ({"DEFAULT_SLOT_BACKUP": "@omar"}, ["DEFAULT_SLOT"]),
        ({"DEFAULT_SLOT": "Operations", "DEFAULT_SLOT_BACKUP": "@omar"}, ["DEFAULT_SLOT_MEMBERS"]),
    ],
)
def test_the_default_area_is_whole_or_absent(environ, missing):
    assert [line.split(" ")[0] for line in problems(environ)] == missing


@pytest.mark.parametrize(
    ("purpose", "environ", "missing"),
    [
        (Purpose.SLACK, {}, ["SLACK_BOT_TOKEN"]),
        (Purpose.RUN, {}, ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]),
        (Purpose.RUN, {"SLACK_BOT_TOKEN": BOT}, ["SLACK_APP_TOKEN"]),
        (Purpose.RUN, {"SLACK_SIGNING_SECRET": SECRET}, ["SLACK_BOT_TOKEN"]),
        (Purpose.SOCKET, {"SLACK_SIGNING_SECRET": SECRET}, ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]),
        (Purpose.HTTP, {"SLACK_APP_TOKEN": APP}, ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"]),
    ],
)
def test_what_is_missing_depends_on_the_purpose_and_says_where_to_get_it(purpose, environ, missing):
    lines = problems(environ, purpose)
    assert [line.split(" ")[0] for line in lines] == missing
    assert all(" is missing: api.slack.com/apps > your app > " in line for line in lines)


def test_everything_wrong_is_told_at_once():
    lines = problems({"PORT": "x", "SLACK_APP_TOKEN": "y", "DEFAULT_SLOT": "Ops"}, Purpose.RUN)
    assert {line.split(" ")[0] for line in lines} == {
        "PORT",
        "SLACK_APP_TOKEN",
        "SLACK_BOT_TOKEN",
        "DEFAULT_SLOT_MEMBERS",
    }
    assert len(lines) == 4


@pytest.mark.parametrize(
    ("environ", "wanted", "mode"),
    [
        ({"SLACK_APP_TOKEN": APP}, None, Mode.SOCKET),
        ({"SLACK_SIGNING_SECRET": SECRET}, None, Mode.HTTP),
        ({"SLACK_APP_TOKEN": APP, "SLACK_SIGNING_SECRET": SECRET}, None, Mode.SOCKET),
        ({"SLACK_APP_TOKEN": APP, "SLACK_SIGNING_SECRET": SECRET}, Mode.HTTP, Mode.HTTP),
        ({"SLACK_APP_TOKEN": APP, "SLACK_SIGNING_SECRET": SECRET}, Mode.SOCKET, Mode.SOCKET),
    ],
)
def test_the_app_token_wins_unless_a_mode_is_wanted(environ, wanted, mode):
    assert load({"SLACK_BOT_TOKEN": BOT} | environ, None, Purpose.RUN).mode(wanted) is mode


def test_no_representation_shows_a_secret():
    environ = {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "SLACK_SIGNING_SECRET": SECRET}
    settings = load(environ | {"DATABASE_URL": "sqlite:///geheim.db"}, None)
    assert settings.secrets == (BOT, APP, SECRET)
    shown = [repr(settings), str(settings), f"{settings}", f"{asdict(settings)}", f"{astuple(settings)}"]
    shown += [
        f"{vars(settings)}",
        f"{replace(settings, port=1)!r}",
        f"{copy.deepcopy(vars(settings))}",
        f"{[*settings.secrets]}",
    ]
    for text in shown:
        assert not [secret for secret in (*settings.secrets, "geheim") if secret in text], text


def test_a_traceback_with_everything_in_it_shows_no_secret():
    settings = Settings(
        bot_token=BOT, app_token=APP, signing_secret=SECRET, database_url="postgresql://u:geheim123@h/d"
    )
    try:
        raise ValueError(settings)
    except ValueError as error:
        told = "".join(TracebackException.from_exception(error, capture_locals=True).format())
    assert not [secret for secret in (BOT, APP, SECRET, "geheim123") if secret in told], told


@pytest.mark.parametrize(
    ("address", "said", "shown"),
    [
        ("postgresql://u:geheim%21x@h/d", "at postgresql://u:geheim%21x@h/d", "at postgresql://u:***@h/d"),
        ("postgresql://u:geheim%21x@h/d", "password is geheim!x", "password is ***"),
        ("postgresql://u:pw@h/d", "power at postgresql://u:pw@h/d", "power at postgresql://u***h/d"),
        ("postgresql://u:a@b:c@h/d", "at postgresql://u:a@b:c@h/d", "at postgresql://u***h/d"),
        ("postgresql://u@h:5432/d", "at postgresql://u@h:5432/d", "at postgresql://u@h:5432/d"),
        ("sqlite:///promise-bot.db", "at sqlite:///promise-bot.db", "at sqlite:///promise-bot.db"),
    ],
)
def test_the_databases_password_is_masked_wherever_it_is_said(address, said, shown):
    assert masked(said, Settings(database_url=address).secrets) == shown


def test_settings_cannot_be_changed():
    with pytest.raises(AttributeError):
        Settings().port = 1  # type: ignore[misc]


def test_a_problem_is_said_in_the_readers_language():
    with pytest.raises(SettingsError) as caught:
        load({"PORT": "x"}, None)
    [problem] = caught.value.problems
    assert problem.said(speaker("de")) == "PORT ist keine Zahl von 1 bis 65535: x"


class TestHere:
    @pytest.fixture(autouse=True)
    def elsewhere(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        for key in (*KEYS, "LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(key, raising=False)

    def test_reads_the_file_in_the_current_directory(self, monkeypatch):
        DOTENV.write_text("PORT=4000\nHOST=localhost\n")
        monkeypatch.setenv("PORT", "5000")
        assert (load_here().port, load_here().host) == (5000, "localhost")

    @pytest.mark.parametrize(
        ("environ", "language"),
        [
            ({}, "en"),
            ({"LANG": "de_DE.UTF-8"}, "de"),
            ({"LANG": "de_DE.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
            ({"LANG": "de_DE.UTF-8", "WORKSPACE_LANGUAGE": "en"}, "en"),
            ({"LANG": "de_DE.UTF-8", "WORKSPACE_LANGUAGE": "klingon"}, "de"),
        ],
    )
    def test_the_language_at_the_terminal(self, monkeypatch, environ, language):
        for key, value in environ.items():
            monkeypatch.setenv(key, value)
        assert language_here() == language

    def test_the_language_is_known_when_the_file_is_broken(self):
        module.DOTENV.write_bytes(b"\xff")
        assert language_here() == "en"
