"""Which accounts are no person's: those of systems, programs, machines and defaults, which the analysis of attacks wants to see."""

from __future__ import annotations

import re
from functools import lru_cache

# Users that every machine has, roles of programs, and what stands where there is nobody.
_NOBODY = frozenset((
    "", "-", "none", "null", "nil", "undefined", "unknown", "anonymous", "anon", "guest", "nobody", "root", "admin",
    "administrator", "system", "local", "network", "localsystem", "localhost", "service", "daemon", "bin", "sys", "sync", "mail", "www-data",
    "www", "nginx", "apache", "httpd", "http", "postgres", "mysql", "redis", "mongodb", "oracle", "sa", "ubuntu", "ec2-user",
    "centos", "debian", "git", "jenkins", "kafka", "hadoop", "hdfs", "yarn", "spark", "zookeeper", "elastic", "kibana",
    "app", "application", "user", "users", "username", "default", "test", "true", "false", "public", "me", "self",
    "operator", "backup", "cron", "uucp", "lp", "news", "nfs", "rpc", "ntp", "named", "squid", "postfix", "dovecot", "messagebus", "sshd", "syslog", "ftp", "proxy", "games", "name", "n/a", "na", "*", "?", "%s", "{}", "agent",
    "not", "is", "was", "has", "had", "does", "did", "can", "cannot", "must", "already", "for", "from", "in", "on", "with", "and", "or",
    "to", "the", "a", "an", "by", "id", "failed", "invalid", "missing", "required", "error", "logged", "exists", "enabled", "disabled", "on", "off", "yes", "no", "ok", "success", "failure", "allowed", "denied", "active", "inactive",
    "disconnected", "aborted", "password", "login", "logout", "<user>", "<username>",
    "<name>", "protected", "private", "string", "str", "text", "keyword", "varchar", "char", "int", "integer", "bigint", "object", "uuid",
))  # fmt: skip


@lru_cache(maxsize=1_000)
def is_somebody(value: str) -> bool:
    """Whether `value` can name a person rather than a user of the system, a placeholder or a program."""
    return _is_somebody(value)


def _is_somebody(value: str) -> bool:
    word = value.strip(" \t\"'\\<>[]:").lower()
    if word in _NOBODY or (len(word) < 3 and word.isdecimal()):
        return False
    # All of most are letters and digits, which is told at once.
    if not word.isalnum() and not any(map(str.isalnum, word)):
        return False
    return not word.startswith(("0x", "system:", "arn:", "$", "{{", "%", "/", "?", "@p"))


