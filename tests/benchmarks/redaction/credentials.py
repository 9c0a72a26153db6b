"""Synthetic credentials of clouds and services, in the form that each provider documents; all of it random.

The forms are those of the providers' documentation and of public rule sets (gitleaks, GitHub's secret scanning
partners, detect-secrets), written as `value.fill` reads them: `<a40>` stands for 40 letters and digits.
"""

from __future__ import annotations

import random

from tests.benchmarks.redaction.value import Value, fill

# Told by their own form, whatever they stand under.
OBVIOUS = {
    "aws/access-key": ("AKIA<B16>", "aws_access_key_id access_key_id access_key"),
    "aws/temporary-key": ("ASIA<B16>", "aws_access_key_id access_key"),
    "aws/mws": ("amzn.mws.<uuid>", "mws_auth_token"),
    "aws/bedrock": ("ABSK<b109>", "aws_bearer_token_bedrock"),
    "gcp/api-key": ("AIza<u35>", "google_api_key key"),
    "gcp/client-secret": ("GOCSPX-<u28>", "client_secret"),
    "gcp/access-token": ("ya29.<u60-120>", "access_token"),
    "gcp/refresh-token": ("1//0<u60-90>", "refresh_token"),
    "azure/client-secret": ("<a3>8Q~<u34>", "azure_client_secret client_secret"),
    "azure/devops-pat": ("<a76>AZDO<a4>", "azure_devops_pat"),
    "azure/storage-key": ("<b76>+AStA<a4>==", "azure_storage_key account_key"),
    "github/pat": ("ghp_<a36>", "github_token token"),
    "github/oauth": ("gho_<a36>", "access_token"),
    "github/user": ("ghu_<a36>", "token"),
    "github/server": ("ghs_<a36>", "github_token"),
    "github/refresh": ("ghr_<a36>", "refresh_token"),
    "github/fine-grained": ("github_pat_<a22>_<a59>", "github_token gh_pat"),
    "gitlab/pat": ("glpat-<u20>", "gitlab_token private_token"),
    "gitlab/deploy": ("gldt-<u20>", "deploy_token"),
    "gitlab/runner": ("glrt-<u20>", "runner_token"),
    "gitlab/trigger": ("glptt-<h40>", "trigger_token"),
    "gitlab/job": ("glcbt-<a2>_<u20>", "ci_job_token"),
    "gitlab/feed": ("glft-<u20>", "feed_token"),
    "gitlab/agent": ("glagent-<u50>", "agent_token"),
    "slack/bot": ("xoxb-<d12>-<d12>-<a24>", "slack_token bot_token"),
    "slack/user": ("xoxp-<d12>-<d12>-<d12>-<h32>", "slack_token"),
    "slack/legacy": ("xoxs-<d11>-<d11>-<d11>-<h10>", "slack_token"),
    "slack/app": ("xapp-1-A<U10>-<d13>-<h64>", "slack_app_token"),
    "slack/refresh": ("xoxe-1-<a140>", "refresh_token"),
    "slack/webhook": ("https://hooks.slack.com/services/T<U8>/B<U10>/<a24>", "webhook_url slack_webhook"),
    "stripe/live": ("sk_live_<a24>", "stripe_key api_key"),
    "stripe/long": ("sk_live_51<a97>", "stripe_secret_key"),
    "stripe/test": ("sk_test_<a24>", "stripe_key"),
    "stripe/restricted": ("rk_live_<a24>", "stripe_key"),
    "stripe/webhook": ("whsec_<a32>", "webhook_secret"),
    "twilio/api-key": ("SK<h32>", "twilio_api_key"),
    "sendgrid/key": ("SG.<u22>.<u43>", "sendgrid_api_key smtp_password"),
    "npm/token": ("npm_<a36>", "npm_token _auth_token"),
    "pypi/token": ("pypi-AgEIcHlwaS5vcmc<u70-120>", "twine_password"),
    "openai/classic": ("sk-<a20>T3BlbkFJ<a20>", "openai_api_key"),
    "openai/project": ("sk-proj-<u74>T3BlbkFJ<u74>", "openai_api_key api_key"),
    "openai/service": ("sk-svcacct-<u58>T3BlbkFJ<u58>", "openai_api_key"),
    "anthropic/api": ("sk-ant-api03-<u93>AA", "anthropic_api_key"),
    "anthropic/admin": ("sk-ant-admin01-<u93>AA", "anthropic_admin_key"),
    "mailgun/key": ("key-<h32>", "mailgun_api_key"),
    "mailchimp/key": ("<h32>-us<d2>", "mailchimp_api_key"),
    "telegram/bot": ("<d10>:AA<u33>", "telegram_bot_token bot_token"),
    "discord/bot": ("MT<u24>.G<u5>.<u38>", "discord_token"),
    "discord/webhook": ("https://discord.com/api/webhooks/<d18>/<u68>", "webhook_url"),
    "teams/webhook": (
        "https://acme.webhook.office.com/webhookb2/<uuid>@<uuid>/IncomingWebhook/<h32>/<uuid>",
        "webhook_url",
    ),
    "shopify/access": ("shpat_<h32>", "shopify_token access_token"),
    "shopify/custom": ("shpca_<h32>", "shopify_token"),
    "shopify/private": ("shppa_<h32>", "shopify_token"),
    "shopify/shared": ("shpss_<h32>", "shared_secret"),
    "square/access": ("EAAAE<u59>", "square_access_token"),
    "square/old": ("sq0atp-<u22>", "square_access_token"),
    "square/secret": ("sq0csp-<u43>", "square_secret"),
    "paypal/braintree": ("access_token$production$<L16>$<h32>", "braintree_access_token"),
    "digitalocean/pat": ("dop_v1_<h64>", "digitalocean_token do_token"),
    "digitalocean/oauth": ("doo_v1_<h64>", "digitalocean_token"),
    "heroku/key": ("HRKU-AA<u58>", "heroku_api_key"),
    "hashicorp/vault": ("hvs.<u24-90>", "vault_token"),
    "hashicorp/vault-batch": ("hvb.<u140>", "vault_token"),
    "hashicorp/terraform": ("<a14>.atlasv1.<a67>", "tfe_token"),
    "databricks/token": ("dapi<h32>", "databricks_token"),
    "newrelic/user": ("NRAK-<U27>", "new_relic_api_key"),
    "newrelic/licence": ("<h36>NRAL", "new_relic_license_key"),
    "grafana/cloud": ("glc_<a60-90>", "grafana_token"),
    "grafana/service": ("glsa_<a32>_<h8>", "grafana_token"),
    "sentry/org": ("sntrys_eyJ<u80>_<b43>", "sentry_auth_token"),
    "sentry/user": ("sntryu_<h64>", "sentry_auth_token"),
    "docker/pat": ("dckr_pat_<u27>", "docker_password"),
    "huggingface/token": ("hf_<a34>", "hf_token"),
    "replicate/token": ("r8_<a37>", "replicate_api_token"),
    "groq/key": ("gsk_<a52>", "groq_api_key"),
    "perplexity/key": ("pplx-<a48>", "perplexity_api_key"),
    "xai/key": ("xai-<a80>", "xai_api_key"),
    "linear/key": ("lin_api_<a40>", "linear_api_key"),
    "notion/token": ("ntn_<d11><a35>", "notion_token"),
    "notion/old": ("secret_<a43>", "notion_token"),
    "airtable/pat": ("pat<a14>.<h64>", "airtable_api_key"),
    "atlassian/token": ("ATATT3xFfGF0<u172>=<H8>", "jira_api_token atlassian_token"),
    "bitbucket/app": ("ATBB<a28><H8>", "bitbucket_app_password"),
    "postman/key": ("PMAK-<h24>-<h34>", "postman_api_key"),
    "rubygems/key": ("rubygems_<h48>", "gem_host_api_key"),
    "nuget/key": ("oy2<L43>", "nuget_api_key"),
    "crates/token": ("cio<a32>", "cargo_registry_token"),
    "clojars/token": ("CLOJARS_<h60>", "clojars_password"),
    "planetscale/token": ("pscale_tkn_<u43>", "planetscale_token"),
    "planetscale/password": ("pscale_pw_<u43>", "database_password"),
    "supabase/pat": ("sbp_<h40>", "supabase_access_token"),
    "supabase/secret": ("sb_secret_<u31>", "supabase_key"),
    "doppler/pat": ("dp.pt.<a43>", "doppler_token"),
    "doppler/service": ("dp.st.prd.<a43>", "doppler_token"),
    "flyio/token": ("fm2_<b100>", "fly_api_token"),
    "netlify/token": ("nfp_<a36>", "netlify_auth_token"),
    "cloudflare/origin": ("v1.0-<h24>-<h146>", "origin_ca_key"),
    "figma/pat": ("figd_<u40>", "figma_token"),
    "dynatrace/token": ("dt0c01.<B24>.<B64>", "dt_api_token"),
    "flutterwave/key": ("FLWSECK_TEST-<h32>-X", "flutterwave_secret_key"),
    "easypost/key": ("EZAK<a54>", "easypost_api_key"),
    "duffel/token": ("duffel_live_<u43>", "duffel_token"),
    "adafruit/key": ("aio_<a28>", "aio_key"),
    "age/secret-key": ("AGE-SECRET-KEY-1<k58>", "age_key"),
    "alibaba/access-key": ("LTAI5t<a18>", "access_key_id"),
    "tencent/secret-id": ("AKID<a32>", "secret_id"),
    "artifactory/key": ("AKCp<a69>", "artifactory_api_key"),
    "artifactory/reference": ("cmVmdGtu<a56>", "jfrog_token"),
    "contentful/pat": ("CFPAT-<u43>", "contentful_token"),
    "prefect/key": ("pnu_<a36>", "prefect_api_key"),
    "pulumi/token": ("pul-<h40>", "pulumi_access_token"),
    "readme/key": ("rdme_<L70>", "readme_api_key"),
    "sendinblue/key": ("xkeysib-<h64>-<a16>", "brevo_api_key"),
    "shippo/key": ("shippo_live_<h40>", "shippo_token"),
    "sourcegraph/token": ("sgp_<h40>", "src_access_token"),
    "typeform/token": ("tfp_<u59>", "typeform_token"),
    "yandex/key": ("AQVN<u35>", "yandex_api_key"),
    "facebook/token": ("EAACEdEose0cBA<a80-120>", "fb_access_token"),
    "openshift/token": ("sha256~<u43>", "openshift_token"),
    "onepassword/service": ("ops_eyJ<b250>", "op_service_account_token"),
    "sonar/user": ("squ_<h40>", "sonar_token"),
    "sonar/project": ("sqp_<h40>", "sonar_token"),
    "circleci/pat": ("CCIPAT_<a22>_<h40>", "circleci_token"),
    "buildkite/token": ("bkua_<h40>", "buildkite_token"),
    "hubspot/pat": ("pat-na1-<uuid>", "hubspot_token"),
    "plaid/access": ("access-sandbox-<uuid>", "plaid_access_token"),
    "tailscale/key": ("tskey-auth-<a12>CNTRL-<a32>", "ts_authkey"),
    "pinecone/key": ("pcsk_<a6>_<a60>", "pinecone_api_key"),
    "langsmith/key": ("lsv2_pt_<h32>_<h10>", "langsmith_api_key"),
    "mapbox/secret": ("sk.eyJ1Ijoi<u60>.<u22>", "mapbox_token"),
    "launchdarkly/sdk": ("sdk-<uuid>", "ld_sdk_key"),
    "scalingo/token": ("tk-us-<u48>", "scalingo_api_token"),
    "settlemint/token": ("sm_pat_<a16>", "settlemint_token"),
    "infracost/key": ("ico-<a32>", "infracost_api_key"),
    "harness/pat": ("pat.<u22>.<h24>.<a20>", "harness_api_key"),
    "cloudflare/ai-gateway": ("cfut_<a40>", "cloudflare_api_token"),
}

