/** The `twin.toml` of a new twin: every key is there, the optional ones as comments. */
export function twinToml(name: string, baseUrl: string): string {
  return `#:schema ../.schema/twin.toml.schema.json
# Settings of the twin "${name}". A key that does nothing is warned about.

# The real service. \`doppel record ${name}\` forwards to it.
base_url = ${JSON.stringify(baseUrl)}

[record]
# A session ends by itself after so many seconds without a request.
# (Or at once: POST /__doppel/new-session on the recorder.)
# idle_timeout_s = 300

[serve]
# Where \`doppel serve ${name}\` listens. Loopback unless you say otherwise; port 0 takes a free one.
# host = "127.0.0.1"
# port = 0

# [[limits]]             # see docs/guides/limits.md
# route = "POST /orders"
# limit = 100
# per = "1m"
# by = "header.authorization"

# [auth]                 # see docs/guides/authentication.md
# schemes = [{ kind = "api-key", name = "X-Api-Key" }]

# [idempotency]
# header = "Idempotency-Key"
# expires = "24h"

# [conditional]          # ETag, If-Match, If-None-Match, Range
# ranges = false

# [cors]
# origins = ["https://app.example"]

[sessions]
# Of which session a request is, beside the header X-Doppel-Session and paths such as /~NAME/orders.
# by = ["cookie:sid", "credential"]   # also header:NAME, cookie, credential:HEADER
# one = false       # true: all requests share the default session
# idle = "1h"       # a session that nobody asks anything for so long ends
# evict = false     # true: the session that was not used for longest ends where one more has no place
# fixture = "demo"  # entities of state/fixtures/demo/COLLECTION.json that sessions begin with

[explore]
# \`doppel explore ${name} --record --yes\` asks this service what the twin does not know: it makes, changes and
# deletes things there. Name a copy whose data you can lose, never the real service.
# upstream = "http://127.0.0.1:3000"

[upstream.headers]
# Recordings hold no credentials. \`doppel check ${name} --upstream\` sends these in their place; keep the secret in the
# environment.
# Authorization = "Bearer $API_TOKEN"

[webhooks]
# Whom the twin tells of what happens: see docs/guides/webhooks.md.
# events."order.created" = { on = "POST /orders" }
# signing = "stripe"            # or slack, github, shopify, twilio, svix, standard, or a table of your own
# secret = "$WEBHOOK_SECRET"    # read from the environment
# retry = ["5s", "5m", "30m"]
# ordered = false
# timeout = "10s"
# encoding = "json"
# allow = ["hooks.internal", "10.0.0.0/8"]   # deliveries go to this machine only, unless you say more

# [[webhooks.subscriptions]]
# url = "http://127.0.0.1:9000/hooks"
# events = ["order.*"]

[diff]
# \`doppel check ${name}\` passes when this share of sessions passes …
# required_score = 0.90
# … and a session when this share of its exchanges does.
# session_pass_rate = 0.95

[diff.thresholds]
# What an exchange must reach, part by part.
# status_exact_match = true
# body_structure = 0.90
# body_values = 0.85
# symbol_consistency = 1.0
# header_conformance = 0.80

[diff.fields]
# How a field is compared, where learning saw it otherwise:
# generated, timestamp, constant, enum, echoed, exact.
# "summary.total" = { classify = "constant" }
# "theme.color" = { classify = "enum", values = ["dark", "light"] }

# Divergences which are fine, and why. They are counted, and shown by --show-suppressed.
# [[diff.suppress]]
# route = "GET /status"
# path = "body.uptime"
# reason = "time since the server's start"

[freshness]
# \`doppel check ${name}\` fails when a route was last recorded longer ago …
# max_age = "90d"
# … and warns when it was longer ago than this.
# warn_age = "30d"

[pack]
# What \`doppel pack ${name}\` says of the twin to those who get it: see docs/guides/share-twins.md.
# version = "1.0.0"
# summary = "Orders and payments"
# licence = "MIT"
# workflows = ["checkout", "refunds"]
`
}