# Of distributions (base-passwd of Debian, setup of Fedora), of programs that come with their own, of cloud images, of devices
# as they are sold, of Windows and its services, of databases; and what everybody's scanner tries.
_WELL_KNOWN = frozenset((
    "adm", "shutdown", "halt", "man", "list", "irc", "gnats", "tcpdump", "tss", "dnsmasq", "avahi", "colord", "pulse", "gdm", "lightdm", "sddm", "polkitd", "rtkit",
    "chrony", "_chrony", "dbus", "haldaemon", "usbmux", "uuidd", "landscape", "pollinate", "fwupd-refresh", "_apt", "sssd", "saslauth", "mailnull", "smmsp", "rpcuser", "nfsnobody",
    "nscd", "radiusd", "freerad", "clamav", "amavis", "spamd", "debian-spamd", "exim", "debian-exim", "cyrus", "vmail", "mailman", "majordom", "lists", "bind", "unbound", "nsd", "snmp",
    "zabbix", "nagios", "icinga", "munin", "monit", "prometheus", "grafana", "telegraf", "influxdb", "node_exporter", "alertmanager", "loki", "fluentd", "td-agent", "logstash", "splunk", "filebeat", "datadog",
    "dd-agent", "newrelic", "haproxy", "varnish", "memcache", "memcached", "tomcat", "jetty", "jboss", "wildfly", "weblogic", "wasadm", "glassfish", "lighttpd", "caddy", "traefik", "envoy", "php", "php-fpm", "fpm",
    "rabbitmq", "mosquitto", "activemq", "nats", "consul", "vault", "nomad", "etcd", "kube", "kubernetes", "kubelet", "docker", "dockremap", "containerd", "rancher", "libvirt", "qemu", "vagrant", "ansible", "puppet", "chef", "salt",
    "terraform", "gitlab", "gitlab-runner", "gitea", "gogs", "svn", "cvs", "sonar", "sonarqube", "nexus", "artifactory", "teamcity", "bamboo", "jira", "confluence", "buildbot", "runner", "ci", "cicd", "deploy", "deployer", "deployment", "release",
    "build", "builder", "mariadb", "mongod", "mongo", "cassandra", "clickhouse", "couchdb", "neo4j", "solr", "elasticsearch", "hive", "hbase", "presto", "trino", "airflow", "impala", "db2inst1", "db2fenc1", "informix", "sybase", "sapadm", "postgresql", "pgsql", "pgadmin",
    "pgbouncer", "replication", "replicator", "repl", "replica", "rdsadmin", "cloudsqladmin", "azuresu", "azure_superuser", "dba", "dbo", "dbadmin", "dbuser", "db", "database", "sys", "system", "sysdba", "sysman", "dbsnmp", "outln", "mysql.sys", "mysql.session", "mysql.infoschema", "event_scheduler",
    "mariadb.sys", "debian-sys-maint", "root@localhost", "ec2", "pi", "osmc", "alpine", "fedora", "rocky", "almalinux", "arch", "opc", "core", "bitnami", "azureuser", "cloud-user", "cloud", "aws", "gcp", "amazon", "linux", "unix", "debian", "suse", "redhat", "freebsd", "kali",
    "ubnt", "cisco", "cusadmin", "plcmspip", "support", "supervisor", "tech", "telecom", "telecomadmin", "telnet", "telnetadmin", "super", "superuser", "superadmin", "sysadmin", "sysop", "netadmin", "netscreen", "enable", "manager", "management", "monitor", "monitoring", "master", "mother", "d-link", "dlink", "zyfwp", "mikrotik", "ubiquiti", "juniper", "huawei",
    "administrador", "administrateur", "amministratore", "administracion", "gast", "invite", "invitado", "ospite", "benutzer", "usuario", "utilisateur", "prueba", "essai", "demo", "example", "sample", "temp", "tmp", "tester", "testing", "testuser", "ftptest", "ftpuser", "ftpadmin", "sftp", "sftpuser", "sshuser", "ssh", "webmaster", "webadmin", "web", "website", "www1",
    "postmaster", "hostmaster", "abuse", "noreply", "no-reply", "mailer-daemon", "info", "sales", "office", "contact", "helpdesk", "service-desk", "security", "dev", "develop", "developer", "devel", "ops", "devops", "prod", "production", "stage", "staging", "student", "teacher", "client", "customer", "server", "host", "router", "switch", "firewall", "gateway", "vpn", "vnc", "rdp", "remote", "console", "terminal",
    "ghost", "boot", "reboot", "power", "play", "minecraft", "steam", "csgo", "teamspeak", "ts3", "ts3server", "ts", "game", "gameserver", "bot", "robot", "crawler", "worker", "scanner", "printer", "scan", "print", "camera", "dvr", "voip", "sip", "asterisk", "freepbx", "sipuser", "matlab", "inspur", "butter", "hacker", "abc", "qwerty", "asdf", "password", "passwd", "pass", "login",
    "wordpress", "wp", "drupal", "joomla", "magento", "moodle", "odoo", "nextcloud", "owncloud", "plesk", "cpanel", "whmcs", "webmin", "phpmyadmin", "api", "app", "apps", "application", "job", "jobs", "batch", "scheduler", "queue", "celery", "sidekiq", "node", "nodejs", "python", "django", "rails", "java", "spring", "golang", "svc", "service", "services", "daemon", "process",
    "iusr", "krbtgt", "defaultaccount", "wdagutilityaccount", "local service", "network service", "anonymous logon", "nt authority", "localservice", "networkservice", "lokaler dienst", "netzwerkdienst", "sqlserver", "mssql", "mssqlserver", "iis", "everyone", "authenticated", "healthmailbox", "autodiscover", "trustedinstaller", "window manager", "font driver host",
    "aspnet", "scom", "sccm", "exchange", "sharepoint", "backupexec", "veeam", "invalid user", "illegal user", "filter",
))  # fmt: skip
# With a number or a part behind it such a name is still one: test2, nagios1, svc-backup, web$, dwm-3.
_NUMBERED = re.compile(r"[\-_.]?[0-9]{1,4}\Z")
_OF_PROGRAMS = re.compile(
    r"(?:svc|sa|srv|gmsa|msa|iusr|iwam|sm)[\-_.]|systemd-|(?:job|application|appattempt|attempt|container|task)_[0-9]|(?:dwm|umfd)-?[0-9]|healthmailbox[0-9a-f]|c##"
    r"|.*(?:[\-_.](?:svc|service|agent|daemon|runner|bot|exporter|operator|controller|worker|app|api|db|server|role|rw|ro|backup|monitor|deploy))\Z"
)
_ESCAPE = re.compile(r"\\+[nrt]?\Z")
_DOMAINS = (
    "http/",
    "host/",
    "cifs/",
    "ldap/",
    "nfs/",
    "mssqlsvc/",
    "krbtgt/",
    "nt authority",
    "nt service",
    "iis apppool",
    "font driver host",
    "window manager",
    "builtin",
)


