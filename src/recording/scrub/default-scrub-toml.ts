/** What `init` writes: every line is a comment, as the built-in rules need nothing. */
export const defaultScrubToml = `#:schema ../.schema/scrub.toml.schema.json
# What to scrub from recordings before they reach the disk.
#
# Built in and on: credentials in headers, cookies, parameters, bodies, URLs and free text (by name, and the keys
# of some fifty vendors by form), e-mail addresses, telephone and card numbers, IBAN and US social security numbers.
# Each value gets a token that keeps its format; the same value has the same token everywhere in this workspace.
# The key to the tokens is .doppel/scrub.key: keep it, and keep it out of the repository.
#
# Rules of your own come first. A rule matches on exactly one of
#   header = "x-tenant"            a header, by name
#   query  = "customer"            a parameter of the URL or of a form, by name
#   key    = "first_name"          a key of JSON, XML or a form, by name, with all that is below it
#   json   = "$.items[*].owner"    a path in a JSON body, with all that is below it ($..owner: at any depth)
#   regex  = "CUST-[0-9]{6}"       a pattern anywhere in a text; + and * stand for up to 256 repetitions
# and does one of
#   token    a stand-in of the same format, the same one for the same value (the default)
#   redact   letters become x, digits become 0
#   keep     left as it is, whatever other rules say
#   drop     name and value are removed

# Names of people are left alone unless you say so:
# [[rule]]
# name = "names of people"
# key = "first_name"
# action = "token"

# [[rule]]
# regex = "CUST-[0-9]{6}"
# action = "token"

# [allow]
# values = ["4242424242424242"]    # exact values that are no secret, such as published test cards
# names = ["page_token"]           # keys, parameters, headers and cookies that no rule touches

# [builtin]
# off = ["phone"]                  # built-in rules to switch off
`
