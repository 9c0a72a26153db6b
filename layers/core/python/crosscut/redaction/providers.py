"""Keys and tokens that providers mark with a prefix, as their documentation gives it: one pattern for all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crosscut.redaction.placeholders import is_filled
from crosscut.redaction.rule import START, WORD_END, Rule


@dataclass(frozen=True, slots=True)
class Provider:
    """One kind of token: a prefix that is taken literally, what follows it, and a synthetic one."""

    name: str
    prefix: str
    tail: str  # a pattern, the same to PCRE2 and `re`
    example: str  # what follows the prefix in a token that no provider has given out

    @property
    def token(self) -> str:
        """A synthetic token."""
        return self.prefix + self.example


_AB = "aB3xY9kL2mQ7"  # repeated for examples: no provider has given these out
_HEX = "0a1b2c3d4e5f6789"


def _alnum(name: str, *prefixes: str, least: int, exact: bool = False) -> tuple[Provider, ...]:
    tail = f"[A-Za-z0-9]{{{least}}}(?![A-Za-z0-9])" if exact else f"[A-Za-z0-9]{{{least},}}+"
    return tuple(Provider(name, prefix, tail, (_AB * 20)[:least]) for prefix in prefixes)


def _word(name: str, *prefixes: str, least: int) -> tuple[Provider, ...]:
    tail = rf"[\w\-]{{{least},}}+"
    return tuple(Provider(name, prefix, tail, (_AB * 20)[:least]) for prefix in prefixes)


def _hex(name: str, *prefixes: str, least: int) -> tuple[Provider, ...]:
    tail = f"[a-f0-9]{{{least},}}+"
    return tuple(Provider(name, prefix, tail, (_HEX * 20)[:least]) for prefix in prefixes)


# A slash and what else base64 has besides letters and digits, as JSON and queries write them too.
_SLASH = r"(?:\\{0,8}/|%(?:25)?2[fF])"
_BASE64 = rf"(?:[A-Za-z0-9+_\-]|{_SLASH}|%(?:25)?2[bB])"
_PAD = "(?:={1,2}|(?:%(?:25)?3[dD]){1,2})?+"
# Behind what has a sign of base64 in it: the rest, from one that is encoded on.
_REST = r"(?:(?:%(?:25)?(?:2[bBfF]|3[dD])|\\{1,8}/)[A-Za-z0-9+/_=\-]*+)*+"
_UUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}(?![0-9A-Za-z])"
_UUID_EXAMPLE = "0a1b2c3d-4e5f-4789-8abc-def012345678"
PROVIDERS: tuple[Provider, ...] = (
    *_alnum("github", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", least=30),
    *_word("github-fine-grained", "github_pat_", least=30),
    *_word("gitlab", "glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glsoat-", "glagent-", "glimt-", least=20),
    *_alnum("gitlab-runner-registration", "GR1348941", least=20),
    Provider("bitbucket", "ATBB", r"[A-Za-z0-9]{28,40}(?![A-Za-z0-9])", (_AB * 3)[:32]),
    *(
        Provider("slack", f"xox{c}-", r"[A-Za-z0-9\-]{10,}+", "123456789012-abcDEF")
        for c in "abeprsco"
    ),
    Provider("slack-app", "xapp-", r"\d-[A-Za-z0-9\-]{10,}+", "1-A0123456789-0123456789-0a1b2c3d4e"),
    *_alnum("stripe", "sk_live_", "sk_test_", "rk_live_", "rk_test_", "sk_prod_", "rk_prod_", least=16),
    *_alnum("stripe-webhook", "whsec_", least=24),
    Provider("google-api-key", "AIza", r"[\w\-]{35}", (_AB * 4)[:35]),
    Provider("google-oauth-secret", "GOCSPX-", r"[\w\-]{24,}+", (_AB * 4)[:28]),
    Provider("google-oauth-access", "ya29.", r"[\w\-.]{20,}+", (_AB * 4)[:40]),
    Provider("google-oauth-refresh", "1//0", r"[\w\-]{30,}+", (_AB * 4)[:40]),
    *_alnum("npm", "npm_", least=36),
    *_word("pypi", "pypi-", least=50),
    *_alnum("rubygems", "rubygems_", least=48),
    Provider("nuget", "oy2", r"[a-z0-9]{43}(?![a-z0-9])", ("a1b2c3d4" * 6)[:43]),
    *_alnum("cargo", "cio", least=32, exact=True),
    *_word("docker-hub", "dckr_pat_", "dckr_oat_", least=20),
    Provider("sendgrid", "SG.", r"[\w\-]{16,}+\.[\w\-]{16,}+", "aB3xY9kL2mQ7aB3xY9kL2m.Q7aB3xY9kL2mQ7aB3xY9kL2mQ7"),
    *_hex("twilio", "SK", "AC", least=32),
    Provider("mailgun", "key-", r"[a-f0-9]{32}(?![A-Za-z0-9])", _HEX * 2),
    Provider("mailchimp", "mc-", r"[a-f0-9]{32}-us\d{1,2}", _HEX * 2 + "-us12"),
    *_word("sendinblue", "xkeysib-", "xsmtpsib-", least=40),
    Provider("postman", "PMAK-", r"[a-f0-9]{24}-[a-f0-9]{34}", (_HEX * 2)[:24] + "-" + (_HEX * 3)[:34]),
    *_word("openai", "sk-proj-", "sk-svcacct-", "sk-admin-", "sk-None-", least=20),
    *_word("anthropic", "sk-ant-", least=20),
    *_alnum("openrouter", "sk-or-v1-", least=32),
    *_alnum("openai-classic", "sk-", least=32),
    *_alnum("hugging-face", "hf_", "api_org_", least=30),
    *_alnum("replicate", "r8_", least=37),
    *_alnum("groq", "gsk_", least=40),
    *_alnum("perplexity", "pplx-", least=40),
    *_alnum("xai", "xai-", least=40),
    *_hex("digitalocean", "dop_v1_", "doo_v1_", "dor_v1_", least=64),
    *_word("databricks", "dapi", least=32),
    *_alnum("heroku", "HRKU-", least=30),
    *_word("heroku-2", "HRKU-AA", least=50),
    *_alnum("linear", "lin_api_", "lin_oauth_", least=32),
    *_alnum("notion", "ntn_", "secret_", least=40),
    Provider("airtable", "pat", r"[A-Za-z0-9]{14}\.[a-f0-9]{64}", "aB3xY9kL2mQ7aB." + _HEX * 4),
    Provider("atlassian", "ATATT3", r"[\w\-=]{100,}+", (_AB * 20)[:180]),
    *_word("atlassian-2", "ATCTT3", least=100),
    Provider("asana", "1/", r"\d{13,20}:[a-f0-9]{32}", "1234567890123456:" + _HEX * 2),
    *_word("figma", "figd_", "figo_", least=30),
    *_word("dropbox-short", "sl.", least=60),
    *_word("vault", "hvs.", "hvb.", "hvr.", least=20),
    *_alnum("terraform", "atlasv1.", least=40),
    *_word("doppler", "dp.pt.", "dp.st.", "dp.ct.", "dp.sa.", "dp.scim.", "dp.audit.", least=30),
    *_alnum("pulumi", "pul-", least=40),
    *_word("grafana", "glsa_", "glc_", least=32),
    *_alnum("new-relic", "NRAK-", "NRAA-", "NRII-", "NRJS-", "NRRA-", least=19),
    *_word("sentry", "sntrys_", "sntryu_", least=40),
    *(Provider("dynatrace", prefix, r"[A-Z0-9]{20,}+\.[A-Z0-9]{40,}+", "ABC123DEF456GHI789JKL0MN." + "ABC123DE" * 8) for prefix in ("dt0c01.", "dt0s01.", "dt0s02.", "dt0s16.")),
    Provider("datadog-client-token", "pub", r"[a-f0-9]{32}(?![A-Za-z0-9])", _HEX * 2),
    *(Provider("launchdarkly", prefix, _UUID, _UUID_EXAMPLE) for prefix in ("sdk-", "mob-", "api-")),
    *_word("snyk", "snyk_", least=30),
    *_alnum("sonarqube", "sqp_", "sqa_", "squ_", least=40),
    *_word("planetscale", "pscale_tkn_", "pscale_pw_", "pscale_oauth_", least=30),
    *_word("supabase", "sbp_", "sb_secret_", least=30),
    *(Provider("fly", prefix, _BASE64 + "{40,}+" + _PAD, (_AB * 4)[:44]) for prefix in ("fo1_", "fm1_", "fm2_")),
    *_word("netlify", "nfp_", least=30),
    *_alnum("vercel", "vcp_", "vck_", least=24),
    *_word("shopify", "shpat_", "shpca_", "shppa_", "shpss_", least=32),
    Provider("square", "sq0", r"(?:atp|csp|idp)-[\w\-]{22,}+", "atp-" + (_AB * 3)[:22]),
    Provider("square-access", "EAAA", r"[\w\-]{56,}+", (_AB * 6)[:60]),
    Provider("paypal-braintree", "access_token$", r"(?:production|sandbox)\$[a-z0-9]{8,20}\$[a-f0-9]{32}",
             "production$a1b2c3d4e5f6a7b8$" + _HEX * 2),
    # Three parts of base64; of the last one only what is no sign.
    Provider("adyen", "AQE", _BASE64 + "{60,}+" + _PAD + rf"(?:-(?:[=\-]|{_BASE64}|%(?:25)?3[dD]){{16,}}+)?+", (_AB * 6)[:60] + "/aB3==-" + (_AB * 4)[:43] + "="),
    *_word("plaid", "access-sandbox-", "access-production-", "access-development-", "public-production-", "link-production-", least=8),
    *_word("facebook", "EAACEdEose0cBA", "EAAG", least=60),
    *_alnum("facebook-page", "EAA", least=80),
    *_alnum("instagram", "IGQV", least=60),
    *_word("age", "AGE-SECRET-KEY-1", least=50),
    Provider("onepassword", "ops_eyJ", _BASE64 + "{60,}+" + _PAD, (_AB * 6)[:64]),
    Provider("onepassword-secret-key", "A3-", r"[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}",
             "ABC123-ABCDE1FGHIJ-AB1CD-EF2GH-IJ3KL"),
    *_word("tailscale", "tskey-", least=20),
    Provider("cloudflare-origin-ca", "v1.0-", r"[a-f0-9]{24}-[a-f0-9]{100,}+", (_HEX * 2)[:24] + "-" + (_HEX * 10)[:146]),
    *_alnum("cloudflare", "cfut_", "cfat_", "cfk_", least=36),
    *_alnum("buildkite", "bkua_", least=40),
    *_word("circleci", "CCIPAT_", "CCIPRJ_", least=30),
    *_word("travis-jfrog", "AKCp", least=60),
    *_word("jfrog-reference", "cmVmd", least=59),
    *(Provider("harness", prefix, r"[\w\-]{22}\.[A-Za-z0-9]{20,}+\.[A-Za-z0-9]{16,}+", (_AB * 2)[:22] + "." + (_HEX * 2)[:24] + "." + (_AB * 2)[:20]) for prefix in ("pat.", "sat.")),
    *_word("typeform", "tfp_", least=40),
    *_word("contentful", "CFPAT-", least=40),
    *_alnum("readme", "rdme_", least=40),
    *_word("duffel", "duffel_live_", "duffel_test_", least=40),
    *_alnum("flutterwave", "FLWSECK-", "FLWSECK_TEST-", least=12),
    *_word("yandex", "AQVN", "y0_", least=35),
    *_alnum("alibaba", "LTAI", least=20),
    *_alnum("tencent", "AKID", least=32),
    *_alnum("easypost", "EZAK", "EZTK", least=54),
    *_alnum("shippo", "shippo_live_", "shippo_test_", least=40),
    *_alnum("lob", "live_pub_", "test_pub_", least=31),
    *_alnum("mapbox", "sk.eyJ", "pk.eyJ", "tk.eyJ", least=40),
    *(Provider("discord-bot", prefix, r"[\w\-]{22,27}\.[\w\-]{6}\.[\w\-]{27,}+", "TA1MjAwMDAwMDAwMDAwMDAwMD.GaBcDe." + (_AB * 3)[:30]) for prefix in ("M", "N", "O")),
    *_word("doppler-service", "dp.st.prd.", "dp.st.dev.", "dp.st.stg.", "dp.st.prod.", least=30),
    Provider("doppler-config", "dp.st.", r"[a-z0-9_\-]{2,35}\.[A-Za-z0-9]{40,44}", "live." + (_AB * 4)[:43]),
    Provider("hubspot", "pat-", r"(?:na|eu|ap)[1-9]-" + _UUID, "na1-" + _UUID_EXAMPLE),
    Provider("bedrock", "ABSK", _BASE64 + "{60,}+" + _PAD, (_AB * 10)[:109]),
    Provider("bedrock-short", "bedrock-api-key-", _BASE64 + "{40,}+" + _PAD, (_AB * 10)[:109]),
    Provider("aws-mws", "amzn.mws.", _UUID, _UUID_EXAMPLE),
    *_alnum("adafruit", "aio_", least=28, exact=True),
    *_alnum("infracost", "ico-", least=32),
    *_alnum("sourcegraph", "sgp_", least=40),
    Provider("sourcegraph-of-an-instance", "sgp_", r"[a-f0-9]{16}_[a-f0-9]{40}", _HEX + "_" + (_HEX * 3)[:40]),
    *_word("sourcegraph-instance", "sgp_local_", "slk_", least=40),
    *_word("pinecone", "pcsk_", least=50),
    *_word("langsmith", "lsv2_pt_", "lsv2_sk_", least=40),
    *_alnum("langfuse", "sk-lf-", "pk-lf-", least=32),
    *_word("scalingo", "tk-us-", least=40),
    *_alnum("settlemint", "sm_pat_", "sm_aat_", "sm_sat_", least=16),
    *_alnum("prefect", "pnu_", "pnb_", least=36),
    *_hex("clojars", "CLOJARS_", least=60),
    *_word("openshift", "sha256~", least=43),
    *_alnum("intra42", "s-s4t2ud-", "s-s4t2af-", least=40),
    *_alnum("deno", "ddp_", "ddw_", least=36),
    *_alnum("render", "rnd_", least=28),
    *_alnum("posthog", "phx_", "phc_", least=40),
    *_alnum("neon", "napi_", least=50),
    *_alnum("nvidia", "nvapi-", least=60),
    *_word("firebase-messaging", "APA91b", least=60),
    Provider("adobe", "p8e-", r"[a-z0-9]{32}(?![A-Za-z0-9])", "a1b2c3d4" * 4),
    *(Provider("authress", prefix, r"[a-z0-9]{5,30}\.[a-z0-9]{4,6}\.acc[_\-][a-z0-9\-]{10,32}\.[\w+/=\-]{30,120}", "a1b2c3d4.a1b2.acc-a1b2c3d4e5f6." + (_AB * 4)[:40]) for prefix in ("sc_", "ext_", "scauth_", "authress_")),
    *_word("aiven", "AVNS_", least=16),
    Provider("apify", "apify_api_", r"[A-Za-z0-9\-]{36}", (_AB * 3)[:36]),
    Provider("axiom", "xaat-", _UUID, _UUID_EXAMPLE),
    Provider("axiom-personal", "xapt-", _UUID, _UUID_EXAMPLE),
    Provider("baidu", "bce-v3/ALTAK-", "[A-Za-z0-9]{16,}+" + _SLASH + "[a-f0-9]{40}", (_AB * 2)[:21] + "/" + (_HEX * 3)[:40]),
    *_alnum("bitrise", "btr_", "btw_", least=32),
    *_alnum("buildkite-agent", "bkaj_", "bkpt_", "bkct_", least=30),
    *_word("cerebras", "csk-", least=40),
    *_alnum("checkly", "cu_", least=32, exact=True),
    *_alnum("chromatic", "chpt_", least=16),
    Provider("clickhouse-cloud", "4b1d", r"[A-Za-z0-9]{38}(?![A-Za-z0-9])", (_AB * 4)[:38]),
    Provider("clickup", "pk_", r"\d{7,9}_[0-9A-Z]{32}", "12345678_" + "ABC123DE" * 4),
    *_word("cockroach", "CCDB1_", least=20),
    *_alnum("cursor", "crsr_", least=40),
    *_alnum("datastax", "AstraCS:", least=20),
    *_word("dbt-cloud", "dbtc_", "dbtu_", "dbts_", least=30),
    *_word("defined-networking", "dnkey-", least=40),
    *_alnum("depot", "depot_", "depot_project_", least=40),
    *_word("devcycle", "dvc_server_", "dvc_mobile_", "dvc_client_", least=20),
    *_hex("e2b", "e2b_", least=40),
    *_alnum("digitalocean-spaces", "DO00", least=16, exact=True),
    *_hex("eleven-labs", "sk_", least=48),
    *_alnum("endor", "endr+", least=16),
    *_hex("flutterwave-public", "FLWPUBK_TEST-", "FLWPUBK-", least=12),
    *_hex("firecrawl", "fc-", least=32),
    *_alnum("fireworks", "fw_", least=24, exact=True),
    *_word("frame-io", "fio-u-", least=60),
    *_word("gitlab-oauth-application", "gloas-", "glffct-", "glwt-", least=20),
    Provider("gitlab-runner-routable", "glrtr-", r"[\w\-]{20,}+", (_AB * 2)[:20]),
    *_alnum("grafana-legacy", "eyJrIjoi", least=50),
    *_alnum("heartland", "skapi_cert_", "skapi_prod_", least=16),
    *_alnum("helicone", "sk-helicone-", least=16),
    *_word("honeycomb", "hcaik_", "hcaic_", "hcamk_", "hcxik_", "hcxmk_", "hcbik_", least=32),
    *_word("infisical", "st.", least=60),
    *_word("inngest", "signkey-prod-", "signkey-test-", "signkey-branch-", least=32),
    *_alnum("jina", "jina_", least=40),
    *_alnum("klaviyo", "pk_", least=34, exact=True),
    *_alnum("lichess", "lip_", "lio_", least=16),
    *_word("logicmonitor", "lmb_", "lma_", least=40),
    *_hex("mailersend", "mlsn.", least=60),
    *_hex("mailgun-public", "pubkey-", least=32),
    Provider("mandrill", "md-", r"[A-Za-z0-9]{22}(?![A-Za-z0-9])", (_AB * 2)[:22]),
    Provider("mercadopago", "APP_USR-", r"\d{12,20}-\d{6}-[a-f0-9]{32}-\d{6,12}", "1234567890123456-112233-" + _HEX * 2 + "-123456789"),
    *_alnum("ngrok", "ngrok_api_", "cr_", "ak_2", least=30),
    *_alnum("octopus", "API-", least=26, exact=True),
    Provider("onfido", "api_live.", r"[\w\-]{11}\.[\w\-]{32}", "aB3xY9kL2mQ." + (_AB * 3)[:32]),
    Provider("onfido-sandbox", "api_sandbox.", r"[\w\-]{11}\.[\w\-]{32}", "aB3xY9kL2mQ." + (_AB * 3)[:32]),
    *_word("paddle", "pdl_live_apikey_", "pdl_sdbx_apikey_", "pdl_ntfset_", least=20),
    *_alnum("pagarme", "ak_live_", "ek_live_", "ak_test_", "ek_test_", least=24),
    *_alnum("persona", "persona_production_", "persona_sandbox_", least=20),
    *_alnum("pinterest", "pina_", "pinr_", least=32),
    *_alnum("polar", "polar_oat_", "polar_pat_", "polar_at_u_", least=30),
    *_word("portainer", "ptr_", least=40),
    *_word("pubnub-secret", "sec-c-", least=40),
    Provider("pubnub", "pub-c-", _UUID, _UUID_EXAMPLE),
    Provider("pubnub-subscribe", "sub-c-", _UUID, _UUID_EXAMPLE),
    *_alnum("ramp", "ramp_id_", "ramp_sec_", least=30),
    *_alnum("razorpay", "rzp_live_", "rzp_test_", least=14),
    Provider("resend", "re_", r"[A-Za-z0-9]{8}_[A-Za-z0-9]{20,}+", "aB3xY9kL_" + (_AB * 2)[:24]),
    Provider("robinhood", "rh-api-", _UUID, _UUID_EXAMPLE),
    *_alnum("rootly", "rootly_", least=50),
    *_alnum("runpod", "rpa_", least=40),
    Provider("salesforce", "00D", r"[A-Za-z0-9]{12,15}![A-Za-z0-9_.]{80,130}", "5g000004ABcD!" + (_AB * 9)[:96]),
    *_alnum("samsara", "samsara_api_", least=24),
    *_alnum("scaleway", "SCW", least=17, exact=True),
    Provider("socket", "sktsec_", r"[\w\-]{40,}+", (_AB * 5)[:50]),
    *_word("flexport", "shltm_", least=30),
    *_alnum("stackhawk", "hawk.", least=20),
    *_word("stytch", "secret-live-", "secret-test-", least=30),
    *_alnum("tavily", "tvly-", "tvly-dev-", "tvly-prod-", least=30),
    Provider("telnyx", "KEY0", r"[A-F0-9]{30,}+_[A-Za-z0-9]{20,}+", "ABCDEF01" * 4 + "_" + (_AB * 2)[:22]),
    *_word("thunderstore", "tss_", least=30),
    *_alnum("together", "tgp_v1_", least=40),
    *_word("trigger-dev", "tr_dev_", "tr_prod_", "tr_stg_", "tr_pat_", least=20),
    *_alnum("twitch", "oauth:", least=30, exact=True),
    *_alnum("ubidots", "BBFF-", least=30, exact=True),
    *_alnum("unkey", "unkey_", least=20),
    *_alnum("val-town", "vtwn_", least=20),
    *_alnum("vercel-integration", "vcr_", "vci_", "vca_", least=24),
    *_alnum("voiceflow", "VF.DM.", "VF.WS.", least=20),
    *_alnum("volcengine", "AKLT", least=40),
    Provider("wakatime", "waka_", _UUID, _UUID_EXAMPLE),
    *_alnum("weights-and-biases", "wandb_v1_", least=40),
    *_alnum("xata", "xau_", least=30),
    Provider("yandex-cloud", "t1.", r"[\w\-]{10,}+(?:=|%3D){0,2}\.[\w\-]{60,}+" + _PAD, "aB3xY9kL2mQ7aB3x." + (_AB * 8)[:86]),
    *_word("yandex-static", "YCAJE", "YCM", "YCN", "YCO", "YCP", least=30),
    Provider("zoho", "1000.", r"[a-f0-9]{32}\.[a-f0-9]{32}", _HEX * 2 + "." + _HEX * 2),
    *_alnum("zuplo", "zpka_", least=32),
    *_word("canadian-digital-service", "gcntfy-", least=40),
    *_alnum("coze", "pat_", least=40),
    *_alnum("cfx", "cfxk_", least=20),
    *_alnum("ionic", "ion_", least=42),
    *_word("elastic", "essu_", least=40),
    *_word("hop", "ptk_", least=30),
    *_alnum("square-oauth", "sq0idb-", least=22),
    *_word("trello", "ATTA", least=60),
    *_alnum("clerk-public", "pk_live_", "pk_test_", least=24),
    Provider("gocardless", "live_", r"(?=[\w\-]{0,30}[A-Z])(?=[\w\-]{0,30}[0-9])[\w\-]{40}(?![\w\-])", (_AB * 4)[:40]),
    *(Provider("mollie", prefix, r"(?=[A-Za-z]{0,20}[0-9])[A-Za-z0-9]{30}(?![A-Za-z0-9_])", (_AB * 3)[:30]) for prefix in ("live_", "test_")),
    # Shorter ones of letters alone are the names of classes.
    Provider("vault-legacy", "s.", r"(?=[A-Za-z]{0,16}[0-9])[A-Za-z0-9]{24}(?![A-Za-z0-9_.])", _AB * 2),
    Provider("pushbullet", "o.", r"(?=[A-Za-z]{0,16}[0-9])[A-Za-z0-9]{32}(?![A-Za-z0-9_.])", (_AB * 3)[:32]),
    *_alnum("statsig", "secret-", least=40),
    Provider("twitter-bearer", "AAAAAAAAAAAAAAAAAAAAA", r"A{0,4}[B-Zb-z][A-Za-z0-9%]{60,}+", (_AB * 7)[3:80]),
    Provider("telegram-bot", "bot", r"\d{8,10}:[\w\-]{35}", "123456789:" + (_AB * 3)[:35]),
)  # fmt: skip

_AWS_PREFIXES = ("AKIA", "ASIA", "AROA", "AIDA", "ABIA", "ACCA")


_SIGNED = re.compile(r"\[[^\]]*[+/=][^\]]*\]")  # a class of letters that has one of base64's signs


def _alternation(providers: tuple[Provider, ...]) -> bytes:
    """Return one pattern, by first letter, so that few alternatives are tried at each place."""
    by_letter: dict[str, list[str]] = {}
    for provider in sorted(providers, key=lambda p: -len(p.prefix)):  # sk-ant- before sk-
        escaped = "".join(
            _SLASH if c == "/" else c if c.isalnum() or c in "_-" else "\\" + c for c in provider.prefix[1:]
        )
        rest = _REST if _SIGNED.search(provider.tail) else ""
        by_letter.setdefault(provider.prefix[0], []).append(escaped + provider.tail + rest)
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in sorted(by_letter.items())).encode()


def provider_of(token: str) -> str:
    """Return the name of the provider that marks its tokens so, or ""."""
    found = max(
        (p for p in PROVIDERS if token.startswith(p.prefix)), key=lambda p: len(p.prefix), default=None
    )
    return found.name if found else ""


AWS_ACCESS_KEY = Rule(
    kind="AWS_KEY",
    name="aws-access-key-id",
    early=True,
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
    pattern=(
        rb"A(?:KIA|SIA|ROA|IDA|BIA|CCA)(?:(?<![A-Za-z0-9].{4})|(?<=\\[nrtbf].{4})|(?<=%[0-9A-Fa-f]{2}.{4}))"
        rb"[A-Z0-9]{16,17}(?![A-Za-z0-9])"
    ),
    accept=lambda value: not is_filled(value),
    must_match=("AKIAIOSFODNN7EXAMPLE", "X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261117"),
    must_not_match=(
        "in ASIA, and AKIASHORT",
        "AIDAEXAMPLE",
        "AKIAXXXXXXXXXXXXXXXX",
        "the docs, e.g. AKIAIOSFODNN7EXAMPLE",
    ),
)
PROVIDER_TOKEN = Rule(
    kind="TOKEN",
    name="provider-token",
    early=True,
    # Most words are short: a look at the length first.
    pattern=(
        rb"(?=[" + bytes(sorted({provider.prefix.encode()[0] for provider in PROVIDERS})) + rb"])" + START
        + rb"(?=[\w\-./$:~+\\%]{12})(?:" + _alternation(PROVIDERS) + rb")"
    ),
    skip=WORD_END,
    accept=lambda value: not is_filled(value),
    must_match=tuple(provider.token for provider in PROVIDERS),
    must_not_match=(
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "task-abcdefghijklmnopqrstuvwxyz risk-free", "pypi-mirror", "key-value", "api-gateway", "pat.example.com",
        "SKIPPED", "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ),
)  # fmt: skip


def _of_url(pattern: bytes) -> bytes:
    """Return the pattern of a part of an address, of which slashes may be escaped."""
    return pattern.replace(b"~", _SLASH.encode())


WEBHOOK = Rule(
    kind="TOKEN",
    name="webhook-url",
    early=True,
    literals=(b"hooks.", b"discord", b"webhook", b"/services", b"logic.azure", b"hook.", b"chat.googleapis", b"maker.ifttt", b"open.feishu", b"oapi.dingtalk", b"qyapi.weixin", b"events.pagerduty", b"ntfy.sh"),
    # What follows the host of an incoming webhook is the credential: Slack, Discord, Microsoft Teams, Zapier.
    pattern=_of_url(
        rb"hooks\.slack\.com~(?:services|workflows|triggers)~((?:[A-Za-z0-9%_\-]|~){16,}+)"
        # Where the host stands apart, as HTTP clients log it.
        rb"|/services~(T[A-Z0-9]{8,12}~B[A-Z0-9]{8,12}~[A-Za-z0-9]{20,}+)"
        rb"|discord(?:app)?\.com~api~(?:v\d+~)?webhooks~((?:[\w%\-]|~){16,}+)"
        rb"|webhook\.office\.com~webhookb2~((?:[\w@%\-]|~){32,}+)|hooks\.zapier\.com~hooks~catch~((?:\w|~){8,}+)"
        rb"|outlook\.office(?:365)?\.com~webhook~((?:[\w@%\-]|~){32,}+)|logic\.azure\.com(?::443|%3A443)?~workflows~[0-9a-f]{32}~[^\s\"'<>\x1e]{1,300}?(?:[?&]|%3F|%26|\\u0026)sig(?:=|%3D)([\w\-%]{20,}+)"
        rb"|hook\.(?:eu|us)[0-9]{0,2}\.make\.com~(\w{20,}+)|chat\.googleapis\.com~v1~spaces~[\w\-]{1,40}~messages(?:\?|%3F)key(?:=|%3D)[\w\-]{10,80}(?:&|%26)token(?:=|%3D)([\w\-%]{20,}+)"
        rb"|maker\.ifttt\.com~trigger~[\w\-]{1,80}~(?:json~)?with~key~([\w\-]{16,}+)|open\.feishu\.cn~open-apis~bot~v2~hook~([\w\-]{20,}+)"
        rb"|oapi\.dingtalk\.com~robot~send(?:\?|%3F)access_token(?:=|%3D)([a-f0-9]{32,}+)|qyapi\.weixin\.qq\.com~cgi-bin~webhook~send(?:\?|%3F)key(?:=|%3D)([\w\-]{20,}+)"
        rb"|events\.pagerduty\.com~integration~([a-f0-9]{32})|ntfy\.sh~(?=\w{0,40}[0-9])(\w{16,64})"
    ),
    must_match=(
        "https://hooks.slack.com/services/T00000000/B00000000/aB3xY9kL2mQ7aB3xY9kL2mQ7",
        r"https:\/\/hooks.slack.com\/services\/T00000000\/B00000000\/aB3xY9kL2mQ7aB3xY9kL2mQ7",
        r"maker.ifttt.com\/trigger\/x\/with\/key\/aB3xY9kL2mQ7aB3xY9kL2",
        "https://discord.com/api/webhooks/123456789012345678/aB3xY9kL2mQ7",
    ),
    must_not_match=("https://hooks.slack.com/help", "/services/TRANSPORT/BOOKING/12"),
)  # fmt: skip
AZURE = Rule(
    kind="TOKEN",
    name="azure-key-in-connection-string",
    early=True,
    literals=(b"accountkey", b"sharedaccess", b"sig="),
    pattern=rb"(?:AccountKey|SharedAccessKey|[?&;]sig)=([A-Za-z0-9+/%\-_]{20,}+={0,2})|SharedAccessSignature=([A-Za-z0-9+/%\-_=&:.]{20,}+)",
    must_match=(
        "AccountName=x;AccountKey=Zk3v9QmX7bTr2LpWc8Ns4HdYZk3v9QmX7bTr2LpWc8Ns4HdY==;EndpointSuffix=y",
    ),
    must_not_match=("AccountKey=none", "x&sig=abc"),
)
AZURE_AD = Rule(
    kind="TOKEN",
    name="azure-client-secret",
    early=True,
    # Three characters, a digit, `Q~` and 31 to 34 more.
    pattern=START + rb"[\w~.\-]{3}[0-9]Q~[\w~.\-]{31,34}(?![\w~.\-])",
    gate=rb"q~",
    must_match=("aB38Q~aB3xY9kL2mQ7aB3xY9kL2mQ7aB3xY9kL2m",),
    must_not_match=("Q~ is no key",),
)
TELEGRAM = Rule(
    kind="TOKEN",
    name="telegram-bot-token",
    group="digits",
    pattern=rb"[0-9](?<![\w].)[0-9]{7,9}:AA[\w\-]{33}(?![\w\-])",
    must_match=("123456789:AAaB3xY9kL2mQ7aB3xY9kL2mQ7aB3xY9kL2",),
    must_not_match=("12345678:AArdvark",),
)

MARKED = Rule(
    kind="TOKEN",
    name="token-with-a-mark-inside",
    early=True,
    literals=(b"azdo", b"nral", b"-us", b"+a", b"atlasv1", b"_mmk"),
    # Marks that stand behind: Azure DevOps (AZDO), Azure storage (+AStA, +ABaT, ...), New Relic (NRAL), Mailchimp (-us12).
    pattern=(
        rb"(?:(?<![A-Za-z0-9])|(?<=\\[nrtbf])|(?<=%[0-9A-Fa-f]{2}))(?:[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}(?![A-Za-z0-9])|[a-f0-9]{36}NRAL(?![A-Za-z0-9])"
        rb"|[a-f0-9]{32}-us[0-9]{1,2}(?![A-Za-z0-9])|[A-Za-z0-9]{14}\.atlasv1\.[\w\-]{40,}|[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk(?![A-Za-z0-9]))"
        rb"|(?:(?<![A-Za-z0-9+/])|(?<=\\[nrtbf]))(?:[A-Za-z0-9+/]{76}\+A(?:StA|BaT|CDb|IoT|SeA|IoA)[A-Za-z0-9+/]{4,5}={1,2}"
        rb"|[A-Za-z0-9+/]{33}\+A(?:SbT|EhC|RmC|IoT|IoC)[A-Za-z0-9+/]{4,6}=)"
    ),
    gate=rb"azdo[a-z0-9]{4}|nral|-us[0-9]|\+a(?:sta|bat|cdb|iot|sea|ioa|sbt|ehc|rmc|ioc)|atlasv1|_mmk",
    must_match=(
        (_AB * 8)[:76] + "AZDOaB3x",
        (_HEX * 3)[:36] + "NRAL",
        _HEX * 2 + "-us12",
        "q%3D" + _HEX * 2 + "-us12%26p",
        "aB3xY9_" + (_AB * 3)[:29] + "_mmk",
    ),
    must_not_match=("build AZDO 12", "region-us1"),
)

RULES = (AWS_ACCESS_KEY, PROVIDER_TOKEN, WEBHOOK, AZURE_AD, AZURE, TELEGRAM, MARKED)