_PATH = re.compile(r"[\w.\-]+(?:/[\w.\-%:]+){2,}")  # projects/acme/logs/x, of Google Cloud


def login(value: str) -> str:
    """Return the account of what stands there: without its domain, its quotes and what is escaped behind it."""
    name = value.strip(" \t\"'`<>()[]")
    if "\\" in name:
        name = _ESCAPE.sub("", name)
        return name.rpartition("\\")[2].strip() or name
    return name.strip() or name


# What stands behind `user=` is the name of a secret then, which stands behind that.
_ANOTHER_NAME = re.compile(
    r"[\"':]{0,2}(?:(?:sid|pin)(?!\Z)|(?:set-)?cookie|pass(?:wd|word|phrase)?|pwd|token|secret|api[_\-]?key|requirepass)"
    r"(?:[\"'`]?[ ]?(?:[:=]|->|%3[aAdD])|-?\Z)",
    re.IGNORECASE,
)


@lru_cache(maxsize=30_000)
def is_persons(value: str) -> bool:
    """Whether an account can be a person's, rather than one of a system, a machine or a default one."""
    name = login(value).lower()
    if (
        name in _WELL_KNOWN
        or name.endswith("$")
        or not _is_somebody(name)
        or _PATH.fullmatch(name)
        or _ANOTHER_NAME.match(value)
    ):
        return False
    return not value.lower().lstrip("\"'").startswith(_DOMAINS)


# Of what the accounts of services are called: what they do, or who they do it for.
_OF_SERVICES = frozenset((
    "access", "admin", "alerts", "apikey", "analytics", "api", "app", "audit", "auth", "backend", "backup", "batch", "billing", "bot", "build", "cache", "cart", "catalog", "catalogue", "checkout", "ci", "cd", "cms", "crm", "cron", "data", "db", "deploy", "dev", "dwh", "email", "erp", "etl", "events", "export", "exporter", "external", "feed",
    "frontend", "gateway", "health", "import", "ingest", "integration", "internal", "inventory", "job", "jobs", "key", "ledger", "loader", "logs", "machine", "mailer", "metrics", "migrate", "migration", "migrations", "migrator", "notifications", "notify", "oauth", "oauth2", "orders", "owner", "payment", "payments", "payroll",
    "portal", "pipeline", "prod", "producer", "consumer", "products", "proxy", "publisher", "subscriber", "queue", "read", "reader", "readonly", "readwrite", "relay", "replica", "report", "reporter", "reporting", "reports", "robot", "ro", "role", "rw", "scheduler", "search", "service", "session", "sessions", "shipping", "shop", "site", "staging",
    "store", "stock", "stream", "svc", "sync", "system", "task", "tasks", "tenant", "test", "token", "oauth2accesstoken", "registry", "tracking", "upload", "uploader", "user", "users", "warehouse", "web", "webapp", "webhook", "webhooks", "worker", "workflow", "write", "writer",
))  # fmt: skip


@lru_cache(maxsize=30_000)
def is_user_of_a_service(value: str) -> bool:
    """Whether it is a person's account where a service or a program is logged in to; most there are of programs."""
    name = login(value).lower()
    if name.isdecimal() or not is_persons(value) or _OF_PROGRAMS.match(name):
        return False
    bare = _NUMBERED.sub("", name)
    if bare in _WELL_KNOWN or not is_somebody(bare) or bare.endswith(("user", "admin", "service", "svc")):
        return False
    return _OF_SERVICES.isdisjoint(re.split(r"[\-_.]", bare))