# Told by what they stand under only: hexadecimal or base64 of no telling form.
NAMED = {
    "aws/secret-key": ("<b40>", "aws_secret_access_key secret_access_key aws_secret_key"),
    "aws/session-token": ("IQoJb3JpZ2luX2Vj<b300-600>==", "aws_session_token session_token"),
    "azure/account-key": ("<b86>==", "account_key azure_storage_account_key shared_access_key"),
    "twilio/auth-token": ("<h32>", "twilio_auth_token auth_token"),
    "datadog/api-key": ("<h32>", "dd_api_key datadog_api_key"),
    "datadog/app-key": ("<h40>", "dd_app_key application_key"),
    "cloudflare/token": ("<u40>", "cloudflare_api_token cf_api_token"),
    "fastly/token": ("<u32>", "fastly_api_token fastly_key"),
    "heroku/uuid": ("<uuid>", "heroku_api_key"),
    "okta/token": ("00<u40>", "okta_api_token"),
    "algolia/admin-key": ("<h32>", "algolia_admin_key algolia_api_key"),
    "asana/secret": ("<h32>", "asana_client_secret"),
    "snyk/token": ("<uuid>", "snyk_token"),
    "travis/token": ("<a22>", "travis_token"),
    "zendesk/secret": ("<a40>", "zendesk_secret_key zendesk_token"),
    "confluent/secret": ("<b64>", "confluent_api_secret sasl_password"),
    "mongodb/api-key": ("<uuid>", "mongodb_atlas_private_key atlas_private_key"),
    "dropbox/secret": ("<L15>", "dropbox_app_secret"),
    "spotify/secret": ("<h32>", "spotify_client_secret"),
    "bitbucket/secret": ("<a32>", "bitbucket_client_secret"),
    "coinbase/secret": ("<u64>", "coinbase_api_secret"),
    "twitter/secret": ("<a50>", "twitter_consumer_secret twitter_access_token_secret"),
    "linkedin/secret": ("<a16>", "linkedin_client_secret"),
    "lob/key": ("live_<h35>", "lob_api_key"),
    "generic/hex": (
        "<h64>",
        "encryption_key master_key signing_key hmac_key secret_key secret_key_base aes_key app_key",
    ),
    "generic/base64": (
        "<b43>=",
        "secret client_secret app_secret jwt_secret encryption_key private_token "
        "jwt_signing_secret webhook_signing_secret consumer_secret hmac_secret",
    ),
    "generic/api-key": (
        "<a32>",
        "api_key apikey x_api_key service_key access_key subscription_key "
        "auth_key license_key functions_key consumer_key storage_key",
    ),
    "generic/token": (
        "<u48>",
        "token access_token refresh_token id_token auth_token csrf_token reset_token "
        "bearer_token device_token invite_token authorization_code magic_link_token push_token",
    ),
    "generic/short": ("<a16>", "api_key secret token client_secret access_token"),
    "generic/uuid": ("<uuid>", "api_key secret_key access_token client_secret"),
}


def credential(rng: random.Random) -> Value:
    """Return a credential that its form tells."""
    return _make(rng, rng.choice(list(OBVIOUS)), OBVIOUS, obvious=True)


def named_credential(rng: random.Random) -> Value:
    """Return a value of high entropy that only its name tells."""
    return _make(rng, rng.choice(list(NAMED)), NAMED, obvious=False)


def _make(rng: random.Random, name: str, forms: dict[str, tuple[str, str]], *, obvious: bool) -> Value:
    form, keys = forms[name]
    provider, _, variety = name.partition("/")
    family = "entropy" if not obvious else "cloud" if provider in ("aws", "gcp", "azure") else "saas"
    text = fill(rng, form)
    return Value(f"{family}/{provider}-{variety}", text, tuple(keys.split()), obvious)