# What follows `user` in a sentence and is none. A login of letters alone is told from a word by this list only.
_WORDS = frozenset((
    "x1b", "u001b", "033",  # of a colour that is escaped
    "able", "accept", "accepted", "access", "account", "accounts", "action", "actions", "activity", "activities", "agent", "agents", "agreement", "alert", "alerts", "already", "and", "any", "api", "approval", "are", "area", "as", "asked", "at", "attempt", "attempted", "attempts", "attribute", "attributes",
    "auth", "authenticated", "authentication", "authenticator", "authority", "authorization", "authorized", "avatar", "base", "based", "because", "been", "behavior", "behaviour", "being", "but", "by", "cache", "callback", "canceled", "cancelled", "cannot", "cert", "certificate", "certificates", "changed", "changes", "choice", "class", "clicked", "clients",
    "closed", "code", "comment", "comments", "config", "configuration", "confirmation", "confirmed", "connected", "connection", "connections", "consent", "content", "context", "control", "controller", "convenience", "could", "count", "created", "creation", "credential", "credentials", "currently", "custom", "data", "database", "dbs", "declined", "default", "defaults",
    "defined", "deleted", "deletion", "details", "device", "devices", "directory", "disconnect", "disconnected", "disconnecting", "does", "domain", "domains", "each", "edit", "email", "emails", "encountered", "engagement", "entered", "entity", "entries", "entry", "error", "errors", "event", "events", "every", "exceeded", "existence", "experience", "experiences", "expired", "facing", "feed", "feedback", "field", "fields",
    "file", "files", "flow", "folder", "form", "friendly", "from", "further", "generated", "given", "got", "group", "groups", "guide", "had", "handle", "handler", "has", "hash", "have", "headers", "help", "history", "home", "identifier", "identity", "if", "ids", "image", "impersonation", "import", "inactive", "info", "information", "initiated", "input", "inputs", "installed",
    "interaction", "interactions", "interface", "interfaces", "interrupt", "into", "invitation", "it", "its", "jobs", "journey", "key", "keys", "land", "language", "level", "levels", "library", "limit", "limits", "list", "locale", "location", "log", "logged", "logins", "lookup", "made", "management", "manual", "map", "mapping", "mapper", "match", "may", "member", "membership", "memory", "menu", "message", "messages",
    "metadata", "mode", "model", "module", "more", "must", "named", "names", "needs", "new", "no", "node", "notification", "notifications", "object", "objects", "only", "operation", "operations", "option", "options", "order", "orders", "other", "output", "page", "pages", "param", "parameter", "parameters", "passwords", "path", "payload", "permission", "permissions", "phone", "plan", "please", "policies", "policy", "pool", "pools",
    "portal", "preference", "preferences", "presses", "pressed", "principal", "principals", "privilege", "privileges", "process", "processes", "profile", "profiles", "program", "programs", "property", "properties", "provided", "provisioning", "query", "queries", "quota", "rate", "read", "reads", "realm", "record", "records", "registered", "registration", "registry", "reject", "rejected", "related", "repository", "request", "requested", "requests", "required", "reset",
    "resource", "resources", "response", "responses", "results", "review", "reviews", "rights", "role", "roles", "root", "row", "rows", "same", "schema", "script", "scripts", "search", "select", "selected", "selection", "send", "sent", "serial", "session", "sessions", "set", "setting", "settings", "setup", "shall", "should", "signed", "signup", "since", "site", "sites", "slice", "some", "source", "space", "specific", "specified", "started",
    "stack", "state", "stats", "status", "still", "stopped", "storage", "store", "stories", "story", "string", "style", "submitted", "subscription", "supplied", "sync", "table", "tables", "target", "task", "tasks", "template", "terms", "text", "than", "that", "their", "them", "then", "there", "these", "they", "thread", "threads", "ticket", "tickets", "time", "timeout", "token", "tokens", "tool", "tools", "totals", "tracking", "traffic", "trail", "transaction", "tries", "tried",
    "trying", "type", "types", "unable", "under", "unit", "until", "update", "updated", "updates", "upload", "uploads", "usage", "used", "using", "uuid", "valid", "validation", "value", "values", "variable", "variables", "verification", "version", "via", "view", "views", "visible", "visit", "visits", "wants", "we", "were", "what", "when", "which", "while", "who", "whose", "widget", "will", "within", "without", "work", "workflow", "workspace", "would", "write", "writes", "you", "your",
    "html", "json", "xml", "js", "csv", "pdf", "tenant", "tenants", "cluster", "clusters", "backend", "upstream", "ldap", "kerberos", "peer", "peers", "http", "https", "smtp", "imap", "oauth", "saml", "sso", "organization", "project", "bucket", "topic", "endpoint", "endpoints", "proxy", "darwin", "windows", "freebsd", "him", "her", "another", "this", "reason", "reasons",
    "mit", "ohne", "con", "avec", "sans", "mot", "wird", "kann", "existiert", "benutzer", "konto", "sitzung", "nicht", "ist", "hat", "wurde", "est", "pas", "non", "existe", "inconnu", "desconocido", "tty", "pts", "daemon",
))  # fmt: skip
_ENDINGS = ("tion", "tions", "ment", "ments", "ness", "ability", "ships")


@lru_cache(maxsize=30_000)
def is_user_of_a_sentence(value: str) -> bool:
    """Whether it is a person's account where words alone say that one stands there; a number may be anything."""
    name = login(value).lower()
    if name in _WORDS or name.isdecimal() or not is_persons(value) or _OF_PROGRAMS.match(name):
        return False
    bare = _NUMBERED.sub("", name)
    if bare in _WELL_KNOWN or not is_somebody(bare):
        return False
    return not (name.isalpha() and name.endswith(_ENDINGS))
